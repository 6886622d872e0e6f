"""Areas of a picture: which one holds a cell, which lie within it, and where people point."""

from random import Random

import pytest

from poll_server.questions.methods.areas import CELLS, PictureArea, holding, invented

HALL = PictureArea(area="Saal", width=50, height=100)
YARD = PictureArea(area="Hof", left=40, width=30, height=50)


def test_the_first_area_that_holds_the_middle_of_a_cell_has_it() -> None:
    at = {(1, 1): 0, (20, 40): 0, (18, 1): 0, (21, 20): 1, (21, 21): 2, (40, 40): 2}
    assert {cell: holding((HALL, YARD), *cell) for cell in at} == at


@pytest.mark.parametrize(
    ("area", "inside"),
    [
        (HALL, True),
        (PictureArea(area="A", left=60, width=41, height=9), False),
        (PictureArea(area="A", top=-1, width=9, height=9), False),
        (PictureArea(area="A", width=0, height=9), False),
    ],
)
def test_an_area_lies_within_the_picture(area: PictureArea, inside: bool) -> None:
    assert area.inside is inside


def test_most_people_of_a_rehearsal_point_into_their_area() -> None:
    random = Random(2)
    points = [invented(YARD, random) for _ in range(200)]
    assert all(1 <= n <= CELLS for point in points for n in point)
    assert 100 < sum(YARD.holds(*point) for point in points) < 200

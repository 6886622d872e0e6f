"""A point on a picture: its area, its counters, what is wrong with one."""

from typing import Any

import pytest

from poll_server.locale import speak
from poll_server.looks.look import LIGHT
from poll_server.questions import InvalidAnswer, Pin, Spot
from poll_server.questions.methods.areas import PictureArea, holding
from tests.questions.people.invented import fold_votes

PICTURE = "0123456789abcdef-1600x900"
QUESTION = Pin(
    id="q",
    prompt="?",
    picture=PICTURE,
    picture_text="Ein Grundriss",
    areas=(
        PictureArea(area={"de": "Saal", "en": "Hall"}, left=0, top=0, width=50, height=100),
        PictureArea(area={"de": "Hof", "en": "Yard"}, left=40, top=0, width=30, height=50),
    ),
)


@pytest.mark.parametrize(
    ("at", "area"),
    [
        ((1, 1), 0),
        ((20, 40), 0),  # the last column within half of the picture
        ((18, 1), 0),  # in both: the first one counts
        ((21, 20), 1),
        ((21, 21), 2),  # below the second one
        ((40, 40), 2),
    ],
)
def test_a_point_lies_in_the_first_area_that_holds_it(at: tuple[int, int], area: int) -> None:
    assert holding(QUESTION.areas, *at) == area
    answer = QUESTION.check({"area": area, "at": list(at)})
    assert QUESTION.count(answer) == {str(area): 1, f"at:{at[0]}:{at[1]}": 1}
    with pytest.raises(InvalidAnswer):
        QUESTION.check({"area": (area + 1) % 3, "at": list(at)})


def test_points_and_names_are_counted_alike_and_shown_where_they_are() -> None:
    given = [{"area": 0, "at": [3, 8]}, {"area": 0, "at": [3, 8]}, {"area": 0}, {"area": 2}]
    answers = [QUESTION.check(each) for each in given]
    results = QUESTION.results(fold_votes(QUESTION, answers), 4, "en")
    assert [(row.label, row.count) for row in results.steps] == [
        ("Hall", 3),
        ("Yard", 0),
        ("Somewhere else", 1),
    ]
    assert results.spots == ((Spot(3, 8, 2),),)
    assert QUESTION.default_sentence(results, "en") == "75% chose “Hall”."
    figure = QUESTION.figure(results, LIGHT, "both", "en")
    (image,) = figure["layout"]["images"]
    assert image["source"] == f"picture:{PICTURE}"
    # Twice as far from the left edge as half a cell of 1600 / 40, plus two cells; rows as well.
    assert (figure["data"][0]["x"], figure["data"][0]["y"]) == ([100.0], [168.8])
    said = [each["text"] for each in figure["layout"]["annotations"]]
    assert any("Hall" in each and "75% (3)" in each for each in said)


def test_a_form_may_say_a_point_or_an_area_and_never_half_a_point() -> None:
    assert QUESTION.read({"area": ["1"], "at": ["", ""]}) == {"area": 1}
    assert QUESTION.read({"area": ["1"], "at": ["3", "8"]}) == {"area": 0, "at": [3, 8]}
    half = QUESTION.read({"area": ["1"], "at": ["3", ""]})
    assert QUESTION.objection(half, "de") == (
        "Bitte wählen Sie beides, Spalte und Zeile, oder keines."
    )
    assert QUESTION.objection({"area": 1}, "de") == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"picture": ""}, "picture"),
        ({"picture": "hall.jpg"}, "picture"),
        ({"picture_text": ""}, "picture_text"),
        ({"areas": ()}, "areas"),
        ({"areas": (PictureArea(area="A", left=60, top=0, width=41, height=10),)}, "areas"),
        ({"areas": (PictureArea(area="A", left=-1, top=0, width=41, height=10),)}, "areas"),
        ({"areas": (PictureArea(area="A"),)}, "areas"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, Any], field: str) -> None:
    values = {name: getattr(QUESTION, name) for name in QUESTION.__struct_fields__}
    question = Pin(**{**values, **changed})
    found = {where for where, _ in question.mistakes(speak("en"))}
    assert found == ({field} if field else set())

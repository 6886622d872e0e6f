"""Results by group: counted in one ballot, the same as if each group had voted apart."""

from random import Random

import plotly.graph_objects as go
import pytest

from poll_server.looks.look import LIGHT
from poll_server.questions import Choice, Grid, Number, OpenText, Question, Ranking, Scale, Words
from poll_server.questions.groups.compared import by_group, equally
from poll_server.questions.groups.figure import figures
from poll_server.questions.groups.joint import UNSAID, is_joint, joint, parts

CHOICE = Choice(id="c", prompt="?", options=("A", "B", "C"), abstain=True, other=True)
SCALE = Scale(id="s", prompt="?", statements=("x", "y"), labels=("1", "2", "3", "4"), abstain=True)
ONE = Scale(id="o", prompt="?", labels=("no", "perhaps", "yes"))
RANKING = Ranking(id="r", prompt="?", options=("A", "B", "C"))
NUMBER = Number(id="n", prompt="?", unit="km")
NAMES = ("School", "Company", "Town")
Ballots = list[tuple[int, dict[str, int]]]


def voted(question: Question, people: tuple[int, ...], seed: int = 5) -> Ballots:
    """(group, counters) of so many invented people in each group, those without one first."""
    invented = question.invent(Random(seed), "en")
    return [
        (group, question.count(question.check(invented())))
        for group, n in enumerate(people)
        for _ in range(n)
    ]


def tallied(ballots: Ballots) -> dict[str, int]:
    tally: dict[str, int] = {}
    for group, counts in ballots:
        for counter, n in (joint(counts, group) if group else counts).items():
            tally[counter] = tally.get(counter, 0) + n
    return tally


@pytest.mark.parametrize("question", [CHOICE, SCALE, ONE, RANKING, NUMBER])
def test_each_group_as_if_it_had_voted_apart(question: Question) -> None:
    people = (7, 20, 9, 12)
    ballots = voted(question, people)
    tally = tallied(ballots)
    for group, (n, own) in parts(tally, len(ballots), len(NAMES)).items():
        apart = tallied([(0, counts) for of, counts in ballots if of == group])
        assert (n, own) == (people[group], apart)
    assert not any(is_joint(c) for c in tallied([(0, counts) for _, counts in ballots]))
    found = by_group(question, tally, len(ballots), NAMES, 1, "en")
    assert [each.name for each in found.shown] == [*NAMES, "No group said"]
    assert (found.shown[0].results.votes, found.hidden) == (20, ())
    named = [(each.name, each.results) for each in found.shown]
    for figure in figures(named, LIGHT, "count", "en"):
        assert go.Figure(figure).to_json()


def test_nothing_of_what_people_wrote_or_placed() -> None:
    for question in (
        Words(id="w", prompt="?"),
        OpenText(id="t", prompt="?"),
        Grid(id="g", prompt="?", items=("a", "b"), across="x", up="y"),
    ):
        ballots = voted(question, (10, 10, 10, 10))
        assert not by_group(question, tallied(ballots), 40, NAMES, 1, "en").shown


def test_what_somebody_wrote_beside_a_choice_hides_nobody() -> None:
    """A text is in no table by group, so it gives no group away, however few wrote it."""
    found = by_group(CHOICE, tallied(voted(CHOICE, (0, 20, 20, 20))), 60, NAMES, 1, "en")
    assert len(found.shown) == 3
    few = by_group(CHOICE, tallied(voted(CHOICE, (0, 30, 30, 2))), 62, NAMES, 1, "en")
    assert (few.shown, few.hidden) == ((), NAMES)


def test_the_smallest_group_of_the_poll_holds_for_each_group() -> None:
    tally = tallied(voted(RANKING, (0, 20, 9, 12)))
    assert len(by_group(RANKING, tally, 41, NAMES, 9, "en").shown) == 3
    assert by_group(RANKING, tally, 41, NAMES, 10, "en") == ((), NAMES)


def test_those_who_abstained_stand_behind_nothing() -> None:
    """Six of a group voted, one answered: its 100 percent would be that one person."""
    tally = {"0": 11, "1": 9, "abstain": 5}
    for group, own in enumerate(({"0": 5, "1": 5}, {"0": 5, "1": 4}, {"0": 1, "abstain": 5}), 1):
        tally |= {f"in:{group}": sum(own.values())}
        tally |= {f"in:{group}|{counter}": n for counter, n in own.items()}
    found = by_group(CHOICE, tally, 25, NAMES, 1, "en")
    assert "Town" in found.hidden
    few = {"0:3": 20, "1:3": 12, **{f"in:{g}": 10 for g in (1, 2)}, "in:1|0:3": 10, "in:2|0:3": 10,
           "in:1|1:3": 10, "in:2|1:3": 2}  # fmt: skip
    assert by_group(SCALE, few, 20, NAMES[:2], 1, "en").hidden == ("School", "Company")


def test_groups_of_equal_weight() -> None:
    """90 of 100 and 2 of 10: all people say 84 percent, the groups 55."""
    tally = {"0": 92, "1": 18, "in:1": 100, "in:1|0": 90, "in:1|1": 10, "in:2": 10, "in:2|0": 2,
             "in:2|1": 8}  # fmt: skip
    found = by_group(CHOICE, tally, 110, NAMES[:2], 1, "en")
    weighed = equally(found)
    assert weighed is not None
    assert [row.percent for row in weighed.steps] == [55, 45, 0, 0]
    assert weighed.steps[0].leading
    assert [row.percent for row in CHOICE.results(tally, 110, "en").steps][:2] == [84, 16]
    of_scale = equally(by_group(SCALE, tallied(voted(SCALE, (9, 30, 7, 8))), 54, NAMES, 1, "en"))
    assert of_scale is not None
    assert (
        of_scale.series[0].base <= 45
    )  # those who said no group are none that could weigh as much
    assert (
        equally(by_group(RANKING, tallied(voted(RANKING, (0, 9, 9, 9))), 27, NAMES, 1, "en"))
        is None
    )


def test_who_says_no_group_is_in_none() -> None:
    assert parts({"0": 3}, 3, 2) == {UNSAID: (3, {"0": 3}), 1: (0, {}), 2: (0, {})}

"""Points, dots and votes at squared cost: the figures of a few people worked out by hand."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from poll_server.live.screens import tables
from poll_server.questions import InvalidAnswer, Points, Question

BUDGET = Points(id="budget", prompt="?", options=("Training", "Devices", "Rooms"), abstain=True)
DOTS = Points(id="dots", prompt="?", options=("A", "B"), total=3)
CREDITS = Points(id="credits", prompt="?", options=("A", "B", "C"), total=20, squared=True)


def results(question: Question, *answers: Any, language: str = "en") -> Any:
    tally: Counter[str] = Counter()
    for answer in answers:
        tally.update(question.count(question.check(answer)))
    return question.results(tally, len(answers), language)


def test_mean_points_people_and_what_is_left() -> None:
    found = results(
        BUDGET, {"points": [60, 40, 0]}, {"points": [50, 0, 0]}, {"points": [10, 0, 90]},
        {"abstain": True},
    )  # fmt: skip
    # Three shared out: 120 / 3, 40 / 3, 90 / 3; one of them kept 50 of 100.
    assert [(r.label, r.shown, r.count, r.percent, r.leading) for r in found.series[0].rows] == [
        ("Training", "40.0", 3, 40, True),
        ("Rooms", "30.0", 1, 30, False),
        ("Devices", "13.3", 1, 13, False),
    ]
    assert [str(fact) for fact in found.facts] == ["Not given away: 16.7 of 100 on average"]
    assert tables.base(found, "en") == "Mean points of 3 participants · 1 abstention"
    assert tables.table(found, "en").head == ("Answer", "Mean points", "People behind it")
    assert BUDGET.default_sentence(found, "en") == (
        "“Training” is in front: 40.0 of 100 on average; 100% gave it some."
    )
    german = results(BUDGET, {"points": [60, 40, 0]}, language="de")
    assert BUDGET.default_sentence(german, "de") == (
        "„Training“ liegt vorn: im Mittel 60,0 von 100 Punkten; 100\u202f% gaben dafür welche."
    )


def test_where_nothing_is_left_nothing_is_said_of_it() -> None:
    all_given = {"points": [60, 40, 0]}
    assert results(BUDGET, all_given, all_given).facts == ()
    # One dot of a hundred people's 300 is 0.01 each: “0.0 of 3” would say no more.
    assert results(DOTS, {"points": [1, 1]}, *[{"points": [2, 1]}] * 99).facts == ()
    assert results(CREDITS, {"points": [4, 2, 0]}, language="de").facts == ()


def test_few_points_are_dots() -> None:
    assert (DOTS.asked_as("en"), DOTS.instruction("en")) == ("3 dots", "Give out 3 dots.")
    assert DOTS.asked_as("de") == "3 Klebepunkte"
    found = results(DOTS, {"points": [2, 1]}, {"points": [1, 2]})
    assert [(r.shown, r.leading) for r in found.series[0].rows] == [("1.5", True), ("1.5", True)]
    assert DOTS.default_sentence(found, "en") == "“A” and “B” are level in front."


def test_each_further_vote_costs_more() -> None:
    # 3² + 3² = 18 of 20, and 4² + 2² = 20 of 20.
    found = results(CREDITS, {"points": [3, 0, 3]}, {"points": [4, 2, 0]})
    assert [(r.label, r.shown, r.count, r.more) for r in found.series[0].rows] == [
        ("A", "3.5", 2, ("25",)),
        ("C", "1.5", 1, ("9",)),
        ("B", "1.0", 1, ("4",)),
    ]
    assert [str(fact) for fact in found.facts] == ["Credits left: 1.0 of 20 on average"]
    with pytest.raises(InvalidAnswer):
        CREDITS.check({"points": [4, 2, 1]})
    assert CREDITS.objection({"points": [4, 2, 1]}, "en") == (
        "That is 21 of 20: take back 1, then send."
    )
    assert CREDITS.controls("en")[0].high == 4  # nobody can buy five, at 25


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["60", "45", ""], "That is 105 of 100: take back 5, then send."),
        (["7", "", ""], "Please give whole numbers in steps of 5."),
        (["ten", "", ""], "Please give whole numbers in steps of 5."),
        (["", "100", ""], ""),
    ],
)
def test_a_form_without_script_is_checked_with_a_sentence(written: list[str], said: str) -> None:
    answer = BUDGET.read({f"points-{n}": [text] for n, text in enumerate(written)})
    assert BUDGET.objection(answer, "en") == said


def test_a_rehearsals_people_spend_what_they_have() -> None:
    for question in (BUDGET, DOTS, CREDITS):
        invent = question.invent(Random(7), "en")
        spent = [question.cost(answer["points"]) for answer in (invent() for _ in range(40))
                 if "points" in answer]  # fmt: skip
        assert max(spent) <= question.total
        assert sum(spent) > 0.7 * question.total * len(spent)

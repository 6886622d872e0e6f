"""Choices: their base, picks, reasons, order and sentences."""

from collections import Counter

import pytest

from poll_server.live.texts import moderated
from poll_server.questions import (
    Choice,
    InvalidAnswer,
)
from poll_server.questions.form import arranged
from poll_server.questions.inventing.improvise import improvise
from tests.questions.people.invented import fold_votes

# ── Choice ────────────────────────────────────────────────────────────────────────────────────


def test_the_base_of_a_choice_is_who_answered() -> None:
    question = Choice(id="q", prompt="?", options=("A", "B"), most=2, abstain=True)
    results = question.results({"0": 3, "1": 2, "abstain": 2}, 6, "de")
    assert (results.votes, results.base, results.abstained) == (6, 4, 2)
    assert [row.percent for row in results.series[0].rows] == [75, 50]


def test_something_of_ones_own_is_one_of_the_picks() -> None:
    question = Choice(id="q", prompt="?", options=("A", "B"), other=True)
    answer = question.check({"options": [], "other": " Drittes  Ding "})
    assert question.count(answer) == {
        "other": 1,
        "text:drittes ding": 1,
        "form:Drittes Ding": 1,
    }
    with pytest.raises(InvalidAnswer):
        question.check({"options": [0], "other": "Drittes"})


def test_so_many_have_to_be_chosen_and_a_sentence_says_so() -> None:
    question = Choice(id="q", prompt="?", options=("A", "B", "C"), least=2, most=3, abstain=True)
    with pytest.raises(InvalidAnswer):
        question.check({"options": [0]})
    assert question.objection(question.read({"options": ["0"]}), "de") == (
        "Bitte wählen Sie mindestens 2 Antworten."
    )
    assert question.objection({"options": [0, 1]}, "de") == ""
    assert question.check({"abstain": True})
    assert all(
        len(a["options"]) >= 2 for a in improvise(question, 30, seed=1) if a and "options" in a
    )


def test_reasons_are_told_by_what_was_chosen_and_only_once_approved() -> None:
    question = Choice(id="q", prompt="?", options=("Ja", "Nein"), other=True, reason=True)
    answers = [
        {"options": [0], "reason": "Es eilt"},
        {"options": [0], "reason": "es eilt"},
        {"options": [0], "reason": "Weil: darum"},
        {"options": [1], "reason": "Zu teuer"},
        {"options": [], "other": "Später", "reason": "Zu teuer"},
    ]
    tally = fold_votes(question, [question.check(answer) for answer in answers])
    assert question.approved_first
    assert question.results(moderated(question, tally, {}), 5, "de").facts == ()
    some = moderated(question, tally, {"text:es eilt": "approved"})
    assert not [counter for counter in some if "teuer" in counter]
    all_of_them = question.results(moderated(question, tally, {"*": "approved"}), 5, "de").facts
    assert list(map(str, all_of_them)) == [
        "Warum „Ja“: „Es eilt“ („Weil: darum“)",
        "Warum „Nein“: „Zu teuer“",
        "Warum „Sonstiges“: „Zu teuer“",
    ]
    assert len(question.results(some, 5, "de").facts) == 1


@pytest.mark.parametrize("kept", [0, 1])
def test_every_phone_and_question_has_an_order_of_its_own(kept: int) -> None:
    question = Choice(
        id="q", prompt="?", options=tuple("ABCD"), other=True, shuffled=True, kept_last=kept
    )
    controls = question.controls("en")

    def labels(order: str) -> str:
        first = next(iter(arranged(controls, order)))
        return "".join(option.label for option in first.options)

    assert labels("") == "ABCDOther"
    seen = Counter(labels(f"{n:016x}|q") for n in range(2400))
    assert all(label.endswith("DOther" if kept else "Other") for label in seen)
    places = 6 if kept else 24
    assert len(seen) == places
    # χ² of fair orders, in 999 of 1000 samples: under 49.7 of 24 orders (23 degrees), 20.5 of 6.
    fair = 2400 / places
    assert sum((n - fair) ** 2 / fair for n in seen.values()) < (20.5 if kept else 49.7)
    other = Counter(labels(f"{n:016x}|q") == labels(f"{n:016x}|r") for n in range(2400))
    assert other[True] < 2400 * (0.25 if kept else 0.08)  # as by chance: 1 in 6, 1 in 24


def test_sentences_of_a_choice() -> None:
    single = Choice(id="q", prompt="?", options=({"de": "Ja", "en": "Yes"}, "Nein"))
    results = single.results({"0": 4, "1": 1}, 5, "de")
    assert single.default_sentence(results, "de") == "80\u202f% antworteten mit „Ja“."
    results = single.results({"0": 4, "1": 1}, 5, "en")
    assert single.default_sentence(results, "en") == "80% answered “Yes”."
    several = Choice(id="q", prompt="?", options=("A", "B", "C"), most=2)
    results = several.results({"0": 2, "1": 2, "2": 1}, 3, "de")
    assert several.default_sentence(results, "de") == (
        "„A“ und „B“ wurden am häufigsten gewählt: jeweils 67\u202f%."
    )

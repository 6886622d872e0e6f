"""Resistance: the least stands first."""

from poll_server.questions import (
    Resistance,
)
from tests.questions.people.invented import fold_votes

# ── Resistance ────────────────────────────────────────────────────────────────────────────────


def test_the_least_resistance_stands_first_beside_how_it_is_now() -> None:
    question = Resistance(id="q", prompt="?", proposals=("Bus", "Bahn"))
    # Bus: 0 + 10 + 9 = 19 of 30; Bahn: 3 + 3 + 2 = 8; now: 5 + 5 + 5 = 15.
    answers = [question.check({"against": said}) for said in ([0, 3, 5], [10, 3, 5], [9, 2, 5])]
    results = question.results(fold_votes(question, answers), 3, "de")
    rows = results.series[0].rows
    assert [(row.label, row.shown, row.count, row.more, row.leading) for row in rows] == [
        ("Bahn", "27\u202f%", 0, ("2,7",), True),
        ("So wie es jetzt ist", "50\u202f%", 0, ("5,0",), False),
        ("Bus", "63\u202f%", 2, ("6,3",), False),
    ]
    assert list(map(str, results.facts)) == [
        "Geringster Widerstand: Bahn (27\u202f%) "
        "(1 Vorschlag stößt auf weniger Widerstand als der jetzige Zustand (50\u202f%).)",
        "Starke Einwände: 2 (Bus: 2)",
    ]
    assert question.default_sentence(results, "de") == (
        "„Bahn“ stößt auf den geringsten Widerstand: 27\u202f% des größtmöglichen."
    )
    assert question.objection(question.read({"against-0": ["3"]}), "de") == (
        "Bitte geben Sie jedem Vorschlag eine Zahl von 0 bis 10."
    )


def test_counters_that_a_kind_does_not_know_say_nothing() -> None:
    """As those of a question whose proposals were taken out: no fact, and no page that breaks."""
    question = Resistance(id="q", prompt="?", proposals=("Bus", "Bahn"))
    assert question.results({"7:3": 2}, 2, "de").facts == ()

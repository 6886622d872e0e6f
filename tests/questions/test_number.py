"""Estimates: median, how close the hall came, and bins."""

import msgspec

from poll_server.locale import speak
from poll_server.questions import (
    Number,
)

from .invented import fold_votes

# ── Number ────────────────────────────────────────────────────────────────────────────────────


def test_an_estimate_says_its_median_and_how_close_the_hall_came() -> None:
    question = Number(id="q", prompt="?", unit="km", decimals=1, right="10,5")
    answers = [question.check({"number": n}) for n in (8, 10, "10,5", "11.0", 40)]
    results = question.results(fold_votes(question, answers), 5, "de")
    assert list(map(str, results.facts)) == [
        "Richtig: 10,5\u00a0km (3 von 5 (60\u202f%) liegen höchstens ein Zehntel daneben)",
        "Median: 10,5\u00a0km (genau richtig)",
        "Mittelwert: 15,9\u00a0km",
        "Mittlere Hälfte: 10–11\u00a0km (Ein Viertel liegt darunter, ein Viertel darüber.)",
    ]
    assert question.default_sentence(results, "de") == (
        "Der Median aller Antworten ist 10,5\u00a0km, die Hälfte liegt im Bereich 10–11\u00a0km. "
        "Richtig ist 10,5\u00a0km; 3 von 5 (60\u202f%) liegen höchstens ein Zehntel daneben."
    )
    keys = {row.key for row in results.series[0].rows}
    for answer in answers:
        (mine,) = question.rows_of(answer, "de", [keys])
        assert len(mine) == 1


def test_a_deck_may_write_thousands_where_answers_are_whole_numbers() -> None:
    question = Number(id="q", prompt="?", low="1.000", high="1,000,000", right="384.400")
    assert not list(question.mistakes(speak("en")))
    assert question.check({"number": "384.400"}) == {"number": 384_400}
    assert question.check({"number": "2.000"}) == {"number": 2000}
    assert question.check({"number": "2000,0"}) == {"number": 2000}
    unclear = Number(id="q", prompt="?", decimals=3, right="384.400")
    assert [field for field, _ in unclear.mistakes(speak("en"))] == ["right"]
    assert "1,2340" in unclear.objection({"number": "1.234"}, "de")


def test_the_right_number_is_in_nothing_that_is_sent_before_the_result() -> None:
    question = Number(id="q", prompt="?", right="7919")
    sent = msgspec.json.encode([question.controls(language) for language in ("de", "en")])
    assert b"7919" not in sent


def test_bins_are_named_by_what_is_in_them() -> None:
    question = Number(id="q", prompt="?")
    tally = {str(n): 1 for n in range(100)} | {"9000": 1}
    labels = [row.label for row in question.series(tally, 101, "de")[0].rows]
    assert labels == ["0–49", "50–99", "ab 100"]
    below = question.series({"-3": 1, "-2": 1}, 2, "de")[0].rows
    assert [row.label for row in below] == ["−3", "−2"]

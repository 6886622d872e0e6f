"""Estimates: median, how close the hall came, and bins."""

from decimal import Decimal

import msgspec
import pytest

from poll_server.locale import speak
from poll_server.questions import (
    Number,
)
from poll_server.questions.methods.spread import Bin
from poll_server.questions.traits.estimated import answered_right
from poll_server.questions.traits.right import standing_out
from tests.questions.people.invented import fold_votes

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


def test_answers_that_are_all_alike_have_no_half_between_two_ends() -> None:
    question = Number(id="q", prompt="?", unit="km")
    results = question.results({"12": 3}, 3, "en")
    assert question.default_sentence(results, "en") == "The median of all answers is 12\u00a0km."
    assert "Middle half: 12\u00a0km" in map(str, results.facts)


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


@pytest.mark.parametrize(
    ("tolerance", "decimals", "right", "wrong"),
    [
        ("", 0, ["10"], ["9", "11"]),
        ("2", 0, ["8", "12"], ["7", "13"]),
        ("0.75", 0, ["10"], ["9", "11"]),  # no whole number is so near
        ("0,5", 1, ["9.5", "10,5"], ["9.4", "10.6"]),
        ("0.05", 1, ["10"], ["9.9", "10.1"]),
    ],
)
def test_who_is_right_by_how_far_off(
    tolerance: str, decimals: int, right: list[str], wrong: list[str]
) -> None:
    question = Number(id="q", prompt="?", right="10", decimals=decimals, tolerance=tolerance)
    assert not list(question.mistakes(speak("en")))
    answers = [question.check({"number": each}) for each in right + wrong]
    assert [question.verdict(each) for each in answers] == [True] * len(right) + [False, False]
    tally = fold_votes(question, answers)
    assert "right" not in tally  # a round of before it was asked who is right tells it as well
    assert answered_right(question, tally) == len(right)
    # A phone looks for the key as it does for its own row.
    results = question.results(tally, len(answers), "en")
    assert results.solution
    (span,) = map(Bin.keyed, results.solution.keys)
    assert [span.holds(Decimal(str(each["number"]))) for each in answers] == [
        question.verdict(each) for each in answers
    ]
    rows = results.series[0].rows
    assert [row.leading for row in standing_out(rows, results.solution, "en")] == [
        row.leading for row in rows
    ]  # a bin is right in part at most


def test_the_hall_came_as_close_as_the_question_says() -> None:
    def close(tolerance: str, language: str) -> str:
        asked = Number(id="q", prompt="?", unit="km", right="10", tolerance=tolerance)
        answers = [asked.check({"number": n}) for n in (8, 10, 11, 40)]
        return asked.results(fold_votes(asked, answers), 4, language).facts[0].note

    assert close("2", "de") == "3 von 4 (75\u202f%) liegen höchstens 2\u00a0km daneben"
    assert close("2", "en") == "3 of 4 (75%) are at most 2\u00a0km off"
    assert close("0", "de") == "1 von 4 (25\u202f%) liegt genau richtig"
    assert close("", "en") == "2 of 4 (50%) are within a tenth of it"

"""Scales: their base, mean and median, steps and ready sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions import (
    Scale,
)
from poll_server.questions.form import answerable, shared, whole
from poll_server.questions.methods.likert import SETS
from poll_server.questions.methods.steps import mean, median
from tests.questions.people.invented import fold_votes

# ── Scale ─────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_left_out_is_not_in_its_base() -> None:
    question = Scale(id="q", prompt="?", statements=("A", "B"), set="agreement-5")
    tally = fold_votes(question, [{"steps": [4, None]}, {"steps": [3, 0]}])
    first, second = question.results(tally, 2, "de").series
    assert (first.base, second.base) == (2, 1)
    assert (first.mean, first.median) == (4.5, 4.5)
    assert first.top is not None
    assert (first.top.label, first.top.count, first.top.percent) == ("stimmen zu", 2, 100)


@given(st.lists(st.integers(1, 7), min_size=1))
def test_mean_and_median_are_those_of_the_single_answers(answers: list[int]) -> None:
    counts = [answers.count(step) for step in range(1, 8)]
    ranked = sorted(answers)
    middle = (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2
    assert mean(counts) == pytest.approx(sum(answers) / len(answers))
    assert median(counts) == middle
    assert mean([0, 0]) is None
    assert median([0, 0]) is None


def test_the_top_of_a_short_scale_is_its_top_step() -> None:
    short = Scale(id="q", prompt="?", labels=("nein", "teils", "ja"))
    top = short.results({"0:1": 3, "0:2": 1}, 4, "de").series[0].top
    assert top is not None
    assert (top.label, top.percent) == ("wählen die oberste Stufe", 25)


def test_steps_between_two_named_ends_are_numbers() -> None:
    question = Scale(id="q", prompt="?", labels=("gar nicht", "sehr"), steps=4)
    assert question.names("de") == ("1 · gar nicht", "2", "3", "4 · sehr")


def test_steps_may_begin_with_0_and_means_with_them() -> None:
    question = Scale(id="q", prompt="?", labels=("gar nicht", "sehr"), steps=11, first=0)
    assert question.names("de") == ("0 · gar nicht", *map(str, range(1, 10)), "10 · sehr")
    assert question.controls("de")[0].look == "row"
    (series,) = question.series({"0:0": 1, "0:10": 2, "0:7": 1}, 4, "de")
    assert (series.mean, series.median) == (27 / 4, 8.5)  # 0, 7, 10, 10
    results = question.results({"0:0": 1, "0:10": 1}, 2, "de")
    assert question.default_sentence(results, "de").endswith("(Mittelwert 5,0 von 10).")


def test_statements_send_their_steps_once() -> None:
    question = Scale(id="q", prompt="?", set="nps-11", statements=tuple("ABC"), abstain=True)
    controls = question.controls("de")
    sent = shared(controls)
    assert [control.same for control in sent] == [False, True, True, False]
    assert [len(control.options) for control in sent] == [11, 0, 0, 1]
    assert tuple(whole(sent)) == controls
    assert answerable(sent)


def test_the_net_promoter_score_is_told_beside_the_steps_and_in_the_sentence() -> None:
    question = Scale(id="q", prompt="?", set="nps-11")
    # 11 of 20 promoters, 6 passives, 3 detractors: 55 % less 15 %.
    tally = {"0:10": 7, "0:9": 4, "0:8": 5, "0:7": 1, "0:6": 2, "0:0": 1}
    results = question.results(tally, 20, "de")
    (fact,) = results.facts
    assert (fact.label, fact.value) == ("Net Promoter Score", "+40")
    assert fact.note == (
        "55\u202f% Fürsprecher (9–10), 30\u202f% Unentschiedene (7–8), 15\u202f% Kritiker (0–6)"
    )
    in_english = question.results(tally, 20, "en")
    assert question.default_sentence(in_english, "en") == (
        "Net Promoter Score +40: 55% would recommend (9 or 10) (mean 8.3 of 10)."  # 165 / 20
    )
    several = Scale(id="q", prompt="?", set="nps-11", statements=("A", "B", "C"))
    told = several.results({"0:10": 1, "1:0": 3}, 4, "en").facts
    assert [(fact.label, fact.value) for fact in told] == [("NPS · A", "+100"), ("NPS · B", "−100")]


def test_ready_sets_are_whole_in_both_languages() -> None:
    for name, ready in SETS.items():
        assert ready.size == int(name.rpartition("-")[2])
        assert len(Scale(id="q", prompt="?", set=name).names("de")) == ready.size
        for text in (*ready.labels, ready.top):
            assert isinstance(text, dict)
            assert all(text[language].strip() for language in ("de", "en"))
    agreement = Scale(id="q", prompt="?", set="agreement-5")
    assert agreement.names("de") == (
        "stimme gar nicht zu",
        "stimme eher nicht zu",
        "teils, teils",
        "stimme eher zu",
        "stimme voll zu",
    )


def test_sentences_of_a_scale() -> None:
    question = Scale(id="q", prompt="?", set="agreement-5")
    tally = {"0:4": 99, "0:3": 66, "0:1": 5, "0:0": 4}
    results = question.results(tally, 174, "de")
    assert question.default_sentence(results, "de") == (
        "95\u202f% stimmen zu (Mittelwert 4,4 von 5)."
    )
    several = Scale(id="q", prompt="?", statements=("A", "B"), set="agreement-5")
    results = several.results({"0:0": 2, "1:4": 2}, 2, "en")
    assert several.default_sentence(results, "en") == "“B”: 100% agree (mean 5.0 of 5)."
    # As many agree to both, to the second more strongly.
    results = several.results({"0:3": 1, "1:4": 1}, 1, "en")
    assert several.default_sentence(results, "en") == "“B”: 100% agree (mean 5.0 of 5)."

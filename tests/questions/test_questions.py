"""The laws that every kind of question obeys.

A kind that is added needs a line in `invented.QUESTIONS` and one in `filled.FORMS`; the laws then
hold for it too.
"""

import re
import unicodedata
from collections import Counter
from typing import Any

import msgspec
import plotly.graph_objects as go
from hypothesis import given
from hypothesis import strategies as st

from poll_server.base.percent import percent
from poll_server.base.text import END, ISOLATE
from poll_server.looks.look import DARK, LIGHT
from poll_server.questions import (
    ABSTAIN,
    KINDS,
    AnyQuestion,
    Choice,
    Grid,
    MaxDiff,
    Pairs,
    Pin,
    Points,
    Question,
    Ranking,
    Resistance,
    Scale,
    Survey,
    decoder,
)
from poll_server.questions.traits.statements import JOINED, WithStatements
from poll_server.questions.writing.joiners import without
from tests.questions.people.filled import FORMS, SAID
from tests.questions.people.invented import (
    QUESTIONS,
    asked,
    checked,
    fold_votes,
    likely,
    questions,
)

# ── Laws ──────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_is_under_the_laws() -> None:
    assert set(QUESTIONS) == set(FORMS) == {kind for kind in KINDS if kind.asks}
    assert set(SAID) == {kind for kind in KINDS if kind.asks} - {Survey}


@given(asked())
def test_checking_twice_is_checking_once(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    for answer in answers:
        assert question.check(answer) == answer
        over_the_wire = msgspec.json.decode(msgspec.json.encode(answer))
        assert question.check(over_the_wire) == answer


@given(asked())
def test_an_answer_counts_something_and_takes_nothing_away(
    asked: tuple[Question, list[Any]],
) -> None:
    question, answers = asked
    for answer in answers:
        counts = question.count(answer)
        assert counts
        assert all(type(n) is int and n > 0 for n in counts.values())
        assert counts == question.count(question.check(answer))
        if ABSTAIN in counts:
            assert counts == {ABSTAIN: 1}


@given(st.data())
def test_a_tally_moved_vote_by_vote_is_the_tally_counted_afresh(data: st.DataObject) -> None:
    question = data.draw(questions)
    tally: Counter[str] = Counter()
    held: dict[int, Any] = {}
    for voter, answer in data.draw(st.lists(st.tuples(st.integers(0, 4), likely(question)))):
        if (good := checked(question, answer)) is not None:
            if voter in held:
                tally.subtract(question.count(held[voter]))
            tally.update(question.count(good))
            held[voter] = good
        assert min(tally.values(), default=0) >= 0
    assert +tally == fold_votes(question, list(held.values()))
    # Counters that went back to nothing change no result.
    assert question.results(tally, len(held), "de") == question.results(+tally, len(held), "de")


@given(asked(), st.sampled_from(("de", "en")))
def test_results_say_what_was_counted(asked: tuple[Question, list[Any]], language: str) -> None:
    question, answers = asked
    tally = fold_votes(question, answers)
    results = question.results(tally, len(answers), language)
    assert results.kind == question.kind
    assert results.votes == len(answers)
    assert results.abstained == sum(answer.get("abstain", False) for answer in answers)
    assert results.base == results.votes - results.abstained
    for series in results.series:
        assert 0 <= series.base <= results.base
        most = max((row.count for row in series.rows), default=0)
        for row in series.rows:
            assert 0 <= row.count <= series.base
            if results.measured:
                assert row.percent is None or 0 <= row.percent <= 100
                # Of what nobody put anywhere, or no pair had, nothing is known.
                known = series.base > 0 and (
                    row.count > 0 or not isinstance(question, Grid | Pairs | MaxDiff)
                )
                assert bool(row.shown) == (row.value is not None) == known
                assert len(row.more) == len(results.measured.more)
                continue
            assert row.percent == percent(row.count, series.base)
            assert row.leading == (row.count == most > 0)
        assert len({row.key for row in series.rows}) == len(series.rows)
        if series.top:
            assert series.top.percent == percent(series.top.count, series.base)
            assert (series.mean is None) == (series.base == 0)


@given(asked())
def test_every_option_has_its_row_also_without_a_vote(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    results = question.results(fold_votes(question, answers), len(answers), "en")
    empty = question.results({}, 0, "en")
    if isinstance(
        question, Choice | Scale | Ranking | Points | Resistance | Grid | Pairs | MaxDiff | Pin
    ):
        for one, other in zip(results.series, empty.series, strict=True):
            # What is measured stands best first.
            order = sorted if results.measured else list[str]
            keys = (row.key for row in one.rows if not JOINED.fullmatch(row.key))
            assert order(keys) == order(row.key for row in other.rows)
            assert all(row.count == 0 and row.percent is None for row in other.rows)
    assert empty.base == 0
    assert question.default_sentence(empty, "en") == ""


ISOLATED = re.compile(f"{ISOLATE}([^{ISOLATE}{END}]*){END}")


OUR_MARKUP = re.compile(
    r'</?b>|<br>|<span style="color:#[0-9a-f]{6}">|</span>|&(lt|gt|amp|quot|#x27);'
)


def strings(value: Any) -> list[str]:
    """Every text in a figure that may be drawn: `ids` only name points."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "ids" for text in strings(part)]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else []


@given(asked(), st.sampled_from((LIGHT, DARK)), st.sampled_from(("percent", "count")))
def test_figures_are_plain_valid_and_hold_no_markup_of_others(
    asked: tuple[Question, list[Any]], look: Any, measure: Any
) -> None:
    question, answers = asked
    results = question.results(fold_votes(question, answers), len(answers), "de")
    figure = question.figure(results, look, measure, "de")
    assert msgspec.json.decode(msgspec.json.encode(figure)) == figure
    go.Figure(figure)
    assert question.figure(results, look, measure, "de") == figure
    for text in strings(figure):
        assert not set("<>&") & set(OUR_MARKUP.sub("", text)), text
        # What is read from right to left stands isolated (`base.text`); nothing else turns a line.
        said = ISOLATED.sub(r"\1", without(text))
        assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in said)


@given(asked(), st.sampled_from(("de", "en")))
def test_a_sentence_is_said_of_every_result(
    asked: tuple[Question, list[Any]], language: str
) -> None:
    question, answers = asked
    tally = fold_votes(question, answers)
    results = question.results(tally, len(answers), language)
    sentence = question.default_sentence(results, language)
    assert sentence == "" or sentence.endswith(".")
    # Where all only proposed something, nothing was decided.
    decided = not isinstance(question, WithStatements) or question.facts(tally, 1, language)
    assert bool(sentence) == bool(results.base and decided)


@given(questions)
def test_a_question_keeps_itself_through_json(question: AnyQuestion) -> None:
    assert decoder.decode(msgspec.json.encode(question)) == question

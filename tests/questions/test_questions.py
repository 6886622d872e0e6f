"""The laws that every kind of question obeys, and what is particular to each.

A kind that is added needs a line in `QUESTIONS` and `FORMS`; the laws then hold for it too.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import plotly.graph_objects as go
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poll_server.base.percent import percent
from poll_server.base.text import END, ISOLATE, listed
from poll_server.live.screens import tables
from poll_server.live.state import moderated
from poll_server.locale import speak
from poll_server.looks.look import DARK, LIGHT
from poll_server.questions import (
    ABSTAIN,
    KINDS,
    AnyQuestion,
    Choice,
    Grid,
    InvalidAnswer,
    Number,
    OpenText,
    Pairs,
    Points,
    Question,
    Ranking,
    Resistance,
    Scale,
    Spot,
    Words,
    decoder,
)
from poll_server.questions.drawing.field import places
from poll_server.questions.drawing.figure_pages import pages
from poll_server.questions.form import Form, answerable, arranged, shared, whole
from poll_server.questions.improvise import improvise
from poll_server.questions.kind import LONGEST_TEXT, MOST_OPTIONS, number
from poll_server.questions.kinds.likert import SETS
from poll_server.questions.kinds.words import LONGEST_WORD
from poll_server.questions.methods.steps import mean, median
from poll_server.questions.writing.joiners import without
from poll_server.questions.writing.written import (
    clean,
    fold,
    fold_clean,
    text_counters,
    written_texts,
)


def law(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Any]:
    """Like `given`, but as slow as it takes: the first run loads Unicode's and Plotly's tables."""
    easy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return lambda test: easy(given(*strategies)(test))


HOSTILE = (
    '<a href="https://example.org/">tap</a>',
    "<b>bold</b>",
    "<span style='color:red'>red</span>",
    "&lt;i&gt; & &amp;",
    "\u202eright to left\u2066",
    "zero\u200bwidth\ufeff",
    "<br>line",
    "%{x} $x^2$ {n}",
)

# ── Questions and answers of every kind ───────────────────────────────────────────────────────

labels = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
).map(lambda text: text[:60])
label_texts = st.one_of(labels, st.fixed_dictionaries({"de": labels, "en": labels}))


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    options = draw(st.lists(label_texts, min_size=2, max_size=8))
    other = draw(st.booleans())
    return Choice(
        id="q",
        prompt="?",
        options=tuple(options),
        most=(most := draw(st.integers(1, len(options) + other))),
        least=draw(st.integers(1, most)),
        shuffled=draw(st.booleans()),
        kept_last=draw(st.integers(0, len(options))),
        reason=draw(st.booleans()),
        enough=draw(st.integers(0, 1000)),
        abstain=draw(st.booleans()),
        other=other,
    )


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    statements = tuple(draw(st.lists(label_texts, max_size=4)))
    abstain = draw(st.booleans())
    match draw(st.sampled_from(("set", "labels", "ends"))):
        case "set":
            steps: dict[str, Any] = {"set": draw(st.sampled_from(sorted(SETS)))}
        case "labels":
            steps = {"labels": tuple(draw(st.lists(label_texts, min_size=2, max_size=11)))}
        case _:
            ends = tuple(draw(st.lists(label_texts, min_size=2, max_size=2)))
            steps = {"labels": ends, "steps": draw(st.integers(2, 11))}
            steps |= {"first": draw(st.integers(0, 1)), "slider": draw(st.booleans())}
    return Scale(id="q", prompt="?", statements=statements, abstain=abstain, **steps)


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    options = draw(st.lists(label_texts, min_size=2, max_size=6))
    places = draw(st.integers(0, len(options)))
    return Ranking(
        id="q", prompt="?", options=tuple(options), places=places, abstain=draw(st.booleans())
    )


@st.composite
def estimates(draw: st.DrawFn) -> Number:
    decimals = draw(st.integers(0, 4))
    low, high = sorted(draw(st.lists(st.integers(-999, 999), min_size=2, max_size=2, unique=True)))
    return Number(
        id="q",
        prompt="?",
        unit=draw(st.one_of(st.sampled_from(("", "km")), st.just({"de": "Jahre", "en": "years"}))),
        decimals=decimals,
        low=draw(st.sampled_from(("", str(low)))),
        high=draw(st.sampled_from(("", str(high)))),
        right=draw(st.sampled_from(("", str((low + high) // 2)))),
    )


@st.composite
def resistances(draw: st.DrawFn) -> Resistance:
    proposals = draw(st.lists(label_texts, min_size=2, max_size=9))
    now, abstain = draw(st.booleans()), draw(st.booleans())
    return Resistance(id="q", prompt="?", proposals=tuple(proposals), now=now, abstain=abstain)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    items = draw(st.lists(label_texts, min_size=1, max_size=8))
    axes = draw(st.lists(label_texts, min_size=2, max_size=2))
    return Grid(
        id="q",
        prompt="?",
        items=tuple(items),
        across=axes[0],
        up=axes[1],
        abstain=draw(st.booleans()),
    )


@st.composite
def pairs_of(draw: st.DrawFn) -> Pairs:
    statements = draw(st.lists(label_texts, min_size=3, max_size=7))
    return Pairs(id="q", prompt="?", statements=tuple(statements), each=draw(st.integers(1, 30)))


@st.composite
def shares(draw: st.DrawFn) -> Points:
    options = draw(st.lists(label_texts, min_size=2, max_size=6))
    squared, abstain = draw(st.booleans()), draw(st.booleans())
    total, step = draw(st.sampled_from(((1, 0), (5, 0), (100, 0), (100, 10), (99, 0), (999, 1))))
    return Points(
        id="q",
        prompt="?",
        options=tuple(options),
        total=total,
        step=0 if squared else step,
        squared=squared,
        abstain=abstain,
    )


QUESTIONS: dict[type[Question], st.SearchStrategy[Any]] = {
    Choice: choices(),
    Scale: scales(),
    Ranking: rankings(),
    Points: shares(),
    Words: st.builds(Words, id=st.just("q"), prompt=st.just("?"), entries=st.integers(1, 5)),
    OpenText: st.just(OpenText(id="q", prompt="?")),
    Number: estimates(),
    Resistance: resistances(),
    Grid: grids(),
    Pairs: pairs_of(),
}
questions: st.SearchStrategy[Any] = st.one_of(*QUESTIONS.values())

written = st.one_of(
    st.sampled_from((*HOSTILE, "Mut", "mut ", "MUT", "Zeit", "mehr  Zeit", "é", "e\u0301")),
    st.text(max_size=50),
    st.text(max_size=200),
)
"""What people write: sensible, hostile, too long."""


def likely(question: Question) -> st.SearchStrategy[Any]:
    """Answers of about the right shape; many are right, none need be."""
    abstaining = st.just({"abstain": True})
    match question:
        case Choice():
            options = st.lists(st.integers(-1, len(question.options)), max_size=question.most + 1)
            picked = st.fixed_dictionaries(
                {"options": options}, optional={"other": written, "reason": written}
            )
            return st.one_of(picked, picked, abstaining)
        case Scale():
            size, most = len(question.statements) or 1, len(question.names("de")) - 1
            step = st.one_of(st.none(), st.integers(0, most), st.integers(-1, most + 1))
            steps = st.lists(step, min_size=size, max_size=size)
            return st.one_of(st.fixed_dictionaries({"steps": steps}), abstaining)
        case Ranking():
            every = st.permutations(range(len(question.options)))
            some = st.lists(st.integers(-1, len(question.options)), max_size=4)
            cut = st.tuples(every, st.integers(1, len(question.options)))
            order = st.one_of(cut.map(lambda given: given[0][: given[1]]), every, some)
            return st.one_of(st.fixed_dictionaries({"order": order}), abstaining)
        case Resistance():
            size = len(question.names("de"))
            said = st.one_of(st.integers(0, 10), st.integers(0, 10), st.integers(-1, 11))
            against = st.lists(said, min_size=size, max_size=size)
            return st.one_of(st.fixed_dictionaries({"against": against}), abstaining)
        case Grid():
            size = len(question.items)
            steps = st.one_of(st.integers(0, 10), st.integers(0, 10), st.integers(-1, 11))
            place = st.lists(steps, min_size=2, max_size=2)
            at = st.lists(st.one_of(st.none(), place, place), min_size=size, max_size=size)
            return st.one_of(st.fixed_dictionaries({"at": at}), abstaining)
        case Pairs():
            size = len(question.statements)
            one = st.lists(st.integers(0, size - 1), min_size=2, max_size=2)
            any_pair = st.lists(st.integers(-1, size), min_size=1, max_size=3)
            won = st.lists(one, max_size=4, unique_by=frozenset)
            either = st.one_of(won, won, st.lists(st.one_of(one, any_pair), max_size=3))
            return st.fixed_dictionaries({"won": either})
        case Number():
            near = st.integers(-1100, 1100)
            said = st.one_of(
                near, st.floats(-50, 50).map(lambda x: round(x, 2)), st.floats(), written
            )
            return st.fixed_dictionaries({"number": said})
        case Points():
            steps = st.sampled_from((0, 0, 0, question.at_once, question.total, 1, -1, 5))
            size = len(question.options)
            given = st.lists(steps, min_size=size - 1, max_size=size)
            return st.one_of(st.fixed_dictionaries({"points": given}), abstaining)
        case Words():
            return st.fixed_dictionaries({"words": st.lists(written, max_size=6)})
        case _:
            return st.fixed_dictionaries({"text": written})


def checked(question: Question, answer: Any) -> Any | None:
    """The canonical answer, or None where it is invalid."""
    try:
        return question.check(answer)
    except InvalidAnswer:
        return None


@st.composite
def asked(draw: st.DrawFn) -> tuple[Any, list[Any]]:
    """A question with valid answers to it."""
    question = draw(questions)
    answers = draw(st.lists(likely(question), max_size=12))
    return question, [good for answer in answers if (good := checked(question, answer))]


def fold_votes(question: Question, answers: list[Any]) -> Counter[str]:
    """The tally counted afresh."""
    tally: Counter[str] = Counter()
    for answer in answers:
        tally.update(question.count(answer))
    return tally


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_is_under_the_laws() -> None:
    assert set(QUESTIONS) == set(FORMS) == {kind for kind in KINDS if kind.asks}


@law(asked())
def test_checking_twice_is_checking_once(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    for answer in answers:
        assert question.check(answer) == answer
        over_the_wire = msgspec.json.decode(msgspec.json.encode(answer))
        assert question.check(over_the_wire) == answer


@law(asked())
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


@law(st.data())
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


@law(asked(), st.sampled_from(("de", "en")))
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
                    row.count > 0 or not isinstance(question, Grid | Pairs)
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


@law(asked())
def test_every_option_has_its_row_also_without_a_vote(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    results = question.results(fold_votes(question, answers), len(answers), "en")
    empty = question.results({}, 0, "en")
    if isinstance(question, Choice | Scale | Ranking | Points | Resistance | Grid | Pairs):
        for one, other in zip(results.series, empty.series, strict=True):
            # What is measured stands best first.
            order = sorted if results.measured else list[str]
            assert order(row.key for row in one.rows) == order(row.key for row in other.rows)
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


@law(asked(), st.sampled_from((LIGHT, DARK)), st.sampled_from(("percent", "count")))
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


@law(asked(), st.sampled_from(("de", "en")))
def test_a_sentence_is_said_of_every_result(
    asked: tuple[Question, list[Any]], language: str
) -> None:
    question, answers = asked
    results = question.results(fold_votes(question, answers), len(answers), language)
    sentence = question.default_sentence(results, language)
    assert sentence == "" or sentence.endswith(".")
    assert bool(sentence) == (results.base > 0)


def fill_choice(answer: Any) -> Form:
    picked = [str(n) for n in answer.get("options", ())]
    if "other" in answer:
        picked.append("other")
    if answer.get("abstain"):
        picked.append(ABSTAIN)
    texts = {name: [answer.get(name, "")] for name in ("other", "reason")}
    return {"options": picked, **texts}


def fill_scale(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"step-0": ["1"], "abstain": [ABSTAIN]}
    steps = enumerate(answer["steps"])
    return {f"step-{n}": [str(step)] for n, step in steps if step is not None}


def fill_ranking(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"place-0": ["1"], "abstain": [ABSTAIN]}
    return {f"place-{n}": [str(place)] for place, n in enumerate(answer["order"], 1)}


def fill_resistance(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"against-0": ["1"], "abstain": [ABSTAIN]}
    return {f"against-{n}": [str(value)] for n, value in enumerate(answer["against"])}


def fill_points(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"points-0": ["1"], "abstain": [ABSTAIN]}
    return {f"points-{n}": [str(given)] for n, given in enumerate(answer["points"])}


def fill_grid(answer: Any) -> Form:
    if answer.get("abstain"):
        return {"at-0": ["1", ""], "abstain": [ABSTAIN]}
    places = (place or ["", ""] for place in answer["at"])
    return {f"at-{n}": [str(step) for step in place] for n, place in enumerate(places)}


def fill_pairs(answer: Any) -> Form:
    return {f"pair-{min(won)}-{max(won)}": [str(won[0])] for won in answer["won"]}


FORMS: dict[type[Question], Callable[[Any], Form]] = {
    Choice: fill_choice,
    Scale: fill_scale,
    Ranking: fill_ranking,
    Resistance: fill_resistance,
    Grid: fill_grid,
    Pairs: fill_pairs,
    Points: fill_points,
    Words: lambda answer: {"words": [*answer["words"], "", " "][:5]},
    OpenText: lambda answer: {"text": [answer["text"]]},
    Number: lambda answer: {"number": [f" {answer['number']:.5f}".replace(".", ",")]},
}
"""How a person fills the form for an answer."""


@law(asked())
def test_the_form_says_the_same_as_the_answer(asked: tuple[Question, list[Any]]) -> None:
    question, answers = asked
    controls = {control.name: control for control in question.controls("de")}
    for answer in answers:
        form = FORMS[type(question)](answer)
        for name, values in form.items():
            if name in controls and controls[name].options:
                assert set(values) <= {option.value for option in controls[name].options}
        assert question.check(question.read(form)) == answer


@law(st.data())
def test_any_form_is_an_answer_or_invalid(data: st.DataObject) -> None:
    question = data.draw(questions)
    names = [control.name for control in question.controls("de")]
    values = st.lists(st.one_of(written, st.integers().map(str), st.just(ABSTAIN)), max_size=4)
    form = data.draw(st.dictionaries(st.sampled_from([*names, "step-99", ""]), values))
    checked(question, question.read(form))


@law(questions)
def test_forms_are_in_the_readers_language_and_whole(question: Question) -> None:
    for language in ("de", "en"):
        controls = question.controls(language)
        assert len({control.name for control in controls}) == len(controls)
        for control in controls:
            assert control.options or control.length or control.high >= 1
            assert len({option.value for option in control.options}) == len(control.options)


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(10**40), 10**40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                (
                    "options",
                    "other",
                    "abstain",
                    "steps",
                    "order",
                    "points",
                    "at",
                    "won",
                    "words",
                    "text",
                    "number",
                    "against",
                    "x",
                )
            ),
            inner,
        ),
    ),
)


@law(questions, json_values)
def test_any_json_is_an_answer_or_invalid(question: Question, answer: Any) -> None:
    good = checked(question, answer)
    if good is not None:
        assert question.check(good) == good


WRONG = (
    "null",
    "[]",
    "{}",
    "1",
    '"text"',
    '{"options": [true]}',
    '{"options": [1.0]}',
    '{"options": ["1"]}',
    '{"options": [1, 1]}',
    '{"options": [3]}',
    '{"options": [-1]}',
    '{"options": [0, 1, 2]}',
    '{"options": [1], "abstain": true}',
    '{"options": [1], "more": 1}',
    '{"abstain": 1}',
    '{"steps": [true]}',
    '{"steps": [1.0]}',
    '{"steps": [3]}',
    '{"steps": [null]}',
    '{"steps": [1, 1]}',
    '{"order": []}',
    '{"order": [0, 0]}',
    '{"order": [3]}',
    '{"order": [0, 1, 2]}',
    '{"order": [true]}',
    '{"order": [0, 1], "twice": 1}',
    '{"points": [0, 0, 0]}',
    '{"points": [5, 5]}',
    '{"points": [50, 50, 5]}',
    '{"points": [1, 0, 0]}',
    '{"points": [-5, 10, 0]}',
    '{"points": [5.0, 0, 0]}',
    '{"points": [5, 0, 0], "abstain": true}',
    '{"words": "Mut"}',
    '{"against": [1, 2]}',
    '{"against": [1, 2, null]}',
    '{"against": [1, 2, 11]}',
    '{"against": [1, 2, true]}',
    '{"against": [1, 2, -1]}',
    '{"number": true}',
    '{"number": null}',
    '{"number": -1}',
    '{"number": 100}',
    '{"number": 1.5}',
    '{"number": "1.5"}',
    '{"number": "ein Dutzend"}',
    '{"number": ""}',
    json.dumps({"number": 10**100}),
    '{"words": []}',
    '{"words": ["", " "]}',
    '{"words": ["a", "b", "c", "d"]}',
    '{"words": [1]}',
    '{"text": ""}',
    '{"text": "\\u200b\\u2800"}',
    '{"text": null}',
    json.dumps({"text": "x" * (LONGEST_TEXT + 1)}),
    json.dumps({"words": ["x" * (LONGEST_WORD + 1)]}),
    json.dumps({"options": [10**100]}),
    '{"options": ' + "[" * 500 + "]" * 500 + "}",
)
"""Answers that no kind takes."""


@pytest.mark.parametrize(
    "question",
    [
        Choice(id="q", prompt="?", options=("a", "b", "c"), most=2, other=True, abstain=True),
        Scale(id="q", prompt="?", labels=("a", "b", "c")),
        Ranking(id="q", prompt="?", options=("a", "b", "c"), places=2),
        Points(id="q", prompt="?", options=("a", "b", "c")),
        Words(id="q", prompt="?"),
        OpenText(id="q", prompt="?"),
        Number(id="q", prompt="?", low="0", high="99"),
        Resistance(id="q", prompt="?", proposals=("a", "b")),
    ],
    ids=lambda question: question.kind,
)
def test_a_wrong_answer_is_refused_by_every_kind(question: Question) -> None:
    taken = []
    for wrong in WRONG:
        with suppress(InvalidAnswer):
            taken.append(question.check(msgspec.json.decode(wrong)))
    assert taken == []


@law(questions)
def test_a_question_keeps_itself_through_json(question: AnyQuestion) -> None:
    assert decoder.decode(msgspec.json.encode(question)) == question


# ── Texts ─────────────────────────────────────────────────────────────────────────────────────


PICKY = "\u200c\u200d\ufe0f\u20e3\u034f\u0301\u094d\u09cd\u0650\U0001f3fd\U000e0067 a1میرন👩❤"
"""What joiners may stand between, and what they may not."""


@law(st.one_of(st.text(), st.text(alphabet=PICKY, max_size=12)))
def test_cleaning_and_folding_twice_change_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert fold(clean(text)) == fold(text) == fold_clean(clean(text))


JOINED = (
    "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🏫", "🏳\ufe0f\u200d🌈", "❤\ufe0f\u200d🔥",
    "🧑\u200d❤\ufe0f\u200d🧑",
    "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "می\u200cخواهم", "کتاب\u200cها", "क्\u200dष", "ন্\u200cত", "র\u200d্য", "ന്\u200d",
)  # fmt: skip
"""Emoji of several, Persian, Hindi, Bengali and Malayalam as their people write them."""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  mehr \t\n Zeit ", "mehr Zeit"),
        ("a\u202eb\u2066c", "abc"),
        ("zero\u200bwidth\u200d", "zerowidth"),
        ("e\u200b\u0301", "é"),
        ("\x00\x1b[31mred", "[31mred"),
        ("\u2800\u3164\u200b", ""),
        ("\u0301", ""),
        ("Z" + "\u0337" * 50, "Z" + "\u0337" * 3),
        ("Straße 👍", "Straße 👍"),
        ("\ud800x", "x"),
        *((kept, kept) for kept in JOINED),
        ("\u200dab\u200c", "ab"),
        ("a\u200db\ufe0f", "ab"),
        ("می\u200c\u200c\u200dخ\u200c", "می\u200cخ"),
        ("ا\u200c\u0653", "آ"),
        ("👨\u200d\u200d👩\u200d", "👨\u200d👩"),
        ("👨\u200d a", "👨 a"),
        ("x\U000e0067\U000e007f", "x"),
    ],
)
def test_texts_are_cleaned_of_what_hides_or_breaks(written: str, read: str) -> None:
    assert clean(written) == read


def test_what_differs_in_joiners_alone_counts_together() -> None:
    """And under the key that it had before joiners were kept."""
    assert fold("می\u200cخواهم") == fold("میخواهم") == "میخواهم"
    assert fold("❤\ufe0f") == fold("❤")
    tally = Counter(text_counters("می\u200cخواهم")) + Counter(text_counters("میخواهم"))
    assert tally["text:میخواهم"] == 2


def counted_steps(text: str) -> int:
    """Lines that Python goes through to clean `text`: a time that no busy machine changes."""
    steps = 0

    def trace(frame: Any, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        clean(text)
    finally:
        sys.settrace(before)
    return steps


def test_many_joiners_are_cleaned_at_once() -> None:
    """A frame full of them takes no longer, letter for letter, than a short text (T13)."""
    for piece in ("\u200d", "👩\u200d", "\U0001f3fd\u200d", "\ufe0f\u200c"):
        assert counted_steps("a" + piece * 4000) < 40 * counted_steps("a" + piece * 400)


def test_the_most_frequent_way_of_writing_is_shown() -> None:
    tally: Counter[str] = Counter()
    for text in ("mut", "Mut", "MUT", "Mut ", "Zeit"):
        tally.update(text_counters(text))
    assert written_texts(tally) == [("text:mut", "Mut", 4), ("text:zeit", "Zeit", 1)]


def test_texts_are_not_cleaned_again_at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored was cleaned before, and cleaning is nine tenths of the work of 500 words."""
    tally = text_counters("Mut") | text_counters("mehr Zeit")
    monkeypatch.setattr("poll_server.questions.writing.written.clean", None)
    assert [text for _, text, _ in written_texts(tally)] == ["mehr Zeit", "Mut"]
    assert moderated(Words(id="q", prompt="?"), tally, {}) == tally


def test_a_text_that_was_not_approved_leaves_no_row() -> None:
    question = OpenText(id="q", prompt="?")
    tally = {"form:Mut": 1, "form:Zeit": 2, "text:zeit": 2}  # `text:mut` was taken out
    assert [row.label for row in question.results(tally, 3, "de").series[0].rows] == ["Zeit"]


@pytest.mark.parametrize(
    ("written", "read"), [("0", 0), ("12", 12), ("", -1), ("x", -1), ("-1", -1), ("9" * 5000, -1)]
)
def test_numbers_in_forms(written: str, read: int) -> None:
    assert number(written) == read


def test_lists_in_sentences() -> None:
    assert listed([], "de") == ""
    assert listed(["a"], "de") == "a"
    assert listed(["a", "b", "c"], "de") == "a, b und c"
    assert listed(["a", "b"], "en") == "a and b"


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


# ── Scale ─────────────────────────────────────────────────────────────────────────────────────


def test_a_statement_left_out_is_not_in_its_base() -> None:
    question = Scale(id="q", prompt="?", statements=("A", "B"), set="agreement-5")
    tally = fold_votes(question, [{"steps": [4, None]}, {"steps": [3, 0]}])
    first, second = question.results(tally, 2, "de").series
    assert (first.base, second.base) == (2, 1)
    assert (first.mean, first.median) == (4.5, 4.5)
    assert first.top is not None
    assert (first.top.label, first.top.count, first.top.percent) == ("stimmen zu", 2, 100)


@law(st.lists(st.integers(1, 7), min_size=1))
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


# ── Words ─────────────────────────────────────────────────────────────────────────────────────


def test_a_word_written_twice_counts_once() -> None:
    question = Words(id="q", prompt="?", entries=3)
    answer = question.check({"words": ["Mut", " mut", "", "Zeit"]})
    assert answer == {"words": ["Mut", "Zeit"]}
    assert sum(n for key, n in question.count(answer).items() if key.startswith("text:")) == 2


def test_words_are_ranked_by_the_share_of_people() -> None:
    question = Words(id="q", prompt="?", entries=3)
    answers = [{"words": ["Mut", "Zeit"]}, {"words": ["mut"]}, {"words": ["Geld", "Mut"]}]
    results = question.results(fold_votes(question, answers), 3, "de")
    rows = results.series[0].rows
    assert [(row.label, row.count, row.percent) for row in rows] == [
        ("Mut", 3, 100),
        ("Geld", 1, 33),
        ("Zeit", 1, 33),
    ]
    assert question.default_sentence(results, "de") == (
        "Am häufigsten genannt: Mut (100\u202f%), Geld (33\u202f%) und Zeit (33\u202f%)."
    )


# ── Decks ─────────────────────────────────────────────────────────────────────────────────────

MISTAKES: list[tuple[Question, list[str]]] = [
    (Choice(id="q", prompt="?", options=("A", "B")), []),
    (Scale(id="q-9", prompt="?", labels=("A", "B"), steps=10), []),
    (Scale(id="q", prompt="?", set="agreement-5", statements=("A",)), []),
    (Words(id="q", prompt={"de": "Was?", "en": "What?"}, entries=5), []),
    (OpenText(id="q", prompt="?"), []),
    (Number(id="q", prompt="?", unit="km", low="-1,5", high="2000", right="3", decimals=1), []),
    (Number(id="q", prompt="?", decimals=5), ["decimals"]),
    (Resistance(id="q", prompt="?", proposals=("A",)), []),
    (Resistance(id="q", prompt="?", proposals=("A",), now=False), ["proposals"]),
    (Resistance(id="q", prompt="?", proposals=tuple("ABCDEFGHIJ")), ["proposals"]),
    (Resistance(id="q", prompt="?", proposals=("A", "A")), ["proposals"]),
    (Number(id="q", prompt="?", low="viele", high="1.234,5.6"), ["low", "high"]),
    (Number(id="q", prompt="?", low="9", high="9"), ["high"]),
    (Number(id="q", prompt="?", low="0", high="9", right="10"), ["right"]),
    (Number(id="q", prompt="?", right="10", live=True), ["right"]),
    (Number(id="q", prompt="?", unit="x" * 21), ["unit"]),
    (Choice(id="Q 1", prompt=" ", options=("A", "B"), timer=-1), ["id", "prompt", "timer"]),
    (OpenText(id="q", prompt={}, hint="x" * 301), ["prompt", "hint"]),
    (Choice(id="q", prompt="?", options=("A",)), ["options"]),
    (Choice(id="q", prompt="?", options=("A", "A")), ["options"]),
    (Choice(id="q", prompt="?", options=tuple(map(str, range(MOST_OPTIONS + 1)))), ["options"]),
    (Choice(id="q", prompt="?", options=("A", {"de": "", "en": "B"})), ["options"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=3), ["most"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=0), ["most"]),
    (Choice(id="q", prompt="?", options=("A", "B"), most=2, least=3), ["least"]),
    (Choice(id="q", prompt="?", options=("A", "B"), shuffled=True, kept_last=3), ["kept_last"]),
    (Choice(id="q", prompt="?", options=("A", "B"), enough=1001), ["enough"]),
    (Ranking(id="q", prompt="?", options=("A", "B", "C"), places=3), []),
    (Ranking(id="q", prompt="?", options=("A",)), ["options"]),
    (Ranking(id="q", prompt="?", options=tuple("ABCDEFGHIJKLM")), ["options"]),
    (Ranking(id="q", prompt="?", options=("A", "B"), places=3), ["places"]),
    (Grid(id="q", prompt="?", items=("A",), across="x", up="y"), []),
    (Grid(id="q", prompt="?", items=(), across="x", up="x"), ["items", "up"]),
    (Grid(id="q", prompt="?", items=tuple("ABCDEFGHI")), ["items", "across", "up"]),
    (Grid(id="q", prompt="?", items=("A", "A"), across="x" * 61, up="y"), ["items", "across"]),
    (Pairs(id="q", prompt="?", statements=tuple("ABC")), []),
    (Pairs(id="q", prompt="?", statements=("A", "B"), each=0), ["statements", "each"]),
    (
        Pairs(id="q", prompt="?", statements=tuple(map(str, range(101))), each=31),
        ["statements", "each"],
    ),
    (Points(id="q", prompt="?", options=("A", "B"), total=5), []),
    (Points(id="q", prompt="?", options=("A",)), ["options"]),
    (Points(id="q", prompt="?", options=("A", "B"), total=0), ["total"]),
    (Points(id="q", prompt="?", options=("A", "B"), step=30), ["step"]),
    (Points(id="q", prompt="?", options=("A", "B"), step=5, squared=True), ["step"]),
    (Scale(id="q", prompt="?"), ["labels"]),
    (Scale(id="q", prompt="?", set="agreement-9"), ["set"]),
    (Scale(id="q", prompt="?", set="agreement-5", labels=("A", "B")), ["set"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=11, first=0, slider=True), []),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=12), ["steps"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), steps=5, first=2), ["first"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), statements=tuple("ABCDEFGHIJKLMNO")), []),
    (Scale(id="q", prompt="?", labels=("A", "B", "C"), steps=5), ["labels"]),
    (Scale(id="q", prompt="?", labels=("A", "B"), statements=("",)), ["statements"]),
    (
        Scale(id="q", prompt="?", labels=("A", "B"), statements=tuple(map(str, range(16)))),
        ["statements"],
    ),
    (Words(id="q", prompt="?", entries=6), ["entries"]),
]


@pytest.mark.parametrize(("question", "fields"), MISTAKES)
def test_a_mistake_in_a_deck_names_the_field_and_what_would_be_right(
    question: Question, fields: list[str]
) -> None:
    found = list(question.mistakes(speak("en")))
    assert [field for field, _ in found] == fields
    assert all(right for _, right in found)


@law(questions)
def test_the_questions_of_these_tests_are_what_decks_may_hold(question: Question) -> None:
    allowed = {
        "options",
        "labels",
        "statements",
        "proposals",
        "items",
        "across",
        "up",
    }  # their texts here may be blank, or alike
    assert {field for field, _ in question.mistakes(speak("en"))} <= allowed


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


# ── Grid ──────────────────────────────────────────────────────────────────────────────────────


def test_a_grid_says_where_each_item_stands_on_both_axes() -> None:
    question = Grid(id="q", prompt="?", items=("Bus", "Bahn", "Rad"), across="Aufwand", up="Nutzen")
    # Bus: (3 + 4) / 2, (8 + 7) / 2; Bahn: one person alone; Rad: nobody.
    answers = [question.check({"at": at}) for at in ([[3, 8], [9, 2], None], [[4, 7], None, None])]
    results = question.results(fold_votes(question, answers), 2, "de")
    assert tables.table(results, "de").head == ("Antwort", "Aufwand", "Nutzen", "Eingeordnet von")
    assert [row.cells for row in tables.table(results, "de").rows] == [
        ("Bus", "3,5", "7,5", "2"),
        ("Bahn", "9,0", "2,0", "1"),
        ("Rad", "–", "–", "0"),
    ]
    assert tables.summary(results, "de") == (
        "Ergebnis: Bus (Aufwand 3,5, Nutzen 7,5), Bahn (Aufwand 9,0, Nutzen 2,0), 2 Stimmen."
    )
    assert question.default_sentence(results, "de") == (
        "Nutzen: am höchsten bei „Bus“ (im Mittel 7,5); Aufwand: am höchsten bei „Bahn“ (9,0)."
    )
    alone = Grid(id="q", prompt="?", items=("Bus",), across="Aufwand", up="Nutzen")
    assert alone.default_sentence(alone.results({"0:3:8": 1}, 1, "de"), "de") == (
        "„Bus“ im Mittel: Aufwand 3,0, Nutzen 8,0 (0 bis 10)."
    )
    assert question.objection(question.read({"at-0": ["3", ""]}), "de") == (
        "Bitte geben Sie „Bus“ auf beiden Achsen eine Zahl oder auf keiner."
    )


def test_numbers_of_a_field_lie_on_no_other_and_a_page_shows_who_put_each_where() -> None:
    question = Grid(id="q", prompt="?", items=tuple("ABCDEFGH"), across="x", up="y")
    answers = [question.check({"at": [[10, 10]] * 8}), question.check({"at": [[10, 10]] * 8})]
    results = question.results(fold_votes(question, answers), 2, "en")
    found = [place.at for place in places(results, 1, 2)]
    assert found[0] == (10.0, 10.0)
    assert all(0 <= step <= 10 for at in found for step in at)
    assert all(
        ((x - a) / 1) ** 2 + ((y - b) / 2) ** 2 > 0.99
        for n, (x, y) in enumerate(found)
        for a, b in found[:n]
    )
    first, *alone = pages(results)
    assert first == results
    assert [[row.label for row in page.steps] for page in alone] == [[item] for item in "ABCDEFGH"]
    assert [page.spots for page in alone] == [((Spot(10, 10, 2),),)] * 8


# ── Pairs ─────────────────────────────────────────────────────────────────────────────────────


def test_statements_stand_by_the_pairs_they_won() -> None:
    question = Pairs(id="q", prompt="?", statements=("Bus", "Bahn", "Rad", "Zug"), each=3)
    answers = [question.check({"won": won}) for won in ([[0, 1], [0, 2]], [[1, 0], [0, 2], [1, 2]])]
    assert question.count(answers[0]) == {
        "won:0:1": 1, "won:0:2": 1, "seen:0": 1, "seen:1": 1, "seen:2": 1,
    }  # fmt: skip
    results = question.results(fold_votes(question, answers), 2, "de")
    # Bus and Bahn met twice and won once each; both won all against Rad, Bus once more.
    assert [(row.label, row.count, row.leading, row.more[1]) for row in results.steps] == [
        ("Bus", 2, True, "3/4"),
        ("Bahn", 2, False, "2/3"),
        ("Rad", 2, False, "0/3"),
        ("Zug", 0, False, "0/0"),
    ]
    assert [str(fact) for fact in results.facts] == ["Entscheidungen: 5 (3 von 6 Paaren kamen vor)"]
    first = results.steps[0]
    assert question.default_sentence(results, "de") == (
        f"„Bus“ würde in {first.shown} der Entscheidungen jedem anderen vorgezogen."
    )
    level = question.results({"won:0:1": 1, "won:1:0": 1, "seen:0": 1, "seen:1": 1}, 2, "en")
    assert [row.shown for row in level.steps if row.leading] == ["50%", "50%"]
    assert question.default_sentence(level, "en") == "“Bus” and “Bahn” are level in front."


@law(st.integers(3, 12), st.integers(1, 30), st.text("abcdef0123", min_size=1, max_size=8))
def test_pairs_of_a_phone_are_different_and_leave_nobody_out(
    size: int, each: int, order: str
) -> None:
    question = Pairs(id="q", prompt="?", statements=tuple(map(str, range(size))), each=each)
    asked = list(arranged(question.controls("en"), order))
    pairs = [tuple(option.value for option in control.options) for control in asked]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert len(pairs) == min(each, size * (size - 1) // 2)
    met = Counter(value for pair in pairs for value in pair)
    if 2 * each >= size + 1:
        assert len(met) == size
    if len(pairs) == size * (size - 1) // 2:
        assert set(met.values()) == {size - 1}
    answer = {"won": [[int(one), int(other)] for one, other in pairs]}
    form = {control.name: [control.options[0].value] for control in asked}
    assert question.check(question.read(form)) == question.check(answer)

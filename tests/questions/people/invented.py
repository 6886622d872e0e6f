"""Questions and answers of every kind, as hypothesis invents them."""

from collections import Counter
from typing import Any

import msgspec
from hypothesis import strategies as st

from poll_server.questions import (
    Choice,
    Grid,
    InvalidAnswer,
    MaxDiff,
    Number,
    OpenText,
    Pairs,
    Pin,
    Points,
    Question,
    Ranking,
    Resistance,
    Scale,
    Survey,
    Words,
)
from poll_server.questions.methods.likert import SETS
from poll_server.questions.traits.statements import WithStatements
from tests.questions.people.invented_decisions import best_and_worst, likely_decisions, pairs_of
from tests.questions.people.invented_texts import HOSTILE, label_texts, labels, likely_points, pins


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
        right_options=(right := draw(right_ones(options, most))),
        explanation=draw(st.sampled_from(("", "So."))) if right else "",
    )


def right_ones(options: list[Any], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    """None or one of the options, or two where so many may be chosen, by their German names."""
    names = [each if isinstance(each, str) else each["de"] for each in options]
    alone = [name for name in names if sum(name in str(each) for each in options) == 1]
    some = st.lists(st.sampled_from(alone or [""]), max_size=min(most, 2), unique=True)
    return some.map(tuple) if alone else st.just(())


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
    names = [each if isinstance(each, str) else each["de"] for each in options]
    alone = all(sum(name in str(each) for each in options) == 1 for name in names)
    return Ranking(
        id="q",
        prompt="?",
        options=tuple(options),
        places=places,
        abstain=draw(st.booleans()),
        right_order=tuple(draw(st.permutations(names))) if alone and draw(st.booleans()) else (),
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


ALONE: dict[type[Question], st.SearchStrategy[Any]] = {
    Choice: choices(),
    Scale: scales(),
    Ranking: rankings(),
    Points: shares(),
    Words: st.one_of(
        st.builds(Words, id=st.just("q"), prompt=st.just("?"), entries=st.integers(1, 5)),
        st.just(Words(id="q", prompt="?", entries=1, right_words=("Mut", "mehr Zeit"))),
    ),
    OpenText: st.just(OpenText(id="q", prompt="?")),
    Number: estimates(),
    Resistance: resistances(),
    Grid: grids(),
    Pin: pins(),
    Pairs: pairs_of(),
    MaxDiff: best_and_worst(),
}


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    parts = draw(st.lists(st.one_of(*ALONE.values()), min_size=1, max_size=3))
    named = (
        msgspec.structs.replace(part, id=f"part-{n}", prompt=f"{draw(labels)} {n}", enough=0, **no)
        for n, part in enumerate(parts)
        for no in [{"proposals": False} if isinstance(part, WithStatements) else {}]
    )
    return Survey(id="q", prompt="?", questions=tuple(named), required=draw(st.booleans()))


QUESTIONS: dict[type[Question], st.SearchStrategy[Any]] = {**ALONE, Survey: surveys()}

questions: st.SearchStrategy[Any] = st.one_of(*QUESTIONS.values())

written = st.one_of(
    st.sampled_from((*HOSTILE, "Mut", "mut ", "MUT", "Zeit", "mehr  Zeit", "é", "e\u0301")),
    st.text(max_size=50),
    st.text(max_size=200),
)
"""What people write: sensible, hostile, too long."""


def likely_to_all(survey: Survey) -> st.SearchStrategy[Any]:
    """To some of its questions, and perhaps to the end."""
    said = {part.id: likely(part) for part in survey.questions}
    answers: Any = {"answers": st.fixed_dictionaries(dict[str, Any](), optional=said)}
    return st.fixed_dictionaries(answers, optional={"done": st.booleans()})


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
        case Pin():
            return st.one_of(likely_points(question), abstaining)
        case Pairs() | MaxDiff():
            return likely_decisions(question)
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
        case Survey():
            return likely_to_all(question)
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

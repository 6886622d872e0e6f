"""Statements of which everybody meets a few, and decisions between them, as invented."""

from typing import Any

from hypothesis import strategies as st

from poll_server.questions import MaxDiff, Pairs
from poll_server.questions.kind import fold
from poll_server.questions.traits.statements import place_called
from tests.questions.people.invented_texts import label_texts


@st.composite
def pairs_of(draw: st.DrawFn) -> Pairs:
    statements = draw(st.lists(label_texts, min_size=3, max_size=7))
    each, proposals = draw(st.integers(1, 30)), draw(st.booleans())
    return Pairs(id="q", prompt="?", statements=tuple(statements), each=each, proposals=proposals)


@st.composite
def best_and_worst(draw: st.DrawFn) -> MaxDiff:
    size = draw(st.integers(4, 5))
    return MaxDiff(
        id="q",
        prompt="?",
        statements=tuple(draw(st.lists(label_texts, min_size=size, max_size=8))),
        best=draw(st.sampled_from(("", "Ja!"))),
        size=size,
        sets=draw(st.integers(1, 15)),
        proposals=draw(st.booleans()),
    )


PROPOSED = ("Mut", "Zeit")
ADDED = tuple(place_called(f"text:{fold(text)}") for text in PROPOSED)
proposed = st.sampled_from((*PROPOSED, "mut ", "", "a" * 141))


def likely_decisions(question: Pairs | MaxDiff) -> st.SearchStrategy[Any]:
    """Between statements that are there, and some that are not."""
    size = len(question.statements)
    added = ADDED if question.proposals else ()
    if isinstance(question, MaxDiff):
        whole = st.permutations([*range(size), *added]).map(lambda order: order[: question.size])
        some = st.lists(st.integers(-1, size), min_size=3, max_size=6)
        sets = st.lists(st.one_of(whole, whole, whole, some), max_size=4)
        return st.fixed_dictionaries({"sets": sets}, optional={"own": proposed})
    one = st.lists(st.sampled_from([*range(size), *added]), min_size=2, max_size=2)
    any_pair = st.lists(st.integers(-1, size), min_size=1, max_size=3)
    won = st.lists(one, max_size=4, unique_by=frozenset)
    either = st.one_of(won, won, st.lists(st.one_of(one, any_pair), max_size=3))
    return st.fixed_dictionaries({"won": either}, optional={"own": proposed})

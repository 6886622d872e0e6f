"""A question once, and snapshots that name it: small frames that say just as much."""

from typing import Any

import msgspec
import pytest

from poll_server.deck.deck import Poll
from poll_server.live.screens import apart, views
from poll_server.live.screens.pictures import draw
from poll_server.live.state import PollState
from poll_server.questions import Choice, Question
from poll_server.wire.messages import Asked, Snapshot, encode
from tests.live.screens.shown import state_of, tally_of
from tests.live.screens.test_snapshots import LARGEST, SHIPPED

LONG = Choice(
    id="long",
    prompt="Welche Vorschläge sind Ihnen am wichtigsten?",
    options=tuple(f"{n}. Vorschlag, dessen Wortlaut sich nicht kürzen lässt" for n in range(1, 31)),
    most=3,
)
TALLY = {str(n): 20 + n for n in range(30)}


def shown(question: Choice = LONG, **more: Any) -> PollState:
    more = {"votes": 600, "shown": True, "open_": False} | more
    return state_of(question, TALLY, poll=Poll(id="p", title="P", questions=(question,)), **more)


def asked(state: PollState, language: str = "de") -> Asked:
    found = apart.asked(state, language)
    assert found is not None
    return found


@pytest.mark.parametrize("is_shown", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize("letters", [33, 50])
def test_thirty_long_options_fit_into_2_kb(is_shown: bool, letters: int) -> None:
    """The question's own frame, sent once, is as long as its words."""
    options = tuple(f"{n:>2} {'Vorschlag ' * 20}"[:letters] for n in range(1, 31))
    state = shown(msgspec.structs.replace(LONG, options=options), shown=is_shown)
    assert len(encode(views.phone(state, "de"))) > LARGEST  # as it was
    snapshot = apart.phone(state, "de")
    assert (snapshot.results is not None) == is_shown
    assert len(encode(snapshot)) <= LARGEST
    assert letters > 33 or len(encode(asked(state))) <= LARGEST


def test_thirty_long_options_fit_with_what_is_right_and_why() -> None:
    options = tuple(f"{n:>2} {'Vorschlag ' * 20}"[:50] for n in range(1, 31))
    quiz = msgspec.structs.replace(
        LONG, options=options, right_options=options[:3], explanation="ä" * 300
    )
    snapshot = apart.phone(shown(quiz), "de")
    assert snapshot.results
    assert snapshot.results.solution
    assert len(encode(snapshot)) <= LARGEST


def test_every_shipped_question_and_its_results_fit() -> None:
    sizes = {
        name: max(len(encode(apart.phone(state, "de"))), len(encode(asked(state))))
        for name, poll, question in SHIPPED
        for state in [full(poll, question)]
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def full(poll: Poll, question: Question) -> PollState:
    """A hall of 600 that has answered, all of it to be seen."""
    tally = {counter: 100 + n for n, counter in enumerate(tally_of(question))}
    return state_of(question, tally, poll=poll, votes=600, shown=True, moderation={"*": "approved"})


def test_both_together_say_what_one_said() -> None:
    state = shown()
    whole, snapshot, question = views.phone(state, "de"), apart.phone(state, "de"), asked(state)
    assert snapshot.asked == question.name
    assert question.question == whole.question
    assert snapshot.question is None
    again = msgspec.structs.replace(
        snapshot, asked="", question=whole.question, results=whole.results
    )
    assert again == whole


def test_a_name_is_of_one_question_in_one_language_and_round() -> None:
    other = msgspec.structs.replace(LONG, prompt="Und jetzt?")
    names = {
        asked(shown()).name,
        asked(shown(), "en").name,
        asked(shown(other)).name,
    }
    assert len(names) >= 2
    assert asked(shown()).name == asked(shown(votes=3, shown=False)).name
    assert asked(shown(other)).name not in {asked(shown()).name, asked(shown(), "en").name}


def test_before_its_round_is_opened_nothing_is_said_of_a_question() -> None:
    state = shown()
    waiting = type(state)(**{**vars(state), "round": None})
    assert apart.asked(waiting, "de") is None
    assert apart.phone(waiting, "de") == views.phone(waiting, "de")
    assert draw(apart.phone_view("de", 0.25), waiting).ahead is None


def test_a_label_that_no_option_bears_stays() -> None:
    question = msgspec.structs.replace(LONG, other=True)
    texts = {"text:reden": 9, "form:Reden": 9}
    state = state_of(
        question,
        TALLY | {"other": 9} | texts,
        poll=Poll(id="p", title="P", questions=(question,)),
        votes=600,
        shown=True,
        moderation={"*": "approved"},
    )
    snapshot: Snapshot = apart.phone(state, "de")
    whole = views.phone(state, "de")
    assert snapshot.results is not None
    assert whole.results is not None
    for short, long in zip(snapshot.results.series, whole.results.series, strict=True):
        assert [row.key for row in short.rows] == [row.key for row in long.rows]
        assert any(not row.label for row in short.rows)
        for row, full in zip(short.rows, long.rows, strict=True):
            assert row.label in ("", full.label)

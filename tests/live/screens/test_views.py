"""Who sees what: hidden means not sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.deck.deck import Poll
from poll_server.live.screens import apart, views
from poll_server.live.state import PollState
from poll_server.questions import Choice, Number, Question, Ranking, Words
from poll_server.wire.messages import Message, encode
from tests.live.screens.shown import CANARY, ROLES, state_of, tally_of
from tests.support.cases import POLL, THOUGHTS, TOPICS


def numbers_in(frame: bytes) -> set[int | float]:
    """Every number anywhere in a frame."""
    found: set[int | float] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)
        elif isinstance(part, int | float):
            found.add(part)

    walk(msgspec.json.decode(frame))
    return found


@pytest.mark.parametrize("question", POLL.questions, ids=lambda q: q.id)
@pytest.mark.parametrize("open_", [True, False], ids=["open", "closed"])
@pytest.mark.parametrize("role", ["phone", "stage"])
def test_what_is_hidden_is_nowhere_in_the_frame(role: str, open_: bool, question: Question) -> None:
    frame = encode(ROLES[role](state_of(question, tally_of(question), open_=open_)))
    assert str(CANARY).encode() not in frame
    assert b"geheim" not in frame.lower()
    assert b"eigenes" not in frame.lower()


@pytest.mark.parametrize("question", POLL.questions, ids=lambda q: q.id)
@pytest.mark.parametrize(("role", "shown"), [("phone", False), ("stage", False), ("phone", True)])
def test_what_nobody_may_see_is_not_counted_out(
    role: str, shown: bool, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cloud of 500 words would cost each phone that joins milliseconds; shown, it costs once."""
    counted = 0
    series = type(question).series

    def counting(*given: Any) -> Any:
        nonlocal counted
        counted += 1
        return series(*given)

    monkeypatch.setattr(type(question), "series", counting)
    state = state_of(question, tally_of(question), shown=shown, moderation={"*": "approved"})
    for _ in range(3):
        encode(ROLES[role](state))
    assert counted == shown


@pytest.mark.parametrize("question", POLL.questions[:4], ids=lambda q: q.id)
@pytest.mark.parametrize("role", ["phone", "stage"])
def test_what_is_shown_is_there(role: str, question: Question) -> None:
    """The check above would see it."""
    frame = encode(ROLES[role](state_of(question, tally_of(question), shown=True)))
    if role == "stage":
        assert str(CANARY).encode() in frame
    else:  # a phone draws shares only
        assert numbers_in(frame) & {20, 40}


@pytest.mark.parametrize("role", ["phone", "stage"])
@given(counts=st.lists(st.integers(100, 5000), min_size=3, max_size=3, unique=True))
def test_hidden_frames_do_not_depend_on_the_votes_at_all(role: str, counts: list[int]) -> None:
    """Nothing can be read off what does not change."""
    tally = {str(n): count for n, count in enumerate(counts)}
    assert ROLES[role](state_of(TOPICS, tally)) == ROLES[role](state_of(TOPICS, {}))


def test_a_question_is_on_no_phone_before_it_is_opened() -> None:
    state = state_of(TOPICS, {})
    waiting = PollState(
        state.about,
        msgspec.structs.replace(state.live, round=0),
        None,
        {},
        {},
        state.attendance,
        0,
        {},
        at_ms=1,
    )
    frame = encode(views.phone(waiting, "de"))
    assert b"Themen" not in frame
    assert views.phone(waiting, "de").round == 0


@pytest.mark.parametrize("question", POLL.questions, ids=lambda q: q.id)
@pytest.mark.parametrize("role", ROLES)
def test_below_the_smallest_group_no_role_is_sent_a_count(role: str, question: Question) -> None:
    poll = msgspec.structs.replace(POLL, smallest_group=5)
    tally = dict.fromkeys(tally_of(question), 4)
    few = state_of(question, tally, poll=poll, votes=4, shown=True, moderation={"*": "approved"})
    frame = ROLES[role](few)
    empty = state_of(question, {}, poll=poll, votes=4, shown=True, moderation={"*": "approved"})
    assert frame == ROLES[role](empty)
    assert b"geheim" not in encode(frame).lower()


@pytest.mark.parametrize("role", ROLES)
def test_from_the_smallest_group_on_they_are(role: str) -> None:
    poll = msgspec.structs.replace(POLL, smallest_group=5)
    enough = state_of(TOPICS, {"0": 4}, poll=poll, votes=5, shown=True)
    nothing = state_of(TOPICS, {}, poll=poll, votes=5, shown=True)
    assert ROLES[role](enough) != ROLES[role](nothing)


def test_the_moderator_sees_what_the_stage_hides() -> None:
    state = state_of(TOPICS, {"0": CANARY})
    assert CANARY in numbers_in(encode(views.moderator(state, "de", "light")))


def test_abstentions_are_apart_and_the_base_is_said_in_words() -> None:
    phones = POLL.questions[0]
    state = state_of(phones, {"0": 6, "1": 2, "abstain": 2}, votes=10, shown=True)
    german, english = views.phone(state, "de").results, views.phone(state, "en").results
    assert german is not None
    assert english is not None
    assert [row.percent for row in german.series[0].rows] == [75, 25]
    assert german.series[0].base == 8
    assert german.base == "100\u202f% = 8 Teilnehmende, die geantwortet haben · 2 Enthaltungen"
    assert english.base == "100% = 8 participants who answered · 2 abstentions"


def test_texts_that_wait_for_approval_reach_only_the_moderator() -> None:
    tally = {"text:geheim": 3, "form:Geheim": 3}
    waiting = state_of(THOUGHTS, tally, shown=True)
    assert [text.state for text in views.moderator(waiting, "de", "light").texts] == ["waiting"]
    for role in ("phone", "stage"):
        assert b"eheim" not in encode(ROLES[role](waiting))
    approved = state_of(THOUGHTS, tally, shown=True, moderation={"text:geheim": "approved"})
    for role in ("phone", "stage"):
        assert b"Geheim" in encode(ROLES[role](approved))


QUIZZES: tuple[Question, ...] = (
    Choice(id="q", prompt="?", options=("a", "b"), right_options=("b",), explanation="Darum."),
    Words(id="q", prompt="?", entries=1, right_words=("Geheim",), explanation="Darum."),
    Number(id="q", prompt="?", right="4711", explanation="Darum."),
    Ranking(id="q", prompt="?", options=("a", "b"), right_order=("b", "a"), explanation="Darum."),
)


@pytest.mark.parametrize("question", QUIZZES, ids=lambda q: q.kind)
def test_what_is_right_is_on_no_wire_before_the_result(question: Question) -> None:
    """Every frame is, to the byte, that of the same question without a right answer."""
    of_none = {
        name: default
        for name, default in (
            ("right", ""),
            *((f"right_{of}", ()) for of in ("options", "words", "order")),
        )
        if name in question.__struct_fields__
    }
    plain = msgspec.structs.replace(question, explanation="", **of_none)
    told: dict[str, Callable[[PollState], Message | None]] = {
        "phone": ROLES["phone"],
        "stage": ROLES["stage"],
        "asked": lambda state: apart.asked(state, "de"),
        "apart": lambda state: apart.phone(state, "de"),
    }
    texts = {"text:geheim": 5, "form:Geheim": 5}
    tally = {"1": 5, "right": 5, "order:1>0": 5, **texts}
    if question.kind == "number":
        tally = {"4711": 5}
    for role, view in told.items():
        for before in ({"open_": True}, {"open_": False}, {"open_": True, "shown": True}):
            frames = []
            for each, counted in ((question, tally), (plain, {"1": 5})):
                poll = Poll(id="p", title="P", questions=(cast(Any, each),))
                state = state_of(each, counted, poll=poll, votes=5, **before)  # type: ignore[arg-type]
                if each is plain and before.get("open_"):
                    state = replace(state, live=msgspec.structs.replace(state.live, shown=False))
                frames.append(
                    encode(cast(Message, view(state))).replace(b'"shown":true', b'"shown":false')
                )
            assert frames[0] == frames[1], (role, before)
        if role in ("phone", "stage", "apart"):
            poll = Poll(id="p", title="P", questions=(cast(Any, question),))
            state = state_of(question, tally, poll=poll, votes=5, open_=False, shown=True)
            assert b"Darum." in encode(cast(Message, view(state))), role

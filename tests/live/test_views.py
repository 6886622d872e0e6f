"""Who sees what: hidden means not sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.deck import shipped as decks
from poll_server.deck.deck import Poll
from poll_server.live.screens import apart, views
from poll_server.live.state import PollState
from poll_server.questions import Choice, Number, Question, Scale, Words
from poll_server.store.records import About, Live, Round
from poll_server.wire.messages import Attendance, Message, Snapshot, Verdict, encode
from tests.support.cases import EVENT, POLL, THOUGHTS, TOPICS

HEADING = msgspec.structs.replace(EVENT, polls=())
CANARY = 7919
"""A count that nothing else in a frame is: a prime no clock, code or version here contains."""
ROLES: dict[str, Callable[[PollState], Message]] = {
    "phone": lambda state: views.phone(state, "de"),
    "stage": lambda state: views.stage(state, "de", "light"),
    "moderator": lambda state: views.moderator(state, "de", "light"),
}


def state_of(
    question: Question,
    tally: dict[str, int],
    *,
    poll: Poll = POLL,
    votes: int = 20_000,
    open_: bool = True,
    shown: bool = False,
    moderation: dict[str, Verdict] | None = None,
) -> PollState:
    """The poll with `question` in sight, asked once."""
    round_ = Round(1, question.id, state="open" if open_ else "closed", votes=votes)
    return PollState(
        About("poll", "congress", poll.id, "482913", poll, HEADING, b"key"),
        Live("epoch", 2, 1, question.id, 1, 1, shown, last={question.id: 1}),
        round_,
        tally,
        moderation or {},
        Attendance(0, 0, 0, 0, {}),
        0,
        {1: round_},
        at_ms=1,
    )


def tally_of(question: Question) -> dict[str, int]:
    """Every counter of the question at `CANARY`."""
    if question.kind == "choice":
        options = [str(n) for n in range(len(question.options))]  # type: ignore[attr-defined]
        return dict.fromkeys([*options, "other", "text:eigenes", "form:Eigenes"], CANARY)
    if question.kind == "scale":
        return {f"{s}:{n}": CANARY for s in range(8) for n in range(10)}
    if question.kind == "resistance":
        return {f"{proposal}:{n}": CANARY for proposal in range(3) for n in range(11)}
    if question.kind == "grid":
        return {f"{item}:{n}:{10 - n}": CANARY for item in range(2) for n in range(11)}
    if question.kind == "pairs":
        won = {f"won:{one}:{other}": CANARY for one in range(4) for other in range(one)}
        return won | {f"seen:{n}": CANARY for n in range(4)}
    if question.kind == "number":
        return {str(n): CANARY for n in range(0, 200, 7)}
    return {"text:geheim": CANARY, "form:Geheim": CANARY}


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
)


@pytest.mark.parametrize("question", QUIZZES, ids=lambda q: q.kind)
def test_what_is_right_is_on_no_wire_before_the_result(question: Question) -> None:
    """Every frame is, to the byte, that of the same question without a right answer."""
    of_none = {
        name: default
        for name, default in (("right", ""), ("right_options", ()), ("right_words", ()))
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
    tally = {"4711": 5} if question.kind == "number" else {"1": 5, "right": 5, **texts}
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


def test_every_screen_is_told_redis_time_so_that_countdowns_agree() -> None:
    assert {ROLES[role](state_of(TOPICS, {})).server_ms for role in ROLES} == {1}  # type: ignore[attr-defined]


SHIPPED = [
    (f"{name}-{poll.id}-{question.id}", poll, question)
    for name in decks.NAMES
    for poll in decks.load(name).polls
    for question in poll.questions
]
LARGEST = 2048
"""Bytes of a snapshot to a phone."""
LARGEST_RATINGS = 2560
"""Bytes of the shown result of several statements: the form and five shares for each; and of one
with facts beside its rows."""


@pytest.mark.parametrize("shown", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_snapshot_to_a_phone_is_small(language: str, shown: bool) -> None:
    large = {}
    for name, poll, question in SHIPPED:
        snapshot = largest_snapshot(poll, question, language, shown=shown)
        assert (snapshot.results is not None) == shown
        series = snapshot.results.series if snapshot.results else ()
        facts = snapshot.results.facts if snapshot.results else ()
        size = len(encode(snapshot))
        if size > (LARGEST_RATINGS if facts or len(series) > 1 else LARGEST):
            large[name] = size
    assert large == {}


def largest_snapshot(poll: Poll, question: Question, language: str, *, shown: bool) -> Snapshot:
    """What a phone is sent of a hall of 600, with the longest numbers."""
    tally = {counter: 100 + n for n, counter in enumerate(tally_of(question))}
    if question.kind in ("words", "text"):
        words = [f"{n} Lerngelegenheiten ohne Noten" for n in range(40)]
        tally = {f"text:{w.lower()}": 9 for w in words} | {f"form:{w}": 9 for w in words}
    state = state_of(
        question,
        tally,
        poll=poll,
        votes=600,
        open_=not (shown and question.reveals),
        shown=shown,
        moderation={"*": "approved"},
    )
    return msgspec.structs.replace(
        views.phone(state, language),
        epoch="0123456789abcdef",
        version=1_234_567,
        server_ms=1_763_763_000_000,
        deadline_ms=1_763_763_060_000,
    )


def test_fifteen_statements_on_eleven_steps_are_a_row_each_on_a_phone() -> None:
    """165 bars would fill ten screens, and frames of 8 KB."""
    said = "Das ist eine Aussage von üblicher Länge über unsere Arbeit"
    ends = {"labels": ("trifft nicht zu", "trifft zu"), "steps": 11, "first": 0}
    names = tuple(f"{n} {said}" for n in range(15))
    question = Scale(id="q", prompt="Wie sehr?", statements=names, **ends)  # type: ignore[arg-type]
    tally = {f"{n}:{step}": 1 for n in range(15) for step in (n % 10, 10)}
    poll = msgspec.structs.replace(POLL, questions=(question,))
    phone = views.phone(state_of(question, tally, poll=poll, votes=2, shown=True), "de")
    assert len(encode(phone)) < 5120
    assert phone.results is not None
    (means,) = phone.results.series
    assert means.label == "Mittelwerte, von „0 · trifft nicht zu“ bis „10 · trifft zu“"
    assert [(row.label, row.shown, row.percent) for row in means.rows[:2]] == [
        (names[0], "5,0", 50),
        (names[1], "5,5", 55),
    ]
    state = state_of(question, {**tally, "3:4": 1}, poll=poll, votes=3, shown=True)
    bases = views.phone(state, "de").results
    assert bases is not None
    assert bases.base.startswith("100\u202f% = Teilnehmende, die die jeweilige Aussage bewertet")
    assert "haben: 2 bis 3" in bases.base

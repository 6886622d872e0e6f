"""The talk with one phone, without any socket: whatever comes in, nothing is raised."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audience.conversation import Conversation
from poll_server.wire.messages import Hello, Message, Misunderstood, Seen, Tapped, Vote, encode

VOTE = Vote(round=1, seq=1, answer={"options": [0]})


class Desk:
    """Notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def welcome(self, hello: Hello) -> None:
        self.asked.append(hello)

    def vote(self, vote: Vote) -> None:
        self.asked.append(vote)

    def seen(self, number: int) -> None:
        self.asked.append(number)

    def tapped(self, tapped: Tapped) -> None:
        self.asked.append(tapped)


def talk(*frames: str | bytes) -> tuple[list[Any], list[Message]]:
    """What the desk was asked for, and what the phone was told at once."""
    desk, said = Desk(), list[Message]()
    conversation = Conversation(desk, said.append)
    for frame in frames:
        conversation.receive(frame)
    return desk.asked, said


def test_each_message_reaches_the_desk() -> None:
    tapped = Tapped(reactions=(1, 0, 0, 2), tempo="lost")
    asked, said = talk(
        encode(Hello()), encode(VOTE).decode(), encode(Seen(round=3)), encode(tapped)
    )
    assert asked == [Hello(), VOTE, 3, tapped]
    assert said == []


def test_a_pending_vote_goes_to_the_desk_with_its_hello() -> None:
    """The desk counts it only under the epoch it was meant for, which is not known here."""
    hello = Hello(epoch="e", version=7, pending=VOTE)
    assert talk(encode(hello))[0] == [hello]


def test_hello_is_answered_each_time() -> None:
    """A phone asks so whether the line still works, and what the server holds of it."""
    assert talk(encode(Hello()), encode(Hello()))[0] == [Hello(), Hello()]


@pytest.mark.parametrize(
    "frame",
    [
        b"", b"{", b"null", b"[]", b"1", b'"vote"', b'{"type":"vote"}', b'{"type":"nonsense"}',
        b'{"type":"hello","extra":1}', b'{"type":"seen","round":0}', b'{"type":"seen","round":1.5}',
        b'{"type":"vote","round":1,"seq":0,"answer":1}', b'{"type":"snapshot"}', b"\xff\xfe\x00",
        b'{"type":"vote","round":9999999999,"seq":1,"answer":1}', b'{"type":["vote"]}', "\ud800",
        b"[" * 4096, b'{"type":"vote","round":1,"seq":1,"answer":' + b"[" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_message_of_ours_gets_one_answer_and_touches_nothing(frame: bytes | str) -> None:
    asked, said = talk(frame)
    assert asked == []
    assert [type(message) for message in said] == [Misunderstood]


@given(st.binary(max_size=4096) | st.text(st.characters(), max_size=4096))
@example(b"[" * 4096)
def test_no_bytes_whatsoever_raise(frame: bytes | str) -> None:
    asked, said = talk(frame)
    assert len(asked) + len(said) >= 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["hello", "vote", "seen", "snapshot"])},
        optional={
            "round": json_values | st.integers(1, 9),
            "seq": json_values | st.integers(1, 9),
            "answer": json_values,
            "pending": json_values,
            "epoch": json_values,
            "version": json_values,
        },
    )
)
def test_nothing_that_looks_like_a_message_raises(message: dict[str, Any]) -> None:
    try:
        frame = msgspec.json.encode(message)
    except (OverflowError, UnicodeEncodeError):
        return  # no JSON either
    asked, said = talk(frame)
    assert len(asked) + len(said) >= 1

"""Both ends of the wire know the same messages, one example of each, and no others."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from poll_server.wire import javascript
from poll_server.wire.messages import from_phone

EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads(
    Path(javascript.FILE).with_name("examples.json").read_text()
)
EACH = [
    pytest.param(direction, example, id=f"{direction}-{number}-{example['type']}")
    for direction, examples in EXAMPLES.items()
    for number, example in enumerate(examples)
]


def decode(direction: str, message: object) -> Any:
    return msgspec.json.decode(json.dumps(message), type=javascript.DIRECTIONS[direction])


@pytest.mark.parametrize("direction", javascript.DIRECTIONS)
def test_every_message_has_an_example(direction: str) -> None:
    shown = {example["type"] for example in EXAMPLES[direction]}
    assert shown == {
        javascript.tag(one) for one in javascript.classes(javascript.DIRECTIONS[direction])
    }


@pytest.mark.parametrize(("direction", "example"), EACH)
def test_an_example_is_read_and_written_again_alike(
    direction: str, example: dict[str, Any]
) -> None:
    message = decode(direction, example)
    again = json.loads(msgspec.json.encode(message))
    assert decode(direction, again) == message
    # What the writer leaves out is what the reader fills in by itself.
    assert all(again.get(name, value) == value for name, value in example.items())


@pytest.mark.parametrize(("direction", "example"), EACH)
def test_unknown_fields_and_types_are_refused(direction: str, example: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(direction, example | {"extra": 1})
    with pytest.raises(msgspec.ValidationError):
        decode(direction, example | {"type": "nonsense"})


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"null",
        b"[]",
        b'"vote"',
        b'{"type":"vote","round":1,"seq":1}',
        b'{"type":"vote","round":0,"seq":1,"answer":1}',
        b'{"type":"vote","round":1,"seq":-1,"answer":1}',
        b'{"type":"vote","round":1.5,"seq":1,"answer":1}',
        b'{"type":"vote","round":"1","seq":1,"answer":1}',
        b'{"type":"seen","round":4294967296}',
        b'{"type":"hello","version":9007199254740992}',
        b'{"type":"hello","epoch":"' + b"x" * 65 + b'"}',
        b'{"type":"snapshot"}',
        b'\xff\xfe{"type":"seen","round":1}',
    ],
)
def test_a_phone_that_says_something_else_is_not_understood(frame: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeError)):
        from_phone.decode(frame)


def test_the_browsers_copy_is_up_to_date() -> None:
    assert javascript.FILE.read_text() == javascript.module(), (
        "run python -m poll_server.wire.javascript"
    )


def test_a_type_that_nobody_has_translated_is_an_error() -> None:
    with pytest.raises(TypeError, match="JavaScript"):
        javascript.javascript(complex)

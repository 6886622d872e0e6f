"""Both ends of the wire know the same messages, one example of each, and no others."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from poll_server.wire import javascript
from poll_server.wire.messages import from_phone
from tests.support.browsers.chromium import own_chromium
from tests.support.browsers.modules import Modules

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


@pytest.mark.browser
async def test_the_browser_takes_every_message_it_is_sent() -> None:
    async with own_chromium() as browser:
        page = await Modules().page(browser)
        lists = await page.evaluate(
            """async () => {
              const module = await import("/static/wire/messages.js");
              return { ...module };
            }"""
        )
        for direction, examples in EXAMPLES.items():
            if direction.startswith("To"):
                types = lists[javascript.constant(direction)]
                assert {example["type"] for example in examples} == set(types)
        # Not only known by name: the phone's state takes each in. Welcome is first, as on a line.
        taken = await page.evaluate(
            """async (examples) => {
              const { PhoneState } = await import("/static/audience/phone_state.js");
              const state = new PhoneState({ read: () => null, write: () => {} });
              for (const message of examples) state.receive(message);
              return { round: state.snapshot.round, line: state.line };
            }""",
            sorted(
                (example for example in EXAMPLES["ToPhone"] if example["type"] != "restart"),
                key=lambda example: example["type"] != "welcome",
            ),
        )
        assert taken == {"round": 1, "line": "closed_counted"}

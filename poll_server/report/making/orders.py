"""What a server process and the process that makes its files say to each other.

The server writes one `Order` and reads answers until the last one, `Done` or `Failed`. On the wire
each is its length in four bytes and then MessagePack.
"""

from typing import Literal, get_args

import msgspec

LENGTH_BYTES = 4
"""Bytes of a frame's length: files of up to 4 GB."""

Picture = Literal["svg", "png"]
PICTURES: tuple[Picture, ...] = get_args(Picture)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Files of an event to be made from what Redis holds at one moment."""

    redis_url: str
    """where the event is; it stays in the pipe, and in no list of processes"""
    event: str
    language: str
    of: tuple[str, ...] = ("",)
    """what to report: '' is the whole event, else the id of a poll"""
    formats: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    """how every chart is to be drawn as a file of its own"""
    question: str = ""
    """the id of the one question whose chart is wanted; '': of every one"""
    interval: bool = False
    """state the 95 % intervals"""
    short: bool = False
    """findings and charts only"""
    sheet: str = ""
    """what to print instead of a report: poster, tents or handout"""
    address: str = ""
    """of the server, for what is printed"""
    page: Literal["", "online", "saved"] = ""
    """the public results page instead of a report: as it is shown, or as a file to be kept"""
    folder: str = ""
    """where to write the files, and an archive of them all; '': they are sent in the answers"""
    archive: str = ""
    """name of that archive, without its ending; '': none"""


class Step(msgspec.Struct, frozen=True, tag=True):
    """The next file is being made."""

    number: int
    """from 1"""
    of: int
    name: str


class Made(msgspec.Struct, frozen=True, tag=True):
    """A file; without its content where that was written to a folder."""

    name: str
    media_type: str
    size: int
    """bytes"""
    content: bytes = b""


class Done(msgspec.Struct, frozen=True, tag=True):
    """All files are made."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """No more files come of this order."""

    why: Literal["no_event", "no_poll", "no_chart", "broken_tally", "no_room", "mistake"]
    detail: str = ""


Answer = Step | Made | Done | Failed

_encode = msgspec.msgpack.Encoder().encode
_answer: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
_order = msgspec.msgpack.Decoder(Order)


def frame(message: Order | Answer) -> bytes:
    """`message` as it goes through a pipe."""
    body = _encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def read_answer(body: bytes) -> Answer:
    """The answer whose frame holds `body`."""
    return _answer.decode(body)


def read_order(body: bytes) -> Order:
    """The order whose frame holds `body`."""
    return _order.decode(body)

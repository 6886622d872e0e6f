"""A phone's socket, whichever transport carries it: one contract, tried on both.

What the transport itself does is in `test_lean` and `web/test_transport`.
"""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from poll_server.base.metrics import SCREENS
from poll_server.base.settings import Settings
from poll_server.hall.simulated import socket_url
from poll_server.live import ballots
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.web.sockets.codes import NO_SUCH_POLL, RENEWED
from poll_server.web.sockets.transport import ENDING
from poll_server.wire.messages import (
    Action,
    Counted,
    Hello,
    Refused,
    Restart,
    Retry,
    Snapshot,
    Welcome,
)
from tests.support.cases import YES
from tests.support.running import RunningServer
from tests.support.sockets.forum import Forum, forum_on, slow_disk, vote
from tests.support.sockets.raw_socket import RawSocket
from tests.support.waiting import LONGEST, until

from .transports import TRANSPORTS, forum, transport

__all__ = ["forum", "transport"]  # fixtures


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server in this process that waits one second for Redis instead of three."""
    monkeypatch.setattr(ballots, "REDIS_TIMEOUT", 1.0)


def test_the_default_is_the_lean_one() -> None:
    assert Settings().phone_sockets == TRANSPORTS[0]


async def test_a_phone_that_comes_back_is_shown_what_the_server_holds(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    await phone.say(vote(number, seq=3))
    await phone.hear(Counted)
    await phone.connection.close()
    (again,) = await forum.phones(1)
    welcome = await again.hear(Welcome)
    assert (welcome.my_vote.round, welcome.my_vote.seq, welcome.my_vote.answer) == (number, 3, YES)


async def test_hello_brings_a_pending_vote_and_is_answered_each_time(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    epoch = (await phone.hear(Welcome)).snapshot.epoch
    await phone.say(Hello(epoch=epoch, pending=vote(number)))
    await phone.hear(Counted)
    await until(lambda: sum(isinstance(each, Welcome) for each in phone.told) == 2)


async def test_a_pending_vote_of_another_epoch_is_not_counted(forum: Forum) -> None:
    """After Redis went back in time, the same round number may belong to another question."""
    number = await forum.open()
    (phone,) = await forum.phones(1)
    await phone.say(Hello(epoch="before the power cut", pending=vote(number)))
    await until(lambda: sum(isinstance(each, Welcome) for each in phone.told) == 2)
    await phone.say(vote(number))  # in the order of the line: the answer comes after the other's
    await phone.hear(Counted)
    assert (await phone.hear(Counted)).outcome == "accepted"


async def test_pings_are_answered_while_redis_stands_still(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    with slow_disk(forum.store, 60):
        await phone.say(vote(number))
        async with asyncio.timeout(LONGEST):
            await (await phone.connection.ping())
        assert not phone.heard(Counted)
    await phone.hear(Counted, Retry)


@pytest.mark.usefixtures("impatient")
async def test_a_redis_that_stands_still_means_retry_never_silence(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    with slow_disk(forum.store, 60):
        await phone.say(vote(number))
        assert await phone.hear(Counted, Retry, Refused) == Retry(round=number, seq=1, after_ms=500)
    await phone.say(vote(number))
    assert isinstance(await phone.hear(Counted), Counted)


async def test_a_deleted_event_ends_every_screen(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    await Events(forum.store).delete("congress")
    async with asyncio.timeout(LONGEST):
        await phone.listening
    assert phone.connection.close_code == NO_SUCH_POLL


async def test_who_may_not_come_in_is_told_why(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    for path, given, code in (
        (f"/ws/phone/{forum.poll.code}", "", RENEWED),  # no cookie: it is not even looked up
        ("/ws/phone/000000", forum.cookies[0], NO_SUCH_POLL),
    ):
        one = await RawSocket.open(forum.base, path, given)
        assert await one.end() == code
    with pytest.raises(InvalidStatus, match="403"):
        await connect(
            socket_url(forum.base, f"/ws/phone/{forum.poll.code}"),
            additional_headers={"Cookie": forum.cookies[0]},
            origin="http://another.example",  # type: ignore[arg-type]  # a plain str is what it sends
            proxy=None,
        )
    for line, status in (
        (f"POST /ws/phone/{forum.poll.code} HTTP/1.1", b" 405 "),
        (f"GET /ws/phone/{forum.poll.code} HTTP/1.1", b" 400 "),  # without a key
    ):
        assert status in (await _answered(forum.base, line)).partition(b"\r\n")[0]
    assert not phone.listening.done()


async def _answered(base: str, line: str) -> bytes:
    host = base.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    writer.write(
        f"{line}\r\nHost: {host}\r\nOrigin: {base}\r\nConnection: upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = await reader.read(1000)
    writer.close()
    return answer


@pytest.mark.parametrize("written", ["{}-{}", "{}{}/", "%20{}%C2%A0{}"])
async def test_however_a_code_is_written_it_is_the_same_socket(forum: Forum, written: str) -> None:
    await forum.phones(1)
    path = "/ws/phone/" + written.format(forum.poll.code[:3], forum.poll.code[3:])
    heard: list[bytes] = []
    one = await RawSocket.open(forum.base, path, forum.cookies[0], heard.append)
    one.send(b'{"type":"hello"}')
    await until(lambda: bool(heard))
    assert heard[0].startswith(b'{"type":"welcome"')
    await one.cut()


async def test_each_picture_comes_once_and_who_has_gone_is_counted_no_more(forum: Forum) -> None:
    before = SCREENS.labels("phone")._value.get()
    phones = await forum.phones(3)
    assert SCREENS.labels("phone")._value.get() == before + 3
    number = await forum.open()
    await until(lambda: all(phone.heard(Snapshot) for phone in phones))
    for phone in phones:
        versions = [(each.version, each.state) for each in phone.told if isinstance(each, Snapshot)]
        assert len({version for version, _ in versions}) == len(versions)
        assert versions[-1][1] == "open"
    await asyncio.gather(*(phone.say(vote(number)) for phone in phones))
    await asyncio.gather(*(phone.hear(Counted) for phone in phones))
    counted = [await phone.hear(Counted) for phone in phones]
    assert all(each.proof and each.version for each in counted)
    await asyncio.gather(*(phone.connection.close() for phone in phones))
    await until(lambda: SCREENS.labels("phone")._value.get() == before)


@pytest.mark.parametrize("how", TRANSPORTS)
async def test_a_server_that_ends_answers_every_vote_it_has_read(
    store: Store, tmp_path: Path, how: str
) -> None:
    server = RunningServer(store.url, tmp_path / "log", options=["--phone-sockets", how])
    await server.start()
    async with forum_on(server.base, store) as far:
        number = await far.open()
        phones = await far.phones(40)
        with slow_disk(store, 0.5):  # so that all votes are on their way when the end comes
            await asyncio.gather(*(phone.say(vote(number)) for phone in phones))
            # Its pong comes after the vote before it was read.
            await asyncio.gather(*[await phone.connection.ping() for phone in phones])
            assert await server.drain() == 0
        await asyncio.gather(*(phone.listening for phone in phones))
        assert Counter(phone.heard(Counted) for phone in phones) == {True: 40}
        assert Counter(phone.heard(Restart) for phone in phones) == {True: 40}
        assert {phone.connection.close_code for phone in phones} == {ENDING}
        assert len(await store.rounds.votes(far.poll.poll_id, number)) == 40
    assert server.exceptions() == []


async def test_a_page_that_says_so_gets_each_question_once_and_apart(forum: Forum) -> None:
    """One that was loaded before an update does not say so, and gets whole snapshots."""
    (old,) = await forum.phones(1)

    async def join() -> tuple[RawSocket, list[dict[str, Any]]]:
        heard: list[dict[str, Any]] = []
        one = await RawSocket.open(
            forum.base,
            f"/ws/phone/{forum.poll.code}?lang=en&question=apart",
            forum.cookies[0],
            lambda frame: heard.append(msgspec.json.decode(frame)),
        )
        one.send(b'{"type":"hello"}')
        await until(lambda: any(each["type"] == "welcome" for each in heard))
        return one, heard

    new, heard = await join()
    assert [each["type"] for each in heard] == ["welcome"]  # nothing is asked yet
    moderator = await forum.moderator()
    await moderator.do("goto", "phones")
    steps: tuple[tuple[Action, str], ...] = (
        ("open", "open"),
        ("close", "closed"),
        ("show", "closed"),
    )
    for action, state in steps:
        await moderator.do(action)
        await until(lambda s=state: heard[-1].get("state") == s)  # type: ignore[misc]
    question, *snapshots = heard[1:]
    assert question["type"] == "asked"
    assert question["question"]["prompt"] == "Private phones in class?"
    assert {each["asked"] for each in snapshots} == {question["name"]}
    assert not any("question" in each for each in snapshots)
    assert all(each.question for each in old.told if isinstance(each, Snapshot))
    other, told = await join()
    assert [each["type"] for each in told] == ["asked", "welcome"]
    other.send(b'{"type":"hello"}')  # are you there?
    await until(lambda: len(told) == 3)
    assert told[2]["type"] == "welcome"
    await moderator.do("goto", "topics")
    await moderator.do("open")
    await until(lambda: heard[-1].get("state") == "open")
    assert [each["type"] for each in heard].count("asked") == 2
    await new.cut()
    await other.cut()

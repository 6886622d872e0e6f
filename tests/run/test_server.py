"""The server as a process: its port, its end, and what it writes down."""

import asyncio
import os
import signal
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from poll_server.hall.run_through import serving
from poll_server.hall.simulated import socket_url
from poll_server.live import ballots
from poll_server.live.links import renew_links
from poll_server.run.server import CannotListen, bind
from poll_server.store.auditing import fold
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.web.sockets.codes import NO_SUCH_POLL, RENEWED
from poll_server.wire.messages import Counted, Retry, Vote
from tests.support.running import RunningServer
from tests.support.sockets.forum import Forum, Phone, forum_on, vote
from tests.support.waiting import LONGEST

from .forums import far_forum, forum

__all__ = ["far_forum", "forum"]  # fixtures

# ── The port ──────────────────────────────────────────────────────────────────────────────────


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"Port {port} is in use: .* --port \d+\.$"):
            bind("127.0.0.1", port)


def test_the_last_port_has_no_next_one() -> None:
    with socket.socket() as taken:
        with suppress(OSError):  # somebody else has it: as good
            taken.bind(("127.0.0.1", 65535))
            taken.listen()
        with pytest.raises(CannotListen, match=r"--port 8080\.$"):
            bind("127.0.0.1", 65535)


def test_an_address_that_is_not_ours_is_said_too() -> None:
    with pytest.raises(CannotListen, match=r"Cannot listen on 192\.0\.2\.1:0 .* --host\.$"):
        bind("192.0.2.1", 0)


# ── While it runs ─────────────────────────────────────────────────────────────────────────────


async def all_counted(phones: list[Phone], number: int) -> None:
    """As people do who are asked to repeat: also a Redis that is well may take its time here."""
    async with asyncio.timeout(LONGEST):
        while waiting := [phone for phone in phones if not phone.heard(Counted)]:
            await asyncio.gather(*(phone.say(vote(number)) for phone in waiting))
            await asyncio.sleep(0.1)  # real phones wait longer


async def test_a_redis_that_hangs_loses_no_socket_and_no_vote_f9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9: its process is stopped, so not even the system's buffers are read any more."""
    monkeypatch.setattr(ballots, "REDIS_TIMEOUT", 0.5)  # seconds, instead of three
    async with AsyncExitStack() as stack:
        private = stack.enter_context(EmbeddedRedis(tmp_path / "data"))
        store = Store.connect(private.url)
        stack.push_async_callback(store.redis.aclose)
        forum = await stack.enter_async_context(
            forum_on(await stack.enter_async_context(serving(private.url)), store)
        )
        number = await forum.open()
        phones = await forum.phones(30)
        early, late = phones[:10], phones[10:]
        await all_counted(early, number)
        os.kill(private.pid, signal.SIGSTOP)
        stack.callback(os.kill, private.pid, signal.SIGCONT)  # whatever goes wrong here
        for _ in range(2):  # what is sent again is answered too
            for phone in late:
                phone.told.clear()
            await asyncio.gather(*(phone.say(vote(number)) for phone in late))
            await asyncio.gather(*(phone.hear(Retry) for phone in late))
        pongs = [await phone.connection.ping() for phone in phones]
        async with asyncio.timeout(LONGEST):
            await asyncio.gather(*pongs)
        os.kill(private.pid, signal.SIGCONT)
        await all_counted(late, number)
        votes = await store.rounds.votes(forum.poll.poll_id, number)
        assert len(votes) == 30
        tally = await store.rounds.tally(forum.poll.poll_id, number)
        assert tally == fold(votes) == {"0": 30}
        assert not any(phone.listening.done() for phone in phones)  # every socket is still there


async def test_a_renewed_link_ends_the_moderator_and_nobody_else(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    moderator = await forum.moderator()
    assert moderator.connection is not None
    connection = moderator.connection
    await renew_links(forum.store, "moderator", forum.poll.poll_id)
    async with asyncio.timeout(LONGEST):
        await connection.wait_closed()
    assert connection.close_code == RENEWED
    async with asyncio.timeout(LONGEST):
        await (await phone.connection.ping())


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ws/stage/nowhere", NO_SUCH_POLL),
        ("/ws/moderator/nowhere", NO_SUCH_POLL),
    ],
)
async def test_who_may_not_come_in_is_told_why(forum: Forum, path: str, code: int) -> None:
    async with connect(
        socket_url(forum.base, path),
        origin=forum.base,  # type: ignore[arg-type]  # a plain str is what it sends
        proxy=None,
    ) as socket_:
        await socket_.wait_closed()
    assert socket_.close_code == code


async def test_nothing_about_anybody_is_written_down(
    far_forum: Forum, running_server: RunningServer, tmp_path: Path
) -> None:
    poll, number = far_forum.poll, await far_forum.open("thoughts")
    phones = await far_forum.phones(2)
    await far_forum.stage()
    await phones[0].say(Vote(round=number, seq=1, answer={"text": "canary-answer"}))
    await phones[0].hear(Counted)
    await phones[1].connection.send("canary-frame")
    async with httpx.AsyncClient(base_url=far_forum.base, trust_env=False, timeout=LONGEST) as http:
        for path in ("/", f"/{poll.code}", "/nowhere", f"/stage/{poll.poll_id}"):
            await http.get(f"{path}?canary-query=1", headers={"User-Agent": "canary-agent"})
    await running_server.drain()
    log = (tmp_path / "server.log").read_text()
    assert "forum-1" in log  # the moderator's commands are written down, with the poll's name
    cookies = [cookie.partition("=")[2] for cookie in far_forum.cookies.values()]
    for secret in ("canary", *far_forum.secrets, poll.poll_id, poll.code, *cookies):
        assert secret not in log

"""Simulated phones come back as real ones do, and stay away where a real one would."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.server import ServerConnection, serve

from poll_server.base.background import ended
from poll_server.deck import shipped as decks
from poll_server.hall.hall import Hall as Crowded
from poll_server.hall.hall import stay
from poll_server.hall.simulated import (
    LINE_LOST,
    SentAway,
    SimulatedPhone,
    SimulatedStage,
    join_all,
    screen,
)
from poll_server.hall.simulated import phone as of_phones
from poll_server.hall.vote_plan import plan
from poll_server.live.polls import Polls
from poll_server.questions import KINDS
from poll_server.questions.registry import name_of
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.web.sockets.codes import NO_SUCH_POLL, OVER, RENEWED, TOO_MANY
from poll_server.wire.messages import Restart, encode
from tests.support.cases import EVENT, NO, YES, Hall
from tests.support.running import RunningServer
from tests.support.sockets.between import Between
from tests.support.waiting import until

Reply = Callable[[ServerConnection], object]


@asynccontextmanager
async def far_end(code: int, reason: str = "", *, speaks: bool = False) -> AsyncIterator[str]:
    """A server that closes every socket with this code; its address."""

    async def answer(connection: ServerConnection) -> None:
        if speaks:
            await connection.send(encode(Restart(after_ms=0)).decode())
        await connection.close(code, reason)

    async with serve(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


@pytest.mark.parametrize("code", [RENEWED, NO_SUCH_POLL, TOO_MANY, OVER, 4999])
async def test_the_servers_last_word_is_the_end(code: int) -> None:
    """They came back after 0.3 s at most, for ever: 53,411 times in one rehearsal."""
    async with far_end(code) as base:
        phone = SimulatedPhone(base, "123456")
        async with asyncio.timeout(30):
            await phone.run()
            with pytest.raises(SentAway, match=str(code)):
                await phone.until(lambda: phone.snapshot is not None)
    assert (phone.connects, phone.ended) == (1, code)


async def test_whoever_hears_nothing_comes_back_ever_more_rarely(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connection that is accepted and closed is no sign of a server that is well (rule 9)."""
    asked: list[int] = []

    def at_once(tries: int) -> float:
        asked.append(tries)
        return 0.0

    monkeypatch.setattr(screen, "jitter", at_once)
    async with far_end(1011) as base:
        running = asyncio.create_task(SimulatedStage(base, "poll", "secret").run())
        await until(lambda: len(asked) > 6)
        await ended([running])
    assert asked[:7] == list(range(7))


async def test_a_full_hall_is_asked_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def at_once(least: float, most: float) -> float:
        asked.append((least, most))
        return 0.0

    monkeypatch.setattr(random, "uniform", at_once)
    async with far_end(1013, "full") as base:
        running = asyncio.create_task(SimulatedStage(base, "poll", "secret").run())
        await until(lambda: len(asked) > 2)
        await ended([running])
    assert set(asked) == {(7.5, 15.0)}


async def test_a_hall_whose_poll_is_deleted_goes_home(
    running_server: RunningServer, store: Store
) -> None:
    """As `rehearse` shows it: whoever is sent away is counted, and the end has a reason."""
    listing = (await Events(store).get(await Events(store).add(EVENT))).polls[0]
    question = EVENT.polls[0].questions[0]
    hall = Crowded(
        running_server.base, listing.code, EVENT.polls[0], {question.id: [None] * 20},
        thinking=(0, 0),
    )  # fmt: skip
    hall._late.clear()
    staying = asyncio.create_task(stay(hall))
    await until(lambda: all(phone.snapshot is not None for phone in hall.phones))
    await store.events.delete_poll(listing.poll_id)
    async with asyncio.timeout(60):
        assert await staying == NO_SUCH_POLL
    assert {phone.connects for phone in hall.phones} == {1}


async def test_a_hall_that_was_offline_is_wholly_back_and_every_vote_counts_once_f16(
    running_server: RunningServer, store: Store, polls: Polls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F16, with all waits a thirtieth of theirs: 30 s without a line are a second or less."""
    for where, wait in (
        (screen, "FIRST_WAIT"),
        (screen, "LONGEST_WAIT"),
        (of_phones, "ANSWER_WAIT"),
    ):
        monkeypatch.setattr(where, wait, getattr(where, wait) / 30)
    listing = (await Events(store).get(await Events(store).add(EVENT))).polls[0]
    number = await Hall(polls, listing.poll_id).ask("phones")
    async with Between(running_server.port).open() as line:
        phones = [SimulatedPhone(line.base, listing.code) for _ in range(40)]
        await join_all(phones)
        running = [asyncio.create_task(phone.run()) for phone in phones]
        await until(lambda: all(phone.snapshot is not None for phone in phones))
        line.swallow()  # a third taps while nobody knows yet that the line is dead …
        for phone in phones[:20]:
            await phone.choose(YES)
        line.cut()
        for phone in phones[10:30]:  # … ten of them change their mind, and others tap offline
            await phone.choose(NO)
        await until(lambda: line.refused > 6 * len(phones))
        assert (await polls.state(listing.poll_id)).votes == 0
        line.mend()
        async with asyncio.timeout(30):  # F16's limit, unshortened
            await until(lambda: all(each.connection and not each.pending for each in phones))
        await ended(running)
    votes = await store.rounds.votes(listing.poll_id, number)
    answers = Counter(answer["options"][0] for _, _, answer in votes.values())
    assert answers == {0: 10, 1: 20}
    assert (await polls.state(listing.poll_id)).votes == 30


def _sees(phone: SimulatedPhone, kind: str) -> bool:
    """Whether such a question is on it."""
    snapshot = phone.snapshot
    return bool(snapshot and snapshot.question and snapshot.question.kind == kind)


async def test_every_kind_is_answered(
    running_server: RunningServer, store: Store, polls: Polls
) -> None:
    """As `demo --deck every-kind` plans it: whoever is to vote does, on each question in turn."""
    event = decks.load(decks.EVERY_KIND)
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    answers = plan(event.polls[0], None, 6, seed=0)
    crowd = Crowded(running_server.base, listing.code, event.polls[0], answers, thinking=(0, 0))
    hall, voted = Hall(polls, listing.poll_id), {}
    async with crowd.present():
        for question in event.polls[0].questions:
            if not question.asks:
                await hall.do("goto", question.id)
                await until(lambda: all(_sees(each, "slide") for each in crowd.phones))
                continue
            number = await hall.ask(question.id)
            await crowd.settled(question.id)
            voted[question.kind] = len(await store.rounds.votes(listing.poll_id, number))
            await hall.do("close")
    expected = {
        question.kind: sum(answer is not None for answer in answers[question.id])
        for question in event.polls[0].asked
    }
    assert voted == expected
    assert voted.keys() == {name_of(kind) for kind in KINDS if kind.asks}
    assert min(voted.values()) > 0


@pytest.mark.parametrize("lost", LINE_LOST)
async def test_a_phone_asks_again_whose_line_goes_as_it_joins(lost: type[Exception]) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 1:
            raise lost("gone")
        return httpx.Response(200, headers={"Set-Cookie": "poll=somebody"})

    phone = SimulatedPhone("http://hall.example", "482913")
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        await phone.join(http)
    assert phone.cookies == "poll=somebody"

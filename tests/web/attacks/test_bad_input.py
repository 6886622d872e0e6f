"""Bad input of every sort changes nothing, raises nothing, and disturbs nobody."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import redis

from poll_server.base.background import ended
from poll_server.hall.simulated import SimulatedPhone
from poll_server.questions import InvalidAnswer
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.store.auditing import fold
from poll_server.store.keys import PollKeys
from tests.support.sockets.garbage import NOT_UTF8, TEXTS, Garbage, may_count

from .hostile_traffic import (
    MOST,
    OPTIONS,
    Hall,
    broken_http,
    hall,
    hostile_moderators,
    hostile_phones,
    hostile_posts,
    payload_of,
)

__all__ = ["hall"]  # a fixture


async def test_bad_frames_and_posts_change_nothing_and_disturb_nobody(
    hall: Hall, fresh_redis_url: str
) -> None:
    before = everything(fresh_redis_url, hall.poll.poll_id)
    async with voting(hall.good) as votes, asyncio.TaskGroup() as tasks:
        hostile = [
            tasks.create_task(work(hall))
            for work in (hostile_phones, hostile_moderators, hostile_posts, broken_http)
        ]
    assert sum(task.result() for task in hostile) >= 9_000

    # The good phones' votes are all that there is, every one of them answered.
    stored = await hall.store.rounds.votes(hall.poll.poll_id, 1)
    assert all(not phone.pending and not phone.refused for phone in hall.good)
    assert sorted(seq for seq, _, _ in stored.values()) == sorted(votes.values())
    assert all(seq > 1 for seq in votes.values())
    assert await hall.store.rounds.tally(hall.poll.poll_id, 1) == fold(stored)
    # Nothing else has moved.
    assert everything(fresh_redis_url, hall.poll.poll_id) == before
    assert hall.server.exceptions() == []


@contextlib.asynccontextmanager
async def voting(phones: list[SimulatedPhone]) -> AsyncIterator[Counter[int]]:
    """People who change their mind all the time; gives phone -> its number of votes."""
    votes: Counter[int] = Counter()
    ending = asyncio.Event()

    async def vote(phone: SimulatedPhone) -> None:
        await phone.until(lambda: phone.snapshot is not None and phone.snapshot.round == 1)
        while not ending.is_set():
            votes[id(phone)] += 1
            await phone.choose({"options": [votes[id(phone)] % OPTIONS]})
            await phone.until(lambda: not phone.pending)
            await asyncio.sleep(0.3)  # somewhat faster than a person
        assert phone.counted[1].seq == votes[id(phone)]
        assert phone.connects == 1

    running = [asyncio.create_task(phone.run()) for phone in phones]
    voters = [asyncio.create_task(vote(phone)) for phone in phones]
    try:
        yield votes
        ending.set()
        await asyncio.gather(*voters)
    finally:
        for phone in phones:
            phone.stop()
        await ended([*voters, *running])


def everything(url: str, poll_id: str) -> dict[bytes, Any]:
    """All that Redis holds, but for votes on the open round, the crowd and the version."""
    keys = PollKeys(poll_id)
    moving = {keys.crowd, keys.round(1).votes, keys.round(1).tally}
    with redis.Redis.from_url(url) as client:
        found = {
            key: client.hgetall(key) if client.type(key) == b"hash" else client.dump(key)
            for key in client.scan_iter()
            if key.decode() not in moving
        }
    live: Any = found[keys.live.encode()]
    del live[b"version"]
    return found


# ── Without a server ──────────────────────────────────────────────────────────────────────────


def test_no_kind_trips_over_an_answer() -> None:
    kinds = (
        Choice(id="q", prompt="?", options=("A", "B"), most=2, abstain=True, other=True),
        Scale(id="q", prompt="?", statements=("X", "Y"), set="agreement-5", abstain=True),
        Words(id="q", prompt="?", entries=3),
        OpenText(id="q", prompt="?"),
    )
    garbage = Garbage(1)
    for _ in range(5_000):
        answer = garbage.answer()
        for kind in kinds:
            with contextlib.suppress(InvalidAnswer):
                checked = kind.check(answer)
                assert kind.check(checked) == checked
                assert msgspec.json.encode(kind.count(checked))


def test_the_generator_makes_what_it_says() -> None:
    garbage = Garbage(1)
    messages = [payload_of(garbage.wire()) for _ in range(5000)]
    assert all(len(message) <= 4096 for message in messages)
    assert len(set(messages)) > 3000
    assert 0 < sum(may_count(message, OPTIONS, MOST) for message in messages) < 200
    with pytest.raises(UnicodeDecodeError):
        NOT_UTF8[0].decode()
    assert len(set(TEXTS)) == len(TEXTS)

"""Every key has an end: with its event, by its own time, or because no event leads to it."""

from poll_server.base.settings import Settings
from poll_server.live.crowd import Crowd
from poll_server.live.ending.orphans import orphaned
from poll_server.live.ending.retention import DAY_MS, Retention
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.records import now_ms
from poll_server.store.store import Store
from tests.support.cases import YES, Hall

KEPT = ("server", "{organisers}")
"""What belongs to the server and the people who run it, not to an event."""


async def test_p9_of_all_keys_that_a_poll_makes_none_outlives_its_event(
    hall: Hall, store: Store, polls: Polls, crowd: Crowd
) -> None:
    for question in ("phones", "words", "thoughts"):
        await hall.ask(question)
        await hall.vote(1, YES)
        await hall.do("show")
    await hall.vote(1, {"text": "Mehr Zeit"})
    await hall.do("approve", "text:mehr zeit")
    await hall.do("close")
    crowd.arrive(hall.poll_id, b"phone")
    await crowd.say()
    kinds = {key.rpartition(":")[2] for key in await store.redis.keys("poll:*")}
    assert kinds >= {"about", "live", "secret", "commands", "shown", "crowd", "votes", "moderation"}
    for days in (90, 91):
        await Retention(store, Settings(), polls).look(now_ms() + days * DAY_MS)
    left = [key for key in await store.redis.keys("*") if not key.startswith(KEPT)]
    assert left == []


async def test_what_only_helps_a_running_poll_ends_by_itself(
    hall: Hall, store: Store, crowd: Crowd
) -> None:
    """Where every process dies without a word."""
    await hall.ask("phones")
    crowd.arrive(hall.poll_id, b"phone")
    await crowd.say()
    keys = PollKeys(hall.poll_id)
    for key in (keys.crowd, keys.commands):
        assert await store.redis.ttl(key) > 0


async def test_what_no_event_leads_to_goes_at_the_second_look(
    hall: Hall, store: Store, polls: Polls
) -> None:
    """As after a crash half-way through a deletion; an event being made has its polls first."""
    number = await hall.one_vote()
    assert await orphaned(store) == set()
    (event_id,) = await store.events.all()
    await store.redis.hset(f"draft:{event_id}", "x", "y")
    await store.redis.hset(f"event:{event_id}:logo", "png", "")
    await store.redis.delete(f"event:{event_id}")
    await store.redis.srem("events", event_id)
    retention = Retention(store, Settings(), polls)
    await retention.look(now_ms())
    assert await store.redis.exists(PollKeys(hall.poll_id).round(number).votes)
    await retention.look(now_ms())
    left = [key for key in await store.redis.keys("*") if not key.startswith(KEPT)]
    assert left == []


async def test_what_an_event_leads_to_stays(hall: Hall, store: Store, polls: Polls) -> None:
    await hall.ask("phones")
    await hall.vote(1, YES)
    (event_id,) = await store.events.all()
    await store.redis.hset(f"draft:{event_id}", "x", "y")
    before = set(await store.redis.keys("*"))
    retention = Retention(store, Settings(), polls)
    for _ in range(3):
        await retention.look(now_ms())
    assert set(await store.redis.keys("*")) == before
    assert (await Events(store).get(event_id)).id == event_id

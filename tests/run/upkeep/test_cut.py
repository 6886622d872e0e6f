"""Everything at one moment: no vote without its tally, no poll without its event."""

import asyncio

import pytest
import redis

from poll_server.store import keys
from poll_server.store.auditing import fold
from poll_server.store.store import Store
from poll_server.store.text_redis import TextRedis
from poll_server.upkeep import cut
from tests.store.test_keys import documented_keys
from tests.support.cases import YES, Hall


def test_every_key_has_its_shape() -> None:
    """Who documents a new key says with it whether a backup takes it."""
    assert documented_keys() == keys.SHAPES
    assert keys.SHAPES.keys() >= keys.PASSING
    for key, shape in {
        "poll:{abc}:round:12:votes": "hash",
        "draft:my-event": "hash",
        "poll:{abc}:crowd": "",
        "poll:{abc}:round:x y": "",
        "poll:{abc}:round:12:votes:more": "",
    }.items():
        assert keys.shape_of(key) == shape, key


async def test_what_is_taken_is_what_is_there(store: Store, hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("show")
    await store.redis.set("event:somebody else's", "1")
    await store.redis.set("session:1", "somebody else's")
    there = {key for key in await store.redis.keys("*") if keys.shape_of(key)}
    taken = await cut.taken(store.redis)
    assert {each.key for each in taken} == there
    assert len(there) > 8
    commands = next(each for each in taken if each.key.endswith(":commands"))
    assert commands.until_ms > 0


async def test_votes_and_tally_are_of_one_moment(store: Store, hall: Hall) -> None:
    number = await hall.ask("phones")
    of = keys.PollKeys(hall.poll_id).round(number)
    voting = [asyncio.create_task(hall.vote(who, YES)) for who in range(1, 200)]
    counts = list[int]()
    # Once more where all were counted just after the first look: both answers may come at once.
    while not counts or not all(task.done() for task in voting):
        there = {each.key: each for each in await cut.taken(store.redis)}
        if of.votes in there:
            votes = there[of.votes].fields.values()
            kept = {str(n): (1, {"0": 1}, None) for n, _ in enumerate(votes)}
            assert {k: int(v) for k, v in there[of.tally].fields.items()} == fold(kept)
            counts.append(len(votes))
        await asyncio.sleep(0)


@pytest.mark.one_redis
async def test_it_is_read_in_one_transaction(store: Store, hall: Hall) -> None:
    """Short ones often come through in one piece anyway, which proves nothing."""
    await hall.one_vote()

    async def calls() -> dict[str, int]:
        stats = await store.redis.info("commandstats")
        return {name: stats[f"cmdstat_{name}"]["calls"] for name in ("exec", "hgetall")}

    before = await calls()
    hashes = [each for each in await cut.taken(store.redis) if each.shape == "hash"]
    assert await calls() == {
        "exec": before["exec"] + 1,
        "hgetall": before["hgetall"] + len(hashes),
    }


async def test_a_key_that_comes_meanwhile_is_taken_too(
    store: Store, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the walk that finds the names and the moment that is read."""
    walk = cut.keys_there

    async def late(client: TextRedis) -> set[str]:
        found = await walk(client)
        redis_client.set("code:111111", "abc")
        return found

    monkeypatch.setattr(cut, "keys_there", late)
    assert "code:111111" in {each.key for each in await cut.taken(store.redis)}
    monkeypatch.setattr(cut, "MOST_READS", 1)
    redis_client.delete("code:111111")
    with pytest.raises(cut.TooBusy):
        await cut.taken(store.redis)


async def test_what_is_written_replaces_what_stood_there(store: Store) -> None:
    await store.redis.hset("event:a", mapping={"old": "1"})
    await store.redis.set("code:222222", "gone")
    put = (
        cut.Kept("event:a", "hash", -1, {f"f{n}": str(n) for n in range(2500)}),
        cut.Kept("events", "set", -1, ["a"]),
        cut.Kept("poll:{p}:shown", "list", -1, ["2", "1"]),
        cut.Kept("poll:{p}:commands", "hash", 4_000_000_000_000, {"c": "1"}),
    )
    for part in cut.parts(store.redis, cut.KeyChange(put, ("code:222222",))):
        async with store.redis.pipeline(transaction=True) as pipe:
            cut.write(pipe, part)
            await pipe.execute()
    taken = {each.key: each for each in await cut.taken(store.redis)}
    del taken[keys.SERVER]
    assert taken == {each.key: each for each in put}

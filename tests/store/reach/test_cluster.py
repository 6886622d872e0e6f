"""On a real cluster of three primaries and three replicas holds what holds on a single Redis.

All of the store's and the live tests run on one by `make cluster`; here are a choice of them, and
what only a cluster shows: shards, replicas that confirm, slots and primaries that move in mid-vote.
"""

import asyncio
import signal
from collections import Counter

import pytest

from poll_server.live.ballots import Ballots
from poll_server.live.ending.orphans import orphaned
from poll_server.live.polls import Polls
from poll_server.run import launch
from poll_server.run.launch import CannotStart
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.reach import probe
from poll_server.store.reach.probe import Probe
from poll_server.store.store import Store
from tests.live.screens.watching import Watched, running, stages
from tests.live.test_links import (
    test_renewing_ends_all_of_a_kind_and_raises_their_generation,
    test_the_oldest_link_gives_way_where_there_are_too_many,
)
from tests.live.verbs.test_moderating import (
    test_close_freezes_what_the_votes_add_up_to_while_votes_arrive,
    test_of_moderators_who_tap_at_once_exactly_one_wins,
)
from tests.run.upkeep.test_backups import (
    other,
    other_url,
    test_a_vote_goes_on_elsewhere_and_every_number_is_the_same,
    test_nothing_is_replaced_unless_told_and_then_a_copy_is_kept,
)
from tests.run.upkeep.test_data_version import (
    left,
    test_a_chain_of_migrations_is_written_in_one_step,
    two_steps,
)
from tests.store.on_cluster import (
    accepted,
    ballot,
    cluster,
    fresh_redis_url,
    hearing,
    spread,
    tally,
    told,
)
from tests.store.test_accounts import (
    accounts,
    test_an_invitation_works_once,
    test_of_two_who_take_a_name_at_once_one_gets_it,
)
from tests.store.test_events import events, test_deleting_leaves_no_key
from tests.support.cases import EVENT, Hall
from tests.support.redis.redis_cluster import NODE_TIMEOUT_MS, RedisCluster
from tests.support.waiting import until

__all__ = [
    "accounts",
    "cluster",
    "events",
    "fresh_redis_url",
    "left",
    "other",
    "other_url",
    "test_a_chain_of_migrations_is_written_in_one_step",
    "test_a_vote_goes_on_elsewhere_and_every_number_is_the_same",
    "test_an_invitation_works_once",
    "test_close_freezes_what_the_votes_add_up_to_while_votes_arrive",
    "test_deleting_leaves_no_key",
    "test_nothing_is_replaced_unless_told_and_then_a_copy_is_kept",
    "test_of_moderators_who_tap_at_once_exactly_one_wins",
    "test_of_two_who_take_a_name_at_once_one_gets_it",
    "test_renewing_ends_all_of_a_kind_and_raises_their_generation",
    "test_the_oldest_link_gives_way_where_there_are_too_many",
    "two_steps",
]


async def test_polls_are_spread_and_each_is_counted_and_heard_where_it_is(
    store: Store, ballots: Ballots, cluster: RedisCluster
) -> None:
    polls = await spread(store, cluster)
    assert len(polls) == 3
    async with hearing(store.url, *polls.values()) as heard:
        votes = [ballot(poll_id, who) for poll_id in polls.values() for who in range(40)]
        assert await told(ballots, *votes, *votes[:3]) == {"accepted": 120, "duplicate": 3}
        await until(lambda: set(heard) == set(polls.values()))
    assert [await tally(store, poll_id) for poll_id in polls.values()] == [{"0": 40}] * 3
    versions = await store.polls.versions(list(polls.values()))
    assert [found and found[1] for found in versions] == [41] * 3


async def test_what_is_orphaned_is_found_on_every_shard_and_goes(store: Store) -> None:
    await Events(store).add(EVENT)
    polls = [PollKeys(f"left{number}").live for number in range(6)]
    for key in polls:
        await store.redis.hset(key, "version", 1)
    found = await orphaned(store)
    assert found == set(polls)
    assert await store.redis.delete(*found) == 6


async def test_no_vote_is_confirmed_that_no_replica_has_however_often_it_is_sent(
    store: Store, ballots: Ballots, cluster: RedisCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WAIT on another connection than the one that wrote says “yes” at once: see `confirmed`."""
    port, poll_id = next(iter((await spread(store, cluster)).items()))
    replica = cluster.replica_of(next(node for node in cluster.nodes if node.port == port))
    assert await told(ballots, ballot(poll_id, 0)) == {"accepted": 1}
    monkeypatch.setattr("poll_server.store.reach.script_line.CONFIRM_MS", 100)
    other = Ballots(store.url)
    replica.signal(signal.SIGSTOP)
    try:
        assert await told(ballots, ballot(poll_id, 1)) == {"Unanswered": 1}
        assert await told(other, ballot(poll_id, 1)) == {"Unanswered": 1}
        assert await told(other, ballot(poll_id, 0)) == {"Unanswered": 1}
    finally:
        replica.signal(signal.SIGCONT)
    await until(cluster.is_settled)
    assert await accepted(other, ballot(poll_id, 1)) == "duplicate"
    assert await tally(store, poll_id) == {"0": 2}
    await other.close()


async def test_a_slot_moves_while_people_vote(
    store: Store, ballots: Ballots, cluster: RedisCluster
) -> None:
    """MOVED, ASK and TRYAGAIN: each vote is counted once, and the word goes on being heard."""
    polls = await spread(store, cluster)
    (_, poll_id), (port, _), _ = polls.items()
    to, key = next(node for node in cluster.nodes if node.port == port), PollKeys(poll_id).live
    async with hearing(store.url, poll_id) as heard:
        assert await told(ballots, ballot(poll_id, 0)) == {"accepted": 1}
        await asyncio.to_thread(cluster.begin_move, key, to)
        assert await told(ballots, ballot(poll_id, 1)) == {"accepted": 1}  # all is there yet
        await asyncio.to_thread(cluster.move_keys, key, to)
        assert await told(ballots, ballot(poll_id, 2), ballot(poll_id, 1)) == {
            "accepted": 1, "duplicate": 1,
        }  # fmt: skip
        heard.clear()
        await asyncio.to_thread(cluster.end_move, key, to)
        await until(lambda: poll_id in heard)  # listened for anew, where it is now
        heard.clear()
        assert await accepted(ballots, ballot(poll_id, 3)) == "accepted"
        await until(lambda: poll_id in heard)
    assert await tally(store, poll_id) == {"0": 4}


async def test_a_primary_that_stands_still_holds_up_its_own_polls_alone(
    store: Store, polls: Polls, cluster: RedisCluster
) -> None:
    """Pictures of the others go on; who stands still is one read, and not all of them."""
    events, found = Events(store), dict[int, str]()
    while len(found) < 2:
        poll_id = (await events.get(await events.add(EVENT))).polls[0].poll_id
        found.setdefault(cluster.primary_of(PollKeys(poll_id).live).port, poll_id)
    (port, stuck), (_, free) = found.items()
    primary = next(node for node in cluster.nodes if node.port == port)
    async with running(polls, store, free) as watched:
        stage = await watched.watch(stages())
        other = Watched(watched.hub, watched._tasks, stuck)
        await other.watch(stages())
        topic = watched.hub._topics[stuck]
        primary.signal(signal.SIGSTOP)
        try:
            watched.hub.changed(stuck)
            await until(topic.turn.locked)
            began = topic.read_at
            await Hall(polls, free).do("goto", "phones")
            await stage.until(lambda screen: screen.stage.position == 1)
            assert (topic.turn.locked(), topic.read_at) == (True, began)  # it waits yet
        finally:
            primary.signal(signal.SIGCONT)
            other.stop()
        await until(cluster.is_settled)  # it may have taken so long that the replica went on


async def test_settings_and_missing_replicas_are_told_with_their_cure(
    store: Store, cluster: RedisCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "REMEMBERED", 0.0)
    assert await store.wrong_settings() == []
    assert await store.warnings() == []
    node = cluster.nodes[-1]
    for name, value in (
        ("appendfsync", "everysec"),
        ("min-replicas-to-write", "0"),
        ("cluster-require-full-coverage", "yes"),
    ):
        node.ask("CONFIG SET", name, value)
    tool = f"redis-cli -h 127.0.0.1 -p {node.port} CONFIG SET"
    assert await store.wrong_settings() == [
        f"{node.address}: appendfsync is “everysec”: {tool} appendfsync always",
        f"{node.address}: min-replicas-to-write is “0”: {tool} min-replicas-to-write 1",
    ]
    (warning,) = await store.warnings()
    with pytest.raises(CannotStart, match=r"is one server of a cluster: write redis\+cluster"):
        await launch._look(f"redis://{node.address}")
    assert warning.endswith(f"{tool} cluster-require-full-coverage no")
    unconfirmed = Store.connect(store.url.replace("replicas=1", "replicas=0"))
    assert any("replicas=0" in each for each in await unconfirmed.wrong_settings())
    await unconfirmed.redis.aclose()
    for name, value in (
        ("appendfsync", "always"),
        ("min-replicas-to-write", "1"),
        ("cluster-require-full-coverage", "no"),
    ):
        node.ask("CONFIG SET", name, value)
    asked = Probe(store.url)
    assert await asked.wrong() == ""
    full = cluster.primary_of("a key")
    full.ask("CONFIG SET", "maxmemory", "1")
    assert (await asked.wrong()).startswith(f"{full.address}: Redis has no memory left")
    full.ask("CONFIG SET", "maxmemory", "0")
    await asked.close()


async def test_a_primary_dies_while_people_vote_and_its_replica_goes_on(
    store: Store, ballots: Ballots, cluster: RedisCluster
) -> None:
    """F10: nothing that was confirmed is lost; others' polls never stand still."""
    polls = await spread(store, cluster)
    (port, poll_id), (_, other), _ = polls.items()
    primary = next(node for node in cluster.nodes if node.port == port)
    async with hearing(store.url, poll_id) as heard:
        assert await told(ballots, *(ballot(poll_id, who) for who in range(50))) == {"accepted": 50}
        primary.kill()
        await asyncio.to_thread(cluster.look_out, NODE_TIMEOUT_MS)
        heard.clear()
        assert await told(ballots, ballot(other, 1)) == {"accepted": 1}
        assert await told(ballots, ballot(poll_id, 50)) == {"Unanswered": 1}
        # Promoted, the replica has none of its own: it takes votes again when the old one is back.
        await until(lambda: cluster.has_primary(PollKeys(poll_id).live))
        primary.start()
        again = [accepted(ballots, ballot(poll_id, who)) for who in range(60)]
        assert Counter(await asyncio.gather(*again)) == {"duplicate": 50, "accepted": 10}
        await until(lambda: poll_id in heard)
    assert await tally(store, poll_id) == {"0": 60}
    assert cluster.primary_of(PollKeys(poll_id).live) is not primary

"""Secret links: only hashes are kept, each can be ended with whoever is in by it (T8, T26)."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from poll_server.base.background import ended
from poll_server.base.secrets import LINK_ROLES, LinkRole, hash_secret
from poll_server.deck.deck import Event
from poll_server.hall.run_through import serving
from poll_server.hall.simulated import SimulatedStage
from poll_server.live import links
from poll_server.live.links import (
    MOST_LINKS,
    admits,
    end_links,
    hash_old_secrets,
    links_made,
    new_link,
    renew_links,
)
from poll_server.store.events import Events
from poll_server.store.keys import REWRITE_DUE, PollKeys
from poll_server.store.records import UnknownPoll
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.store.text_redis import TextRedis
from poll_server.web.sockets.codes import RENEWED
from tests.live.ending.test_retention import gone_from, holds
from tests.support.cases import EVENT
from tests.support.running import RunningServer
from tests.support.waiting import LONGEST

OLD = {"moderator": "old-moderators-secret-22", "reviewer": "old-reviewers-secret-222"}


async def added(store: Store, event: Event = EVENT) -> tuple[str, str]:
    """The ids of a new event and of its first poll."""
    events = Events(store)
    event_id = await events.add(event)
    return event_id, (await events.get(event_id)).polls[0].poll_id


@pytest.mark.parametrize("role", LINK_ROLES)
async def test_a_secret_opens_what_it_was_made_for_and_nothing_else(
    store: Store, role: LinkRole
) -> None:
    """T7: another role's, another poll's, a hash, nothing: none is let in."""
    event_id, poll_id = await added(store)
    other_event, other_poll = await added(store)
    of, other = (event_id, other_event) if role == "reviewer" else (poll_id, other_poll)
    secret = await new_link(store, role, of)
    assert await admits(store, role, of, secret) is not None
    assert await admits(store, role, other, secret) is None
    assert await admits(store, role, "nowhere", secret) is None
    for wrong in ("", secret[:-1], hash_secret(secret), f"link:{role}:{hash_secret(secret)}"):
        assert await admits(store, role, of, wrong) is None
    for another in set(LINK_ROLES) - {role}:
        where = event_id if another == "reviewer" else poll_id
        assert await admits(store, another, where, secret) is None


@pytest.mark.parametrize("role", LINK_ROLES)
async def test_renewing_ends_all_of_a_kind_and_raises_their_generation(
    store: Store, role: LinkRole
) -> None:
    """T8: revoke = generation + 1."""
    event_id, poll_id = await added(store)
    of = event_id if role == "reviewer" else poll_id
    others = {
        each: await new_link(store, each, event_id if each == "reviewer" else poll_id)
        for each in set(LINK_ROLES) - {role}
    }
    old = [await new_link(store, role, of) for _ in range(3)]
    generations = {await admits(store, role, of, secret) for secret in old}
    (generation,) = generations
    assert generation is not None
    new = await renew_links(store, role, of)
    assert [await admits(store, role, of, secret) for secret in old] == [None] * 3
    assert await admits(store, role, of, new) == generation + 1
    for each, secret in others.items():
        where = event_id if each == "reviewer" else poll_id
        assert await admits(store, each, where, secret) is not None


async def test_the_oldest_link_gives_way_where_there_are_too_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, poll_id = await added(store)
    clock = iter(range(1, 1000))
    monkeypatch.setattr(links, "now_ms", lambda: next(clock))
    made = [await new_link(store, "stage", poll_id) for _ in range(MOST_LINKS + 2)]
    good = [await admits(store, "stage", poll_id, secret) is not None for secret in made]
    assert good == [False, False, *[True] * MOST_LINKS]
    assert len(await links_made(store, "stage", poll_id)) == MOST_LINKS


async def test_a_link_brings_no_deleted_poll_back(store: Store) -> None:
    event_id, poll_id = await added(store)
    await Events(store).delete(event_id)
    for change in (new_link, end_links):
        with pytest.raises(UnknownPoll):
            await change(store, "moderator", poll_id)
    assert not await store.redis.exists(PollKeys(poll_id).about, PollKeys(poll_id).live)


# ── Nothing can be read out of Redis ──────────────────────────────────────────────────────────


async def dump(redis: TextRedis) -> str:
    """Every name and value that Redis holds, as text."""
    found = []
    async for key in redis.scan_iter():
        kind = await redis.type(key)
        found.append(str(key))
        if kind == "hash":
            found.append(str(await redis.hgetall(key)))
        elif kind == "string":
            found.append(str(await redis.get(key)))
    return "\n".join(found)


async def test_no_secret_is_in_redis_or_on_its_disk(tmp_path: Path) -> None:
    """T26: made, used and renewed, no secret of a link is in memory or in the append-only file."""
    with EmbeddedRedis(tmp_path) as private:
        store = Store.connect(private.url)
        event_id, poll_id = await added(store)
        secrets = []
        for role in LINK_ROLES:
            of = event_id if role == "reviewer" else poll_id
            secrets += [await new_link(store, role, of), await renew_links(store, role, of)]
        held = await dump(store.redis)
        for secret in secrets:
            assert secret not in held
            assert not holds(tmp_path, secret)
        assert holds(tmp_path, hash_secret(secrets[-1]))  # the files were looked at
        await store.redis.aclose()


async def old_data(store: Store) -> tuple[str, str]:
    """An event and a poll as earlier versions left them."""
    event_id, poll_id = await added(store)
    await store.redis.hset(f"event:{event_id}", "review", OLD["reviewer"])
    await store.redis.hset(PollKeys(poll_id).about, "moderator", OLD["moderator"])
    await store.redis.hdel(PollKeys(poll_id).live, "stage_links")
    return event_id, poll_id


async def test_secrets_of_earlier_versions_are_hashed_and_gone_from_disk(tmp_path: Path) -> None:
    """T26: what stood in plain text is found nowhere after the start; hashed once, by whoever."""
    with EmbeddedRedis(tmp_path) as private:
        store = Store.connect(private.url)
        event_id, poll_id = await old_data(store)
        assert holds(tmp_path, OLD["moderator"])
        await asyncio.gather(*(hash_old_secrets(store) for _ in range(3)))
        held = await dump(store.redis)
        for secret in OLD.values():
            assert secret not in held
            await gone_from(tmp_path, secret)
        assert await admits(store, "moderator", poll_id, OLD["moderator"]) == 1
        assert await admits(store, "reviewer", event_id, OLD["reviewer"]) is not None
        assert not await store.redis.hexists("server", REWRITE_DUE)
        await end_links(store, "moderator", poll_id)
        await hash_old_secrets(store)
        assert await admits(store, "moderator", poll_id, OLD["moderator"]) is None
        await store.redis.aclose()


async def test_links_of_earlier_versions_still_open_until_they_are_renewed(
    fresh_redis_url: str,
) -> None:
    """The moderator's link, the reviewer's with the secret in its path, the stage's without one."""
    store = Store.connect(fresh_redis_url)
    event_id, poll_id = await old_data(store)
    async with serving(fresh_redis_url) as base, browser(base) as http:
        entry = await http.post(f"/moderate/{poll_id}/enter", json={"secret": OLD["moderator"]})
        assert entry.status_code == 204
        http.cookies.clear()
        moved = await http.get(f"/review/{event_id}.{OLD['reviewer']}")
        assert (moved.status_code, moved.headers["location"]) == (303, f"/review/{event_id}")
        assert "<article" in (await http.get(f"/review/{event_id}")).text
        http.cookies.clear()
        assert 'data-poll="' in (await http.get(f"/stage/{poll_id}")).text
        assert f"stage-{poll_id}" in http.cookies
        for role in LINK_ROLES:
            await end_links(store, role, event_id if role == "reviewer" else poll_id)
        http.cookies.clear()
        entry = await http.post(f"/moderate/{poll_id}/enter", json={"secret": OLD["moderator"]})
        assert entry.status_code == 403
        assert (await http.get(f"/review/{event_id}.{OLD['reviewer']}")).status_code == 404
        assert 'data-poll="' not in (await http.get(f"/stage/{poll_id}")).text
        # What is made now is not taken out of a path, where it would be logged.
        new = await new_link(store, "reviewer", event_id)
        assert (await http.get(f"/review/{event_id}.{new}")).status_code == 404
    await store.redis.aclose()


def browser(base: str) -> httpx.AsyncClient:
    """Somebody who is not signed in."""
    return httpx.AsyncClient(
        base_url=base, trust_env=False, headers={"Origin": base}, timeout=LONGEST
    )


# ── A stage's link ────────────────────────────────────────────────────────────────────────────


async def test_a_stage_opens_by_its_link_for_moderators_and_nobody_else(
    fresh_redis_url: str,
) -> None:
    """T8: the address alone is a door; the secret comes by POST, the pass opens no console."""
    store = Store.connect(fresh_redis_url)
    _, poll_id = await added(store)
    async with serving(fresh_redis_url) as base, browser(base) as http:
        door = await http.get(f"/stage/{poll_id}?theme=dark")
        assert "data-poll" not in door.text
        assert "<form" in door.text
        assert not http.cookies
        assert (
            await http.post(f"/stage/{poll_id}/enter", data={"secret": "no"})
        ).status_code == 403
        secret = await new_link(store, "stage", poll_id)
        entered = await http.post(f"/stage/{poll_id}/enter?theme=dark", data={"secret": secret})
        assert entered.headers["location"] == f"/stage/{poll_id}?theme=dark"
        stage = await http.get(entered.headers["location"])
        assert 'data-theme="dark"' in stage.text
        assert 'data-entered="false"' in (await http.get(f"/moderate/{poll_id}")).text
        refused = await http.post(f"/moderate/{poll_id}/enter", json={"secret": secret})
        assert refused.status_code == 403
        http.cookies.clear()
        secret = await new_link(store, "moderator", poll_id)
        await http.post(f"/moderate/{poll_id}/enter", json={"secret": secret})
        assert "data-poll" in (await http.get(f"/stage/{poll_id}")).text
        assert f"stage-{poll_id}" in http.cookies  # by which the socket is let in
    await store.redis.aclose()


async def test_an_ended_stage_link_closes_its_socket_and_stays_ended_after_a_power_cut(
    tmp_path: Path,
) -> None:
    """T8: within a second, and still after Redis was killed and started again."""
    with EmbeddedRedis(tmp_path / "redis") as private:
        server = RunningServer(private.url, tmp_path / "server.log")
        await server.start()
        store = Store.connect(private.url)
        _, poll_id = await added(store)
        secret = await new_link(store, "stage", poll_id)
        stage, late = (SimulatedStage(server.base, poll_id, secret) for _ in range(2))
        async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
            for each in (stage, late):
                await each.enter(http)
            running = asyncio.create_task(stage.run())
            await stage.until(lambda: bool(stage.snapshots))
            connection = stage.connection
            assert connection is not None
            await end_links(store, "stage", poll_id)
            async with asyncio.timeout(LONGEST):  # a second, but on a machine busy with other tests
                await connection.wait_closed()
            assert connection.close_code == RENEWED
            await ended([running])
            await server.kill()
            os.kill(private.pid, signal.SIGKILL)
            await store.redis.aclose()
    with EmbeddedRedis(tmp_path / "redis"):
        await server.start()  # on the port and the Redis socket of before
        async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
            with pytest.raises(httpx.HTTPStatusError):
                await late.enter(http)
            page = await http.get(
                f"{server.base}/stage/{poll_id}", headers={"Cookie": late.cookies}
            )
            assert "data-poll" not in page.text
        await server.kill()

"""Tokens in Redis: only their hashes, each until its day."""

import pytest
from msgspec import json, structs

from poll_server.store.events import Events
from poll_server.store.keys import ACCOUNTS, TOKENS
from poll_server.store.parts import tokens as module
from poll_server.store.parts.hooks import HOOK_TOPICS, Hook
from poll_server.store.parts.tokens import DAY_MS, LONGEST_LIFE, SHAPE, TooManyTokens
from poll_server.store.records import now_ms
from poll_server.store.store import Store
from tests.support.cases import EVENT
from tests.support.signing_in import add_organiser


async def test_a_token_is_kept_as_a_hash_and_found_by_its_secret_only(store: Store) -> None:
    account = await add_organiser(store)
    given, made = await store.tokens.make(account, "a robot", ["control", "read"], 7, "congress")
    assert made.scopes == ("read", "control")
    assert await store.tokens.find(given) == made
    assert SHAPE.fullmatch(given)
    secret = given.rpartition("_")[2]
    kept = await store.redis.hgetall(TOKENS)
    assert secret not in str(kept)
    other = f"poll_{made.id}_{'0' * 32}"
    for wrong in (other, given[:-1], f"{given} ", given.upper(), "", f"poll_{'b' * 16}_{secret}"):
        assert await store.tokens.find(wrong) is None
    assert await store.tokens.revoke(made.id)
    assert not await store.tokens.revoke(made.id)
    assert await store.tokens.find(given) is None


async def test_it_ends_on_its_day_and_makes_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await add_organiser(store)
    monkeypatch.setattr(module, "MOST_TOKENS", 1)
    given, made = await store.tokens.make(account, "a robot", ["read"], 10_000)
    assert made.until_ms - made.made_ms == LONGEST_LIFE * DAY_MS
    with pytest.raises(TooManyTokens):
        await store.tokens.make(account, "another", ["read"], 7)
    later = now_ms() + (LONGEST_LIFE + 1) * DAY_MS
    monkeypatch.setattr(module, "now_ms", lambda: later)
    assert await store.tokens.find(given) is None
    assert await store.tokens.all() == []
    await store.tokens.make(account, "another", ["read"], 7)
    assert await store.redis.hlen(TOKENS) == 1


async def test_what_opens_nothing_any_more_takes_no_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who signs out everywhere ends their tokens; those of an event go with it."""
    monkeypatch.setattr(module, "MOST_TOKENS", 1)
    account = await add_organiser(store)
    await store.tokens.make(account, "a robot", ["read"], 7)
    newer = structs.replace(account, generation=account.generation + 1)
    await store.redis.hset(ACCOUNTS, account.id, json.encode(newer).decode())
    await store.tokens.make(newer, "for an event", ["read"], 7, "gone")
    given, _ = await store.tokens.make(newer, "another", ["read"], 7)
    assert [each.name for each in await store.tokens.all()] == ["another"]
    with pytest.raises(TooManyTokens):
        await store.tokens.make(newer, "one more", ["read"], 7)
    assert await store.tokens.find(given)


async def test_what_was_for_one_event_does_not_open_the_next_of_its_name(store: Store) -> None:
    """An event that is deleted and made of its deck again is called as before."""
    events, account = Events(store), await add_organiser(store)
    event = await events.add(EVENT)
    given, _ = await store.tokens.make(account, "a wall", ["edit"], 7, event)
    other, _ = await store.tokens.make(account, "another", ["read"], 7)
    hook = Hook(id="x", event=event, url="http://a", topics=HOOK_TOPICS, made_ms=1)
    await store.hooks.put(hook)
    await events.delete(event)
    assert await events.add(EVENT) == event
    assert await store.tokens.find(given) is None
    assert await store.tokens.find(other)
    assert await store.hooks.all() == []

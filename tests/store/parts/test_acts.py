"""What organisers did, in Redis: the newest first, bounded in number and in time."""

import pytest

from poll_server.store.keys import ACTS
from poll_server.store.parts import acts as module
from poll_server.store.parts.acts import LONGEST_DETAIL
from poll_server.store.store import Store


async def test_acts_are_kept_up_to_a_number_and_a_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ACTS", 10)
    for at in range(1, 15):
        monkeypatch.setattr(module, "now_ms", lambda at=at: at * 1000)
        await store.acts.note("event.made", f"who {at}", event="congress", detail="x" * 999)
    found = await store.acts.newest()
    assert [act.at_ms for act in found] == [at * 1000 for at in range(14, 4, -1)]
    assert len(found[0].detail) == LONGEST_DETAIL
    assert await store.acts.newest(1) == found[:1]
    monkeypatch.setattr(module, "AT_ONCE", 2)
    assert await store.acts.forget(12_000) == 7
    assert [act.who for act in await store.acts.newest()] == ["who 14", "who 13", "who 12"]
    assert await store.acts.forget(99_000) == 3
    assert not await store.redis.exists(ACTS)
    assert await store.acts.forget(99_000) == 0

"""What version 0.1.0 left behind still works: its deck, data, links, cookies and passwords.

`earlier/` holds what that version's own server wrote while four phones voted, and the figures of
its report: every key of its Redis as JSON, but those that end by themselves. A version that writes
something else leaves a file beside these, and is tried in the same way.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from poll_server.base.background import ended
from poll_server.deck import deck
from poll_server.hall.simulated import SimulatedModerator
from poll_server.live.polls import Polls
from poll_server.report import render
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.upkeep import data_version
from poll_server.upkeep.backup_folder import COPIES, put_file
from tests.support.sockets.forum import server_here
from tests.support.waiting import LONGEST, until

EARLIER = Path(__file__).with_name("earlier")
DECK = EARLIER / "deck-0.1.0.toml"
LEFT = json.loads((EARLIER / "data-0.1.0.json").read_text())
WHEN = re.compile(r"\b\d{13}\b")
"""A moment in milliseconds, as all of ours are in this century."""


def put(redis_url: str, left: Any) -> None:
    """Write these keys, as if all in them had happened just now: nothing is due to be deleted."""
    late = int(time.time() * 1000) - left["made_ms"]
    moved = WHEN.sub(lambda found: str(int(found[0]) + late), json.dumps(left["redis"]))
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
        for key, (kind, value) in json.loads(moved).items():
            match kind:
                case "string":
                    client.set(key, value)
                case "hash":
                    client.hset(key, mapping=value)
                case "set":
                    client.sadd(key, *value)
                case "list":
                    client.rpush(key, *value)
                case _:
                    raise AssertionError(f"{key}: {kind}")


@pytest.fixture
def outlived() -> Path:
    """A copy from before a migration of last year, in the data folder of the server."""
    path = Path(os.environ["POLL_DATA_DIR"]) / COPIES / "version-1-outlived.backup"
    put_file(path, b"single votes of last year")
    os.utime(path, (0, 0))
    return path


@pytest.fixture
async def base(store: Store) -> AsyncIterator[str]:
    """Today's server on that version's data."""
    put(store.url, LEFT)
    async with server_here(store.url) as base:
        yield base


async def rounds_of(store: Store) -> list[dict[str, Any]]:
    """The figures of every round, out of today's report; texts by the alphabet."""
    listing = await Events(store).get(LEFT["event"])
    report = json.loads(render(await gather(Polls.reading(store), listing, "de"), "json"))
    return [
        {
            "question": question["id"],
            **round_,
            "texts": sorted(round_["texts"], key=lambda text: str(text["text"])),
        }
        for question in report["polls"][0]["questions"]
        for round_ in question["rounds"]
    ]


def assert_says(now: Any, then: Any, where: str = "") -> None:
    """Every figure that the earlier report says stands in today's, which may say more."""
    if isinstance(then, dict):
        for name, value in then.items():
            assert name in now, f"{where}.{name}"
            assert_says(now[name], value, f"{where}.{name}")
    elif isinstance(then, list):
        assert len(now) == len(then), where
        for n, value in enumerate(then):
            assert_says(now[n], value, f"{where}[{n}]")
    else:
        assert now == then, where


async def test_a_deck_is_read_and_kept_as_it_was(store: Store) -> None:
    put(store.url, LEFT)
    read = deck.read(DECK)
    kept = await Events(store).deck(LEFT["event"])
    assert kept.polls[0].questions == read.polls[0].questions
    assert deck.read(deck.write(read)) == read


async def test_results_links_and_accounts_are_kept(base: str, store: Store) -> None:
    assert_says(await rounds_of(store), LEFT["rounds"])
    async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=LONGEST) as http:
        signed_in = await http.post("/organise/login", data=LEFT["organiser"])
        assert signed_in.status_code == 303, signed_in.text
        moderator = SimulatedModerator(base, LEFT["poll"], LEFT["moderator_secret"])
        await moderator.enter(http)  # raises where the link is refused


async def test_its_data_is_migrated_after_a_copy_and_copies_go_in_their_time(
    store: Store, outlived: Path, base: str
) -> None:
    assert await data_version.found(store) == data_version.current()
    assert any(path.name.startswith("version-1-") for path in outlived.parent.iterdir())
    await until(lambda: not outlived.exists())


async def test_a_vote_is_known_by_its_cookie_counts_once_and_can_be_changed(base: str) -> None:
    async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=LONGEST) as http:
        for phone in LEFT["phones"]:
            address = f"/{LEFT['code']}"
            headers = {"Cookie": phone["cookie"], "Origin": base}
            vote = {name: phone[name] for name in ("round", "seq", "answer")}
            page = (await http.get(f"{address}/snapshot", headers=headers)).json()
            assert page["my_vote"] == (vote if phone["seq"] else None)
            if phone["seq"]:
                again = await http.post(f"{address}/vote", headers=headers, json=vote)
                assert again.json()["outcome"] == "duplicate"
            change = {**vote, "seq": phone["seq"] + 1, "answer": {"options": [1]}}
            changed = await http.post(f"{address}/vote", headers=headers, json=change)
            assert changed.json()["outcome"] == "accepted"


async def test_its_open_question_ends_with_every_vote_once(base: str, store: Store) -> None:
    moderator = SimulatedModerator(base, LEFT["poll"], LEFT["moderator_secret"])
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
        await moderator.enter(http)
    running = asyncio.create_task(moderator.run())
    await moderator.do("close")
    await ended([running])
    *before, last = await rounds_of(store)
    assert_says(before, LEFT["rounds"])
    assert [row["count"] for row in last["series"][0]["rows"]] == [2, 1]

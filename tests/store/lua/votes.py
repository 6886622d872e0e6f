"""A poll in Redis, and votes for it through the script."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from poll_server.live.ballots import GRACE_MS
from poll_server.store.keys import PollKeys
from poll_server.store.records import new_id
from tests.support.redis.redis_cluster import plain_client

SCRIPT = (files("poll_server.store") / "lua/cast.lua").read_text()
Cast = tuple[str, int, str]
"""Voter key, seq, and the option picked, with other counters behind a plus; '': it does not fit."""


class Poll:
    """One poll's keys, and the script on them."""

    def __init__(self, client: Any) -> None:
        self.redis: Any = client
        self.id = new_id()
        self.keys = PollKeys(self.id)
        self.number = 0
        self.confirmed = False
        self.known, self.seen = "e", 0
        """epoch and version as whoever works the votes out knows them"""
        self._script = client.register_script(SCRIPT)

    def start(self) -> None:
        """A poll as the store makes it, its first round open."""
        self.redis.hset(self.keys.live, mapping={"epoch": "e", "version": 1, "control": 1})
        self.open_round()

    def open_round(self) -> None:
        self.number += 1
        self.redis.hset(self.keys.live, "round", self.number)
        self.redis.hset(self.keys.round(self.number).base, "state", "open")

    def close_round(self) -> None:
        self.redis.hset(self.keys.round(self.number).base, "state", "closed")

    def deadline(self, ms: int) -> None:
        self.redis.hset(self.keys.round(self.number).base, "deadline_ms", ms)

    def cast(self, *votes: Cast, number: int | None = None) -> list[tuple[str, int, str]]:
        """Outcome, seq that counts and answer that is held, for each vote of one batch."""
        number = self.number if number is None else number
        of = self.keys.round(number)
        args: list[Any] = [number, GRACE_MS, self.keys.changes, int(self.confirmed)]
        args += [self.known, self.seen]
        for voter, seq, picked in votes:
            counts = dict.fromkeys(picked.split("+"), 1) if picked else None
            args += [voter, seq, json.dumps(picked), msgspec.json.encode(counts) if counts else ""]
        reply = self._script(keys=[self.keys.live, of.base, of.votes, of.tally], args=args)
        assert len(reply) == 2 + 3 * len(votes)
        return [(reply[at], reply[at + 1], reply[at + 2]) for at in range(2, len(reply), 3)]

    def one(self, voter: str, seq: int, picked: str, number: int | None = None) -> str:
        """The outcome of a single vote."""
        return self.cast((voter, seq, picked), number=number)[0][0]

    @property
    def tally(self) -> dict[str, int]:
        raw = self.redis.hgetall(self.keys.round(self.number).tally)
        return {counter: int(n) for counter, n in raw.items()}

    @property
    def version(self) -> int:
        return int(self.redis.hget(self.keys.live, "version"))

    @property
    def votes(self) -> dict[str, tuple[int, dict[str, int], str]]:
        raw = self.redis.hgetall(self.keys.round(self.number).votes)
        records = {voter: record.split("\n", 2) for voter, record in raw.items()}
        return {v: (int(seq), json.loads(c), a) for v, (seq, c, a) in records.items()}


@pytest.fixture
def poll(fresh_redis_url: str) -> Iterator[Poll]:
    with plain_client(fresh_redis_url) as client:
        poll = Poll(client)
        poll.start()
        yield poll

"""What people say beside their votes while everything breaks: they ask, support, raise hands.

These go by HTTP, each with a number of its own, and are sent again, the same, until an answer
arrives; some answers are destroyed on the way. What was acknowledged last is what must be stored,
once for each person, and the counts must be the sums of it.
"""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from poll_server.hall.simulated import LINE_LOST, jitter
from poll_server.live.polls import Polls
from poll_server.live.verbs.voting import voter_key
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store

from .oracle import Oracle, Verdict
from .people import Person

ANSWER_SECONDS = 5.0
"""For one answer; a server that was killed gives none."""
SUPPORTS = 3
"""Entries that a person supports, one of them for a while only."""


@dataclass
class Said:
    """What one person was told that it counts."""

    asked: dict[str, str] = field(default_factory=dict)
    """entry -> its text"""
    supported: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """entry -> the number of the last word on it, and whether it was for it"""
    hand: tuple[int, bool] = (0, False)
    """number of the last word, and whether it was up"""


class Beside:
    """Those of a campaign's people who do more than vote."""

    def __init__(self, people: list[Person], code: str) -> None:
        self.said = {person: Said() for person in people}
        self._chances = {
            person: random.Random(f"beside {person.number}")  # votes keep to their own
            for person in people
        }
        self._code = code
        self._entries: list[str] = []
        """that count"""

    @staticmethod
    async def begin(store: Store, poll_id: str) -> None:
        """The hall may ask, unseen by a moderator, and speak."""
        polls = Polls.reading(store)
        await polls.floor.moderate(poll_id, "open", "", "1")
        await polls.floor.moderate(poll_id, "first", "", "0")
        await polls.speakers.moderate(poll_id, "open", "1")

    async def happen(self, window: float) -> None:
        """Everybody says it all, within about `window` seconds and what breaking takes."""
        async with asyncio.TaskGroup() as tasks:
            for person in self.said:
                tasks.create_task(self._speak(person, window))

    async def _speak(self, person: Person, window: float) -> None:
        said, chance = self.said[person], self._chances[person]
        headers = {"Cookie": person.tabs[0].cookies, "Origin": person.tabs[0].base}
        async with httpx.AsyncClient(
            base_url=person.tabs[0].base,
            headers=headers,
            timeout=ANSWER_SECONDS,
            trust_env=False,
            verify=False,
        ) as http:
            say = _Telling(http, person, chance).say
            await asyncio.sleep(chance.uniform(0, window / 3))
            entry, text = f"entry-of-person-{person.number:04}", f"Why {person.number}?"
            if await say(f"/{self._code}/questions/ask", {"entry": entry, "text": text}):
                said.asked[entry] = text
                self._entries.append(entry)
            for seq, on in ((1, True), (2, False)) if person.changes else ((1, True),):
                await asyncio.sleep(chance.uniform(0, window / 3))
                if await say(f"/{self._code}/speakers/hand", {"seq": seq, "on": on}):
                    said.hand = seq, on
            others = [each for each in self._entries if each not in said.asked]
            wanted = chance.sample(others, min(SUPPORTS, len(others)))
            words = [(each, 1, True) for each in wanted] + [(each, 2, False) for each in wanted[:1]]
            for about, seq, on in words:
                await asyncio.sleep(chance.uniform(0, window / 6))
                word = {"entry": about, "seq": seq, "on": on}
                if await say(f"/{self._code}/questions/support", word):
                    said.supported[about] = seq, on

    async def judge(self, verdict: Verdict, oracle: Oracle, store: Store, poll_id: str) -> None:
        """Hold all that was told against what is stored."""
        about = await store.polls.about(poll_id)
        floor, list_ = await store.floor.read(poll_id), await store.speakers.read(poll_id)
        entries = {
            key: entry.text for key, entry in floor.entries.items() if entry.state == "shown"
        }
        by = {key: await _supporters(store, poll_id, key) for key in entries}
        hands = {key: (hand.seq, hand.said == "raise") for key, hand in list_.hands.items()}
        for person, said in self.said.items():
            credential = oracle.credential(person)
            on_floor, on_list = (
                voter_key(about, credential, of) for of in ("the floor", "the speakers")
            )
            stored = Said(
                {key: text for key, text in entries.items() if key in said.asked},
                {key: who[on_floor] for key, who in by.items() if on_floor in who},
                hands.get(on_list, (0, False)),
            )
            verdict.lost += [f"person {person.number}: {what}" for what in missing(said, stored)]
        sums = {key: sum(on for _, on in who.values()) for key, who in by.items()}
        counts = {key: floor.counts.get(key, 0) for key in entries}
        if counts != sums:
            verdict.wrong.append(f"support is counted as {counts}, and is {sums}")
        numbers = [hand.number for hand in list_.hands.values()]
        if len(set(numbers)) < len(numbers):
            verdict.double.append(f"hands have the numbers {sorted(numbers)}")
        if len(entries) > len(self.said):
            verdict.double.append(f"{len(entries)} entries of {len(self.said)} people")


def missing(said: Said, stored: Said) -> list[str]:
    """What of the words that count is not stored as it was said."""
    found = [f"entry {key}" for key, text in said.asked.items() if stored.asked.get(key) != text]
    for key, word in said.supported.items():
        if (held := stored.supported.get(key)) != word:
            found.append(f"support {word} for {key}, and {held} is stored")
    if said.hand != (0, False) and said.hand != stored.hand:
        found.append(f"hand {said.hand}, and {stored.hand} is stored")
    return found


class _Telling:
    """One person's words, each until an answer has arrived."""

    def __init__(self, http: httpx.AsyncClient, person: Person, chance: random.Random) -> None:
        self._http, self._person, self._chance = http, person, chance

    async def say(self, path: str, word: Mapping[str, Any]) -> bool:
        """Whether it counts now. The same again, for as long as nothing final was heard."""
        ledger, habits = self._person.ledger, self._person.habits
        tries = 0
        while True:
            answer = None
            with suppress(*LINE_LOST):
                answer = await self._http.post(path, json=dict(word))
            if answer is not None and answer.status_code < 500:
                if self._chance.random() >= habits.destroyed:
                    ledger.words += answer.status_code == 200
                    return answer.status_code == 200
                ledger.destroyed += 1
            await asyncio.sleep(jitter(min(tries, 3)))
            tries += 1


async def _supporters(store: Store, poll_id: str, entry: str) -> dict[str, tuple[int, bool]]:
    """voter key -> number of the last word, and whether it was for it."""
    held = await store.redis.hgetall(PollKeys(poll_id).floor.supporters(entry))
    words = {voter: word.split(" ") for voter, word in held.items()}
    return {voter: (int(seq), on == "1") for voter, (seq, on) in words.items()}

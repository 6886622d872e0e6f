"""People who vote while everything breaks, and the ledger of what each was told.

A person has one credential and one tab, some two. The tabs share the count of intents, as two tabs
of a browser share their localStorage; some people are so quick that both tabs read the same count.
Every frame that leaves and every answer that arrives is written into the ledger, which the oracle
later holds against what is stored.
"""

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec

from poll_server.hall.simulated import SimulatedModerator, SimulatedPhone, SimulatedStage
from poll_server.questions import Question
from poll_server.wire.messages import (
    Counted,
    Hello,
    ModeratorSnapshot,
    Refused,
    Snapshot,
    StageSnapshot,
    Vote,
    Welcome,
)


@dataclass(frozen=True)
class Habits:
    """How people and networks misbehave; each a share between 0 and 1."""

    change: float = 0.30
    """people who change their mind"""
    duplicate: float = 0.10
    """vote frames that arrive twice"""
    destroyed: float = 0.10
    """acknowledgements that never arrive, half of them with the connection"""
    second_tab: float = 0.15
    """people with two tabs"""
    race: float = 0.30
    """of those, the ones who tap in both tabs at once"""
    speak: float = 0.30
    """people who ask, support and raise hands beside their votes"""


@dataclass
class Ledger:
    """Sums over all people, and what screens saw that they never may."""

    acks: int = 0
    words: int = 0
    """that were acknowledged beside votes: entries, support, hands"""
    destroyed: int = 0
    duplicates: int = 0
    sends: int = 0
    retries: int = 0
    backwards: list[str] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def ack(self) -> None:
        """One more vote was acknowledged."""
        self.acks += 1
        self._news.set()

    async def acknowledged(self, number: int) -> None:
        """Wait until `number` votes are acknowledged."""
        while self.acks < number:
            self._news.clear()
            await self._news.wait()


class Versions:
    """What one screen has seen: under one epoch, versions never go back."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self._name, self._ledger = name, ledger
        self._seen: dict[str, int] = {}

    def see(self, epoch: str, version: int) -> None:
        """Note a frame; one that goes back is a violation."""
        before = self._seen.get(epoch, -1)
        if version < before:
            self._ledger.backwards.append(f"{self._name}: version {before}, then {version}")
        self._seen[epoch] = max(before, version)


@dataclass
class Told:
    """What one person sent and heard in one round."""

    sent: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    """seq -> the answers sent with it (two tabs may have read the same count)"""
    counted: dict[int, bytes] = field(default_factory=dict)
    """seq -> the answer that was acknowledged"""
    refused: set[tuple[int, bytes]] = field(default_factory=set)
    contradictions: list[str] = field(default_factory=list)


class Person:
    """One voter: a credential, one tab or two, and what they were told."""

    def __init__(
        self,
        number: int,
        base: str,
        code: str,
        ledger: Ledger,
        chance: random.Random,
        habits: Habits,
    ) -> None:
        self.number = number
        self.ledger, self.chance, self.habits = ledger, chance, habits
        self.told: dict[int, Told] = defaultdict(Told)
        tabs = 2 if chance.random() < habits.second_tab else 1
        self.tabs = [Tab(self, base, code, f"phone {number}.{tab}") for tab in range(tabs)]
        for tab in self.tabs[1:]:
            tab.seqs = self.tabs[0].seqs
        self.changes = chance.random() < habits.change
        self.races = tabs > 1 and chance.random() < habits.race

    def share_cookie(self) -> None:
        """The second tab has the cookie that the first one was given."""
        for tab in self.tabs[1:]:
            tab.cookies = self.tabs[0].cookies

    @property
    def pending(self) -> bool:
        """Whether a vote has no answer yet."""
        return any(tab.pending for tab in self.tabs)

    async def vote(self, round_number: int, question: Question, window: float) -> None:
        """See the question, think, tap, and perhaps tap again, within `window` seconds."""
        tab = self.chance.choice(self.tabs)
        await tab.until(lambda: tab.snapshot is not None and tab.snapshot.round == round_number)
        first, second = sorted(self.chance.uniform(0, window) for _ in range(2))
        await asyncio.sleep(first)
        if self.races:
            await self._race(round_number, question)
        else:
            await tab.choose(answer_to(question, self.chance), round_number)
        if self.changes:
            await asyncio.sleep(second - first)
            await self.chance.choice(self.tabs).choose(
                answer_to(question, self.chance), round_number
            )

    async def _race(self, round_number: int, question: Question) -> None:
        """Tap in both tabs at once: both number the intent alike, and one must give way."""
        here, there = self.tabs
        seq = here.seqs.get(round_number, 0)
        tap = asyncio.ensure_future(here.choose(answer_to(question, self.chance), round_number))
        await asyncio.sleep(0)
        here.seqs[round_number] = seq
        await there.choose(answer_to(question, self.chance), round_number)
        await tap


class Tab(SimulatedPhone):
    """A phone whose network duplicates votes and destroys answers."""

    def __init__(self, person: Person, base: str, code: str, name: str) -> None:
        super().__init__(base, code)
        self._url += "?lang=en"
        self._person = person
        self._versions = Versions(name, person.ledger)
        self._answers: dict[tuple[int, int], bytes] = {}

    async def send(self, message: msgspec.Struct) -> bool:
        vote = message.pending if isinstance(message, Hello) else message
        sent = await super().send(message)
        if not isinstance(vote, Vote):
            return sent
        # Noted even where it seems not to have left: only the far end knows.
        self._note(vote)
        if sent and self._person.chance.random() < self._person.habits.duplicate:
            self._person.ledger.duplicates += 1
            await super().send(vote)
        return sent

    def _note(self, vote: Vote) -> None:
        ledger, answer = self._person.ledger, canonical(vote.answer)
        ledger.sends += 1
        ledger.retries += (vote.round, vote.seq) in self._answers
        self._answers[vote.round, vote.seq] = answer
        self._person.told[vote.round].sent[vote.seq].add(answer)

    async def receive(self, message: Any) -> None:
        person = self._person
        match message:
            case Snapshot(epoch=epoch, version=version):
                self._versions.see(epoch, version)
            case Welcome(snapshot=Snapshot(epoch=epoch, version=version)):
                self._versions.see(epoch, version)
            case Counted(round=number, seq=seq):
                if person.chance.random() < person.habits.destroyed:
                    person.ledger.destroyed += 1
                    if person.chance.random() < 0.5:
                        await self.drop()
                    return
                self._counted(person.told[number], number, seq)
            case Refused(round=number, seq=seq) if (number, seq) in self._answers:
                person.told[number].refused.add((seq, self._answers[number, seq]))
        await super().receive(message)

    def _counted(self, told: Told, number: int, seq: int) -> None:
        answer = self._answers[number, seq]
        before = told.counted.setdefault(seq, answer)
        if before != answer:
            told.contradictions.append(f"both {before!r} and {answer!r} counted as seq {seq}")
        if self._pending.get(number) is not None and self._pending[number].seq == seq:
            self._person.ledger.ack()


class WatchedStage(SimulatedStage):
    """A stage that notes versions."""

    def __init__(self, base: str, poll_id: str, secret: str, ledger: Ledger) -> None:
        super().__init__(base, poll_id, secret)
        self._versions = Versions("stage", ledger)

    async def receive(self, message: Any) -> None:
        if isinstance(message, StageSnapshot):
            self._versions.see(message.epoch, message.version)
        await super().receive(message)


class WatchedModerator(SimulatedModerator):
    """A moderator who notes versions."""

    def __init__(self, base: str, poll_id: str, secret: str, ledger: Ledger) -> None:
        super().__init__(base, poll_id, secret)
        self._versions = Versions("moderator", ledger)

    async def receive(self, message: Any) -> None:
        if isinstance(message, ModeratorSnapshot):
            self._versions.see(message.epoch, message.version)
        await super().receive(message)


def canonical(answer: Any) -> bytes:
    """An answer as comparable bytes."""
    return msgspec.json.encode(answer, order="sorted")


def answer_to(question: Question, chance: random.Random) -> Any:
    """A legal answer, as a person may give it."""
    match question.kind:
        case "choice":
            if chance.random() < 0.1:
                return {"abstain": True}
            return {"options": sorted(chance.sample(range(4), chance.choice((1, 2))))}
        case "scale":
            return {"steps": [chance.choice((0, 1, 2, 3, None)) for _ in range(2)] + [4]}
        case _:
            words = ["Mut", "Zeit", "mehr Zeit", "Geld", "Ruhe", "Räume", "Ideen", "Netz"]
            return {"words": chance.sample(words, chance.choice((1, 2, 3)))}

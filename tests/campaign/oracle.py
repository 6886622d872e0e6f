"""The verdict: what is stored and shown, held against what people were told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.requests import HTTPConnection

from poll_server.base.settings import Settings
from poll_server.live.polls import Polls
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.live.verbs.voting import voter_key
from poll_server.questions import Question
from poll_server.store.auditing import checksum, difference, fold
from poll_server.store.store import Store
from poll_server.web.access.passes import Passes
from poll_server.wire.messages import Message

from .people import Person, Told, WatchedModerator, WatchedStage, canonical

Votes = Mapping[str, tuple[int, dict[str, int], Any]]


@dataclass
class Verdict:
    """What broke of the promises; all empty where none did."""

    lost: list[str] = field(default_factory=list)
    """acknowledged, and not stored"""
    double: list[str] = field(default_factory=list)
    """counted more than once, or nobody's"""
    wrong: list[str] = field(default_factory=list)
    """stored otherwise than acknowledged, or summed up wrongly"""
    other: list[str] = field(default_factory=list)
    """screens that ended elsewhere, versions that went back, exceptions"""

    @property
    def all(self) -> list[str]:
        return [
            f"{kind}: {line}"
            for kind in ("lost", "double", "wrong", "other")
            for line in getattr(self, kind)
        ]


class Oracle:
    """Looks into Redis past the server."""

    def __init__(self, store: Store, poll_id: str, passes: Passes) -> None:
        self._store, self._poll_id, self._passes = store, poll_id, passes
        self._polls = Polls.reading(store)

    @classmethod
    async def of(cls, store: Store, poll_id: str) -> "Oracle":
        """The oracle of one poll."""
        return cls(store, poll_id, Passes(await store.secret(), Settings()))

    async def judge_votes(
        self, verdict: Verdict, people: Sequence[Person], number: int, question: Question
    ) -> None:
        """Every acknowledged vote of a round is stored, once, as it was sent; and summed up so."""
        votes = await self._store.rounds.votes(self._poll_id, number)
        about = await self._store.polls.about(self._poll_id)
        nobodys = set(votes)
        for person in people:
            key = voter_key(about, self.credential(person), question.id)
            nobodys.discard(key)
            stored = votes.get(key)
            judge_person(
                verdict,
                f"round {number}, person {person.number}",
                person.told[number],
                (stored[0], stored[2]) if stored else None,
                question,
            )
        for key in nobodys:
            verdict.double.append(f"round {number}: a vote under {key}, which is nobody's")
        if len(votes) > len(people):
            verdict.double.append(f"round {number}: {len(votes)} votes of {len(people)} people")
        tally = await self._store.rounds.tally(self._poll_id, number)
        if tally != fold(votes):
            verdict.wrong.append(f"round {number}: tally {tally}, votes {fold(votes)}")

    async def judge_frozen(self, verdict: Verdict, number: int) -> None:
        """A closed round's frozen result is the sum of its votes, once it is frozen."""
        await self._polls.freeze(self._poll_id, number)
        votes = await self._store.rounds.votes(self._poll_id, number)
        result, _ = await self._store.rounds.result(self._poll_id, number)
        round_ = await self._store.rounds.round(self._poll_id, number)
        if result != fold(votes):
            verdict.wrong.append(f"round {number}: frozen {result}, votes {fold(votes)}")
        if round_ is None or round_.state != "closed" or round_.votes != len(votes):
            verdict.wrong.append(f"round {number}: closed as {round_}, {len(votes)} votes")
        elif not round_.frozen:
            verdict.wrong.append(f"round {number}: closed, and never frozen")
        elif round_.audit or round_.sha256 != checksum(self._poll_id, round_, votes):
            verdict.wrong.append(f"round {number}: audit {round_.audit!r}, or another checksum")
        elif what := difference(self._poll_id, round_, votes, result):
            verdict.wrong.append(f"round {number}: {what} differs from what was frozen")

    async def truths(self) -> "Truths":
        """What every screen should show now."""
        return Truths(await self._polls.state(self._poll_id))

    def credential(self, person: Person) -> bytes:
        """What this person's cookie says."""
        cookie = person.tabs[0].cookies.encode()
        request = HTTPConnection(
            {
                "type": "http",
                "path": "/",
                "server": ("127.0.0.1", 80),
                "scheme": "http",
                "headers": [(b"cookie", cookie)],
            }
        )
        credential = self._passes.credential(request)
        assert credential is not None, "the server signed this cookie"
        return credential


def judge_person(
    verdict: Verdict, who: str, told: Told, stored: tuple[int, Any] | None, question: Question
) -> None:
    """One person's stored vote is their highest acknowledged one, or a later one they sent."""
    verdict.wrong.extend(f"{who}: {line}" for line in told.contradictions)
    highest = max(told.counted, default=0)
    if stored is None:
        if highest:
            verdict.lost.append(f"{who}: seq {highest} was acknowledged, nothing is stored")
        return
    seq, answer = stored[0], canonical(stored[1])

    def as_stored(sent: bytes) -> bytes:
        return canonical(question.check(msgspec.json.decode(sent)))

    if seq < highest:
        verdict.lost.append(f"{who}: seq {highest} was acknowledged, seq {seq} is stored")
    elif seq in told.counted and as_stored(told.counted[seq]) != answer:
        verdict.wrong.append(f"{who}: {told.counted[seq]!r} was acknowledged, {answer!r} is stored")
    elif answer not in {as_stored(sent) for sent in told.sent.get(seq, ())}:
        verdict.wrong.append(f"{who}: {answer!r} is stored as seq {seq}, and was never sent so")
    elif answer in {as_stored(sent) for at, sent in told.refused if at == seq} and (
        seq not in told.counted
    ):
        verdict.wrong.append(f"{who}: seq {seq} was refused, and is stored")


class Truths:
    """What each kind of screen should show, apart from clock and version."""

    def __init__(self, state: PollState) -> None:
        self.stage = _content(views.stage(state, "de", "light"))
        self.moderator = _content(views.moderator(state, "de", "light"))
        self.phone = _content(views.phone(state, "en"))

    def astray(
        self, people: Sequence[Person], stage: WatchedStage, moderator: WatchedModerator
    ) -> list[str]:
        """The screens that show something else."""
        checks: list[tuple[str, bytes, Callable[[], Any]]] = [
            ("stage", self.stage, lambda: stage.snapshots[-1][1] if stage.snapshots else None),
            ("moderator", self.moderator, lambda: moderator.snapshot),
        ]
        found = [name for name, truth, shown in checks if _content(shown()) != truth]
        tabs = [tab for person in people for tab in person.tabs]
        wrong = sum(_content(tab.snapshot) != self.phone for tab in tabs)
        return found + ([f"{wrong} of {len(tabs)} phones"] if wrong else [])


def _content(snapshot: Message | None) -> bytes:
    """A snapshot as comparable bytes, without what is no matter of votes: version, clock, risk."""
    if snapshot is None:
        return b""
    plain = msgspec.to_builtins(snapshot)
    bare = {"version": 0, "server_ms": 0, "risk": "", "proof": ""}
    # Sorted: a field that is left out would be last in one of them, and at its place in the other.
    return msgspec.json.encode({**plain, **bare}, order="sorted")

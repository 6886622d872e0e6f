"""The speakers' list: people raise a hand on their phones, a moderator calls one after the other.

As with questions from the hall, nothing here touches the way of a vote, and each step is one
script, acknowledged when it is on disk. Nobody's name is asked: a hand has a number, and a seat
where the moderator wants one. All hands of one phone are kept under one key, which is none of its
votes' (a linkable poll apart): only so a person stands on the list once.

A fishbowl is the same list with chairs: those called sit down together, and each leaves by a press
on the phone. Where one chair is to be free, the next takes it, and then somebody inside gets up.
"""

from collections import OrderedDict
from typing import Literal, NamedTuple

import msgspec

from poll_server.live.memory import Memory
from poll_server.live.verbs.voting import voter_key
from poll_server.questions.writing.written import clean
from poll_server.store.parts.beside.speaker_store import (
    MOST_CHAIRS,
    MOST_HANDS,
    Hand,
    HandState,
    Raised,
    SpeakersList,
)
from poll_server.store.store import Store

LONGEST_SEAT = 20
"""Characters: “Row 12, seat 7”."""
LONGEST_LIST, MOST_LISTS = 30, 6
"""Characters of a list's name, and lists: more fit no phone as buttons."""
LONGEST_TURN = 3600
"""Seconds of a time box."""
MOST_KNOWN = 200
"""Polls whose list a process keeps: tens run at once."""
FEWEST_CHAIRS = 3
"""Of a fishbowl: two are a dialogue."""
SHOWN_NEXT = 5
"""Of those who wait, on a stage: whoever is further back has time to look at the phone."""

SpeakersVerb = Literal[
    "open", "stage", "first", "seats", "lists", "seconds", "chairs", "free",
    "next", "call", "done", "skip", "remove", "clock",
]  # fmt: skip
"""What a moderator does: the first eight set something, the others move the list."""
SETTINGS = ("open", "stage", "first", "seats", "lists", "seconds", "chairs", "free")


class OnList(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody on the list, as moderators and stages see them."""

    number: int
    list: str = ""
    seat: str = ""
    times: int = 0
    """how often they have spoken already"""


class InTurn(msgspec.Struct, frozen=True):
    """The list as everybody may see it, in the order in which people are called."""

    version: int
    open: bool
    lists: tuple[str, ...]
    seats: bool
    current: OnList | None
    until_ms: int
    waiting: tuple[OnList, ...]
    chairs: tuple[OnList | None, ...] = ()
    """of a fishbowl: who sits on each, None where it is free; empty: it is none"""
    one_leaves: bool = False
    """somebody took the chair that is to be free: one of those inside gets up"""

    @property
    def inside(self) -> int:
        """How many sit in the fishbowl."""
        return sum(each is not None for each in self.chairs)


class MyHand(msgspec.Struct, frozen=True, omit_defaults=True):
    """How one phone's own hand stands."""

    seq: int = 0
    state: HandState | None = None
    number: int = 0
    before: int = 0
    """how many are called first"""


class _Known(NamedTuple):
    speakers: SpeakersList
    order: list[str]
    listing: InTurn


class Speaking:
    """The verbs of the hall and of its moderators."""

    def __init__(self, store: Store, memory: Memory) -> None:
        self._store, self._memory = store, memory
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def all(self, poll_id: str) -> SpeakersList:
        """Everything, for moderators and reports."""
        return (await self._now(poll_id)).speakers

    async def listing(self, poll_id: str) -> InTurn:
        """Who speaks and who waits, in their order."""
        return (await self._now(poll_id)).listing

    async def mine(self, poll_id: str, credential: bytes) -> MyHand:
        """How this phone's hand stands."""
        known, voter = await self._now(poll_id), await self._voter(poll_id, credential)
        hand = known.speakers.hands.get(voter) if voter else None
        if hand is None or voter is None:
            return MyHand()
        before = known.order.index(voter) if voter in known.order else 0
        return MyHand(hand.seq, hand.state, hand.number, before)

    async def raise_hand(
        self, poll_id: str, credential: bytes, seq: int, list_: int = 0, seat: str = ""
    ) -> Raised:
        """Put this phone on the list; on disk when it is `accepted` or `duplicate`.

        Args:
            seq: one more with every word of this phone; the same again is the same word.
            list_: on which of the moderator's lists, from 0.
            seat: kept only where the moderator wants seats.
        """
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return Raised("closed", 0)
        lists = (await self._now(poll_id)).speakers.lists
        at = list_ if 0 <= list_ < len(lists) else 0
        given = (seq, at, clean(seat)[:LONGEST_SEAT], MOST_HANDS)
        return await self._store.speakers.do(poll_id, "raise", voter, *given)

    async def lower_hand(self, poll_id: str, credential: bytes, seq: int) -> Raised:
        """Take it back."""
        voter = await self._voter(poll_id, credential)
        if voter is None:
            return Raised("unknown", 0)
        return await self._store.speakers.do(poll_id, "lower", voter, seq)

    async def moderate(
        self, poll_id: str, verb: SpeakersVerb, value: str = "", seen: str = ""
    ) -> bool:
        """Carry out what a moderator does; false where the list had moved on.

        Args:
            value: of a setting what it shall be; of `call` and `remove` a number on the list; of a
                fishbowl's `done` that of somebody inside.
            seen: the number of who speaks, as the moderator sees it; '' where nobody does.
        """
        do = self._store.speakers.do
        if verb in SETTINGS:
            if verb == "open" and value == "1":
                await self._store.polls.ensure_secret(poll_id)
                self._memory.forget(poll_id)
            outcome, _ = await do(poll_id, "set", "", verb, _setting(verb, value))
        elif verb == "clock":
            seconds = int(value) if value.isascii() and value.isdecimal() else 0
            outcome, _ = await do(poll_id, "clock", "", min(seconds, LONGEST_TURN) * 1000)
        else:
            speakers, order, _ = await self._now(poll_id)
            if speakers.chairs:
                return await self._move_inside(poll_id, verb, value)
            numbers = {str(speakers.hands[key].number): key for key in order}
            voter = (order[0] if order else "") if verb == "next" else numbers.get(value, "")
            if verb in ("next", "call", "remove") and not voter:
                return False
            turn = _turn_after(speakers, voter) if voter else 0
            given = () if verb == "remove" else (seen, turn)
            outcome, _ = await do(poll_id, "call" if verb == "next" else verb, voter, *given)
        return outcome == "accepted"

    async def _move_inside(self, poll_id: str, verb: SpeakersVerb, value: str) -> bool:
        """A step of a fishbowl: somebody sits down, gets up, or is taken off the list."""
        speakers, order, _ = await self._now(poll_id)
        keys = order if verb in ("next", "call", "remove") else [*filter(None, speakers.inside)]
        numbers = {str(speakers.hands[key].number): key for key in keys}
        voter = (order[0] if order else "") if verb == "next" else numbers.get(value, "")
        if not voter or verb == "skip":
            return False
        do = self._store.speakers.do
        match verb:
            case "next" | "call":
                outcome, _ = await do(poll_id, "sit", voter, _turn_after(speakers, voter))
            case "done":
                outcome, _ = await do(poll_id, "leave", voter)
            case _:
                outcome, _ = await do(poll_id, verb, voter)
        return outcome == "accepted"

    async def _voter(self, poll_id: str, credential: bytes) -> str | None:
        about = (await self._memory.of(poll_id)).about
        if not about.secret and (await self._now(poll_id)).speakers.open:
            about = await self._memory.with_secret(poll_id)
        # No question has a name with a space: this key is no vote's, unless the poll is linkable.
        return voter_key(about, credential, "the speakers") if about.secret else None

    async def _now(self, poll_id: str) -> _Known:
        version = await self._store.speakers.version(poll_id)
        known = self._known.get(poll_id)
        if known is None or known.speakers.version != version:
            speakers = await self._store.speakers.read(poll_id)
            order = order_of(speakers)
            known = self._known[poll_id] = _Known(speakers, order, _listing(speakers, order))
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        self._known.move_to_end(poll_id)
        return known


def order_of(speakers: SpeakersList) -> list[str]:
    """The keys of those who wait, in the order in which they are called.

    Each list for itself goes by numbers, those who have not spoken yet first where that is set.
    Lists take turns, beginning with the one whose turn it is; an empty one is passed over.
    """
    lists: list[list[tuple[tuple[bool, int], str]]] = [[] for _ in speakers.lists or ("",)]
    for key, hand in speakers.hands.items():
        if hand.state == "waiting":
            at = hand.list if hand.list < len(lists) else 0
            lists[at].append(((speakers.first and hand.times > 0, hand.number), key))
    queues = [[key for _, key in sorted(each)] for each in lists]
    # After the last one, the first one again: an order by (round, distance from whose turn it is).
    turns = sorted(
        (n, (at - speakers.turn) % len(queues), key)
        for at, queue in enumerate(queues)
        for n, key in enumerate(queue)
    )
    return [key for _, _, key in turns]


def _turn_after(speakers: SpeakersList, voter: str) -> int:
    hand = speakers.hands[voter]
    return (hand.list + 1) % len(speakers.lists) if speakers.lists else 0


def _listing(speakers: SpeakersList, order: list[str]) -> InTurn:
    current = speakers.hands.get(speakers.current)
    return InTurn(
        speakers.version,
        speakers.open,
        speakers.lists,
        speakers.seats,
        _waiting(speakers, current) if current else None,
        speakers.until_ms if current else 0,
        tuple(_waiting(speakers, speakers.hands[key]) for key in order),
        chairs := _chairs(speakers),
        speakers.chairs > 0 and speakers.free and None not in chairs,
    )


def _chairs(speakers: SpeakersList) -> tuple[OnList | None, ...]:
    """Who sits where; a chair that was taken away stays until whoever is on it gets up."""
    there = [key for at, key in enumerate(speakers.inside) if key or at < speakers.chairs]
    return tuple(
        _waiting(speakers, speakers.hands[key]) if key in speakers.hands else None for key in there
    )


def _waiting(speakers: SpeakersList, hand: Hand) -> OnList:
    name = speakers.lists[hand.list] if hand.list < len(speakers.lists) else ""
    return OnList(hand.number, name, hand.seat, hand.times)


def _setting(verb: str, value: str) -> str:
    """What a setting may be: names without what cannot be seen, a number of seconds, or 1 and 0."""
    if verb == "lists":
        names = [clean(name)[:LONGEST_LIST] for name in value.replace(";", ",").split(",")]
        kept = list(dict.fromkeys(filter(None, names)))[:MOST_LISTS]
        return "\n".join(kept) if len(kept) > 1 else ""
    if verb == "seconds":
        return str(min(int(value), LONGEST_TURN)) if value.isascii() and value.isdecimal() else "0"
    if verb == "chairs":
        return value if value.isdecimal() and FEWEST_CHAIRS <= int(value) <= MOST_CHAIRS else "0"
    return "1" if value == "1" else "0"

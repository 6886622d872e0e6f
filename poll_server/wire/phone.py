"""What phones say and are told."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from poll_server.questions.form import Control, arranged, whole
from poll_server.questions.groups.joint import MOST_GROUPS
from poll_server.questions.results import Fact, Solution
from poll_server.questions.writing.passages import Passage

from .message import ExactInt, Message, Misunderstood, Restart, Scene, State, Tempo
from .mood import MoodWanted

LARGEST_FRAME = 4096
"""Bytes of a frame from a phone: five texts of 140 four-byte characters fit."""


# ── From a phone ──────────────────────────────────────────────────────────────────────────────


class Vote(Message, frozen=True, omit_defaults=True):
    """An intent: what this phone wants counted in `round`. A retry is byte for byte the same.

    `seq` is 1, then one more for every change of mind.
    """

    round: Annotated[int, Meta(ge=1, le=2**31)]
    seq: Annotated[int, Meta(ge=1, le=2**31)]
    answer: Any
    group: Annotated[int, Meta(ge=0, le=MOST_GROUPS)] = 0
    """which of the poll's groups the person is here as, from 1; 0: not said, or not asked"""


class Hello(Message, frozen=True):
    """The first frame: what the phone last saw, and a vote it has no answer for yet."""

    epoch: Annotated[str, Meta(max_length=64)] = ""
    version: ExactInt = 0
    proof: Annotated[str, Meta(max_length=64)] = ""
    """that the poll had this version, as the server gave it"""
    pending: Vote | None = None


class Seen(Message, frozen=True):
    """The phone has drawn the question of this round."""

    round: Annotated[int, Meta(ge=1, le=2**31)]


class Tapped(Message, frozen=True, omit_defaults=True):
    """Reactions since the last frame, and a word on the tempo. Not answered: some may be lost."""

    reactions: Annotated[tuple[Annotated[int, Meta(ge=0, le=100)], ...], Meta(max_length=4)] = ()
    """how often each was tapped, in the order of `MoodWanted.emoji`"""
    tempo: Tempo | None = None


FromPhone = Hello | Vote | Seen | Tapped


# ── To a phone ────────────────────────────────────────────────────────────────────────────────


class PhoneQuestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The question as a phone asks it, in the phone's language."""

    id: str
    kind: str
    prompt: str
    hint: str
    controls: tuple[Control, ...]
    told: tuple[Passage, ...] = ()
    """what stands under it to be read"""
    asks: bool = True
    """a slide asks nothing: it is in sight without a round, and has no controls"""
    parts: tuple["PhoneQuestion", ...] = ()
    """what it is made of, each with controls of its own; it has none then"""
    required: bool = False
    """nobody is through before each part is answered"""
    under: tuple[Passage, ...] = ()
    """the hint as pieces, where there is more to show than its words"""

    def form(self, order: str) -> tuple[Control, ...]:
        """The controls with what `shared` left out, in the order that is this phone's own."""
        return tuple(arranged(tuple(whole(self.controls)), order and f"{order}|{self.id}"))


class PhoneRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a result: what a phone draws of it, so that frames stay within 2 KB."""

    key: str
    label: str = ""
    """empty where the question was a message of its own: then it is that of the option `key`"""
    percent: int | None = None
    leading: bool = False
    shown: str = ""
    """the figure that is said instead of the share, which then is the bar's length alone"""


class PhoneSeries(msgspec.Struct, frozen=True, omit_defaults=True):
    """The rows that share one base."""

    base: int
    rows: tuple[PhoneRow, ...]
    label: str = ""


class PhoneResults(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the moderator has shown, with the base in words."""

    base: str
    series: tuple[PhoneSeries, ...]
    facts: tuple[Fact, ...] = ()
    """what is said beside the rows"""
    solution: Solution | None = None
    """what is right, by which a phone tells its own answer; never while the vote is open"""
    part: str = ""
    """the part of the question that it is the result of; empty: the whole"""
    earned: str = ""
    """what whoever is right is told of their points; empty: there are none"""


class Snapshot(Message, frozen=True, omit_defaults=True):
    """The whole truth for a phone. Another epoch replaces all; a version ≤ the last is dropped."""

    epoch: str
    version: int
    server_ms: int
    round: int
    """0 where nothing is asked yet"""
    state: State
    question: PhoneQuestion | None = None
    """absent until its round has been opened, and where `asked` names it"""
    asked: str = ""
    """the question, for a page that takes it as a message of its own (`Asked`)"""
    deadline_ms: int = 0
    """server's clock when the countdown shows 0:00; 0: no limit"""
    proof: str = ""
    """of epoch and version, for the next hello"""
    results: PhoneResults | None = None
    floor: bool = False
    """the hall may ask: the page of its questions is open"""
    scene: Scene = ""
    """what the stage shows in place of the question"""
    until_ms: int = 0
    """server's clock when the show starts or goes on; 0: nobody said"""
    published: bool = False
    """the results of the event are public; told while the end screen is up"""
    mood: MoodWanted | None = None
    """reactions and tempo, where they are wanted"""
    speakers: bool = False
    """people may ask to speak: the page for it is open"""
    practice: bool = False
    """nothing counts: every vote is deleted when the practice ends"""


class Asked(Message, frozen=True):
    """A question, before the first snapshot that only names it; and again on another line."""

    name: str
    """of this question in these words and this language"""
    question: PhoneQuestion


class MyVote(msgspec.Struct, frozen=True):
    """What the server holds of this phone in the round."""

    round: int
    seq: int
    answer: Any


class Welcome(Message, frozen=True):
    """The answer to hello."""

    snapshot: Snapshot
    my_vote: MyVote | None = None


class Counted(Message, frozen=True, omit_defaults=True):
    """On disk, and in the tally: now, or by an earlier try of the same vote."""

    round: int
    seq: int
    outcome: Literal["accepted", "duplicate"]
    version: int = 0
    """of the poll now; 0: not said"""
    proof: str = ""
    """of that version, for the next hello"""


Reason = Literal["stale", "conflict", "closed", "wrong_round", "invalid", "unknown"]


class Refused(Message, frozen=True):
    """Not counted, and why; `my_vote` is what counts instead, if anything."""

    round: int
    seq: int
    reason: Reason
    my_vote: MyVote | None = None


class Retry(Message, frozen=True):
    """Nothing is known of this vote yet: keep it and send it again, after `after_ms` at least."""

    round: int
    seq: int
    after_ms: int


ToPhone = Snapshot | Asked | Welcome | Counted | Refused | Retry | Restart | Misunderstood

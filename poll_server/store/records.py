"""What Redis remembers of a poll, as values: the names of its keys, and what stands under them.

`store` reads and writes them.
"""

import secrets
import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, cast, get_args

import msgspec

from poll_server.base.keyed import KeyedHash
from poll_server.deck import deck
from poll_server.deck.brand.logo import Logo, worn
from poll_server.questions import Measure
from poll_server.questions.results import Grouping
from poll_server.wire.messages import Scene, Verdict

Mark = tuple[str, int]
"""(epoch, control) of a poll: while it stays, nobody has commanded anything."""


class UnknownPoll(LookupError):
    """There is no such poll."""


class UnknownEvent(LookupError):
    """There is no such event."""


def now_ms() -> int:
    """This machine's clock, in ms since 1970."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A name nobody can guess: 80 random bits in 16 letters and digits."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(secrets.choice(alphabet) for _ in range(16))


class Round(msgspec.Struct, frozen=True):
    """One opening of a question, as Redis holds it."""

    number: int
    question: str
    attempt: int = 1
    state: Literal["open", "closed"] = "open"
    opened_ms: int = 0
    deadline_ms: int = 0
    closed_ms: int = 0
    """of a round that was taken over 0, as `opened_ms` is, where its file does not say when"""
    votes: int = 0
    """voters, once closed"""
    version: int = 0
    freeze_ms: int = 0
    """closed, and to be frozen by then; until then the close can be taken back. 0: it is frozen"""
    frozen_ms: int = 0
    """when it was; 0 where the version before froze it, which did that as it closed"""
    sha256: str = ""
    """over the sorted votes, once frozen; written once"""
    result_sha256: str = ""
    """over the frozen result; written once"""
    scheme: int = 1
    """how `sha256` was made; see `auditing`"""
    holds: int = 0
    """the edition of the stop list that held texts back when it was opened; 0: there was none yet,
    and whatever was in sight then stays in sight"""
    stop_words: str | None = None
    """the organiser's own stop words as it was opened, one a line; None: opened before they were
    kept with it"""
    moves_from: int = 0
    """number of the earlier round of its question from which it is counted who moved; 0: it is not,
    and nobody was told that it would be; -1: the single votes of that round were deleted before"""
    hands: str = ""
    """JSON: who raised their hands, as the moderator typed it in (see `questions.methods.hands`)"""
    speed_ms: int = 0
    """over which a bonus for speed falls; 0: nobody notes how fast an answer is"""
    source: str = ""
    """the tool from which its result was taken over, without any vote; empty: it was held here"""
    audit: str = ""
    """how it differs from what was frozen; empty where it does not (see `auditing.Mismatch`)"""

    @property
    def frozen(self) -> bool:
        """Whether it is closed for good."""
        return self.state == "closed" and not self.freeze_ms


GENERATIONS = {"moderator": "links", "stage": "stage_links", "embed": "embed_links"}
"""Whose links -> the field with their generation, in the order of `Generations`."""


class Generations(NamedTuple):
    """How often a poll's secret links were renewed, of each kind: a pass says the number it had."""

    moderator: int
    stage: int
    embed: int = 1


class Pinned(msgspec.Struct, frozen=True):
    """A question from the hall, as the stage shows it."""

    text: str
    name: str = ""
    source: str = ""
    """the tool that it was taken over from"""


class Live(msgspec.Struct, frozen=True):
    """What moves while a poll runs."""

    epoch: str
    version: int
    control: int
    question: str = ""
    round: int = 0
    rounds: int = 0
    shown: bool = False
    black: bool = False
    join: bool = False
    measure: Measure = "percent"
    links: int = 1
    """generation of the moderators' links"""
    stage_links: int = 1
    embed_links: int = 1
    over: bool = False
    """the event is archived: nothing is opened any more"""
    moved_ms: int = 0
    """when the last step was taken: a question, an opening, a close, a result shown or hidden"""
    set_back_ms: int = 0
    """when Redis was last found to have gone back in time"""
    edition: int = 0
    """goes up when what else stays the same is changed: its questions, its event's title"""
    deadline_ms: int = 0
    """when the countdown of the slide in sight shows 0:00; 0: it has none"""
    floor: bool = False
    """the hall may ask"""
    pinned: Pinned | None = None
    """what somebody asked and the moderator put on the stage"""
    reactions: bool = False
    """phones may react"""
    tempo: bool = False
    """phones may say how fast it goes"""
    mood_stage: bool = False
    """the stage shows what they say"""
    speakers: bool = False
    """people may ask to speak"""
    speakers_stage: bool = False
    """the stage shows who speaks, and who is next"""
    leaderboard_stage: bool = False
    """the stage shows who has most points"""
    piles_stage: int = 0
    """number of the round whose texts the stage shows as piles; 0: of none"""
    emoji: str = ""
    """the reactions, with blanks between; empty: those of the house"""
    last: dict[str, int] = msgspec.field(default_factory=dict)
    """question id -> its latest round"""
    charts: dict[str, str] = msgspec.field(default_factory=dict)
    """question id -> as what its result is drawn, where a moderator chose that"""
    parts: dict[str, int] = msgspec.field(default_factory=dict)
    """question id -> the one of its parts whose result is in sight, from 1"""
    left: dict[str, bool] = msgspec.field(default_factory=dict)
    """question id -> whether its result was to be seen when another question came"""
    again: str = "0"
    """how a question that was asked again is shown: its last round alone, two beside each other
    (1), or who moved between them (2)"""
    grouping: Grouping = ""
    """the result is told by group"""
    scene: Scene = ""
    """the screen that is on the stage in place of the question"""
    until_ms: int = 0
    """by Redis's clock, when the show starts or goes on; 0: nobody said"""
    deleted: int = 0
    """number of the last round whose single votes were deleted after their time"""
    practice: bool = False
    """everything is tried, and nothing counts: all of it goes when the practice ends"""
    practised: int = 0
    """number of the last round that was practice, and is gone; no number is given twice"""

    @property
    def numbers(self) -> range:
        """Of the rounds that there are."""
        return range(self.practised + 1, self.rounds + 1)

    @property
    def compare(self) -> bool:
        """Whether a question's last two rounds stand beside each other."""
        return self.again == "1"

    @property
    def stream(self) -> bool:
        """Whether it is drawn who moved between them."""
        return self.again == "2"

    @property
    def generations(self) -> Generations:
        """Of every kind of links."""
        return Generations(self.links, self.stage_links, self.embed_links)


class About(msgspec.Struct, frozen=True, dict=True):
    """What stays the same while a poll runs."""

    poll_id: str
    event_id: str
    slug: str
    code: str
    poll: deck.Poll
    event: deck.Event
    """without its polls"""
    secret: bytes
    edition: int = 0
    """`Live.edition` when this was read"""
    logo: Logo | None = None
    """the event's"""

    @property
    def worn(self) -> str:
        """Changes with the event's name, colour and logo; empty where it has none of them."""
        return worn(self.event.brand, self.logo)

    @cached_property
    def keyed(self) -> KeyedHash:
        """Makes keys with `secret`; it goes with this record, as the secret does."""
        return KeyedHash(self.secret)


class Reading(msgspec.Struct, frozen=True):
    """One consistent read of what a poll's screens need."""

    live: Live
    round: Round | None
    tally: dict[str, int]
    moderation: dict[str, Verdict]
    crowd: tuple[dict[str, Any], ...]
    at_ms: int
    """Redis's clock, by which rounds open, end and close"""


BESIDE = ("reactions", "tempo", "mood_stage", "speakers", "speakers_stage", "leaderboard_stage")
"""Switches of what a hall does beside voting."""


def live_of(poll_id: str, raw: Mapping[str, str]) -> Live:
    """`poll:{<P>}:live` as a value. Raises: UnknownPoll."""
    if not raw:
        raise UnknownPoll(poll_id)
    return Live(
        epoch=raw["epoch"],
        version=int(raw["version"]),
        control=int(raw["control"]),
        question=raw.get("question", ""),
        round=int(raw.get("round", 0)),
        rounds=int(raw.get("rounds", 0)),
        shown=raw.get("shown") == "1",
        black=raw.get("black") == "1",
        join=raw.get("join") == "1",
        measure=cast(Measure, m) if (m := raw.get("measure")) in get_args(Measure) else "percent",
        charts={k.removeprefix("chart:"): v for k, v in raw.items() if k.startswith("chart:")},
        parts={k.removeprefix("part:"): int(v) for k, v in raw.items() if k.startswith("part:")},
        links=int(raw.get("links", 1)),
        stage_links=int(raw.get("stage_links", 1)),
        embed_links=int(raw.get("embed_links", 1)),
        left={k.removeprefix("left:"): v == "1" for k, v in raw.items() if k.startswith("left:")},
        moved_ms=int(raw.get("moved_ms", 0)),
        set_back_ms=int(raw.get("set_back_ms", 0)),
        edition=int(raw.get("edition", 0)),
        over=raw.get("over") == "1",
        deadline_ms=int(raw.get("deadline_ms", 0)),
        floor=raw.get("floor") == "1",
        pinned=msgspec.json.decode(raw["pinned"], type=Pinned) if "pinned" in raw else None,
        again=raw.get("compare", "0"),
        grouping=cast(Grouping, g) if (g := raw.get("grouping")) in get_args(Grouping) else "",
        deleted=int(raw.get("deleted", 0)),
        practice=raw.get("practice") == "1",
        practised=int(raw.get("practised", 0)),
        scene=cast(Scene, scene) if (scene := raw.get("scene", "")) in get_args(Scene) else "",
        until_ms=int(raw.get("until_ms", 0)),
        emoji=raw.get("emoji", ""),
        piles_stage=int(raw.get("piles_stage", 0)),
        **{each: raw.get(each) == "1" for each in BESIDE},
        last={k.removeprefix("q:"): int(v) for k, v in raw.items() if k.startswith("q:")},
    )


def round_of(number: int, raw: Mapping[str, str]) -> Round | None:
    """`poll:{<P>}:round:<N>` as a value; None where there is no such round."""
    return msgspec.convert({"number": number, **raw}, Round, strict=False) if raw else None

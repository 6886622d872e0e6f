"""Everything said over a WebSocket, by direction. `examples.json` shows one of each.

Each message is a JSON object whose `type` is the class's name in snake case. Unknown types and
fields are errors. `python -m poll_server.wire.javascript` writes `messages.js` from this module.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from poll_server.questions.form import Control, arranged, whole
from poll_server.questions.results import Fact, Measure, Series

LARGEST_FRAME = 4096
"""Bytes of a frame from a phone: five texts of 140 four-byte characters fit."""

Number = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""What JavaScript counts exactly."""
Id = Annotated[str, Meta(min_length=1, max_length=64)]


def snake(name: str) -> str:
    """`MyVote` → `my_vote`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Message(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="type",
    tag=snake,
    forbid_unknown_fields=True,
):
    """A JSON object that names its `type`."""


# ── From a phone ──────────────────────────────────────────────────────────────────────────────


class Vote(Message, frozen=True):
    """An intent: what this phone wants counted in `round`. A retry is byte for byte the same.

    `seq` is 1, then one more for every change of mind.
    """

    round: Annotated[int, Meta(ge=1, le=2**31)]
    seq: Annotated[int, Meta(ge=1, le=2**31)]
    answer: Any


class Hello(Message, frozen=True):
    """The first frame: what the phone last saw, and a vote it has no answer for yet."""

    epoch: Annotated[str, Meta(max_length=64)] = ""
    version: Number = 0
    proof: Annotated[str, Meta(max_length=64)] = ""
    """that the poll had this version, as the server gave it"""
    pending: Vote | None = None


class Seen(Message, frozen=True):
    """The phone has drawn the question of this round."""

    round: Annotated[int, Meta(ge=1, le=2**31)]


FromPhone = Hello | Vote | Seen


# ── To a phone ────────────────────────────────────────────────────────────────────────────────

State = Literal["ready", "open", "closed"]
"""Of the question in sight: not opened yet, open, closed. `shown` is apart from it."""


class PhoneQuestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The question as a phone asks it, in the phone's language."""

    id: str
    kind: str
    prompt: str
    hint: str
    controls: tuple[Control, ...]

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


class Restart(Message, frozen=True):
    """This process ends; come back after `after_ms`."""

    after_ms: int


class Misunderstood(Message, frozen=True):
    """A frame that is no message of ours; nothing was changed."""

    detail: str


ToPhone = Snapshot | Asked | Welcome | Counted | Refused | Retry | Restart | Misunderstood


# ── To a stage (it says nothing) ──────────────────────────────────────────────────────────────


class TableRow(msgspec.Struct, frozen=True):
    """A line of the table beside every chart, all as text: label, count, share."""

    cells: tuple[str, ...]


class Table(msgspec.Struct, frozen=True):
    """The chart's figures as a table: its text alternative."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[TableRow, ...]


class Shown(msgspec.Struct, frozen=True):
    """A result as a screen draws it: the Plotly figure, and the same in words and as a table."""

    figure: dict[str, Any]
    summary: str
    """the chart's accessible name: question, n and leader"""
    base: str
    table: Table
    cards: tuple[str, ...] = ()
    """open answers, drawn as cards instead of a figure"""
    facts: tuple[Fact, ...] = ()
    """what is said under the chart"""
    more: tuple[dict[str, Any], ...] = ()
    """further figures, where one would be too small to read: a screen pages through them"""


class FloorEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody in the hall asked, and the moderator put on the stage."""

    text: str
    name: str = ""


class StageSnapshot(Message, frozen=True, omit_defaults=True):
    """The whole truth for a projected screen."""

    epoch: str
    version: int
    server_ms: int
    event: str
    poll: str
    code: str
    position: int
    """number of the question in sight, from 1; 0 before the first"""
    questions: int
    prompt: str
    kind: str
    round: int
    state: State
    shown: bool
    black: bool
    join: bool
    """the large join panel is up"""
    votes: int
    here: int
    """phones connected"""
    measure: Measure
    deadline_ms: int = 0
    result: Shown | None = None
    brand: str = ""
    """changes with the event's name, colour and logo: a page made for another is loaded anew"""
    hint: str = ""
    options: tuple[str, ...] = ()
    """what people choose from or rate, in their order; no counts"""
    attempt: int = 0
    """which opening of this question it is, from 1"""
    floor: FloorEntry | None = None
    """in place of all else but the join panel, while it stands"""


class Stalled(Message, frozen=True):
    """Redis does not answer this process: what the screen shows is as it was at `as_of_ms`.

    The next snapshot says that it is over.
    """

    as_of_ms: int


ToStage = StageSnapshot | Stalled | Restart


# ── From a moderator ──────────────────────────────────────────────────────────────────────────

Action = Literal[
    "forward",  # the next step: open → close → show → next question; `value`: the one that is meant
    "back",  # the question before
    "goto",  # the question with the id `value`
    "open",
    "close",
    "reopen",  # takes the close back, until the result is frozen
    "show",
    "hide",
    "again",  # a new round of the question; the old one is kept
    "timer",  # a countdown of `value` seconds (0: the question's own, or 60); -1 stops it
    "extend",  # `value` more seconds on the countdown
    "measure",  # `value`: percent or count
    "black",  # the stage goes dark or comes back
    "join",  # the large join panel comes or goes
    "approve",  # show the text with the counter `value`; `*`: all, now and later
    "dismiss",  # do not show the text with the counter `value`; `*`: end approving all
]


class Command(Message, frozen=True):
    """Do `action`, if control has not moved since `expected_version`.

    A repeated id is answered, not done again.
    """

    id: Id
    expected_version: Number
    action: Action
    value: Annotated[str, Meta(max_length=700)] | int = ""


FromModerator = Command


# ── To a moderator ────────────────────────────────────────────────────────────────────────────


class Listed(msgspec.Struct, frozen=True):
    """A line of the question list."""

    id: str
    prompt: str
    state: State
    votes: int
    rounds: int


class Attendance(msgspec.Struct, frozen=True):
    """Why are votes missing? Phones here, that saw the question, voted; on the way, refused."""

    here: int
    seen: int
    voted: int
    waiting: int
    refused: dict[str, int]


Verdict = Literal["waiting", "approved", "dismissed"]


class WrittenText(msgspec.Struct, frozen=True):
    """A text to approve or dismiss."""

    counter: str
    text: str
    count: int
    state: Verdict


class ModeratorSnapshot(Message, frozen=True, omit_defaults=True):
    """The whole truth for a moderator, results included while the stage hides them."""

    epoch: str
    version: int
    control: int
    """version of what commands move; a command names it as `expected_version`"""
    server_ms: int
    event: str
    poll: str
    code: str
    stages: int
    """stage screens connected"""
    position: int
    questions: tuple[Listed, ...]
    question: str
    prompt: str
    kind: str
    notes: str
    hint: str
    next_prompt: str
    round: int
    attempt: int
    """how often the question has been opened"""
    state: State
    shown: bool
    live: bool
    black: bool
    join: bool
    measure: Measure
    attendance: Attendance
    base: str
    """what 100 % stands for"""
    series: tuple[Series, ...]
    facts: tuple[Fact, ...] = ()
    """what is said beside the rows"""
    texts: tuple[WrittenText, ...] = ()
    moderated: bool = False
    """texts are shown only once approved"""
    approving_all: bool = False
    deadline_ms: int = 0
    take_back_ms: int = 0
    """server's clock until which the close can be taken back; 0: it can't"""
    few_until_ms: int = 0
    """server's clock until which a close by key asks first, as there are so few votes; 0: it need
    not"""
    risk: str = ""
    """a sentence where votes may be lost in a power cut"""
    timer: int = 0
    """seconds that the question in sight is open for, once it is; 0: no limit"""
    over: bool = False
    """the event is in the archive: nothing can be done any more"""


class Done(Message, frozen=True):
    """The command was carried out (now, or when the same id came first)."""

    id: str
    control: int


class Conflict(Message, frozen=True):
    """Somebody else moved first: nothing was done; the snapshot that follows shows what is."""

    id: str
    control: int


class NotDone(Message, frozen=True):
    """The command makes no sense now; `detail` is a sentence for the moderator."""

    id: str
    detail: str


ToModerator = ModeratorSnapshot | Done | Conflict | NotDone | Stalled | Restart | Misunderstood

from_phone: msgspec.json.Decoder[FromPhone] = msgspec.json.Decoder(FromPhone)
from_moderator: msgspec.json.Decoder[FromModerator] = msgspec.json.Decoder(FromModerator)
encode = msgspec.json.encode

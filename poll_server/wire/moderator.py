"""What moderators say and are told."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from poll_server.questions.results import ChartForm, Fact, Grouping, Measure, Series
from poll_server.questions.writing.passages import Passage

from .message import ExactInt, Id, Message, Misunderstood, Restart, Scene, Stalled, State
from .mood import MoodWanted

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
    "measure",  # `value`: percent, count or both
    "part",  # the result of the part `value`, from 1; 0: of the whole
    "chart",  # `value`: bars, columns, donut or dots, for the question in sight
    "black",  # the stage goes dark or comes back
    "join",  # the large join panel comes or goes
    "compare",  # the question's last two rounds beside each other; who moved; the last one alone
    "group",  # `value`: the result of each group, with all of equal weight (equal), or of all ("")
    "hands",  # `value`: JSON, who raised their hands: {counts: {counter: people}, added}; {}: none
    "scene",  # the screen `value` (start, pause, end) is up; "": none
    "until",  # the show starts or goes on in `value` seconds; 0: nobody says
    "mood",  # `value`: reactions, tempo or stage comes or goes; or four emoji, with blanks between
    "practice",  # `value`: on, nothing counts from now on; off, all of it is deleted
    "approve",  # show the text with the counter `value`; `*`: all, now and later
    "dismiss",  # do not show the text with the counter `value`; `*`: end approving all
    "lay",  # `value`: JSON, words laid together: {words: [key], name, part}; without name: taken
    # apart; {}: the last of these steps is undone
]


class Command(Message, frozen=True):
    """Do `action`, if control has not moved since `expected_version`.

    A repeated id is answered, not done again.
    """

    id: Id
    expected_version: ExactInt
    action: Action
    value: Annotated[str, Meta(max_length=700)] | int = ""


FromModerator = Command


# ── To a moderator ────────────────────────────────────────────────────────────────────────────


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the question list."""

    id: str
    prompt: str
    state: State
    votes: int
    rounds: int
    asks: bool = True
    """a slide asks nothing"""
    spot: bool = False
    """a moderator put it in during the show"""


class HandLine(msgspec.Struct, frozen=True):
    """An answer for which hands are counted."""

    counter: str
    label: str
    people: int


class HandCount(msgspec.Struct, frozen=True):
    """What is typed in for those without a phone."""

    lines: tuple[HandLine, ...]
    added: bool
    """they are added to the votes"""
    fixed: bool
    """the result is frozen: it stays as it is"""


class Attendance(msgspec.Struct, frozen=True):
    """Why are votes missing? Phones here, that saw the question, voted; on the way, refused."""

    here: int
    seen: int
    voted: int
    waiting: int
    refused: dict[str, int]


Verdict = Literal["waiting", "approved", "dismissed"]


class WrittenText(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text to approve or dismiss."""

    counter: str
    text: str
    count: int
    state: Verdict
    of: str = ""
    """the question that it answers, where that is one of several in one"""
    key: str = ""
    """what `lay` calls it, where it can be laid with others"""
    within: str = ""
    """the name under which it was laid with others"""


class LaidWords(msgspec.Struct, frozen=True):
    """Words that a moderator laid together."""

    name: str
    keys: tuple[str, ...]
    texts: tuple[str, ...]


class LaidOf(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was laid together of a question, or of a part of it."""

    part: str
    """what stands before its counters; empty: the question itself"""
    rows: tuple[LaidWords, ...] = ()
    undoable: bool = False
    """there is a step to be undone"""


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
    pictures: dict[str, str] = msgspec.field(default_factory=dict)
    """of rows, by their keys: name and words of each"""
    texts: tuple[WrittenText, ...] = ()
    moderated: bool = False
    """texts are shown only once approved"""
    texts_beside: bool = False
    """and stand beside a result that is to be seen without them"""
    approving_all: bool = False
    deadline_ms: int = 0
    take_back_ms: int = 0
    """server's clock until which the close can be taken back; 0: it can't"""
    few_until_ms: int = 0
    """server's clock until which a close by key asks first, as there are so few votes; 0: it need
    not"""
    risk: str = ""
    """a sentence where votes may be lost in a power cut"""
    opened_ms: int = 0
    """server's clock when the round in sight was opened"""
    timer: int = 0
    """seconds that the question in sight is open for, once it is; 0: no limit"""
    part: int = 0
    """which of `parts` has its result in sight, from 1; 0: the whole"""
    parts: tuple[str, ...] = ()
    """the questions that the one in sight is made of"""
    done: int = 0
    """people who said that they are through with all of them"""
    asks: bool = True
    """what is in sight asks something; a slide is told at once, and the next step leads on"""
    told: tuple[Passage, ...] = ()
    """what stands on a slide"""
    chart: ChartForm = "bars"
    """as what the result is drawn on the stage"""
    charts: tuple[ChartForm, ...] = ()
    """as what it can be"""
    compare: bool = False
    """the stage has the question's last two rounds beside each other"""
    comparable: bool = False
    """there is an earlier round of the question"""
    grouping: Grouping = ""
    """the stage has the result by group"""
    groupings: tuple[Grouping, ...] = ()
    """the ways in which it can be told; none where the poll asks for no group"""
    grouping_note: str = ""
    """why it cannot be told by group now, or what of it is not shown; a sentence"""
    stream: bool = False
    """the stage draws who moved between them"""
    streams: bool = False
    """it can: no way was gone by too few people"""
    hands: HandCount | None = None
    """the hand count of the round in sight; None: there is none of such a question"""
    scene: Scene = ""
    """the screen in place of the question"""
    until_ms: int = 0
    """server's clock when the show starts or goes on; 0: nobody said"""
    published: bool = False
    """the results of the event are public; told while its end screen is up"""
    mood: MoodWanted | None = None
    """what of reactions and tempo is wanted"""
    piles: bool = False
    """the answers in sight can be laid in piles now"""
    laid: tuple[LaidOf, ...] = ()
    """words laid together; of each part of which words can be"""
    over: bool = False
    """the event is in the archive: nothing can be done any more"""
    practice: bool = False
    """nothing counts: all of it is deleted when the practice ends"""
    practicable: bool = False
    """nothing was asked yet, so that a practice may begin"""


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

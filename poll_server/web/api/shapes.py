"""What programs send and are answered, as JSON; `openapi` describes it by these."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from poll_server.report import FORMATS
from poll_server.report.making.orders import PICTURES, PictureFormat
from poll_server.store.parts.beside.floor_store import FloorVerb
from poll_server.wire.messages import Action, ExactInt, Scene, State

ReportFormat = Annotated[str, Meta(extra_json_schema={"enum": list(FORMATS)})]
YesNo = Literal["", "yes", "no"]
"""In a query: “yes” or nothing."""


class PollHeading(msgspec.Struct, frozen=True):
    """A poll in the list of its event."""

    id: str
    """as in the link of its stage: `/stage/{poll}`"""
    slug: str
    """its id in the deck"""
    title: str
    code: str
    """what people type to join"""
    questions: int
    """how many are asked; slides are not counted"""


class ApiEvent(msgspec.Struct, frozen=True):
    """An event, with its polls. Nothing in it moves while people vote."""

    id: str
    """as in `/organise/{event}`"""
    title: str
    place: str
    date: str
    """as its organisers wrote it"""
    hosts: tuple[str, ...]
    languages: tuple[str, ...]
    """of its texts, the fallback first"""
    folder: str
    """where organisers find it; empty: in none"""
    archived: str | None
    """since when it is over, UTC; null: it is not"""
    published: bool
    """whether everybody may read its results"""
    created: str
    """UTC"""
    simulated: int
    """simulated voters; 0: real people"""
    polls: tuple[PollHeading, ...]


class EventList(msgspec.Struct, frozen=True):
    """All events that the token is for, the newest first."""

    events: tuple[ApiEvent, ...]


class EventChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be another; what is left out stays."""

    folder: Annotated[str, Meta(max_length=60)] | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    """the event is over, or goes on"""
    published: bool | UnsetType = UNSET
    """everybody may read its results, or nobody but organisers"""


class DeckQuery(msgspec.Struct, frozen=True):
    """How a deck is taken in."""

    new_codes: YesNo = ""
    """yes: the deck's join codes are not taken; each poll gets a new one"""


class ApiQuestion(msgspec.Struct, frozen=True):
    """A question of a poll, or a slide."""

    id: str
    number: int
    """among all questions and slides of its poll, from 1"""
    kind: str
    prompt: str
    hint: str
    options: tuple[str, ...]
    """what people choose from or rate, in their order"""
    asks: bool
    """false: a slide, which is only told"""
    timer: int
    """seconds that it is open for; 0: until somebody closes it"""
    state: State
    """of its latest round"""
    votes: int
    """of its latest round"""
    rounds: int
    """how often it was opened"""


class QuestionList(msgspec.Struct, frozen=True):
    """All questions of a poll, in order."""

    questions: tuple[ApiQuestion, ...]


class ApiPoll(msgspec.Struct, frozen=True):
    """A poll, as it is now."""

    id: str
    event: str
    slug: str
    title: str
    subtitle: str
    host: str
    code: str
    control: int
    """version of what commands move: a command names it as `expected_version`"""
    question: str
    """id of the one in sight; empty: none yet"""
    position: int
    """its number, from 1; 0: none yet"""
    round: int
    """number of the round in sight in this poll; 0: none"""
    attempt: int
    """how often the question in sight has been opened"""
    state: State
    shown: bool
    """its result is on the stage and the phones"""
    scene: Scene
    """the screen in place of the question; empty: none"""
    black: bool
    join: bool
    """the large join panel is up"""
    deadline: str | None
    """when the countdown ends, UTC; null: none runs"""
    votes: int
    """of the round in sight"""
    here: int
    """phones connected"""
    over: bool
    """its event is in the archive"""


class ControlOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Do something, if nobody moved the poll meanwhile."""

    action: Action
    """forward: the next step, whichever it is · back, goto: another question · open, close,
    reopen, show, hide, again · timer, extend: the countdown · measure, chart, compare, group: how a
    result is drawn · black, join, scene, until, mood: the screens around it · approve, dismiss: a
    text · lay: variants of a word, together or apart · practice: everything is tried, and goes when
    that ends"""
    expected_version: ExactInt
    """`control` of the poll, as it was seen"""
    value: Annotated[str, Meta(max_length=700)] | int = ""
    """goto: the question's id · timer, extend, until: seconds · measure: percent, count, both ·
    chart: bars, columns, donut, dots · scene: start, pause, end · forward: the step meant ·
    practice: on, off"""
    id: Annotated[str, Meta(max_length=64)] = ""
    """the same id again is answered and not done again: name one to be able to repeat"""


class ControlDone(msgspec.Struct, frozen=True):
    """The command was carried out."""

    id: str
    control: int
    """the version that the poll has now"""


class FloorOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One press of a button on the moderator's page of the hall's questions."""

    verb: FloorVerb
    entry: Annotated[str, Meta(max_length=64)] = ""
    """id of the entry"""
    value: Annotated[str, Meta(max_length=2000)] = ""


class ResultsQuery(msgspec.Struct, frozen=True):
    """How results are told."""

    interval: YesNo = ""
    """yes: with the 95 % interval of every share"""
    short: YesNo = ""
    """yes: the last round of each question alone"""


class ExportOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files to be made, all from one look at the results."""

    formats: Annotated[tuple[ReportFormat, ...], Meta(max_length=len(FORMATS))] = ()
    pictures: Annotated[tuple[PictureFormat, ...], Meta(max_length=len(PICTURES))] = ()
    """every chart as a file of its own"""
    polls: Annotated[tuple[str, ...], Meta(max_length=200)] = ()
    """slugs of the polls to be reported, each by itself; none: the whole event"""
    interval: bool = False
    short: bool = False


class ExportFile(msgspec.Struct, frozen=True):
    """A file that can be fetched."""

    name: str
    media_type: str
    size: int
    """bytes"""
    href: str


class ExportJob(msgspec.Struct, frozen=True):
    """How far the files are. They are kept for ten minutes."""

    id: str
    href: str
    """where to ask again"""
    ended: bool
    percent: int
    why: str
    """why no more files come; empty: nothing is wrong"""
    files: tuple[ExportFile, ...]


class StreamQuery(msgspec.Struct, frozen=True):
    """How the stream shows results."""

    theme: Literal["light", "dark"] = "light"
    """of the figures"""
    measure: Literal["", "percent", "count", "both"] = ""
    """empty: as the moderator has it"""

"""What projected screens are told, and frames of other sites. A stage says nothing."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from poll_server.questions.results import Fact, Measure
from poll_server.questions.writing.passages import Passage

from .message import Message, Restart, Scene, Stalled, State
from .mood import MoodWanted


class LookIn(Message, frozen=True, omit_defaults=True):
    """The first word of a page in another site's frame: browsers keep its cookies away."""

    secret: Annotated[str, Meta(max_length=64)]
    """of its link"""
    question: Annotated[str, Meta(max_length=64)] = ""
    """the id of the one question whose result it shows; empty: what the stage shows"""


FromEmbed = LookIn


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
    upright: dict[str, Any] | None = None
    """the figure for a screen that is higher than wide, where the other would be small there"""


class FloorEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody in the hall asked, and the moderator put on the stage."""

    text: str
    name: str = ""
    source: str = ""
    """that it was taken over from another tool, in words"""


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
    under: tuple[Passage, ...] = ()
    """the hint as pieces, where there is more to show than its words"""
    options: tuple[str, ...] = ()
    """what people choose from or rate, in their order; no counts"""
    pictures: tuple[str, ...] = ()
    """of the options, in their order: name and words of each; empty: it has none"""
    attempt: int = 0
    """which opening of this question it is, from 1"""
    number: int = 0
    """of the question among those that are asked, from 1, where slides stand between them; 0: it is
    `position`"""
    asked: int = 0
    """how many are asked; 0: as many as there are `questions`"""
    asks: bool = True
    """a slide asks nothing, and is told at once"""
    told: tuple[Passage, ...] = ()
    """what stands on it to be read"""
    floor: FloorEntry | None = None
    """in place of all else but the join panel, while it stands"""
    scene: Scene = ""
    """the screen in place of the question; that before the first one is no other"""
    until_ms: int = 0
    """server's clock when the show starts or goes on; 0: nobody said"""
    motto: str = ""
    """of the event, on the screen before the start"""
    published: bool = False
    """the results of the event are public; told while the end screen is up"""
    mood: MoodWanted | None = None
    """reactions and tempo, where the stage shows them; it asks for their numbers"""
    part: int = 0
    """which part of the question the result is of, from 1; 0: of the whole"""
    part_prompt: str = ""
    parts: int = 0
    """questions that the one in sight is made of"""
    done: int = 0
    """people who said that they are through with all of them"""
    speakers: bool = False
    """the speakers' list is to be seen; the stage asks for it"""
    leaderboard: bool = False
    """who has most points is to be seen; the stage asks for it"""
    practice: bool = False
    """nothing counts: it says so"""


ToStage = StageSnapshot | Stalled | Restart

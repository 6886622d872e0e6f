"""What a server process and the process that makes its files say to each other.

An `Order` goes there, and a list of `Made` comes back, or an error: `CannotMake` where it is none
of the store's own. A job's `Progress` stands in its folder, for whoever asks.
"""

from contextlib import suppress
from pathlib import Path
from typing import Literal, get_args

import msgspec

from poll_server.locale import Speech

PictureFormat = Literal["svg", "png"]
PICTURES: tuple[PictureFormat, ...] = get_args(PictureFormat)
PrintSheet = Literal["poster", "tents", "handout"]
SHEETS: tuple[PrintSheet, ...] = get_args(PrintSheet)
"""What hangs and lies in the rooms."""
RUN_SHEET = "run-sheet"
"""What a moderator holds: the poll's questions on paper, with notes and times."""


class NoChart(LookupError):
    """There is no such question in the report, or nothing to draw of it."""


class NoPoll(LookupError):
    """The event has no poll of this id."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Files of an event to be made from what Redis holds at one moment."""

    redis_url: str
    """where the event is; it stays in the pipe, and in no list of processes"""
    event: str
    language: str
    of: tuple[str, ...] = ("",)
    """what to report: '' is the whole event, else the id of a poll"""
    formats: tuple[str, ...] = ()
    pictures: tuple[PictureFormat, ...] = ()
    """how every chart is to be drawn as a file of its own"""
    question: str = ""
    """the id of the one question whose chart is wanted; '': of every one"""
    interval: bool = False
    """state the 95 % intervals"""
    short: bool = False
    """findings and charts only"""
    sheet: str = ""
    """what to print instead of a report: one of `SHEETS`, or `RUN_SHEET`"""
    address: str = ""
    """of the server, for what is printed"""
    live: str = ""
    """the address of a poll's live result, for a slide instead of a report"""
    secret: str = ""
    """of the server, which proves the codes that are printed; it stays in the pipe, too"""
    page: Literal["", "online", "saved"] = ""
    """the public results page instead of a report: as it is shown, or as a file to be kept"""
    folder: str = ""
    """where to write the files, and a ZIP file of them all; '': their contents come back"""
    zip_name: str = ""
    """name of that ZIP file, without its ending; '': none"""

    def asks_for(self, poll: str) -> bool:
        """Whether the poll of that id is reported."""
        return "" in self.of or poll in self.of


class MadeFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file; without its content where that was written to a folder."""

    name: str
    media_type: str
    size: int
    """bytes"""
    content: bytes = b""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is; in its folder as `progress.json`."""

    language: str
    number: int = 0
    """of the file that is being made, from 1; 0: it waits for its turn"""
    of: int = 0
    name: str = ""
    """of that file"""
    files: tuple[MadeFile, ...] = ()
    """those that can be fetched"""
    ended: bool = False
    why: str = ""
    """why no more files come: as in `CannotMake`, `no_event`, `broken_tally` or `broken_off`"""
    detail: str = ""

    @property
    def share(self) -> int:
        """Percent done: files that are made, of all."""
        if self.ended and not self.why:
            return 100
        return 100 * max(self.number - 1, 0) // self.of if self.of else 0

    def write(self, folder: Path) -> None:
        """Tell everybody."""
        write_whole(folder / "progress.json", msgspec.json.encode(self))


def read_progress(folder: Path) -> Progress | None:
    """How far the job of a folder is; None where there is no such job (any more)."""
    with suppress(OSError):
        return msgspec.json.decode((folder / "progress.json").read_bytes(), type=Progress)
    return None


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all: a page may look for it at any time."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


class CannotMake(Exception):
    """The files could not be made; nothing is lost by it."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.detail = why, detail

    def sentence(self, _: Speech) -> str:
        """What happened, what is kept, what to do next."""
        if self.why == "busy":
            return _("Many files are being made just now. Please try again in a minute.")
        if self.why == "no_chart":
            return _("There is no chart of this question: nobody answered it, or it is withheld.")
        if self.why == "no_room":
            return _(
                "The files could not be written to the server’s disk (%(detail)s). All results "
                "are kept; make some room, or download single files instead.",
                detail=self.detail,
            )
        return _(
            "The file could not be made. All results are kept. Please try again; if it happens "
            "again, the server’s log says why."
        )

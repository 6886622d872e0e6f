"""What the verbs of editing answer, and why they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from poll_server.drafts.changes import Clash
from poll_server.drafts.draft import Draft
from poll_server.drafts.mistakes import DraftMistake


class TooMuch(ValueError):
    """What was asked for is more than a draft holds; the message is for the editor."""


class DraftMistakes(ValueError):
    """A draft is no deck yet."""

    def __init__(self, found: Sequence[DraftMistake]) -> None:
        super().__init__("\n".join(f"{each.uid} {each.field}: {each.message}" for each in found))
        self.mistakes = list(found)


class Ran(RuntimeError):
    """Questions were asked while they were being edited.

    The draft was set right already: what people voted on is back in its place, and what was
    written stands behind it as a question of its own.
    """

    def __init__(self, uids: Sequence[str]) -> None:
        super().__init__(", ".join(uids))
        self.uids = tuple(uids)


class Edited(RuntimeError):
    """A draft holds what is not live yet: it is not thrown away for a deck from elsewhere."""


class NotAsSeen(RuntimeError):
    """What is live is not what somebody saw who wants to put another deck in its place."""


@dataclass(frozen=True)
class Changed:
    """What became of a request."""

    draft: Draft
    clashes: tuple[Clash, ...] = ()
    touched: tuple[str, ...] = ()
    """uids of what was changed, those that are gone included"""


@dataclass(frozen=True)
class PutIn:
    """A draft that went live."""

    draft: Draft
    changed: tuple[str, ...]
    """uids of what is live now and was not"""

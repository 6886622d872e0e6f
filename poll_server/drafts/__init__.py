"""Editing: a draft beside the live deck, shared by everybody who edits, and how it goes live.

What phones see is never edited. A *draft* is a document that may be half finished; each change to
it says what its author saw, so that of two editors nobody overwrites what they did not know. Put
in, it becomes the event's deck, unless a question that ran would change.

    document/       the document: its items and their fields, from a deck and back
    beginning.py    what a new event and a new question begin with
    changes.py      what an editor may ask for, and what came of it
    editing.py      carrying it out on the document
    history.py      undoing and redoing one's own changes
    mistakes.py     what keeps it from being a deck
    differences.py  what would change
    ran.py          questions that were asked: they stay as they were
    keep.py         the draft in Redis
    live/           from the draft to the polls; what a moderator puts in during the show
    draft.py        a draft as editors see it
    verbs.py        the verbs; start here
    outcomes.py     what they answer, and why they do not
    turn.py         one editor's turn at a draft
    imports/        questions from elsewhere: tables, pasted text, the bank
"""

from poll_server.drafts.document.items import EVENT, kinds
from poll_server.drafts.document.new_items import blank_item
from poll_server.drafts.outcomes import (
    Changed,
    DraftMistakes,
    Edited,
    NotAsSeen,
    PutIn,
    Ran,
    TooMuch,
)

from .beginning import begun_question
from .changes import Change, Clash, Copy, Insert, Move, Remove, Write
from .differences import Difference
from .draft import Draft
from .keep import Busy
from .mistakes import DraftMistake
from .verbs import Drafts

__all__ = [
    "EVENT",
    "Busy",
    "Change",
    "Changed",
    "Clash",
    "Copy",
    "Difference",
    "Draft",
    "DraftMistake",
    "DraftMistakes",
    "Drafts",
    "Edited",
    "Insert",
    "Move",
    "NotAsSeen",
    "PutIn",
    "Ran",
    "Remove",
    "TooMuch",
    "Write",
    "begun_question",
    "blank_item",
    "kinds",
]

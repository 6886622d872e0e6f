"""A document on paper: edited without Redis and without others."""

from copy import deepcopy
from dataclasses import dataclass, field

import pytest

from poll_server.drafts import Change, Clash
from poll_server.drafts.changes import Locks, Stopped
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import Document, Item
from poll_server.drafts.editing import Editing
from poll_server.drafts.history import Step, redo, undo
from poll_server.locale import speak
from tests.support.cases import EVENT as CONGRESS


@dataclass
class Paper:
    """A document and what one editor did to it."""

    document: Document = field(default_factory=lambda: document_of(CONGRESS))
    steps: list[Step] = field(default_factory=list)

    @property
    def editing(self) -> Editing:
        return Editing(self.document, Locks(), speak("en"))

    def do(self, change: Change, who: str = "anna") -> bool:
        """Carry out a change that must not clash; whether it changed anything."""
        done = self.editing.apply(change)
        if done:
            number = len(self.steps) + 1
            self.steps.append(Step(number, who, done, at=number))
        return done is not None

    def clash(self, change: Change) -> Clash:
        before = deepcopy(self.document)
        with pytest.raises(Stopped) as caught:
            self.editing.apply(change)
        assert self.document == before
        assert caught.value.clash.sentence
        return caught.value.clash

    def question(self, name: str) -> Item:
        (poll,) = self.document["polls"]
        return next(each for each in poll["questions"] if each["id"] == name)

    def uid(self, name: str) -> str:
        return str(self.question(name)["uid"])

    def undo(self, who: str = "anna") -> bool:
        steps = undo(self.editing, self.steps, who)
        now = max((each.at for each in self.steps), default=0) + 1
        for step in steps:
            step.undone = step.at = now
        return bool(steps)

    def redo(self, who: str = "anna") -> bool:
        steps = redo(self.editing, self.steps, who)
        now = max((each.at for each in self.steps), default=0) + 1
        for step in steps:
            step.undone, step.at = 0, now
        return bool(steps)


def both(text: str) -> dict[str, str]:
    return {"de": text, "en": text}

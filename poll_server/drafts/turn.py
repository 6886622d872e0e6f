"""One editor's turn at a draft, and what the draft is held against."""

from collections.abc import Sequence
from dataclasses import dataclass

from poll_server.deck import deck
from poll_server.locale import speak

from . import history
from .changes import Change, Clash, Locks, Stopped
from .document.from_deck import document_of, uids_of
from .draft import Draft
from .editing import Editing
from .history import Step
from .keep import KeptDraft
from .live import ran
from .outcomes import Changed


@dataclass(frozen=True)
class Facts:
    """What a draft is held against."""

    live: deck.Event
    poll_ids: dict[str, str]
    """poll id in the deck -> its key"""
    asked: ran.AskedIds
    archived: bool


@dataclass
class Turn:
    """One editor's turn at a draft: nobody else writes it meanwhile, or the turn is taken again."""

    event_id: str
    kept: KeptDraft
    facts: Facts
    back: tuple[str, ...]
    """uids of what was asked meanwhile, and therefore put back"""

    @property
    def locks(self) -> Locks:
        return ran.locks(self.kept.document, self.facts.asked)

    def editing(self, language: str) -> Editing:
        """The document, to be changed; sentences are in `language`."""
        return Editing(
            self.kept.document,
            self.locks,
            speak(language),
            history.touched(self.kept.steps),
            self.kept.since,
        )

    def carry_out(
        self, changes: Sequence[Change], who: str, language: str, *, together: bool = False
    ) -> Changed:
        """Do each change that can be done; those of `who` are kept, to be taken back.

        Args:
            together: all at once, and not one after another.
        """
        kept, editing = self.kept, self.editing(language)
        first = kept.revision + 1 if together else 0
        clashes: list[Clash] = []
        touched: list[str] = []
        for index, change in enumerate(changes):
            try:
                done = editing.apply(change, index)
            except Stopped as stopped:
                clashes.append(stopped.clash)
                continue
            if done is not None:
                history.settle(kept.steps, who)
                kept.revision += 1
                kept.steps.append(Step(kept.revision, who, done, at=kept.revision, together=first))
                touched += history.uids(done)
        return Changed(self.draft(), tuple(clashes), tuple(dict.fromkeys(touched)))

    def draft(self) -> Draft:
        """The draft as it is now."""
        uids, live = uids_of(self.kept.document), self.facts.poll_ids
        return Draft(
            self.event_id,
            self.kept.revision,
            self.kept.document,
            self.facts.live,
            {uids[(slug,)]: live[slug] for slug in live if (slug,) in uids},
            self.locks,
            tuple(self.kept.steps),
        )


def fresh(facts: Facts) -> KeptDraft:
    """The draft that nobody has edited yet."""
    return KeptDraft(document_of(facts.live))

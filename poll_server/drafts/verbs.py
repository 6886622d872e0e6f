"""The verbs of editing: look, change, undo, redo, put in, drop.

Any number of processes may run them on the same draft at once. What is live changes only by
`put_in`, poll by poll, each in one step.
"""

import json
from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec
import structlog
from redis.exceptions import LockError

from poll_server.deck import deck
from poll_server.drafts.document.as_deck import DeckTables, named
from poll_server.drafts.document.from_deck import document_of, uids_of
from poll_server.drafts.document.items import places
from poll_server.drafts.outcomes import (
    Changed,
    DraftMistakes,
    Edited,
    NotAsSeen,
    PutIn,
    Ran,
    TooMuch,
)
from poll_server.locale import DEFAULT_LANGUAGE, speak
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store

from . import history
from .changes import Change
from .draft import Draft
from .keep import Busy, Keeper, KeptDraft, size
from .live import ran
from .live.going_live import go_live
from .mistakes import DraftMistake
from .turn import Facts, Turn, fresh

MOST_CHANGES = 500
"""Changes asked for at once: a browser's whole backlog after a day without a line."""
LARGEST_DRAFT = 4_000_000
"""Bytes of a document; the six forums of 2018 have 60,000."""

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class Drafts:
    """The verbs."""

    def __init__(self, store: Store, events: Events) -> None:
        self._store, self._events, self._keeper = store, events, Keeper(store)

    async def get(self, event_id: str) -> Draft:
        """How the draft stands; where there is none yet, what is live.

        Raises:
            UnknownEvent: there is no such event.
        """
        return await self.edit(event_id, lambda turn: turn.draft())

    async def change(
        self,
        event_id: str,
        changes: Sequence[Change],
        who: str,
        language: str = DEFAULT_LANGUAGE,
        *,
        together: bool = False,
    ) -> Changed:
        """Carry out each change that nobody else came before; the others come back as clashes.

        Args:
            who: the editor, whose own changes `undo` takes back.
            language: of the sentences that say why not.
            together: `undo` takes back all of them at once.

        Raises:
            TooMuch: at once, or altogether; the draft is as it was.
            UnknownEvent: there is no such event.
        """
        _ = speak(language)
        if len(changes) > MOST_CHANGES:
            raise TooMuch(_("At most %(most)s changes at once.", most=MOST_CHANGES))

        def work(turn: Turn) -> Changed:
            changed = turn.carry_out(changes, who, language, together=together)
            if size(turn.kept.document) > LARGEST_DRAFT:
                raise TooMuch(_("The event is too large: please make two of it."))
            return changed

        return await self.edit(event_id, work)

    async def undo(self, event_id: str, who: str) -> Changed:
        """Take back the newest change of `who` that still stands; `touched` is empty where none is.

        Raises:
            UnknownEvent: there is no such event.
        """
        return await self._step(event_id, who, back=True)

    async def redo(self, event_id: str, who: str) -> Changed:
        """Carry out again what `who` took back last; `touched` is empty where there is nothing.

        Raises:
            UnknownEvent: there is no such event.
        """
        return await self._step(event_id, who, back=False)

    async def _step(self, event_id: str, who: str, *, back: bool) -> Changed:
        def work(turn: Turn) -> Changed:
            kept, editing = turn.kept, turn.editing(DEFAULT_LANGUAGE)
            steps = (history.undo if back else history.redo)(editing, kept.steps, who)
            if not steps:
                return Changed(turn.draft())
            kept.revision += 1
            for step in steps:
                step.undone, step.at = (kept.revision if back else 0), kept.revision
            return Changed(
                turn.draft(),
                touched=tuple(uid for each in steps for uid in history.uids(each.done)),
            )

        return await self.edit(event_id, work)

    async def drop(self, event_id: str) -> Draft:
        """Throw the draft away: back to what is live. Nobody can undo it.

        Raises:
            UnknownEvent: there is no such event.
        """

        def work(turn: Turn) -> Draft:
            kept = turn.kept
            kept.document = document_of(turn.facts.live, uids_of(kept.document))
            kept.revision += 1
            kept.since, kept.steps = kept.revision, []
            return turn.draft()

        return await self.edit(event_id, work)

    async def take_over(self, event_id: str, wanted: deck.Event, seen: deck.Event) -> PutIn:
        """Put a deck from elsewhere in, as a whole. Join codes stay as they are.

        Args:
            wanted: without mistakes.
            seen: what was live when its author looked.

        Raises:
            Edited: somebody's draft is not put in yet; nothing was changed.
            NotAsSeen: something else is live by now; nothing was changed.
            Ran: it would change what people voted on; nothing was changed, or all but what was
                asked in this very moment.
            Busy: somebody else is at it.
            UnknownEvent: there is no such event.
        """

        def work(turn: Turn) -> None:
            if turn.draft().pending:
                raise Edited(event_id)
            if turn.facts.live != seen:
                raise NotAsSeen(event_id)
            kept, facts = turn.kept, turn.facts
            kept.document = document_of(wanted, uids_of(kept.document))
            if back := ran.set_right(kept.document, facts.live, facts.asked):
                raise Ran(back)
            kept.revision += 1
            kept.since, kept.steps = kept.revision, []

        await self.edit(event_id, work)
        return await self.put_in(event_id)

    async def put_in(self, event_id: str, language: str = DEFAULT_LANGUAGE) -> PutIn:
        """Make the draft the event's deck. Rounds that run go on, and their phones keep all.

        Args:
            language: of the mistakes' messages.

        Raises:
            DraftMistakes: it is no deck yet; nothing is live that was not.
            Ran: questions were asked meanwhile; the draft is set right, everything else may be
                live already.
            Busy: somebody else is at it.
            UnknownEvent: there is no such event.
        """
        try:
            async with self._store.events.turn(event_id):
                return await self._put_in(event_id, language)
        except LockError as error:
            raise Busy(event_id) from error

    async def _put_in(self, event_id: str, language: str) -> PutIn:
        draft, back, facts = await self.edit(
            event_id, lambda turn: (turn.draft(), turn.back, turn.facts)
        )
        if back:
            raise Ran(back)
        # In a thread: a congress takes a moment to check, and votes must not wait for it.
        found, ids, wanted = await to_thread(_checked, draft, language)
        if found or wanted is None:
            raise DraftMistakes(found)
        changed = tuple(each.uid for each in draft.differences())
        # Names first: if this server dies on the way, the next try makes no poll a second time.
        await self.edit(event_id, lambda turn: _name(turn, ids))
        late = await go_live(
            self._store, self._events, facts.live, wanted, facts.poll_ids, over=facts.archived
        )
        after, back = await self.edit(event_id, lambda turn: (turn.draft(), turn.back))
        if late:
            uids = uids_of(after.document)
            raise Ran(back or [uids[each] for each in late if each in uids])
        log.info("put_in", event_id=event_id, changed=len(changed))
        return PutIn(after, changed)

    # ── One turn at the draft ─────────────────────────────────────────────────────────────────

    async def edit(self, event_id: str, work: "Callable[[Turn], Result]") -> Result:
        """Have `work` change the draft; it is written where `work` counted its revision up."""

        async def turn(kept: KeptDraft | None) -> tuple[KeptDraft | None, Result]:
            facts = await self._facts(event_id)
            kept = kept or fresh(facts)
            before = kept.revision
            back = tuple(ran.set_right(kept.document, facts.live, facts.asked))
            kept.revision += bool(back)
            result = work(Turn(event_id, kept, facts, back))
            kept.trim()
            return (kept if kept.revision != before else None), result

        return await self._keeper.edit(event_id, turn)

    async def _facts(self, event_id: str) -> Facts:
        raw = await self._store.events.fields(event_id)
        if "deck" not in raw:
            raise UnknownEvent(event_id)  # it is only being made
        poll_ids: dict[str, str] = json.loads(raw["polls"])
        asked = await self._store.polls.asked(list(poll_ids.values()))
        return Facts(
            msgspec.json.decode(raw["deck"], type=deck.Event),
            poll_ids,
            dict(zip(poll_ids, asked, strict=True)),
            archived=raw.get("archived_ms", "0") != "0",
        )


def _name(turn: Turn, ids: Mapping[str, str]) -> None:
    """Give what goes live its id in the draft, whatever was written there meanwhile."""
    for uid, place in places(turn.kept.document).items():
        if place.item.get("id") == "" and ids.get(uid):
            place.item["id"] = ids[uid]
            turn.kept.revision += 1


def _checked(
    draft: Draft, language: str
) -> tuple[list[DraftMistake], dict[str, str], deck.Event | None]:
    """The mistakes of a draft, the id of everything in it, and the deck that it makes."""
    if found := draft.mistakes(language):
        return found, {}, None
    document = named(draft.document, draft.live)
    ids = {uid: place.item.get("id", "") for uid, place in places(document).items()}
    return [], ids, DeckTables(document, draft.live).as_event()

"""A draft in Redis: one hash, of which each change writes only what it changed.

    draft:<E>   revision        +1 with each change
                since           the history knows every change after this revision
                outline         JSON: [[poll uid, [question uid, …]], …]
                item:<uid>      JSON: the fields of the event, a poll or a question
                step:<revision> JSON: what was done, for undoing it

A keystroke's pause writes a kilobyte or two, not the whole congress.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from redis.exceptions import WatchError

from poll_server.drafts.document.items import EVENT, LISTS, Document, Item, holds_items, places
from poll_server.drafts.document.new_items import up_to_date
from poll_server.store.keys import draft_key, event_key
from poll_server.store.store import Store

from .history import Step

LONGEST_HISTORY = 200
"""Changes that can be undone, of all editors together."""
MOST_HISTORY = 1_000_000
"""Bytes of them."""
MOST_TURNS = 50
"""Times that a change is tried while others write the same draft; each loss is another's success.
"""

_step = msgspec.json.Decoder(Step)
Result = TypeVar("Result")


@dataclass
class KeptDraft:
    """A draft as Redis has it, or shall have it."""

    document: Document
    revision: int = 0
    since: int = 0
    steps: list[Step] = field(default_factory=list)

    def trim(self) -> None:
        """Forget the oldest changes, where there are too many to keep."""
        size, first = 0, len(self.steps)
        for place in reversed(range(len(self.steps))):
            size += len(msgspec.json.encode(self.steps[place]))
            if size > MOST_HISTORY or len(self.steps) - place > LONGEST_HISTORY:
                break
            first = place
        if first:
            self.since = max(step.at for step in self.steps[:first])
            self.steps = self.steps[first:]


class Busy(RuntimeError):
    """Others are at this draft all the time; a moment later it may be free."""


class Keeper:
    """Reads and writes drafts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def edit(
        self,
        event_id: str,
        work: Callable[[KeptDraft | None], Awaitable[tuple[KeptDraft | None, Result]]],
    ) -> Result:
        """Have `work` change the draft, again from the start where somebody else was faster.

        Args:
            work: from what is kept to what shall be kept (None: nothing to write) and its result.

        Raises:
            Busy: it found no turn.
        """
        for _ in range(MOST_TURNS):
            async with self._store.redis.pipeline(transaction=True) as pipe:
                await pipe.watch(draft_key(event_id))
                raw = await pipe.hgetall(draft_key(event_id))
                kept, result = await work(_read(raw))
                if kept is None:
                    return result
                fields = _fields(kept)
                pipe.multi()
                pipe.hset(
                    draft_key(event_id),
                    mapping={name: text for name, text in fields.items() if raw.get(name) != text},
                )
                if gone := raw.keys() - fields.keys():
                    pipe.hdel(draft_key(event_id), *gone)
                try:
                    await pipe.execute()
                except WatchError:
                    continue
            # The event may have been deleted while we wrote; its keys share no slot with ours.
            if not await self._store.redis.exists(event_key(event_id)):
                await self._store.redis.delete(draft_key(event_id))
            return result
        raise Busy(event_id)


def _fields(kept: KeptDraft) -> dict[str, str]:
    fields = {
        "revision": str(kept.revision),
        "since": str(kept.since),
        "outline": _json(
            [
                [poll["uid"], [question["uid"] for question in poll["questions"]]]
                for poll in kept.document["polls"]
            ]
        ),
        "parts": _json(
            {
                uid: [part["uid"] for part in place.item[LISTS[place.level]]]
                for uid, place in places(kept.document).items()
                if place.level == "question" and holds_items(place)
            }
        ),
    }
    for uid, place in places(kept.document).items():
        own = {name: value for name, value in place.item.items() if name not in LISTS.values()}
        fields[f"item:{uid}"] = _json(own)
    for step in kept.steps:
        fields[f"step:{step.revision}"] = _json(step)
    return fields


def _read(raw: dict[str, str]) -> KeptDraft | None:
    if not raw:
        return None
    items: dict[str, Item] = {
        name.removeprefix("item:"): msgspec.json.decode(text)
        for name, text in raw.items()
        if name.startswith("item:")
    }
    document = items[EVENT]
    document["polls"] = []
    for poll, questions in msgspec.json.decode(raw["outline"]):
        items[poll]["questions"] = [items[uid] for uid in questions]
        document["polls"].append(items[poll])
    for question, parts in msgspec.json.decode(raw.get("parts", "{}")).items():
        items[question][LISTS["question"]] = [items[uid] for uid in parts]
    steps = [_step.decode(text) for name, text in raw.items() if name.startswith("step:")]
    steps.sort(key=lambda step: step.revision)
    return KeptDraft(up_to_date(document), int(raw["revision"]), int(raw["since"]), steps)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def size(document: Document) -> int:
    """Bytes that a document takes."""
    return len(msgspec.json.encode(document))

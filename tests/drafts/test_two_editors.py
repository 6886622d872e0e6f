"""Of two editors at one draft nobody's text is lost."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poll_server.drafts import EVENT, Change, Copy, Drafts, Insert, Move, Remove, Write
from poll_server.drafts.document.items import Document, places
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import EVENT as CONGRESS
from tests.support.suite.at_length import WHOLE

from .paper import both


@dataclass
class Editor:
    """One of two people, with the draft as they saw it last."""

    who: str
    view: Document = field(default_factory=dict)
    revision: int = 0
    seen: set[str] = field(default_factory=set)
    """every text they ever saw or wrote"""


def texts(document: Any) -> set[str]:
    """The made-up texts in a document; each is written only once."""
    found = msgspec.json.encode(document).decode().split("<<")[1:]
    return {text.split(">>")[0] for text in found}


class Two:
    """Two editors who look, write and undo in any order."""

    def __init__(self, drafts: Drafts, event_id: str, random: Random) -> None:
        self.drafts, self.event_id, self.random = drafts, event_id, random
        self.editors = [Editor("anna"), Editor("ben")]
        self.written = 0
        self.there: set[str] = set()

    def text(self) -> str:
        self.written += 1
        return f"<<{self.written}>>"

    async def look(self, editor: Editor) -> None:
        draft = await self.drafts.get(self.event_id)
        editor.view, editor.revision = draft.document, draft.revision
        editor.seen |= texts(draft.document)

    async def step(self) -> None:
        """One thing that one of them does; nothing may vanish that they had not seen."""
        editor = self.random.choice(self.editors)
        action = self.random.choice([self.look, self.ask, self.ask, self.ask, self.undo])
        await action(editor)
        after = texts((await self.drafts.get(self.event_id)).document)
        assert self.there - after <= editor.seen, (editor, self.there - after)
        self.there = after

    async def undo(self, editor: Editor) -> None:
        back = self.random.random() < 0.6
        await (self.drafts.undo if back else self.drafts.redo)(self.event_id, editor.who)

    async def ask(self, editor: Editor) -> None:
        change = self.change(editor)
        editor.seen |= texts(change)
        changed = await self.drafts.change(self.event_id, [change], editor.who)
        if changed.clashes:
            (clash,) = changed.clashes
            assert texts(change) <= texts(clash) | editor.seen & texts(editor.view)
        else:
            assert texts(getattr(change, "now", None)) <= texts(changed.draft.document)
            if isinstance(change, Copy):  # the answer shows them what they copied
                editor.seen |= texts(changed.draft.document)

    def change(self, editor: Editor) -> Change:
        """Something that makes sense in what this editor sees."""
        there = places(editor.view)
        polls = [uid for uid, place in there.items() if place.level == "poll"]
        questions = [uid for uid, place in there.items() if place.level == "question"]
        pick = self.random.choice
        makers: list[Callable[[], Change]] = [
            lambda: self.write(pick(list(there)), there),
            lambda: Insert(pick([*polls, EVENT]), {"kind": "text", "prompt": self.text()}
                           if polls else {"title": self.text()}, pick(questions or [""])),
            lambda: Remove(pick(questions or polls or [EVENT]), editor.revision),
            lambda: Move(pick(questions or polls or [EVENT]), pick(polls or [EVENT])),
            lambda: Copy(pick(questions or polls or [EVENT])),
        ]  # fmt: skip
        return self.random.choices(makers, [6, 2, 2, 1, 1])[0]()

    def write(self, uid: str, there: Any) -> Change:
        place = there[uid]
        name = {"event": "title", "poll": "title", "question": "prompt"}[place.level]
        if place.item.get("options"):
            name = self.random.choice([name, "options"])
        if name != "options":
            return Write(uid, f"{name}.de", place.item[name]["de"], self.text())
        was = place.item["options"]
        now = [*deepcopy(was), both(self.text())]
        self.random.shuffle(now)
        return Write(uid, "options", was, now[:5])


@pytest.mark.survey
@given(st.integers(0, 10**6))
@example(1165)  # a copy is taken back after the author of a text in it took back the original
@settings(max_examples=8 if WHOLE else 4)
def test_of_two_editors_nobody_s_text_is_lost(redis_url: str, seed: int) -> None:
    """A text goes only when its author takes it back, or by somebody who had seen it."""

    async def edit() -> None:
        store = Store.connect(redis_url)
        events = Events(store)
        event_id = await events.add(CONGRESS)
        two = Two(Drafts(store, events), event_id, Random(seed))
        for editor in two.editors:
            await two.look(editor)
        for _ in range(25):
            await two.step()
        await store.redis.aclose()

    asyncio.run(edit())

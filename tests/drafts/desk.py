"""An editor at the draft of an event, as tests have one."""

from typing import Any

from poll_server.drafts import Change, Draft, Drafts, Write

ASKED = {"de": "Geändert?", "en": "Changed?"}
TEXT = {"kind": "text", "prompt": "Was noch?"}


class Desk:
    """One editor at one event."""

    def __init__(self, drafts: Drafts, event_id: str, who: str = "anna") -> None:
        self.drafts, self.event_id, self.who = drafts, event_id, who

    async def draft(self) -> Draft:
        return await self.drafts.get(self.event_id)

    async def uid(self, question: str, poll: str = "forum-1") -> str:
        """The uid of what has this id in the deck."""
        found = (await self.draft()).document["polls"]
        in_poll = next(each for each in found if each["id"] == poll)
        if not question:
            return str(in_poll["uid"])
        return str(next(each["uid"] for each in in_poll["questions"] if each["id"] == question))

    async def change(self, *changes: Change) -> Draft:
        """Ask for changes, all of which must be carried out."""
        changed = await self.drafts.change(self.event_id, changes, self.who)
        assert changed.clashes == ()
        return changed.draft

    async def write(self, question: str, field: str, now: Any) -> Draft:
        """Write what the deck calls `question`, having seen what stands there."""
        uid = await self.uid(question)
        was: Any = (await self.draft()).item(uid)
        for step in field.split("."):
            was = was[int(step) if isinstance(was, list) else step]
        return await self.change(Write(uid, field, was, now))

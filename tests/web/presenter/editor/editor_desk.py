"""An organiser at the editor without a script: pages are read, and forms are sent."""

from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

import httpx

from poll_server.deck import shipped as decks
from poll_server.drafts import Draft, Drafts, Write
from poll_server.store.events import Events, Listing
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

Fields = dict[str, list[str]]
OTHER = "Bertram Beispiel"


class Form(HTMLParser):
    """What a browser would post of the form with this id, apart from its buttons."""

    def __init__(self, page: str, of: str = "form") -> None:
        super().__init__()
        self.fields: Fields = defaultdict(list)
        self.is_read_only: dict[str, bool] = {}
        self._of, self._inside, self._patterns = of, False, 0
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name") or ""
        self._patterns += tag == "template"
        if tag == "form":
            self._inside = values.get("id") == self._of
        if not self._inside or self._patterns:
            return
        if name and tag in ("input", "textarea", "select"):
            self.is_read_only[name] = "readonly" in values or "disabled" in values
        if tag == "input" and name and "disabled" not in values:
            ticked = "checked" in values or values.get("type") != "checkbox"
            if ticked:
                self.fields[name].append(values.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "select" and "disabled" not in values:
            self._select = name
        elif tag == "option" and self._select and "selected" in values:
            self.fields[self._select] = [values.get("value") or ""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = [self.fields[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        self._patterns -= tag == "template"
        if tag == "form":
            self._inside = False
        if tag == "textarea" and self._area:
            # Browsers drop a line end right behind the tag.
            self.fields[self._area] = [self.fields[self._area][0].removeprefix("\n")]
            self._area = ""
        if tag == "select":
            self._select = ""


class Desk:
    """Somebody who edits one event without scripts."""

    def __init__(self, house: House, event_id: str) -> None:
        self.house, self.browser = house, house.browser
        self.base = f"/organise/{event_id}/edit"
        self.event_id = event_id
        self.drafts = Drafts(house.store, Events(house.store))

    async def page(self, uid: str) -> str:
        answer = await self.browser.get(f"{self.base}/{uid}")
        assert answer.status_code == 200
        return answer.text

    async def form(self, uid: str) -> Fields:
        return Form(await self.page(uid)).fields

    async def post(self, uid: str, fields: Fields, do: str = "save") -> httpx.Response:
        """Press a button of an item's form."""
        return await self.browser.post(f"{self.base}/{uid}", data={**fields, "do": do})

    async def write(self, uid: str, do: str = "save", **texts: str) -> httpx.Response:
        """Fill in fields of an item's form, dots written as `__`, and press a button."""
        fields = await self.form(uid)
        for name, text in texts.items():
            assert name.replace("__", ".") in fields
            fields[name.replace("__", ".")] = [text]
        return await self.post(uid, fields, do)

    async def draft(self) -> Draft:
        return await self.drafts.get(self.event_id)

    async def other(self, uid: str, path: str, was: Any, now: Any) -> None:
        """Somebody else writes."""
        changed = await self.drafts.change(self.event_id, [Write(uid, path, was, now)], OTHER)
        assert not changed.clashes


def leads_to(answer: httpx.Response) -> str:
    """The uid of the item that is shown next."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2].partition("#")[0].partition("?")[0]


async def congress(house: House) -> tuple[Desk, Listing]:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    return Desk(house, listing.id), listing

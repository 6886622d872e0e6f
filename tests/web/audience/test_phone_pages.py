"""The phones' pages as a browser without JavaScript sees them, and votes that come by POST."""

import html
import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from poll_server.store.redis.embedded import EmbeddedRedis
from tests.support.phone_stand import Stand, stand
from tests.support.waiting import LONGEST

LARGEST_FIRST_LOAD = 30_000
"""Bytes over the network, compressed: half a second on a slow mobile connection."""


@pytest.fixture
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as one:
        yield one


class Page(HTMLParser):
    """What a person finds on a page: texts by id, the form's fields, scripts and styles."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.status = response.status_code
        self.url = str(response.url)
        visible = re.sub(r"<(script|style)\b.*?</\1>", "", response.text, flags=re.S)
        self.text = html.unescape(re.sub(r"<[^>]*>", "", visible))
        self.source = response.text
        self.by_id: dict[str, dict[str, str | None]] = {}
        self.fields: list[dict[str, str | None]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(response.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.elements.append((tag, found))
        if identity := found.get("id"):
            self.by_id[identity] = found
        if tag in ("input", "textarea") and found.get("name"):
            self.fields.append(found)

    def says(self, identity: str) -> str:
        """The text of the element with this id (of those that hold no other of its kind)."""
        found = re.search(rf'<(\w+)[^>]* id="{identity}"[^>]*>(.*?)</\1>', self.source, re.S)
        assert found, identity
        return html.unescape(re.sub(r"<[^>]*>", "", found[2])).strip()

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the form."""
        return {
            str(field["name"]): str(field["value"])
            for field in self.fields
            if field.get("type") == "hidden"
        }

    def ticked(self) -> list[str]:
        """The values of the boxes that are ticked."""
        return [str(field["value"]) for field in self.fields if "checked" in field]


async def get(phone: httpx.AsyncClient, path: str) -> Page:
    return Page(await phone.get(path))


async def send(phone: httpx.AsyncClient, page: Page, **values: Any) -> Page:
    """Fills the page's form and presses the button."""
    action = str(page.by_id["form"]["action"])
    return Page(await phone.post(action, data=page.hidden() | values))


# ── Joining ───────────────────────────────────────────────────────────────────────────────────


async def test_the_first_page_asks_for_the_code(hall: Stand) -> None:
    async with hall.phone() as phone:
        page = await get(phone, "/")
        (code,) = page.fields
        assert (code["name"], code["inputmode"]) == ("code", "numeric")
        assert "Der Code hat sechs Ziffern" in page.text
        spaced = f"{hall.poll.code[:3]} {hall.poll.code[3:]}"
        assert (await get(phone, f"/?code={spaced}")).url == hall.url


async def test_a_wrong_code_is_said_kindly(hall: Stand) -> None:
    async with hall.phone("en") as phone:
        for typed in ("", "12345", "000000", "<b>x", "١٢٣٤٥٦"):
            page = Page(await phone.get("/", params={"code": typed}))
            assert page.status == 404
            assert "There is no poll with the code" in page.text
            assert "<b>x" not in page.source


async def test_spaces_in_a_code_are_accepted(hall: Stand) -> None:
    code = hall.poll.code
    async with hall.phone() as phone:
        for written in (f"{code[:3]}%20{code[3:]}", f"{code}%20", f"{code[:2]} {code[2:]}"):
            assert (await phone.get(f"/{written}")).status_code == 200


def ways_to_write(code: str, base: str) -> list[str]:
    """What people type, paste, or copy out of a document that dressed the code up."""
    arabic = "".join(chr(0x0660 + int(digit)) for digit in code)
    wide = "".join(chr(0xFF10 + int(digit)) for digit in code)
    first, last = code[:3], code[3:]
    return [
        f"{first} {last}", f"{first}-{last}", f"{first}\u2011{last}", f"{first}\u202f{last}",
        f"\u200e{code}\u200f", arabic, f"{arabic[:3]} {arabic[3:]}", wide, f"Code: {first} {last}",
        f"{base}/{code}",
        f"{base}/{code}/", f"{base}/{code}?lang=en", f"{base}/?code={code}#main",
        f"{base.removeprefix('http://')}/{first}-{last}/",
    ]  # fmt: skip


async def test_however_a_code_is_written_it_leads_in(hall: Stand) -> None:
    async with hall.phone() as phone:
        for typed in ways_to_write(hall.poll.code, hall.base):
            assert (await phone.get("/", params={"code": typed})).url == hall.url, typed
        for typed in (hall.base, f"{hall.base}/", "http://10.0.1.34/", "10.0.1.34:8080/organise"):
            assert (await phone.get("/", params={"code": typed})).status_code == 404, typed


async def test_however_a_code_is_written_it_is_an_address(hall: Stand) -> None:
    """Pages, posted votes, snapshots and sockets; a slash at the end is no other address."""
    await hall.open()
    written = [each for each in ways_to_write(hall.poll.code, hall.base) if ":" not in each]
    assert len(written) >= 8
    async with httpx.AsyncClient(base_url=hall.base, trust_env=False, timeout=LONGEST) as phone:
        for each in written:
            for path in (f"/{quote(each)}", f"/{quote(each)}/"):
                page = await phone.get(path)
                assert page.status_code == 200, path
                assert f'action="/{hall.poll.code}/vote"' in page.text
                assert (await phone.get(f"{path.rstrip('/')}/snapshot/")).status_code == 200
        for path in ("/privacy/", "/organise/"):
            assert (await phone.get(path)).status_code == 200  # and no redirect to http, behind TLS
        form = {"round": "1", "seq": "1", "options": "0"}
        sent = await phone.post(f"/{quote(written[1])}/vote/", data=form)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/{hall.poll.code}")
        address = f"{hall.base.replace('http', 'ws')}/ws/phone/{quote(written[1])}/"
        cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
        async with connect(
            address, origin=Origin(hall.base), additional_headers={"Cookie": cookie}, proxy=None
        ) as socket:
            await socket.send('{"type":"hello","epoch":"","version":0,"pending":null}')
            assert json.loads(await socket.recv())["type"] == "welcome"


async def test_an_unknown_code_is_a_page_that_helps(hall: Stand) -> None:
    async with hall.phone() as phone:
        page = await get(phone, "/000000")
        assert page.status == 404
        assert "Code noch einmal eingeben" in page.text


async def test_other_addresses_are_nobodys_code(hall: Stand) -> None:
    async with hall.phone() as phone:
        for path in ("/12345", "/1234567", "/abcdef", "/stage", "/12 34", "/482913x"):
            response = await phone.get(path)
            assert (response.status_code, "Code noch einmal" in response.text) == (404, False)


# ── The page ──────────────────────────────────────────────────────────────────────────────────


async def test_the_first_load_is_one_small_request(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone, phone.stream("GET", hall.url) as response:
        size = sum([len(part) async for part in response.aiter_raw()])
        assert response.headers["content-encoding"] == "gzip"
    assert size <= LARGEST_FIRST_LOAD
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
    for tag, attributes in page.elements:
        assert "src" not in attributes, tag
        if tag == "link":
            assert str(attributes["href"]).startswith("data:")
    assert not re.search(r"https?://(?!www\.w3\.org/)", page.source)


async def test_scripts_and_styles_carry_the_nonce(hall: Stand) -> None:
    async with hall.phone() as phone:
        response = await phone.get(hall.url)
    policy = response.headers["content-security-policy"]
    found = re.search(r"script-src 'self' 'nonce-([\w-]+)'", policy)
    assert found
    for tag, attributes in Page(response).elements:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        if tag in ("script", "style"):
            assert attributes["nonce"] == found[1]


async def test_each_cookie_is_given_once(hall: Stand) -> None:
    async with hall.phone() as phone:
        first = await phone.get(hall.url)
        assert "httponly" in first.headers["set-cookie"].lower()
        assert "set-cookie" not in (await phone.get(hall.url)).headers
        assert {each.name for each in phone.cookies.jar} == {"poll"}


async def test_the_page_speaks_the_phones_language(hall: Stand) -> None:
    async with hall.phone("de-AT,de;q=0.9,en;q=0.5") as german, hall.phone("fr, en") as other:
        assert "Sie sind dabei." in (await get(german, hall.url)).says("under")
        assert "You are in." in (await get(other, hall.url)).says("under")
        await hall.open()
        page = await get(german, hall.url)
        assert '<html lang="de">' in page.source
        assert page.says("under") == "Bis zu zwei. Ihre Stimme ist anonym."
        page = await get(other, f"{hall.url}?lang=de")
        assert page.says("prompt") == "Welche Kompetenzen sind wichtig?"
        # Whoever chose a language keeps it through the form.
        page = await send(other, page, options=["0"])
        assert page.url == f"{hall.url}?lang=de"
        assert (await get(other, hall.url)).says("line") == "Vote counted: Creativity."


async def test_a_linkable_poll_says_so_before_the_first_vote(fresh_redis_url: str) -> None:
    async with stand(fresh_redis_url, linkable=True) as hall:
        await hall.open()
        async with hall.phone() as phone:
            assert "miteinander verknüpft" in (await get(phone, hall.url)).says("under")


# ── The other pages ───────────────────────────────────────────────────────────────────────────


async def test_privacy_notice_and_accessibility_statement_say_what_they_must(hall: Stand) -> None:
    said = {
        ("/privacy", "de"): [
            "24 Stunden",
            "90 Tage",
            "365 Tage",
            "Ihr Platz",
            "von welcher Antwort zu welcher",
            "TDDDG",
            "poll-",
            "__Host-poll",
            "DSGVO",
        ],
        ("/privacy", "en"): [
            "24 hours",
            "90 days",
            "365 days",
            "your seat",
            "from which answer to which",
            "TDDDG",
            "poll-",
            "__Host-poll",
            "GDPR",
        ],
        ("/accessibility", "de"): ["Leichter Sprache", "WCAG 2.2", "Schlichtungsstelle"],
        ("/accessibility", "en"): ["plain words", "WCAG 2.2", "organiser of this event"],
    }
    for (path, language), parts in said.items():
        async with hall.phone(language) as phone:
            page = await get(phone, path)
            assert page.status == 200
            assert [part for part in parts if part not in page.text] == []
            assert not phone.cookies
            first = await get(phone, "/")
            assert path in [attributes.get("href") for _, attributes in first.elements]


async def test_while_redis_is_away_the_page_comes_back_by_itself(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path / "redis") as redis:
        async with stand(redis.url) as hall, hall.phone() as phone:
            number = await hall.open()
            page = await get(phone, hall.url)
            redis.stop()
            away = await phone.get(hall.url)
            assert (away.status_code, away.headers["retry-after"]) == (503, "3")
            assert "Moment Geduld" in away.text
            assert (await phone.get(f"{hall.url}/snapshot")).status_code == 503
            redis.start()
            page = await send(phone, page, options=["0"])
            while page.status == 503:  # the first try may still meet the closed connection
                page = await send(phone, page, options=["0"])
            assert page.says("line") == "Stimme gezählt: Kreativität."
            assert page.hidden()["round"] == str(number)

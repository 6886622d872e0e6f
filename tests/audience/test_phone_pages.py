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
from poll_server.wire.messages import LARGEST_FRAME
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


# ── Voting without JavaScript ─────────────────────────────────────────────────────────────────


async def test_a_whole_question_without_javascript(hall: Stand) -> None:
    async with hall.phone() as phone:
        assert "form" in (await get(phone, hall.url)).by_id
        await hall.open()
        page = await get(phone, hall.url)
        assert page.says("prompt") == "Welche Kompetenzen sind wichtig?"
        assert page.says("send") == "Abstimmen"

        page = await send(phone, page, options=["0", "1"])
        assert (page.status, page.url) == (200, hall.url)
        assert page.says("line") == "Stimme gezählt: Kreativität, Zusammenarbeit."
        assert page.ticked() == ["0", "1"]
        assert page.says("send") == "Antwort ändern"

        page = await send(phone, page, options=["2"])
        assert page.says("line") == "Stimme gezählt: Programmieren."

        late = page
        await hall.moderator.do("close")
        page = await send(phone, late, options=["0"])
        assert page.says("alert") == (
            "Ihre Stimme wurde nicht gezählt: Die Abstimmung war schon geschlossen."
        )
        counted = "Abstimmung geschlossen. Ihre Stimme ist gezählt: Programmieren."
        assert page.says("line") == counted

        await hall.moderator.do("show")
        page = await get(phone, hall.url)
        assert "100 % = 1 Person" in page.says("results").replace("\u202f", " ")
        assert "Programmieren · Ihre Wahl" in page.says("results")
        assert page.says("results").count("Ihre Wahl") == 1
        assert "hidden" in page.by_id["form"]


async def test_a_form_that_does_not_fit_keeps_what_was_typed(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await send(phone, await get(phone, hall.url))
        assert page.status == 422
        assert page.says("alert") == "Bitte antworten Sie zuerst und senden Sie dann."
        page = await send(phone, page, options=["0", "1", "2"])
        assert (page.status, page.ticked()) == (422, ["0", "1", "2"])
        assert "passt nicht zur Frage" in page.says("alert")
        page = await send(phone, page, options=["0", "7"])
        assert page.status == 422
        page = await send(phone, page, options=["0"])
        assert page.says("line") == "Stimme gezählt: Kreativität."


async def test_the_newer_wish_counts_from_an_older_copy_of_the_page(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        old = await get(phone, hall.url)
        await send(phone, old, options=["0"])
        page = await send(phone, old, options=["1"])  # the same seq with another answer
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."
        page = await send(phone, old, options=["2"])  # an older seq than the one that counts
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."
        assert "neuere Antwort" in page.says("alert")
        page = await send(phone, page, options=["2"])
        assert (page.says("line"), page.says("alert")) == ("Stimme gezählt: Programmieren.", "")


async def test_a_vote_for_the_question_before_is_not_counted_for_this_one(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        old = await get(phone, hall.url)
        await hall.moderator.do("close")
        await hall.open("phones")
        page = await send(phone, old, options=["0"])
        assert "Diese Frage war schon vorbei" in page.says("alert")
        assert (page.says("prompt"), page.ticked()) == ("Private Handys zulassen?", [])
        await hall.moderator.do("close")
        # The reason belongs to that moment, and not to an address that is opened later.
        await hall.open("needs")
        assert (await get(phone, page.url)).says("alert") == ""


async def test_without_its_cookie_a_form_counts_nothing_and_says_why(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        phone.cookies.clear()
        page = await send(phone, page, options=["1"])
        assert (page.status, page.ticked()) == (403, ["1"])
        assert "Cookie" in page.says("alert")
        page = await send(phone, page, options=["1"])
        assert page.says("line") == "Stimme gezählt: Zusammenarbeit."


async def test_every_kind_of_question_works_as_a_form(hall: Stand) -> None:
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("phones", {"options": "abstain"}, "Enthaltung"),
        ("phones", {"options": "other", "other": "Nur in der Pause"}, "Nur in der Pause"),
        ("places", {"options": ["0", "1"], "reason": "Ruhe"}, "Zu Hause, Im Café, Ruhe"),
        ("learning", {"step-0": "4", "step-1": "1"}, "2 Bewertungen"),
        ("learning", {"abstain": "abstain"}, "keine Angabe"),
        ("recommend", {"step-1": "10"}, "10 · sehr wahrscheinlich"),
        ("energy", {"step-0": "0"}, "0 · keine"),
        ("faces", {"step-0": "4"}, "😀 sehr gut"),
        ("trip", {"against-0": "1", "against-1": "2", "against-2": "3"}, "3 Bewertungen"),
        ("distance", {"number": " 1.234,5 Mm"}, "1234,5\u00a0Mm"),
        ("needs", {"words": ["Mut", "", "mehr  Zeit"]}, "Mut, mehr Zeit"),
        ("wishes", {"text": "<b>Ruhe</b> & </script>"}, "<b>Ruhe</b> & </script>"),
    ]
    opened = ""
    for question, values, line in cases:
        if question != opened:
            await hall.open(question)
            opened = question
        async with hall.phone() as phone:
            page = await send(phone, await get(phone, hall.url), **values)
            assert page.says("line") == f"Stimme gezählt: {line}."
            # What was typed never became markup, in the page or in the script's data.
            assert "<b>Ruhe" not in page.source
            assert page.source.count("</script>") == 2


async def test_a_number_that_is_unclear_is_kept_and_asked_for_again(hall: Stand) -> None:
    await hall.open("distance")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        for written, said in (
            ("viele", "Bitte schreiben Sie nur eine Zahl, etwa 12,5."),
            ("1,23", "Bitte schreiben Sie höchstens 1 Nachkommastelle."),
            ("-3", "Bitte schreiben Sie 0 oder mehr."),
        ):
            page = await send(phone, page, number=written)
            assert page.says("alert") == said
            assert f'value="{written}"' in page.source


async def test_too_few_choices_are_said_in_a_sentence_and_kept(hall: Stand) -> None:
    await hall.open("places")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        assert page.says("under").startswith("Wählen Sie 2 bis 3 Antworten.")
        page = await send(phone, page, options=["1"], reason="Ruhe")
        assert page.says("alert") == "Bitte wählen Sie mindestens 2 Antworten."
        assert "Ruhe</textarea>" in page.source


async def test_a_phone_has_its_own_order_from_its_first_page_on(hall: Stand) -> None:
    await hall.open("places")
    orders = set()
    for _ in range(8):
        async with hall.phone() as phone:
            pages = [(await get(phone, hall.url)).source for _ in range(2)]
        first, again = (re.findall(r'name="options" value="(\w+)"', page) for page in pages)
        assert first == again
        assert first[-3:] == ["4", "other", "abstain"]
        orders.add(tuple(first))
    assert len(orders) > 1  # 24 orders: eight phones agree once in 24⁷ runs


async def test_a_form_larger_than_any_is_refused(hall: Stand) -> None:
    await hall.open("wishes")
    async with hall.phone() as phone:
        page = await send(phone, await get(phone, hall.url), text="x" * 40_000)
        assert page.status == 400
        many = "&".join("options=0" for _ in range(200))
        response = await phone.post(f"{hall.url}/vote", content=many)
        assert response.status_code == 400


# ── Votes by the script, without a socket ─────────────────────────────────────────────────────


async def test_a_vote_as_json_is_answered_as_on_the_socket(hall: Stand) -> None:
    number = await hall.open()
    async with hall.phone() as phone:
        await phone.get(hall.url)
        vote = {"type": "vote", "round": number, "seq": 1, "answer": {"options": [1]}}

        async def post(**changes: Any) -> tuple[int, dict[str, Any]]:
            response = await phone.post(f"{hall.url}/vote", json=vote | changes)
            return response.status_code, response.json()

        counted = {"type": "counted", "round": number, "seq": 1, "outcome": "accepted"}
        assert await post() == (200, counted)
        assert await post() == (200, counted | {"outcome": "duplicate"})
        status, refused = await post(answer={"options": [0]})
        mine = {"round": number, "seq": 1, "answer": {"options": [1]}}
        assert (status, refused["reason"], refused["my_vote"]) == (409, "conflict", mine)
        status, refused = await post(seq=2, answer={"options": [7]})
        assert (status, refused["reason"]) == (409, "invalid")

        welcome = (await phone.get(f"{hall.url}/snapshot")).json()
        assert (welcome["type"], welcome["my_vote"]) == ("welcome", mine)
        assert welcome["snapshot"]["question"]["prompt"] == "Welche Kompetenzen sind wichtig?"
        assert "results" not in welcome["snapshot"]


async def test_a_body_that_is_no_vote_changes_nothing(hall: Stand) -> None:
    bodies = {
        b"": 400,
        b"[]": 400,
        b"\xff": 400,
        b"[" * 4000: 400,
        b'{"type":"vote"}': 400,
        b'{"type":"hello"}': 400,
        b'{"type":"vote","round":1,"seq":1,"answer":1,"more":1}': 400,
        b'"' + b"x" * LARGEST_FRAME + b'"': 413,
    }
    await hall.open()
    async with hall.phone() as phone:
        await phone.get(hall.url)
        headers = {"Content-Type": "application/json"}
        for body, status in bodies.items():
            response = await phone.post(f"{hall.url}/vote", content=body, headers=headers)
            assert (response.status_code, response.json()["type"]) == (status, "misunderstood")
        assert (await phone.get(f"{hall.url}/snapshot")).json()["my_vote"] is None


async def test_a_vote_without_credential_or_poll_is_refused(hall: Stand) -> None:
    number = await hall.open()
    vote = {"type": "vote", "round": number, "seq": 1, "answer": {"options": [1]}}
    async with hall.phone() as phone:
        for path in (f"{hall.url}/vote", "/000000/vote"):
            response = await phone.post(path, json=vote)
            assert (response.status_code, response.json()["reason"]) == (403, "unknown")
        assert (await phone.get("/000000/snapshot")).status_code == 404
        # Asking how things stand gives the cookie, so that the next try counts.
        await phone.get(f"{hall.url}/snapshot")
        assert (await phone.post(f"{hall.url}/vote", json=vote)).status_code == 200


async def test_another_sites_page_cannot_vote(hall: Stand) -> None:
    await hall.open()
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        phone.headers["Origin"] = "https://elsewhere.example"
        assert (await send(phone, page, options=["0"])).status == 403


async def test_the_scripts_data_is_what_the_socket_would_say(hall: Stand) -> None:
    await hall.open("wishes")
    async with hall.phone() as phone:
        page = await get(phone, hall.url)
        await send(phone, page, text="</script><!-- \u2028 &amp;")
        page = await get(phone, hall.url)
        found = re.search(r'<script id="page"[^>]*>(.*?)</script>', page.source, re.S)
        assert found
        data = json.loads(found[1])
        assert data["welcome"]["my_vote"]["answer"] == {"text": "</script><!-- &amp;"}
        welcome = (await phone.get(f"{hall.url}/snapshot")).json()
        assert welcome["snapshot"]["question"] == data["welcome"]["snapshot"]["question"]


# ── The other pages ───────────────────────────────────────────────────────────────────────────


async def test_privacy_notice_and_accessibility_statement_say_what_they_must(hall: Stand) -> None:
    said = {
        ("/privacy", "de"): ["24 Stunden", "90 Tage", "TDDDG", "poll-", "__Host-poll", "DSGVO"],
        ("/privacy", "en"): ["24 hours", "90 days", "TDDDG", "poll-", "__Host-poll", "GDPR"],
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

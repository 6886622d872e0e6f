"""The organisers' pages over a real server: decks in, links, results out."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from poll_server import report
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.hall.run_through import serving
from poll_server.live.ending.auditing import Auditing, BrokenTally
from poll_server.live.links import new_link
from poll_server.report.making.workshop import Workshop
from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST


@dataclass
class House:
    """A running server, its store, and a browser without JavaScript."""

    base: str
    store: Store
    browser: httpx.AsyncClient

    async def sign_in(self) -> None:
        await add_organiser(self.store)
        await sign_in(self.browser)

    async def add(self, name: str = decks.WORKSHOP) -> Listing:
        events = Events(self.store)
        return await events.get(await events.add(decks.load(name)))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types a wrong password waits on purpose."""
    monkeypatch.setattr("poll_server.web.access.passwords.PAUSE", 0.0)
    monkeypatch.setattr("poll_server.web.access.passwords.REST", 0.0)


@pytest.fixture
async def house(fresh_redis_url: str) -> AsyncIterator[House]:
    store = Store.connect(fresh_redis_url)
    async with serving(fresh_redis_url) as base:
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, trust_env=False, timeout=LONGEST
        ) as browser:
            yield House(base, store, browser)
    await store.redis.aclose()


async def test_another_site_can_do_nothing(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    headers = {"Origin": "https://evil.example"}
    response = await house.browser.post(f"/organise/{listing.id}/delete", headers=headers)
    assert response.status_code == 403
    assert [each.id for each in await Events(house.store).all()] == [listing.id]


# ── Decks ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_deck_comes_in_as_a_file_and_goes_out_the_same(house: House) -> None:
    await house.sign_in()
    text = decks.text(decks.CONGRESS)
    file = {"file": ("forum.toml", text.encode(), "application/toml")}
    response = await house.browser.post("/organise/import", files=file)
    assert response.status_code == 303
    page = await house.browser.get(response.headers["location"])
    assert "482 913" in page.text
    exported = await house.browser.get(response.headers["location"] + "/deck.toml")
    assert "attachment" in exported.headers["content-disposition"]
    listing = (await Events(house.store).all())[0]
    assert deck.read(exported.text) == listing.event


async def test_a_taken_code_is_explained_and_new_ones_are_one_tick_away(house: House) -> None:
    await house.sign_in()
    await house.add(decks.CONGRESS)
    form = {"deck": decks.text(decks.CONGRESS)}
    response = await house.browser.post("/organise/import", files={}, data=form)
    assert response.status_code == 409
    assert "482 913" in response.text
    again = await house.browser.post("/organise/import", data=form | {"new_codes": "yes"})
    assert again.headers["location"] == f"/organise/{decks.CONGRESS}-2"


async def test_mistakes_are_listed_with_line_and_field(house: House) -> None:
    await house.sign_in()
    text = decks.text(decks.WORKSHOP).replace("options", "optoins", 1)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "optoins" in each)
    response = await house.browser.post("/organise/import", data={"deck": text})
    assert response.status_code == 422
    assert f'<td class="amount">{line}</td>' in response.text
    assert "optoins" in response.text.split("</table>")[0]
    assert "textarea" in response.text
    assert await Events(house.store).all() == []


async def test_what_is_no_deck_is_refused_in_a_sentence(house: House) -> None:
    await house.sign_in()
    for content, status in {
        b"": 422,
        b"\xff\xfe\x00": 422,
        b"[[[": 422,
        b"x" * 1_100_000: 413,
    }.items():
        file = {"file": ("deck.toml", content, "application/toml")}
        response = await house.browser.post("/organise/import", files=file)
        assert response.status_code == status
        assert 'role="alert"' in response.text


# ── An event ──────────────────────────────────────────────────────────────────────────────────


async def test_an_event_shows_every_code_and_link(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    page = (await house.browser.get(f"/organise/{listing.id}")).text
    for poll in listing.polls:
        assert f'href="/stage/{poll.poll_id}"' in page
        assert f'href="/moderate/{poll.poll_id}"' in page
        assert re.search(rf"/qr/{poll.code}-\d{{6}}\.svg", page)
    assert (await house.browser.get(f"/qr/{listing.polls[0].code}.svg")).status_code == 200


async def test_a_copy_starts_over_and_deleting_asks_first(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    copied = await house.browser.post(f"/organise/{listing.id}/copy")
    assert copied.headers["location"] == f"/organise/{listing.id}-2"
    asked = await house.browser.get(f"/organise/{listing.id}?ask=delete")
    assert "Delete for good" in asked.text
    assert "Delete for good" not in (await house.browser.get(f"/organise/{listing.id}")).text
    await house.browser.post(f"/organise/{listing.id}/delete")
    assert [each.id for each in await Events(house.store).all()] == [f"{listing.id}-2"]
    gone = await house.browser.get(f"/organise/{listing.id}")
    assert gone.status_code == 404
    assert "no such event" in gone.text


async def test_what_is_not_there_is_said_in_a_sentence(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    for path in ("nothing", "nothing/files/csv", "files/exe"):
        response = await house.browser.get(f"/organise/{listing.id}/{path}")
        assert response.status_code == 404
        assert 'role="alert"' in response.text


def link_in(page: str, field: str) -> str:
    """The path of a link that the event's page shows; '' where it shows none."""
    found = re.search(rf'id="{field}"[^>]*value="https?://[^/]+([^"]+)"', page)
    return found[1] if found else ""


async def enter(browser: httpx.AsyncClient, link: str) -> int:
    """The answer to what a link's page sends."""
    path, _, secret = link.partition("#")
    return (await browser.post(f"{path}/enter", json={"secret": secret})).status_code


@pytest.mark.parametrize(("role", "page"), [("moderator", "moderate"), ("stage", "stage")])
async def test_a_link_is_shown_once_and_a_renewed_one_ends_all_others(
    house: House, role: str, page: str
) -> None:
    """T8, from the organiser's page: made, shown once, renewed; of the other kind none ends."""
    await house.sign_in()
    listing = await house.add()
    poll = listing.polls[0]
    path, field = f"/organise/{listing.id}/{poll.slug}", f"{poll.slug}-{role}"
    made = [
        link_in((await house.browser.post(f"{path}/links", data={"role": role})).text, field)
        for _ in range(2)
    ]
    other = link_in((await house.browser.post(f"/organise/{listing.id}/links")).text, field)
    for each in (*made, other):
        assert re.fullmatch(rf"/{page}/{poll.poll_id}#[\w-]{{22}}", each)  # 128 random bits
        assert await enter(house.browser, each) == 204
    shown = (await house.browser.get(f"/organise/{listing.id}")).text
    assert link_in(shown, field) == ""
    assert "3 are good" in shown
    renewed = (await house.browser.post(f"{path}/renew", data={"role": role})).text
    assert [await enter(house.browser, each) for each in (*made, other)] == [403] * 3
    assert await enter(house.browser, link_in(renewed, field)) == 204
    live = await house.store.polls.live(poll.poll_id)
    assert (live.links, live.stage_links) == ((2, 1) if role == "moderator" else (1, 2))


async def test_one_press_makes_the_links_of_every_poll(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    page = (await house.browser.post(f"/organise/{listing.id}/links")).text
    for poll in listing.polls:
        for role in ("stage", "moderator"):
            assert await enter(house.browser, link_in(page, f"{poll.slug}-{role}")) == 204
    house.browser.cookies.clear()
    assert (await house.browser.post(f"/organise/{listing.id}/links")).status_code == 303


# ── The moderator's way in ────────────────────────────────────────────────────────────────────


async def test_the_moderators_secret_becomes_a_cookie_no_script_can_read(house: House) -> None:
    poll = (await house.add()).polls[0]
    secret = await new_link(house.store, "moderator", poll.poll_id)
    response = await house.browser.post(f"/moderate/{poll.poll_id}/enter", json={"secret": secret})
    assert response.status_code == 204
    assert response.content == b""
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"moderator-{poll.poll_id}=")
    assert "HttpOnly" in cookie
    assert secret not in cookie


NO_SECRETS = (
    b"",
    b"{",
    b"[]",
    b'"x"',
    b'{"secret": 1}',
    b'{"secret": ""}',
    b'{"secret": "wrong"}',
    b'{"secret": "x", "more": 1}',
    b'{"secret": "' + b"x" * 2000 + b'"}',
    b"\xff",
)


async def test_anything_but_the_secret_is_refused_in_a_sentence(house: House) -> None:
    poll = (await house.add()).polls[0]
    for body in NO_SECRETS:
        response = await house.browser.post(f"/moderate/{poll.poll_id}/enter", content=body)
        assert response.status_code == 403
        assert "not valid" in response.text
        assert "set-cookie" not in response.headers
        unknown = await house.browser.post("/moderate/nothing/enter", content=body)
        assert (unknown.status_code, unknown.text) == (403, response.text)
        # A moderator's page asks by script; a form is answered all the same.
        for page in ("moderate", "stage"):
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            address = f"/{page}/{poll.poll_id}/enter"
            form = await house.browser.post(address, content=body, headers=kind)
            assert (form.status_code, "set-cookie" in form.headers) == (403, False)


# ── Results ───────────────────────────────────────────────────────────────────────────────────


async def test_results_are_downloads(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    poll = listing.polls[0].slug
    for format_ in report.FORMATS:
        for language, word in (("de", "ergebnisse"), ("en", "results")):
            for path in (listing.id, f"{listing.id}/{poll}"):
                response = await house.browser.get(
                    f"/organise/{path}/files/{format_}?lang={language}"
                )
                assert response.status_code == 200
                disposition = response.headers["content-disposition"]
                assert disposition.startswith('attachment; filename="')
                assert disposition.endswith(f'-{word}.{format_}"')
                assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_large_file_is_sent_packed_once(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    path = f"/organise/{listing.id}/files/html"
    page = await house.browser.get(path)
    plain = await house.browser.get(path, headers={"Accept-Encoding": "identity"})
    # A report says when its figures were taken, and a minute may end between the two.
    assert _timeless(page.content) == _timeless(plain.content)
    assert page.headers.get_list("content-encoding") == ["gzip"]
    assert int(page.headers["content-length"]) < len(page.content) / 2
    assert "content-encoding" not in plain.headers
    packed_already = await house.browser.get(path.replace("html", "docx"))
    assert "content-encoding" not in packed_already.headers


def _timeless(content: bytes) -> bytes:
    return re.sub(rb"\d{1,2}:\d{2}", b"", content)


@pytest.fixture
def broken_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    """From before the server starts: it takes the verb out of its class then."""

    async def broken(*_: object) -> None:
        raise BrokenTally("round 1: the tally is not the sum of its 3 votes")

    monkeypatch.setattr(Auditing, "frozen", broken)
    monkeypatch.setattr(Workshop, "files", broken)


@pytest.mark.usefixtures("broken_tally")
async def test_a_broken_tally_blocks_every_export_and_says_so(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    for path in ("files/csv", listing.polls[0].slug):
        response = await house.browser.get(f"/organise/{listing.id}/{path}")
        assert response.status_code == 409
        assert "round 1" in response.text
    headers = {"Authorization": f"Bearer {await token_of(house, listing.id)}"}
    response = await house.browser.get(f"/api/v1/events/{listing.id}/results", headers=headers)
    assert response.status_code == 409


# ── The API ───────────────────────────────────────────────────────────────────────────────────


async def token_of(house: House, event_id: str) -> str:
    """The token as the organiser reads it from the event's page."""
    page = (await house.browser.get(f"/organise/{event_id}")).text
    found = re.search(r'id="api-token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


async def test_the_api_answers_whoever_has_the_token(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    headers = {"Authorization": f"Bearer {await token_of(house, listing.id)}"}
    machine = httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST)
    async with machine:
        path = f"/api/v1/events/{listing.id}/results?lang=de"
        answer = await machine.get(path, headers=headers)
        assert answer.status_code == 200
        assert answer.json()["format"] == 1
        assert answer.json()["language"] == "de"
        assert answer.json()["interval"] is False
        with_intervals = await machine.get(f"{path}&interval=yes", headers=headers)
        assert with_intervals.json()["interval"] is True
        assert answer.json()["short"] is False
        in_short = await machine.get(f"{path}&short=yes", headers=headers)
        assert in_short.json()["short"] is True
        one = f"/api/v1/polls/{listing.polls[0].poll_id}/results"
        assert len((await machine.get(one, headers=headers)).json()["polls"]) == 1
        for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
            for address in (path, one, "/api/v1/events/nothing/results"):
                refused = await machine.get(address, headers=wrong)
                assert refused.status_code == 401
                assert "Bearer" in refused.json()["error"]
        await house.browser.post("/organise/logout", data={"everywhere": "yes"})
        assert (await machine.get(path, headers=headers)).status_code == 401


async def test_no_secret_of_a_voter_is_in_any_answer(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    secret = await house.store.redis.get(PollKeys(listing.polls[0].poll_id).secret)
    assert secret
    for path in ("", f"/{listing.polls[0].slug}", "/files/json"):
        assert secret not in (await house.browser.get(f"/organise/{listing.id}{path}")).text

"""The organisers' pages over a real server: decks in, links, results out."""

import re

import httpx
import pytest

from poll_server.deck import shipped as decks
from poll_server.live.links import new_link
from poll_server.store.events import Events
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


async def test_another_site_can_do_nothing(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    headers = {"Origin": "https://evil.example"}
    response = await house.browser.post(f"/organise/{listing.id}/delete", headers=headers)
    assert response.status_code == 403
    assert [each.id for each in await Events(house.store).all()] == [listing.id]


# ── An event ──────────────────────────────────────────────────────────────────────────────────


async def test_an_event_shows_every_code_and_link(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    page = (await house.browser.get(f"/organise/{listing.id}")).text
    for poll in listing.polls:
        assert f'href="/stage/{poll.poll_id}"' in page
        assert f'href="/moderate/{poll.poll_id}"' in page
        assert re.search(rf"/qr/{poll.code}-\d{{6}}\.svg", page)
    parts = re.findall(r'<section class="card[^>]* id="([^"]+)', page)
    below = parts[len(listing.polls) :]
    assert (
        re.findall(r'href="#([^"]+)', page[page.index('class="jumps"') :])[1 : len(below) + 1]
        == below
    )
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

"""Who may do what, tried by everybody else, on everything there is (T7, T11, T16, T23, T24)."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import product
from typing import get_args

import httpx
import pytest
from starlette.routing import BaseRoute, Route
from websockets.asyncio.client import connect

import presenter.routes
from poll_server.hall.run_through import serving
from poll_server.hall.simulated import socket_url
from poll_server.live.links import new_link, renew_links
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from poll_server.web.sockets.codes import RENEWED
from poll_server.wire.messages import Action, Command, encode
from tests.support.cases import EVENT
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

WHO = ("nobody", "voter", "stage", "other", "revoked", "tampered", "made_up")
"""Everybody who is no moderator of the poll: by no cookie, a phone's, a stage's, that of another
poll's moderator, of one whose link was renewed, a changed one, and one under another name."""
PATIENCE = 20.0
"""Seconds for a socket that is let in by mistake; nothing is measured here."""
ADDRESSED = "203.0.113.77"
"""An address of nobody (RFC 5737)."""


@dataclass
class Scene:
    """A running server with two events, and the cookies of everybody."""

    base: str
    store: Store
    listing: Listing
    cookies: dict[str, str]

    @property
    def poll_id(self) -> str:
        return self.listing.polls[0].poll_id

    async def held(self) -> dict[str, bytes]:
        """Everything that Redis holds but who is here, as it stores it."""
        keys = [key async for key in self.store.redis.scan_iter() if not key.endswith(":crowd")]
        return {key: str(await _value(self.store, key)).encode() for key in sorted(keys)}


async def _value(store: Store, key: str) -> object:
    match await store.redis.type(key):
        case "hash":
            fields = await store.redis.hgetall(key)
            fields.pop("version", "")  # moves when somebody comes or goes
            return sorted(fields.items())
        case "set":
            return sorted(await store.redis.smembers(key))
        case "list":
            return await store.redis.lrange(key, 0, -1)
    return await store.redis.get(key)


@pytest.fixture
async def scene(fresh_redis_url: str) -> AsyncIterator[Scene]:
    store, events = Store.connect(fresh_redis_url), Events(Store.connect(fresh_redis_url))
    listing = await events.get(await events.add(EVENT))
    other = (await events.get(await events.add(EVENT))).polls[0].poll_id
    await add_organiser(store)
    poll = listing.polls[0]
    async with serving(fresh_redis_url) as base, browser(base) as http:

        async def entered(page: str, of: str) -> str:
            http.cookies.clear()
            role = "stage" if page == "stage" else "moderator"
            secret = await new_link(store, role, of)  # type: ignore[arg-type]
            assert (
                await http.post(f"/{page}/{of}/enter", json={"secret": secret})
            ).status_code == 204
            return "; ".join(f"{name}={value}" for name, value in http.cookies.items())

        revoked = await entered("moderate", poll.poll_id)
        await renew_links(store, "moderator", poll.poll_id)
        good = await entered("moderate", poll.poll_id)
        elsewhere = await entered("moderate", other)
        http.cookies.clear()
        await http.get(f"/{poll.code}")
        voter = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        middle = len(good) // 2
        flipped = "B" if good[middle] == "A" else "A"
        yield Scene(
            base,
            store,
            listing,
            {
                "nobody": "",
                "voter": voter,
                "stage": await entered("stage", poll.poll_id),
                "other": elsewhere,
                "revoked": revoked,
                "tampered": good[:middle] + flipped + good[middle + 1 :],
                "made_up": f"moderator-{poll.poll_id}={elsewhere.partition('=')[2]}",
            },
        )
    await store.redis.aclose()
    await events._store.redis.aclose()


def browser(base: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=base, trust_env=False, headers={"Origin": base}, timeout=LONGEST
    )


async def test_every_command_is_refused_to_everybody_but_the_moderator_t7(scene: Scene) -> None:
    """T7: every action there is, over the moderator's socket and over the stage's."""
    before = await scene.held()
    for who, action in product(WHO, get_args(Action)):
        command = Command(id=secrets.token_hex(4), expected_version=1, action=action)
        for path in ("moderator", "stage"):
            async with connect(
                socket_url(scene.base, f"/ws/{path}/{scene.poll_id}"),
                additional_headers={"Cookie": scene.cookies[who]},
                origin=scene.base,  # type: ignore[arg-type]  # a plain str is what it sends
                proxy=None,
                close_timeout=1,
            ) as socket:
                if path == "stage" and who == "stage":
                    await socket.send(encode(command).decode())
                    continue  # it may look, and is not listened to
                async with asyncio.timeout(PATIENCE):
                    await socket.wait_closed()
                assert socket.close_code == RENEWED, (who, action, path)
    assert await scene.held() == before


def organisers_posts(routes: list[BaseRoute]) -> Iterator[str]:
    """The path of every form that only organisers may send."""
    for route in routes:
        posts = isinstance(route, Route) and "POST" in (route.methods or ())
        if isinstance(route, Route) and posts and route.path.startswith("/organise/"):
            yield route.path


OPEN = ("login", "logout", "password", "invitation")
"""Forms that one sends before one is an organiser."""


async def test_every_form_of_the_organisers_is_refused_to_everybody_else_t7(scene: Scene) -> None:
    """T7, T16: the same answer for an event that is there and for one that is not."""
    before, tried = await scene.held(), 0
    poll = scene.listing.polls[0]
    async with browser(scene.base) as http:
        for path in organisers_posts(presenter.routes.routes):
            if path.split("/")[2] in OPEN:
                continue
            answers = []
            for event in (scene.listing.id, "nothing"):
                address = path.replace("{event}", event).replace("{poll}", poll.slug)
                address = re.sub(r"\{\w+\}", "x", address)
                for who in WHO:
                    headers = {"Cookie": scene.cookies[who]}
                    answer = await http.post(address, headers=headers, data={"role": "stage"})
                    # The editor's own script is told 401; a form is sent to sign in.
                    assert answer.status_code in (303, 401), (who, address)
                    to = answer.headers.get("location", "/organise?next=")
                    assert to.startswith("/organise?next="), (who, address)
                    text = re.sub(r'nonce="[^"]+"', "", answer.text).replace(event, "…")
                    answers.append((answer.status_code, to, text))
                    tried += 1
            assert len(set(answers)) == 1, path
    assert tried > 200
    assert await scene.held() == before


async def test_no_export_is_there_for_who_is_no_organiser_t16(scene: Scene) -> None:
    """T16: files, charts, decks and prints: the answer tells no event from another."""
    paths = [
        f"/organise/{{}}/{what}"
        for what in ("deck.toml", "files/csv", "files/xlsx", "print/poster", "charts.zip", "_files")
    ]
    async with browser(scene.base) as http:
        for who, path in product(WHO, paths):
            headers = {"Cookie": scene.cookies[who]}
            answers = [
                await http.get(path.format(event), headers=headers)
                for event in (scene.listing.id, "nothing")
            ]
            assert {answer.status_code for answer in answers} == {303}
            assert len({answer.content for answer in answers}) == 1
        tokens = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
        api = [
            await http.get(f"/api/v1/events/{event}/results", headers=tokens)
            for event in (scene.listing.id, "nothing")
        ]
        assert len({(answer.status_code, answer.content) for answer in api}) == 1
        assert api[0].status_code in (401, 403, 404)


async def test_no_page_may_be_put_into_a_frame_of_another_site_t11(scene: Scene) -> None:
    """T11: every page there is, walked over; what shows our own pages in frames says only ours."""
    seen = 0
    async with browser(scene.base) as http:
        for signed in (False, True):
            if signed:
                await sign_in(http)
            for route in presenter.routes.routes:
                if not isinstance(route, Route) or "GET" not in (route.methods or ()):
                    continue
                poll = scene.listing.polls[0]
                address = route.path.replace("{event}", scene.listing.id)
                address = address.replace(
                    "{poll}", poll.poll_id if address[:2] in ("/s", "/m", "/e") else poll.slug
                )
                address = re.sub(r"\{\w+(:\w+)?\}", "x", address)
                answer = await http.get(address)
                if answer.headers.get("content-type", "").startswith("text/html"):
                    policy = answer.headers["content-security-policy"]
                    assert re.search(r"frame-ancestors '(none|self)'", policy), address
                    seen += 1
    assert seen > 15


async def test_no_header_about_an_address_changes_anything_t23(scene: Scene) -> None:
    """T23, T26: who says to be another, or many, is answered and counted as anybody is."""
    poll = scene.listing.polls[0]
    async with browser(scene.base) as http:
        pages = []
        for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Nothing"):
            http.cookies.clear()
            answer = await http.get(f"/{poll.code}", headers={header: f"for={ADDRESSED}"})
            # Each time somebody new comes, at another time, with an order of options of their own.
            new = r'nonce="[^"]+"|\d{13}|"order":"[0-9a-f]{16}"'
            pages.append(re.sub(new, "", answer.text))
            assert ADDRESSED not in answer.text
        assert len(set(pages)) == 1
    assert not any(ADDRESSED.encode() in value for value in (await scene.held()).values())


async def test_a_foreign_host_moves_no_qr_code_and_no_link_t24(fresh_redis_url: str) -> None:
    """T24: addresses that are shown come from the settings, whatever a request says."""
    store = Store.connect(fresh_redis_url)
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    poll = listing.polls[0]
    await add_organiser(store)
    async with serving(fresh_redis_url, "https://poll.example.org") as base, browser(base) as http:
        honest = (await http.get(f"/qr/{poll.code}.svg")).content
        poisoned = {"Host": "evil.example", "Origin": "http://evil.example"}
        assert (await http.get(f"/qr/{poll.code}.svg", headers=poisoned)).content == honest
        await sign_in(http)
        page = await http.get(f"/organise/{listing.id}", headers={"Host": "evil.example"})
        assert "evil.example" not in page.text
        assert "https://poll.example.org" in page.text
    await store.redis.aclose()

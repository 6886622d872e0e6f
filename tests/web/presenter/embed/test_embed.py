"""The live result in another site's frame: who may hold it, what it shows, how it ends (T38)."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import msgspec
import pytest
from redis.exceptions import RedisError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from poll_server.live.ending.archive import archive
from poll_server.live.links import admits, new_link, renew_links
from poll_server.live.polls import Polls
from poll_server.report.making.making import tasks
from poll_server.report.making.orders import MadeFile, Order
from poll_server.report.making.workshop import Workshop
from poll_server.store.events import Events, Listing
from poll_server.store.parts.embedding import embedders, set_embedders
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from poll_server.web.sockets.codes import FULL, NO_SUCH_POLL, OVER, RENEWED, TRY_AGAIN
from poll_server.wire.messages import LookIn, StageSnapshot, ToStage, encode
from presenter.embed.socket import HALL_ALONE, TOLD
from tests.support.cases import NO, Hall
from tests.support.signing_in import add_organiser, sign_in

SITE = "https://www.example.org"
to_stage: msgspec.json.Decoder[ToStage] = msgspec.json.Decoder(ToStage)


def held_by(answer: httpx.Response) -> str:
    """Who may hold a page in a frame, as its header says."""
    found = re.search(r"frame-ancestors ([^;]*);", answer.headers["content-security-policy"])
    assert found is not None
    return found[1]


@asynccontextmanager
async def looking(
    browser: httpx.AsyncClient, poll_id: str, *said: bytes, origin: str = ""
) -> AsyncIterator[ClientConnection]:
    """A frame's socket without any cookie, that has said these words."""
    base = str(browser.base_url).rstrip("/")
    address = f"{base.replace('http', 'ws')}/ws/embed/{poll_id}?lang=en"
    async with connect(address, origin=Origin(origin or base), proxy=None) as socket:
        for each in said:
            await socket.send(each.decode())
        yield socket


async def snapshot(socket: ClientConnection) -> StageSnapshot:
    message = to_stage.decode(await socket.recv())
    assert isinstance(message, StageSnapshot)
    return message


async def code_of(socket: ClientConnection) -> tuple[int, str]:
    """Why a socket was closed."""
    with suppress(ConnectionClosed):
        while True:
            await socket.recv()
    return socket.close_code or 0, socket.close_reason or ""


async def test_only_the_events_own_sites_may_hold_it_and_no_other_page_t38(
    browser: httpx.AsyncClient, listing: Listing, store: Store
) -> None:
    """T38, T11: nobody to begin with; then exactly those the organiser wrote."""
    poll = listing.polls[0]
    page = f"/embed/{poll.poll_id}"
    assert held_by(await browser.get(page)) == "'none'"
    await add_organiser(store)
    await sign_in(browser)
    form = {"origins": f"{SITE}/\r\n\r\nhttp://localhost:8099\r\n{SITE.upper()}"}
    kept = await browser.post(f"/organise/{listing.id}/embedding", data=form)
    assert (kept.status_code, kept.headers["location"]) == (
        303,
        f"/organise/{listing.id}#embedding",
    )
    answer = await browser.get(page)
    assert held_by(answer) == f"{SITE} http://localhost:8099"
    assert "set-cookie" not in answer.headers
    assert not [each for each in ("Congress", poll.code) if each in answer.text]
    for other in (f"/stage/{poll.poll_id}", f"/organise/{listing.id}", f"/moderate/{poll.poll_id}"):
        assert held_by(await browser.get(other)) == "'none'"
    for injected in ("https://a.example; script-src *", "https://*.example", "https://a b", "*"):
        refused = await browser.post(
            f"/organise/{listing.id}/embedding", data={"origins": f"{SITE}\n{injected}"}
        )
        assert refused.status_code == 422
        assert "is no address of a website" in refused.text
    many = "\n".join(f"https://{n}.example" for n in range(21))
    refused = await browser.post(f"/organise/{listing.id}/embedding", data={"origins": many})
    assert (refused.status_code, "At most 20 websites" in refused.text) == (422, True)
    assert held_by(await browser.get(page)) == f"{SITE} http://localhost:8099"
    await browser.post(f"/organise/{listing.id}/embedding", data={"origins": ""})
    assert held_by(await browser.get(page)) == "'none'"
    assert (await browser.get("/embed/nothing")).status_code == 404


async def test_a_link_opens_it_without_cookies_until_it_is_revoked_t38(
    browser: httpx.AsyncClient, listing: Listing, forum: Hall, store: Store
) -> None:
    """T38, T8: the secret by POST and in the first word; a renewed one ends pages and sockets."""
    poll = listing.polls[0]
    secret = await new_link(store, "embed", poll.poll_id)
    enter = f"/embed/{poll.poll_id}/enter"
    inside = await browser.post(enter, content=encode(LookIn(secret=secret)))
    assert inside.status_code == 200
    assert "Congress" in inside.text
    assert "set-cookie" not in inside.headers
    assert held_by(inside) == "'none'"
    assert poll.code not in inside.text
    stage = await new_link(store, "stage", poll.poll_id)
    for wrong in (
        b"",
        b"{",
        b'{"secret":1}',
        encode(LookIn(secret="")),
        encode(LookIn(secret=stage)),
    ):
        refused = await browser.post(enter, content=wrong)
        assert (refused.status_code, "not valid" in refused.text) == (403, True)
        nowhere = await browser.post("/embed/nothing/enter", content=wrong)
        assert (nowhere.status_code, nowhere.content) == (403, refused.content)
    other = encode(LookIn(secret=secret, question="nothing"))
    assert (await browser.post(enter, content=other)).status_code == 404
    foreign = await browser.post(
        enter, content=encode(LookIn(secret=secret)), headers={"Origin": SITE}
    )
    assert foreign.status_code == 403
    for wrong in (b"", encode(LookIn(secret=stage)), b'{"type":"hello"}'):
        async with looking(browser, poll.poll_id, wrong) as socket:
            with pytest.raises(ConnectionClosed):
                await socket.recv()  # not one word before it
            assert socket.close_code == RENEWED
    await forum.one_vote("phones", NO)
    await forum.do("show")
    await forum.do("join")
    async with looking(browser, poll.poll_id, encode(LookIn(secret=secret))) as socket:
        seen = await snapshot(socket)
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers  # nothing to unpack, T21
        assert (seen.code, seen.join, seen.prompt) == ("", False, "Private phones in class?")
        assert seen.result is not None
        await renew_links(store, "embed", poll.poll_id)
        assert await code_of(socket) == (RENEWED, "")
    refused = await browser.post(enter, content=encode(LookIn(secret=secret)))
    assert refused.status_code == 403


async def test_a_page_of_the_site_itself_gets_no_socket_t38(
    browser: httpx.AsyncClient, listing: Listing, store: Store
) -> None:
    """T38, T9: the site holds our page; its own scripts are as foreign as anybody's."""
    poll = listing.polls[0]
    await set_embedders(store.redis, listing.id, [SITE])
    word = encode(LookIn(secret=await new_link(store, "embed", poll.poll_id)))
    for origin in (SITE, "null"):
        with pytest.raises(InvalidStatus) as refused:
            async with looking(browser, poll.poll_id, word, origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_one_question_stays_whatever_comes_next(
    browser: httpx.AsyncClient, listing: Listing, forum: Hall, store: Store
) -> None:
    poll_id = listing.polls[0].poll_id
    secret = await new_link(store, "embed", poll_id)
    await forum.one_vote("phones", NO)
    await forum.do("show")
    await forum.one_vote("skills", {"steps": [1, 2]})
    word = encode(LookIn(secret=secret, question="phones"))
    async with looking(browser, poll_id, word) as socket:
        seen = await snapshot(socket)
        assert (seen.prompt, seen.result is not None) == ("Private phones in class?", True)
        await forum.do("goto", "phones")  # the hall is shown it anew, when it is shown it
        while (await snapshot(socket)).result is not None:
            pass
        await forum.do("show")
        while (seen := await snapshot(socket)).result is None:
            pass
        assert seen.prompt == "Private phones in class?"


async def test_it_says_that_the_event_is_over(
    browser: httpx.AsyncClient, listing: Listing, store: Store
) -> None:
    poll_id = listing.polls[0].poll_id
    word = encode(LookIn(secret=await new_link(store, "embed", poll_id)))
    async with looking(browser, poll_id, word) as socket:
        await snapshot(socket)
        await archive(store, listing.id)
        assert await code_of(socket) == (OVER, "")
    answer = await browser.post(f"/embed/{poll_id}/enter", content=word)
    assert (answer.status_code, "This event is over" in answer.text) == (410, True)


async def test_nobody_has_more_pictures_made_than_a_poll_needs_t38(
    browser: httpx.AsyncClient,
    listing: Listing,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T38: frames of one picture are any number; of another none where there are enough."""
    poll_id = listing.polls[0].poll_id
    secret = await new_link(store, "embed", poll_id)
    live, held = (encode(LookIn(secret=secret, question=each)) for each in ("", "phones"))
    monkeypatch.setattr("presenter.embed.socket.MOST_VIEWS", 1)
    async with looking(browser, poll_id, live) as first, looking(browser, poll_id, live) as second:
        await snapshot(first)
        await snapshot(second)
        async with looking(browser, poll_id, held) as third:
            assert await code_of(third) == (TRY_AGAIN, "")
    unknown = encode(LookIn(secret=secret, question="nothing"))
    async with looking(browser, poll_id, unknown) as socket:
        assert await code_of(socket) == (NO_SUCH_POLL, "")

    async def away(*_: Any) -> None:
        raise RedisError

    monkeypatch.setattr("presenter.embed.socket.admits", away)
    async with looking(browser, poll_id, live) as socket:
        assert await code_of(socket) == (TRY_AGAIN, "")


async def test_frames_leave_most_places_to_the_hall_t38(
    browser: httpx.AsyncClient,
    listing: Listing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("poll_server.web.access.places.FOR_THE_HALL", 1.0)
    async with looking(browser, listing.polls[0].poll_id) as socket:
        assert await code_of(socket) == (TRY_AGAIN, FULL)


async def test_the_organiser_is_given_links_and_a_frame_to_copy(
    browser: httpx.AsyncClient, listing: Listing, store: Store
) -> None:
    poll = listing.polls[0]
    await add_organiser(store)
    await sign_in(browser)
    path = f"/organise/{listing.id}/{poll.slug}"
    page = (await browser.post(f"{path}/links", data={"role": "embed"})).text
    found = re.search(rf'id="{poll.slug}-embed"[^>]*value="[^"]+/embed/([^#"]+)#([\w-]+)"', page)
    assert found is not None
    assert found[1] == poll.poll_id
    assert f"{found[2]}&amp;question=phones" in page
    assert 'value="&lt;iframe src=&#34;http' in page
    assert (await store.polls.live(poll.poll_id)).generations == (1, 1, 1)
    await browser.post(f"{path}/renew", data={"role": "embed"})
    assert (await store.polls.live(poll.poll_id)).generations == (1, 1, 2)
    with pytest.raises(UnknownEvent):
        await set_embedders(store.redis, "nothing", [SITE])
    assert await embedders(store.redis, "nothing") == ()


async def test_the_slide_has_a_link_of_its_own(
    browser: httpx.AsyncClient,
    listing: Listing,
    polls: Polls,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def at_once(_: Workshop, order: Order) -> list[MadeFile]:
        """A process of its own would cost more than the slide."""
        (task,) = await tasks(polls, Events(store), order)
        made = task.make()
        return [MadeFile(made.name, made.media_type, len(made.content), made.content)]

    monkeypatch.setattr(Workshop, "files", at_once)
    poll = listing.polls[0]
    await add_organiser(store)
    await sign_in(browser)
    path = f"/organise/{listing.id}/{poll.slug}"
    assert f'action="{path}/slide"' in (await browser.get(path)).text
    answer = await browser.post(f"{path}/slide?lang=en")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'{poll.slug}-slide.pptx"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        leads = parts.read("ppt/slides/_rels/slide1.xml.rels").decode()
    found = re.search(rf"/embed/{poll.poll_id}#([\w-]+)", leads)
    assert found is not None
    assert await admits(store, "embed", poll.poll_id, found[1]) == 1


def test_of_everything_a_stage_is_told_it_is_decided_whether_readers_are() -> None:
    assert {*TOLD, *HALL_ALONE} == set(StageSnapshot.__struct_fields__)
    assert not {*TOLD} & {*HALL_ALONE}

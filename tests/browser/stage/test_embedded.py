"""The live result in a real frame of a website, on another port: shown there, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import pytest
from playwright.async_api import FrameLocator, Page, expect

from poll_server.hall.run_through import serving
from poll_server.live.links import new_link, renew_links
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.parts.embedding import set_embedders
from poll_server.store.store import Store
from tests.support.browsers.chromium import own_chromium, without_charts
from tests.support.cases import EVENT, NO, Hall

pytestmark = [pytest.mark.browser]

WIDE = "width:800px;height:450px;border:0"


@asynccontextmanager
async def website(*frames: str) -> AsyncIterator[int]:
    """Somebody's page with these frames; the port it is on."""
    held = "".join(f'<iframe src="{escape(each)}" style="{WIDE}"></iframe>' for each in frames)
    body = f"<!doctype html><title>News</title>{held}".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def framed(page: Page, number: int) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


async def test_a_website_shows_it_live_without_a_cookie_and_no_other_can(
    fresh_redis_url: str, store: Store, polls: Polls
) -> None:
    """T38, T11: held at one question, too; gone with its link; refused where nobody allowed it."""
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    poll_id = listing.polls[0].poll_id
    hall = Hall(polls, poll_id)
    await hall.one_vote("phones", NO)
    await hall.do("show")
    secret = await new_link(store, "embed", poll_id)
    async with serving(fresh_redis_url) as base, own_chromium() as browser:
        live = f"{base}/embed/{poll_id}?lang=en#{secret}"
        async with website(live, f"{live}&question=phones") as port:
            # By another name it is another site, and the frame's cookies a stranger's.
            at = f"http://localhost:{port}"
            await set_embedders(store.redis, listing.id, [at])
            page = await without_charts(await browser.new_page())
            await page.goto(at)
            for number in (0, 1):
                await expect(framed(page, number).locator("h1")).to_have_text(
                    "Private phones in class?"
                )
                await expect(framed(page, number).locator("#tables")).to_contain_text("100%")
            await hall.ask("topics")
            await expect(framed(page, 0).locator("h1")).to_have_text("Which topics?")
            await expect(framed(page, 1).locator("h1")).to_have_text("Private phones in class?")
            await expect(framed(page, 1).locator("#tables")).to_contain_text("100%")
            assert await page.context.cookies() == []
            await renew_links(store, "embed", poll_id)
            for number in (0, 1):
                await expect(framed(page, number).locator("#told")).to_contain_text("not valid")
            async with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
                await page.goto(f"http://127.0.0.1:{port}")

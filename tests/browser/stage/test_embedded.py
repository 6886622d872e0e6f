"""The live result in a real frame of a website, on another port: shown there, and nowhere else."""

import asyncio
from html import escape

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from poll_server.live.links import new_link, renew_links
from poll_server.store.parts.embedding import set_embedders
from tests.browser.backstage import House
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import without_charts
from tests.support.cases import EVENT, NO

pytestmark = pytest.mark.browser

WIDE = "width:800px;height:450px;border:0"


async def website(*frames: str) -> asyncio.Server:
    """Somebody's page with these frames."""
    held = "".join(f'<iframe src="{escape(each)}" style="{WIDE}"></iframe>' for each in frames)
    body = f"<!doctype html><title>News</title>{held}".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


def framed(page: Page, number: int) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


def test_a_website_shows_it_live_without_a_cookie_and_no_other_can(
    house: House, screens: Screens
) -> None:
    """T38, T11: held at one question, too; gone with its link; refused where nobody allowed it."""
    forum, run, store = house.forum(EVENT), house.backstage.run, house.store
    forum.open("phones")
    forum.vote([NO])
    forum.close()
    forum.show()
    secret = run(new_link(store, "embed", forum.poll_id))
    live = f"{house.base}/embed/{forum.poll_id}?lang=en#{secret}"
    site = run(website(live, f"{live}&question=phones"))
    port = site.sockets[0].getsockname()[1]
    # By another name it is another site, and the frame's cookies a stranger's.
    run(set_embedders(store.redis, forum.state().event.id, [f"http://localhost:{port}"]))
    page = screens.open(
        "news", f"http://localhost:{port}", context=without_charts(screens.context()), troubled=True
    )
    for number in (0, 1):
        expect(framed(page, number).locator("h1")).to_have_text("Private phones in class?")
        expect(framed(page, number).locator("#tables")).to_contain_text("100%")
    forum.open("topics")
    expect(framed(page, 0).locator("h1")).to_have_text("Which topics?")
    expect(framed(page, 1).locator("h1")).to_have_text("Private phones in class?")
    expect(framed(page, 1).locator("#tables")).to_contain_text("100%")
    assert page.context.cookies() == []
    run(renew_links(store, "embed", forum.poll_id))
    for number in (0, 1):
        expect(framed(page, number).locator("#told")).to_contain_text("not valid")
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(f"http://127.0.0.1:{port}")
    house.backstage.call(site.close)
    forum.leave()

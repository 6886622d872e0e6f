"""What browsers keep of scripts and styles: all until the next update, and nothing beyond it."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from poll_server.web.browser_files import ADDRESSES, BrowserFiles, answering
from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import new_page
from tests.support.screen_app import serving
from tests.support.signing_in import add_organiser
from tests.support.suite.at_length import WHOLE

pytestmark = [pytest.mark.browser, pytest.mark.survey]

LOADED = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/static/") && !name.includes("plotly"))
  .map(({ name, transferSize }) => [name, transferSize])"""
"""Address and bytes that went over the line, headers too; none where the browser had it."""
NAMED = """() => [...document.querySelectorAll("link[href*='/static/'], script[type=module][src]")]
  .map(({ href, src }) => href ?? src)"""


def loaded(page: Page) -> dict[str, int]:
    found: list[tuple[str, int]] = page.evaluate(LOADED)
    return dict(found)


def test_a_page_names_all_it_needs_and_a_second_load_asks_for_none_of_it(
    forum: Forum, screens: Screens
) -> None:
    event = f"/organise/{forum.state().event.id}"
    forum.house.backstage.run(add_organiser(forum.house.store))
    desk = screens.desk()
    for screen, secret in (
        ("stage", forum.secrets["stage"]),
        ("moderate", forum.secrets["moderator"]),
    ):
        address = f"/{screen}/{forum.poll_id}/enter"
        entered = desk.request.post(address, data={"secret": secret})
        assert entered.ok, entered.text()
    page = new_page(desk)
    pages = (  # and files of each, about half of them
        (f"/moderate/{forum.poll_id}", 20),
        (f"{event}/edit/event", 10),
        (f"{forum.phone}/questions", 3),
        (f"/stage/{forum.poll_id}", 20),
        (f"/moderate/{forum.poll_id}/questions", 5),
        (f"{event}/wall", 5),
        (event, 5),
    )
    # What a page names is found for all in the same way (`test_browser_files`).
    for path, least in pages if WHOLE else pages[:3]:
        page.goto(path)
        first = loaded(page)
        assert len(first) >= least, path
        assert sorted(page.evaluate(NAMED)) == sorted(first), path
        page.goto(path)
        assert loaded(page) == dict.fromkeys(first, 0), path


def written(folder: Path, word: str) -> BrowserFiles:
    """A program's files, which all say `word`."""
    folder.mkdir()
    said = f'export const word = "{word}";\n'
    for name, text in {
        "page": 'import { word } from "./word.js";\nwindow.word = word;\n'
        'window.later = async () => (await import("./later.js")).word;\n',
        "word": said,
        "later": said,
    }.items():
        (folder / f"{name}.js").write_text(text)
    return BrowserFiles({PurePosixPath("/static/s"): folder})


def test_an_update_comes_at_once_and_an_open_page_goes_on(screens: Screens, tmp_path: Path) -> None:
    running = [written(tmp_path / "before", "old")]

    async def shown(request: Request[Any]) -> Response:
        return HTMLResponse(
            f"<!doctype html><link rel=icon href='data:,'>{running[0].module('s/page.js')}",
            headers={"Cache-Control": "no-store"},
        )

    async def asked(request: Request[Any]) -> Response:
        return await answering(running[0])(request)

    app = Starlette(routes=[Route("/", shown), Route(ADDRESSES, asked)])
    with serving(app) as base:
        page = screens.open("updated", base, context=screens.context())
        assert page.evaluate("word") == "old"
        running[0] = written(tmp_path / "after", "new")
        assert page.evaluate("later()") == "new"  # today's file; it was not there before
        page.goto(base)
        assert page.evaluate("[word, performance.getEntriesByType('resource').length]") == [
            "new",
            2,
        ]
        page.goto(base)
        assert set(loaded(page).values()) == {0}
        assert page.evaluate("later()") == "new"
        page.close()

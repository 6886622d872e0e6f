"""Charts and several files at once, over a real server and without JavaScript."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from poll_server import report
from poll_server.base.settings import Settings
from poll_server.hall.run_through import serving
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.support.cases import EVENT, NO, YES, Hall
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST, until

SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class House:
    """A server, an event on which three people voted, and a browser of an organiser."""

    store: Store
    listing: Listing
    browser: httpx.AsyncClient

    @property
    def event(self) -> str:
        return f"/organise/{self.listing.id}"


@pytest.fixture
async def house(
    fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[House]:
    monkeypatch.setenv("POLL_DATA_DIR", str(tmp_path))
    store, ballots = Store.connect(fresh_redis_url), Ballots(fresh_redis_url)
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    hall = Hall(Polls(store, ballots, Crowd(store), take_back=0), listing.polls[0].poll_id)
    for question, answers in (("phones", (YES, NO, YES)), ("thoughts", ({"text": "Mut"},))):
        await hall.ask(question)
        for who, answer in enumerate(answers):
            await hall.vote(who, answer)
        await hall.do("close")
    await ballots.close()
    await add_organiser(store)
    async with serving(fresh_redis_url) as base:
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, trust_env=False, timeout=60
        ) as browser:
            await sign_in(browser)
            yield House(store, listing, browser)
    await store.redis.aclose()


async def test_each_chart_is_a_file_that_says_what_it_shows(house: House) -> None:
    page = (await house.browser.get(f"{house.event}/forum-1?lang=de")).text
    links = re.findall(r'href="([^"]*/charts/[^"]+)"[^>]*aria-label="([^"]+)"', page)
    # An open question has none; each name begins with what is to be seen of it.
    assert links == [
        (
            f"{house.event}/forum-1/charts/phones.{kind}?lang=de",
            f"{kind.upper()}, Diagramm: Private Handys im Unterricht?",
        )
        for kind in ("svg", "png")
    ]
    drawn = await house.browser.get(links[0][0])
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert 'filename="congress-forum-1-01-phones.svg"' in drawn.headers["content-disposition"]
    root = ElementTree.fromstring(drawn.content)
    title = root[0]
    assert (root.tag, root.get("role"), title.tag) == (f"{SVG}svg", "img", f"{SVG}title")
    assert root.get("aria-labelledby") == title.get("id")
    said = title.text or ""
    assert said.startswith("Private Handys im Unterricht? Ergebnis: Ja 67 Prozent")
    assert said.endswith("n = 3")
    png = (await house.browser.get(links[1][0])).content
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert b"iTXtDescription\0\0\0\0\0" + said.encode() in png

    for path, status in (
        ("forum-1/charts/phones.gif", 404),
        ("forum-1/charts/thoughts.svg", 404),
        ("forum-1/charts/skills.svg", 404),
        ("forum-1/charts/nothing.svg", 404),
        ("forum-9/charts/phones.svg", 404),
    ):
        answer = await house.browser.get(f"{house.event}/{path}")
        assert (answer.status_code, "<h1" in answer.text) == (status, True), path

    for path in ("charts.zip", "forum-1/charts.zip"):
        packed = await house.browser.get(f"{house.event}/{path}")
        assert packed.headers["content-disposition"].endswith('charts.zip"')
        with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
            assert archive.namelist() == [
                "charts/congress-forum-1-01-phones.svg",
                "charts/congress-forum-1-01-phones.png",
            ]

    # Intervals are in a file where they were asked for.
    page = (await house.browser.get(f"{house.event}/forum-1?interval=yes")).text
    assert re.search(r'name="interval" value="yes" checked', page)
    (link,) = re.findall(r'href="([^"]*/files/csv\?lang=en[^"]*)"', page)
    with_them = (await house.browser.get(link.replace("&amp;", "&"))).text
    without = (await house.browser.get(link.partition("&")[0])).text
    assert len(with_them) > len(without)
    # And the short form, likewise.
    page = (await house.browser.get(f"{house.event}/forum-1?short=yes")).text
    assert re.search(r'name="short" value="yes" checked', page)
    (link,) = re.findall(r'href="([^"]*/files/docx\?lang=en[^"]*)"', page)
    answer = await house.browser.get(link.replace("&amp;", "&"))
    assert "-results-short.docx" in answer.headers["content-disposition"]


async def test_several_files_are_made_at_once_and_fetched(house: House) -> None:
    choose = f"{house.event}/_files"
    form = (await house.browser.get(f"{choose}?lang=en")).text
    assert re.findall(r'name="format" value="(\w+)" checked', form) == list(report.FORMATS)
    none = await house.browser.post(choose, data={"of": "", "language": "en"})
    assert none.status_code == 422
    assert "at least one" in none.text
    chosen = {"of": ["", "forum-1"], "format": ["csv", "docx"], "picture": "svg", "language": "en"}
    started = await house.browser.post(choose, data=chosen)
    assert started.status_code == 303
    page = started.headers["location"]

    async def text() -> str:
        return (await house.browser.get(page)).text

    first = await text()
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in first
    assert '<progress id="share" max="100"' in first

    async def ended() -> bool:
        return bool((await house.browser.get(f"{page}/progress")).json()["ended"])

    await until(ended)
    links = re.findall(rf'href="({page}/[^"]+)" download', await text())
    names = [link.rpartition("/")[2] for link in links]
    assert names == [
        "congress-results.zip",
        "congress-results.docx",
        "congress-results.csv",
        "congress-forum-1-results.docx",
        "congress-forum-1-results.csv",
    ]
    for link, name in zip(links, names, strict=True):
        file = await house.browser.get(link)
        assert file.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert file.headers["cache-control"] == "no-store"
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
                charts = "charts/congress-forum-1-01-phones.svg"
                assert archive.namelist() == [*names[1:], charts]
    for wrong in ("progress.json", "lock", "..%2flock", "charts"):
        assert (await house.browser.get(f"{page}/{wrong}")).status_code == 404

    # Somebody who is not signed in learns nothing, and with the event its files go.
    async with httpx.AsyncClient(
        base_url=house.browser.base_url, trust_env=False, timeout=LONGEST
    ) as stranger:
        for path in (choose, page, f"{page}/progress", links[0], f"{house.event}/charts.zip"):
            answer = await stranger.get(path)
            assert answer.headers["location"].startswith("/organise?next=")
    made = Path(Settings.from_env().data_dir) / "made" / house.listing.id
    assert made.exists()
    await house.browser.post(f"{house.event}/delete")
    assert not made.exists()

"""The walk: phone with and without script, console, stage, editor, paste, table, rehearsal, files.

Run by `test_brought.py`, in a process to which the kind is known.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from poll_server.deck import deck
from poll_server.drafts.imports.pasted import read_pasted
from poll_server.drafts.imports.sheets import read_sheet
from poll_server.drafts.imports.template import template
from poll_server.live.polls import Polls
from poll_server.questions import KINDS, kind_called
from poll_server.questions.inventing.improvise import improvise
from poll_server.report import FORMATS, write_report
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from tests.browser.backstage import Forum, House
from tests.browser.conftest import browser, chromium_kept, house, screens
from tests.browser.pages.screens import Screens
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

__all__ = ["browser", "chromium_kept", "house", "screens"]
"""Fixtures: the same house, browser and screens as the browser tests."""

DECK = """
[event]
id = "night-sky"
title = "Night sky"
languages = ["en"]

[[polls]]
id = "hall"
title = "Hall"

[[polls.questions]]
kind = "stars"
id = "how-many"
prompt = "How many stars?"
stars = 6
"""


@pytest.fixture
def forum(house: House) -> Iterator[Forum]:
    forum = house.forum(deck.read(DECK))
    yield forum
    forum.leave()


def test_the_kind_is_known() -> None:
    assert KINDS[-1] is kind_called("stars")
    assert KINDS[-1].__module__ == "made_up.stars"


@pytest.mark.browser
def test_phone_console_and_stage(screens: Screens, forum: Forum) -> None:
    console = screens.open("moderator", forum.moderator)
    phone = screens.open("phone", forum.phone, language="en")
    forum.open("how-many")
    field = phone.get_by_label("Your stars")
    field.fill("4")
    expect(phone.locator("output")).to_have_text("★★★★")  # drawn by the kind's own script
    phone.locator("#send").click()
    expect(phone.locator("#line")).to_have_text("Vote counted: 4.")
    assert forum.stored() == [{"stars": 4}]
    expect(console.locator("#series")).to_contain_text("★★★★")
    expect(console.locator("#facts")).to_have_text("Brightness4 starsall added up")
    phone.reload()
    expect(field).to_have_value("4")
    forum.close()
    forum.show()
    expect(phone.locator("#results tr", has_text="★★★★").first).to_contain_text("100%")
    expect(phone.locator("#results .facts")).to_contain_text("4 stars")
    stage = screens.open("stage", forum.stage)
    expect(stage.locator("#facts")).to_contain_text("4 stars")
    chart, facts = (stage.locator(name).bounding_box() for name in ("#chart", "#facts"))
    assert chart
    assert facts
    assert chart["y"] + chart["height"] <= facts["y"]
    expect(stage.locator("#chart .main-svg").first).to_be_visible()
    expect(stage.locator("table")).to_contain_text("★★★★")


def test_the_page_without_script(house: House, forum: Forum) -> None:
    forum.open("how-many")
    with httpx.Client(
        base_url=house.base, trust_env=False, follow_redirects=True, timeout=LONGEST
    ) as phone:
        page = phone.get(f"/{forum.code}?lang=en").text
        assert '<input type="number" name="stars" min="1" max="6"' in page
        assert '"★".repeat' in page  # the kind's own script
        number = forum.state().live.round
        for stars, said in (("7", "6"), ("5", "Vote counted: 5.")):
            form = {"round": str(number), "seq": "1", "stars": stars}
            answer = phone.post(f"/{forum.code}/vote?lang=en", data=form)
            assert said in answer.text
        assert 'value="5"' in answer.text
    assert forum.stored() == [{"stars": 5}]


def test_the_editor_and_both_previews(house: House, forum: Forum) -> None:
    event = forum.state().about.event_id

    async def pages() -> list[httpx.Response]:
        await add_organiser(house.store)
        async with httpx.AsyncClient(
            base_url=house.base, trust_env=False, timeout=LONGEST
        ) as browser:
            await sign_in(browser)
            edit = f"/organise/{event}/edit"
            first = await browser.get(f"{edit}/event?lang=en", follow_redirects=True)
            uid = first.text.partition("How many stars?")[0].rpartition(f"{edit}/")[2]
            uid = uid.partition('"')[0].partition("?")[0]
            return [
                await browser.get(f"{edit}/{uid}{which}?lang=en", headers={"Accept": kind})
                for which, kind in (("", "*/*"), ("/phone", "*/*"), ("/stage", "application/json"))
            ]

    form, phone, stage = house.backstage.run(pages())
    assert (form.status_code, phone.status_code, stage.status_code) == (200, 200, 200)
    assert "Most stars" in form.text
    assert "Ten at most." in form.text
    assert 'max="6"' in phone.text
    assert "★" in json.dumps(stage.json(), ensure_ascii=False)


def test_pasted_text_and_tables() -> None:
    (item,) = read_pasted("How bright?\nStars: 7", ["en"])
    assert item == {"kind": "stars", "prompt": {"en": "How bright?"}, "stars": 7}
    (named,) = read_sheet("x.csv", b"Kind,Question,Stars\r\nStars,How bright?,7\r\n", ["en"])
    assert named == item
    assert b"Stars" in template("csv", ["en"])


def test_a_rehearsal_and_every_file(house: House, forum: Forum, tmp_path: Path) -> None:
    forum.open("how-many")
    (question,) = forum.state().poll.questions
    answers = [each for each in improvise(question, 12, seed=1, language="en") if each]
    assert len(answers) > 5
    forum.vote(answers)
    assert len(forum.stored()) == len(answers)
    forum.close()
    forum.show()

    event = forum.state().about.event_id

    async def report() -> list[Path]:
        listing = await Events(house.store).get(event)
        told = await gather(Polls.reading(house.store), listing, "en")
        return write_report(told, FORMATS, tmp_path)

    files = house.backstage.run(report())
    assert [path.suffix[1:] for path in files] == list(FORMATS)
    assert all(path.stat().st_size > 500 for path in files)
    told = {path.suffix[1:]: path.read_bytes() for path in files}
    for plain in ("csv", "json", "html"):
        assert "★★" in told[plain].decode(), plain
        assert "Brightness" in told[plain].decode(), plain
    for office in ("docx", "pptx", "xlsx"):
        with zipfile.ZipFile(next(p for p in files if p.suffix[1:] == office)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
        for said in ("★★", "Brightness: "):
            assert any(said.encode() in part for part in parts), (office, said)
    pdf = PdfReader(next(path for path in files if path.suffix == ".pdf"))
    assert "Brightness" in "".join(page.extract_text() for page in pdf.pages)

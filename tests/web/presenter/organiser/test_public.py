"""The public results page: what it says, whom it needs, and when it is there at all."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any

import httpx
import msgspec
import pytest

from poll_server.base.percent import format_percent
from poll_server.hall.run_through import serving
from poll_server.live.ending.archive import archive
from poll_server.questions import Choice, OpenText
from poll_server.report import Cut, Report, build
from poll_server.report.html import page, page_policy
from poll_server.store.events import Listing
from poll_server.store.store import Store
from tests.support.cases import NO, YES, Hall
from tests.support.events.report_cases import HOSTILE, event, every_kind, outcome, report
from tests.support.signing_in import add_organiser, sign_in


class Html(HTMLParser):
    """A page's elements and its visible texts."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.source = content.decode()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>", "", self.source, flags=re.S))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub("[ \n]+", " ", "".join(self.texts))

    def all(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, found in self.elements if (value := found.get(name)) is not None]


def of_every_kind(language: str = "de", **more: Any) -> Report:
    asked = every_kind()
    made = event(*(question for question, _ in asked))
    rounds = [
        outcome(question, answers, language, number=number)
        for number, (question, answers) in enumerate(asked, 1)
    ]
    return report(made, rounds, language, **more)


def of_two_forums() -> Report:
    """One question asked in two polls."""
    question = Choice(id="phones", prompt="Handys?", options=("Ja", "Nein"))
    made = event(question)
    both = (made.polls[0], msgspec.structs.replace(made.polls[0], id="forum-2", title="Forum 2"))
    rounds = {
        "forum-1": [outcome(question, [YES] * 6 + [NO] * 6, "de")],
        "forum-2": [outcome(question, [YES] * 12, "de", number=2)],
    }
    return build(made.id, msgspec.structs.replace(made, polls=both), Cut(rounds), "de")


# ── What it says ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_figure_of_the_report_is_on_the_page(language: str) -> None:
    built = of_every_kind(language, simulated=40)
    found = Html(page.render(built))
    (poll,) = built.polls
    assert built.notice in found.text
    for finding in poll.findings:
        assert re.sub(r"\W+", "", finding) in re.sub(r"\W+", "", found.text)
    cells = [text.strip() for text in found.texts]
    for question in poll.questions:
        assert question.prompt in found.text
        if question.question.result_form == "texts":
            continue
        assert question.last.base in found.text
        for series in question.last.results.series:
            for row in series.rows:
                shown = format_percent(row.percent, language)
                assert shown in cells or f"{row.count} ({shown})" in cells
    drawn = [f for tag, f in found.elements if f.get("role") == "img"]
    assert len(drawn) == 3  # open answers have no picture
    assert all(" n = " in str(each["aria-label"]) for each in drawn)


def test_it_is_one_file_without_scripts_that_asks_nobody_for_anything() -> None:
    content = page.render(of_every_kind(), ("de", "en"), accent="#1f4e9e", saved=True)
    found = Html(content)
    tags = {tag for tag, _ in found.elements}
    assert not tags & {"script", "img", "iframe", "form", "object", "base"}
    assert not found.all("style")
    assert not [name for _, each in found.elements for name in each if name.startswith("on")]
    addresses = found.all("href") + found.all("src")
    assert {each for each in addresses if not each.startswith("#")} == {"data:,", "zbr-en.html"}
    assert "http" not in found.source.replace("http-equiv", "")
    (style,) = re.findall(r"<style>(.*?)</style>", found.source, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [each for each in found.all("content") if "default-src" in each]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy == page_policy.policy(content)


def test_names_are_unique_and_every_letter_stands_there_once() -> None:
    content = page.render(of_every_kind())
    found = Html(content)
    names = found.all("id")
    assert len(names) == len(set(names))
    assert {each.removeprefix("#") for each in found.all("href") if each.startswith("#")} <= {
        *names
    }
    clips = re.findall(r"url\(#([^)]+)\)", found.source)
    assert clips
    assert set(clips) <= set(names)
    outlines = re.findall(r"<symbol [^>]*>(.*?)</symbol>", found.source, re.S)
    assert len(outlines) > 20
    assert len(outlines) == len(set(outlines))
    assert page.OUTLINES not in found.source
    assert content == page.render(of_every_kind())


def test_what_the_report_withholds_is_not_there() -> None:
    question = Choice(id="q", prompt="Handys?", options=("Ja", "Nein"))
    made = event(question, smallest_group=5)
    found = Html(page.render(report(made, [outcome(question, [YES, NO, YES], "de")], "de")))
    assert "weniger als 5" in found.text
    assert "67" not in found.text
    assert "<table" not in found.source.partition("<footer>")[0]


def test_only_approved_texts_are_there() -> None:
    question = OpenText(id="q", prompt="Warum?")
    answers = [{"text": "Anerkennung"}, {"text": "Kanarienvogel"}]
    rounds = [outcome(question, answers, "de", verdicts={"text:anerkennung": "approved"})]
    found = Html(page.render(report(event(question), rounds, "de")))
    assert "Anerkennung" in found.text
    assert "Kanarienvogel" not in found.source


def test_merged_questions_come_with_their_weights() -> None:
    built = of_two_forums()
    (merged,) = built.merged
    found = Html(page.render(built))
    assert merged.weights in found.text
    assert found.source.index('id="merged"') < found.source.index('id="poll-1"')
    assert "#merged" in found.all("href")
    assert format_percent(75, "de") in [text.strip() for text in found.texts]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_written_becomes_markup(text: str) -> None:
    question = Choice(id="q", prompt=text, options=(text, "Nein"), other=True)
    rounds = [outcome(question, [YES, {"options": [], "other": text[:140]}], "de")]
    made = event(question, title=text)
    content = page.render(report(msgspec.structs.replace(made, hosts=(text,)), rounds, "de"))
    found = Html(content)
    assert not {tag for tag, _ in found.elements} & {"script", "b", "img"}
    assert not [each for each in found.all("href") if "javascript" in each]
    assert found.source.count("<style>") == 1
    assert re.sub(" +", " ", text) in found.text


# ── Over a server ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def browser(fresh_redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        serving(fresh_redis_url) as base,
        httpx.AsyncClient(
            base_url=base, headers={"Accept-Language": "en"}, trust_env=False, timeout=60
        ) as browser,
    ):
        yield browser


async def test_the_organiser_makes_results_public_and_stops_it(
    listing: Listing, forum: Hall, store: Store, browser: httpx.AsyncClient
) -> None:
    address, inside = f"/results/{listing.id}", f"/organise/{listing.id}"
    assert (await browser.get(address)).status_code == 404
    assert (await browser.get(f"{inside}/public")).status_code == 303  # to the sign-in page
    assert (await browser.post(f"{inside}/publish", data={"public": "yes"})).status_code == 303
    assert (await browser.get(address)).status_code == 404
    await forum.ask("phones")
    await forum.vote(1, YES)
    await forum.vote(2, YES)
    await forum.do("close")
    await forum.ask("topics")  # open: not there yet
    await add_organiser(store)
    await sign_in(browser)
    preview = await browser.get(f"{inside}/public")
    assert "Private phones in class?" in preview.text
    assert "Which topics?" not in preview.text
    assert (await browser.get(address)).status_code == 404
    assert (await browser.post(f"{inside}/publish", data={"public": "yes"})).status_code == 303
    assert f"{browser.base_url}{address}" in (await browser.get(inside)).text

    seen = await browser.get(address, headers={"Cookie": ""})
    assert seen.text == preview.text
    assert seen.headers["content-encoding"] == "gzip"
    assert seen.headers["content-language"] == "en"
    assert "script-src" not in seen.headers["content-security-policy"]
    plain = await browser.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.text == seen.text
    assert "content-encoding" not in plain.headers
    again = await browser.get(address, headers={"If-None-Match": seen.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    german = await browser.get(address, params={"download": "", "lang": "de"})
    assert german.headers["content-disposition"] == 'attachment; filename="congress-de.html"'
    assert 'href="congress-en.html"' in german.text
    await forum.do("close")
    await archive(store, listing.id)
    assert (await browser.get(address)).status_code == 200  # results outlive the event
    await browser.post(f"{inside}/publish", data={"public": "no"})
    gone = await browser.get(address, headers={"If-None-Match": seen.headers["etag"]})
    assert gone.status_code == 404

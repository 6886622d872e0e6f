"""The site of documents: every page is in it, every link leads somewhere, all at home.

`make check-site` (a part of `make test`) reads the pages as the site does, and `make site` builds
it and looks through what came out; here is what can be said without either.
"""

import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from pygments.lexers import get_lexer_by_name

from docs.site.conf import drawing, reading
from docs.site.looked_through import (
    asked_by_page,
    asked_by_script,
    asked_by_style,
    looked_through,
)
from docs.site.navigation import (
    HOME,
    LEFT_OUT,
    ROOT,
    SHOW,
    TAKEN,
    anchors,
    for_the_site,
    links,
    listed_code,
    pages,
    pictures,
    prose,
    sections,
    shown_in,
    with_pictures,
)

PAGES = pages()
MOST_ON_A_SCREEN = 40
"""Lines of a page that is read beside a running show."""
POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'\">"
)


def test_every_file_of_docs_is_in_the_navigation_or_says_why_not() -> None:
    shown = {*PAGES, *(picture for page in PAGES for picture in pictures(page))}
    for path in (ROOT / "docs").rglob("*"):
        place = str(path.relative_to(ROOT))
        if path.is_file() and "__pycache__" not in path.parts and place not in shown:
            assert place.startswith(tuple(LEFT_OUT)), f"{place}: put it into {HOME}"


def test_a_page_is_in_the_navigation_once_and_below_a_heading() -> None:
    assert [page for page in PAGES if PAGES.count(page) > 1] == []
    assert all(len(entries) > 0 for _, entries in sections())


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_leaves_no_heading_out(page: str) -> None:
    """Else the site's builder warns, and `make site` takes warnings for mistakes."""
    levels = [len(mark) for line in prose(page) for mark in re.findall(r"^#+(?= )", line)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    """Also behind its #, where it leads to a page."""
    for target, anchor in links(page):
        assert (ROOT / target).exists(), target
        if anchor and target in PAGES:
            assert anchor in anchors(target), target + anchor
    for picture in pictures(page):
        assert (ROOT / picture).is_file(), picture


def test_links_to_pages_stay_and_links_to_code_lead_to_it() -> None:
    written = (
        "[a](tour.md#where-is-) [b](../deploy/hall/kit.py) [c](https://a.test/x) ![d](e.png)\n"
    )
    led = "[a](tour.md#where-is-) [b](code:deploy/hall/kit.py) [c](https://a.test/x) ![d](e.png)\n"
    assert for_the_site("docs/capacity.md", written) == led
    fenced = f"```\n{written}```\n"
    assert for_the_site("docs/capacity.md", fenced) == fenced


def test_a_link_that_leads_nowhere_stays_for_the_builder_to_warn_of() -> None:
    for dead in ("[a](nowhere.md)\n", "[a](../poll_server/nowhere.py#x)\n"):
        assert for_the_site("docs/capacity.md", dead) == dead


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_languages_that_can_be_drawn(page: str) -> None:
    """Of these only `make site` would warn, which draws them."""
    for language in re.findall(
        r"^\s*(?:```|~~~)([\w+-]+)", (ROOT / page).read_text(), re.MULTILINE
    ):
        assert get_lexer_by_name(language), language


def test_code_that_pages_lead_to_is_there_and_can_be_read() -> None:
    """It has a page of its own, so it is text, and nothing that somebody else's program wrote."""
    code = listed_code()
    assert "poll_server/store/lua/cast.lua" in code
    for place in code:
        if (ROOT / place).is_file():
            assert (ROOT / place).read_text() or place.endswith("__init__.py"), place


@pytest.mark.parametrize("page", ["docs/moderator.md", "docs/de/moderieren.md"])
def test_the_moderators_page_is_one_screen(page: str) -> None:
    assert len((ROOT / page).read_text().splitlines()) <= MOST_ON_A_SCREEN


def test_the_moderators_page_names_keys_that_there_are() -> None:
    console = (ROOT / "presenter/moderator/templates/page.html").read_text()
    for page in ("docs/moderator.md", "docs/de/moderieren.md"):
        keys = set(re.findall(r"`([A-Z])`", (ROOT / page).read_text()))
        assert keys
        for key in keys:
            assert f'("{key}", _(' in console, key


def test_what_is_there_in_german_leads_to_the_english_and_back() -> None:
    german = [page for page in PAGES if page.startswith("docs/de/")]
    assert len(german) >= 5
    for page in german:
        there = [each.target for each in links(page)]
        assert any(page in [back.target for back in links(each)] for each in there if each in PAGES)


def test_the_show_has_each_picture_once_and_in_both_themes() -> None:
    """That they are those which are taken, `make tour` says itself."""
    written = (ROOT / SHOW).read_text()
    shown = shown_in(written)
    assert len(shown) == len(set(shown)) > 10
    assert {name.partition("-")[0] for name in shown} == {"stage", "phone", "moderator"}
    drawn = with_pictures(written)
    assert "<!--" not in drawn
    assert len(re.findall(r"<details>.*\n\n!\[.{50,}\]\(\S+\.webp\)\n\n</details>", drawn)) == 1
    for name in shown:
        for theme in ("light", "dark"):
            assert len(re.findall(rf"!\[.{{15,}}\]\(\S+/{name}-{theme}\.png\)", drawn)) == 1, name


def test_what_only_reads_asks_for_no_picture_of_the_show() -> None:
    """`make test` takes none, and whether some are left from before must not matter."""
    written = (ROOT / SHOW).read_text()
    for builder, shown in (("dummy", False), ("html", True)):
        source = [written]
        app = SimpleNamespace(builder=SimpleNamespace(name=builder))
        reading(app, SHOW.removesuffix(".md"), source)
        assert (TAKEN in source[0]) == shown


def test_a_page_is_closed_moved_by_keys_and_in_its_language() -> None:
    wide = '<pre>code</pre><div class="table-wrapper"><table></table></div>'
    for page, language in (("docs/de/moderieren", ["de"]), ("docs/moderator", [])):
        tree = '<p role="heading">A</p><a class="x" href="de/y.html">B</a><a href="z.html">C</a>'
        context = {"body": wide, "furo_navigation_tree": tree}
        drawing(None, page, "page.html", context, None)
        assert asked_by_page(context["metatags"]) == []
        assert context["body"].count('tabindex="0"') == 2
        assert re.findall(r'lang="(\w+)"', context["body"]) == language
        assert context["furo_navigation_tree"].count('<a lang="de" hreflang="de"') == 1
        assert 'aria-level="2"' in context["furo_navigation_tree"]


@pytest.mark.parametrize(
    "loads",
    [
        '<script src="https://a.test/x.js"></script>',
        '<link rel="stylesheet" href="//a.test/x.css">',
        '<img src="x.png" srcset="x.png 1x, https://a.test/y.png 2x">',
        '<iframe src="https://a.test/"></iframe>',
        '<form action="https://a.test/"></form>',
        '<p style="background: url(https://a.test/x.png)">',
        "<style>@import 'https://a.test/x.css';</style>",
        "<script>fetch('https://a.test/x')</script>",
        '<meta http-equiv="refresh" content="0; url=https://a.test/">',
    ],
)
def test_what_a_page_would_ask_another_host_for_is_found(loads: str) -> None:
    assert len(asked_by_page(POLICY + loads)) == 1


@pytest.mark.parametrize(
    "stays",
    [
        '<a href="https://a.test/">there</a>',
        '<script src="_static/x.js"></script><img src="data:image/png;base64,AA//AA==">',
        "<style>a { background: url(x.png) }</style>",
        "<script>// from https://a.test/x\nmake('http://www.w3.org/2000/svg')</script>",
    ],
)
def test_what_stays_at_home_is_let_be(stays: str) -> None:
    assert asked_by_page(POLICY + stays) == []


@pytest.mark.parametrize(
    "policy", ["", POLICY.replace("'self'", "https:"), POLICY.replace("img-src", "*")]
)
def test_a_page_without_a_closed_policy_is_found(policy: str) -> None:
    assert len(asked_by_page(policy)) == 1


def test_style_and_script_files_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(POLICY)
    (tmp_path / "a.css").write_text(
        "/* https://a.test */ @font-face { src: url('https://a.test/f.woff2') }"
    )
    (tmp_path / "b.js").write_text("/* \"https://b.test\" */ import('https://b.test/x.js')")
    assert looked_through(tmp_path) == [
        "a.css: https://a.test/f.woff2",
        "b.js: https://b.test/x.js",
    ]
    assert asked_by_style("a { color: red }") == asked_by_script("a // 'https://a.test'") == []

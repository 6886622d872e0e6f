"""Every state of every page, looked at by axe in each language, theme and width; and what else must
be so in each: nothing too wide, nothing that moves, nothing asked of another host."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.suite.at_length import WHOLE, taking_turns

from .axe import ALWAYS, Judge, layout, overflow
from .screens import Screens, Theme
from .tab import SIZES

LANGUAGES = ("de", "en")
Variant = tuple[Theme, int]
SHORT: tuple[Variant, ...] = (("light", 320), ("dark", 1280))
"""Theme and width in px at which axe sees a state in `make test`, states taking turns: what is
written and how it is built is the same in both, and each sort of page is seen in both. In two
languages a page differs in `lang`, which `_measure` sees, and in the lengths of its words; so each
is there in one, and each test says in which. `make survey` looks at each page in both languages,
and light and dark at either width."""
VARIANTS: tuple[Variant, ...] = (*SHORT, ("dark", 320), ("light", 1280))
WIDTHS = (320, 1280, 768)
"""Widths in px, at none of which anything may need scrolling sideways; in `make test` each state is
seen at the narrowest, and at one of the others."""
TALL = 3600
"""Height in px at which everything of a page is in sight, and nothing is under a bar that stays."""


@dataclass
class Survey:
    """Walks through states, and notes what is wrong in each."""

    screens: Screens
    judge: Judge = field(default_factory=lambda: Judge(thorough=WHOLE))
    states: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def context(self, language: str, size: tuple[int, int] = SIZES["phone"]) -> BrowserContext:
        """A browser of its own, with axe on every page."""
        return self.watched(self.screens.context(language, size))

    def watched(self, context: BrowserContext) -> BrowserContext:
        """`context`, with axe on every page."""
        context.add_init_script(ALWAYS)
        return context

    def see(self, state: str, *groups: dict[str, Page]) -> None:
        """Look at the open pages of `groups`, by language, in each theme and width."""
        self.states.append(state)
        pages = [page for group in groups for page in group.values()]
        variants = VARIANTS if WHOLE else taking_turns(SHORT, len(self.states))
        for theme, width in variants:
            for page in pages:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                height = 720 if "/stage/" in page.url else TALL
                page.set_viewport_size({"width": width, "height": height})
            self.judge.hear(f"{state}, {theme}, {width} px", pages)
            self._fits(state, pages)
            if (theme, width) == variants[0]:
                self.screens.picture(state, pages)
        widths = WIDTHS if WHOLE else (320, *taking_turns((768, 1280), len(self.states)))
        for width in {*widths} - {width for _, width in variants}:
            for page in pages:
                page.set_viewport_size({"width": width, "height": 720})
            self._fits(state, pages)
        for group in groups:
            for language, page in group.items():
                self._measure(f"{state}, {page.url}", page, language)

    def _fits(self, state: str, pages: list[Page]) -> None:
        for page in pages:
            if (over := overflow(page)) > 0:
                self.wrong.append(f"{state}, {page.url}: {over} px too wide: {page.viewport_size}")

    def _measure(self, what: str, page: Page, language: str) -> None:
        found = layout(page)
        expected = {"language": language, "headings": 1, "mains": 1, "moving": 0}
        expected |= {"strangers": ["192.0.2.1"]}  # whom it was led to ask, and could not
        if "phone" in what:
            expected |= {"statuses": 1, "alerts": 1}
        for name, value in expected.items():
            if found[name] != value:
                self.wrong.append(f"{what}: {name} is {found[name]!r}")
        if not found["title"] or not found["first"].startswith("#"):
            self.wrong.append(f"{what}: title {found['title']!r}, first link {found['first']!r}")

    def verdict(self) -> None:
        """Fail where anything was wrong."""
        wrong = list(dict.fromkeys(self.judge.objections + self.wrong))
        assert not wrong, "\n".join(wrong)


@pytest.fixture
def survey(screens: Screens) -> Survey:
    return Survey(screens)


def opened(open_: Callable[[str], Page], language: str) -> dict[str, Page]:
    """A page in `language`; where the survey is whole, in each."""
    return {each: open_(each) for each in LANGUAGES if WHOLE or each == language}

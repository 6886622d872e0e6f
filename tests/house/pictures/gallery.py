"""The gallery: `make gallery` draws every kind's result on the stage, few votes and many, short
texts and long, in light and dark, on a wide, an old and an upright screen.

Nothing runs but the page itself; the answers are invented. One sheet of thumbnails a kind and size:
across 0, 1, 30 and 600 votes, down short texts in light and dark, then long ones. A thumbnail is
about what the last row of a hall sees. Those of the wide screen are kept in `docs/start/gallery/`,
the others go to `test-screenshots/gallery/`. Last come a fishbowl on the stage and the remote.
"""

import argparse
import functools
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec
from PIL import Image
from playwright.sync_api import Browser, Route, sync_playwright

from poll_server.base.text import each_text
from poll_server.deck import shipped as decks
from poll_server.deck.pictures import beside
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.looks.look import Theme
from poll_server.questions import Question
from poll_server.wire.messages import StageSnapshot
from tests.browser.wire.scripted import open_stage
from tests.support.browsers.get_browser import find_browser
from tests.support.events.fishbowl import CIRCLES, Circle, PretendedSpeakers
from tests.support.screen_app import screen_app, serving
from tests.support.screen_states import MODERATOR_SCENES, QUESTIONS, Scene

from .states import LANGUAGES, REMOTES, Kind, Place, opened

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "docs" / "start" / "gallery"
OTHERS = ROOT / "test-screenshots" / "gallery"
"""Git does not see it: three sizes would be 4 MB, and again with every change of a chart."""
WIDE = (1920, 1080)
SIZES = (WIDE, (1024, 768), (1080, 1920))
VOTES = (0, 1, 30, 600)
THEMES: tuple[Theme, ...] = ("light", "dark")
ACROSS = 320
"""Pixels of a thumbnail: a label of the stage is still read."""
GAP = 4
"""Pixels between two."""
QUALITY = 50
"""Of WebP: a sheet of sixteen takes some 80 kB, and its labels are sharp."""
SETTLED = 900
"""Milliseconds in which bars have grown and fonts are drawn."""
LONGER = (
    ", sofern Schulen, Betriebe und Träger sich darauf verständigen",
    " mitsamt der Berufsorientierungsveranstaltungen des Netzwerks",
    " – auch wenn Zeit, Geld und Menschen dafür zunächst fehlen",
)
"""What makes a text long; in turns, so that not all of them break at one place."""


@functools.cache
def shipped() -> beside.DeckPackage:
    """The deck with every kind, and its pictures: drawing them takes a quarter of a second."""
    return beside.load(decks.EVERY_KIND)


class Shot(NamedTuple):
    """One result to be drawn."""

    question: Question
    votes: int
    theme: Theme


def shots(question: Question) -> Iterator[Shot]:
    """Those of one sheet, row by row."""
    for asked in (question, with_long_texts(question)):
        for theme in THEMES:
            for votes in VOTES:
                yield Shot(asked, votes, theme)


def with_long_texts(question: Question) -> Question:
    """`question` with every text made longer; nothing is right any more, as it names texts."""
    written = msgspec.to_builtins(question)
    turns = iter(range(10**6))

    def longer(text: dict[str, str]) -> dict[str, str]:
        more = LONGER[next(turns) % len(LONGER)]
        return {language: said + more for language, said in text.items()}

    kept = {name: value for name, value in written.items() if not name.startswith("right")}
    kept.pop("explanation", None)
    return msgspec.convert(each_text(kept, longer), type(question))


def drawn(shot: Shot, language: str = "de") -> StageSnapshot:
    """The stage's picture of a closed and shown round of it."""
    return views.stage(state(shot, language), language, shot.theme, None)


def state(shot: Shot, language: str) -> PollState:
    """The poll as Redis would have said it, asking this one question."""
    question, invented = shot.question, shot.question.invent(Random(5), language)
    tally: Counter[str] = Counter()
    for _ in range(shot.votes):
        tally.update(question.count(question.check(invented())))
    approved: Any = {"*": "approved"}
    scene = Scene(1, "closed", shown=True, votes=shot.votes, tally=tally, verdicts=approved)
    found = scene.state()
    asked = msgspec.structs.replace(question, id=QUESTIONS[0].id)
    poll = msgspec.structs.replace(found.about.poll, questions=(asked,))
    return replace(found, about=msgspec.structs.replace(found.about, poll=poll))


def photograph(
    browser: Browser, base: str, question: Question, size: tuple[int, int]
) -> Image.Image:
    """The sheet of one kind in one size."""
    width, height = size
    wanted = list(shots(question))
    taken: dict[int, Image.Image] = {}
    for theme in THEMES:
        with browser.new_context(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            page.route("**/picture/**", fulfil)
            wire = open_stage(page, base, Scene(0, "ready", votes=0), f"lang=de&theme={theme}")
            for place, shot in enumerate(wanted):
                if shot.theme == theme:
                    wire.say(msgspec.structs.replace(drawn(shot), epoch=str(place)))
                    page.wait_for_timeout(SETTLED)
                    taken[place] = thumbnail(page.screenshot())
    return sheet([taken[place] for place in range(len(wanted))], len(VOTES))


class OtherScreen(NamedTuple):
    """A screen that shows no result: its states across, languages and themes down."""

    screen: str
    size: tuple[int, int]
    scenes: Mapping[str, Scene | Circle]
    told: str
    """what is across"""


OTHER_SCREENS = {
    "fishbowl": OtherScreen(
        "fishbowl-stage",
        WIDE,
        {name: CIRCLES[name] for name in ("empty", "waits", "inside", "all-taken")},
        "nobody inside, two, three, and all six chairs taken",
    ),
    "remote": OtherScreen(
        "remote",
        REMOTES[0],
        {name: MODERATOR_SCENES[name] for name in ("ready", "open", "closed", "shown")},
        "before the vote, in it, after it, and with its result",
    ),
}


def photograph_other(browser: Browser, place: Place, other: OtherScreen) -> Image.Image:
    """The sheet of one such screen."""
    width, height = other.size
    taken = []
    for language, theme in itertools.product(LANGUAGES, THEMES):
        with browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale="de-DE" if language == "de" else "en-GB",
        ) as context:
            page = context.new_page()
            kind = Kind(other.screen, other.size, other.scenes)
            say = opened(page, place, kind, language, theme)
            for name, scene in other.scenes.items():
                say(name, scene)
                page.wait_for_timeout(SETTLED)
                taken.append(thumbnail(page.screenshot()))
    return sheet(taken, len(other.scenes))


def fulfil(route: Route) -> None:
    """A picture of the shipped deck, as the server would send it."""
    name = route.request.url.split("/")[-2]
    route.fulfill(body=next(each.stage for each in shipped().pictures if each.name == name))


def thumbnail(picture: bytes) -> Image.Image:
    """`picture` as large as it stands on a sheet."""
    with Image.open(io.BytesIO(picture)) as whole:
        size = ACROSS, round(ACROSS * whole.height / whole.width)
        return whole.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def sheet(thumbnails: list[Image.Image], across: int) -> Image.Image:
    """`thumbnails` of one size, so many beside each other."""
    width, height = (side + GAP for side in thumbnails[0].size)
    rows = -(-len(thumbnails) // across)
    paper = Image.new("RGB", (across * width - GAP, rows * height - GAP), "#888")
    for n, image in enumerate(thumbnails):
        paper.paste(image, (n % across * width, n // across * height))
    return paper


def page_of(names: list[str]) -> str:
    """The page that shows the sheets."""
    lines = [
        "# Gallery",
        "",
        "Every kind’s result on the stage, made by `make gallery`: across 0, 1, 30 and 600 votes;",
        "down short texts in light and dark, then long ones. The answers are invented.",
    ]
    for name in names:
        lines += ["", f"## {name}", "", f"![{name}: results on the stage]({name}.webp)"]
    lines += ["", "Beside the results: across states, down German and English, light and dark."]
    for name, other in OTHER_SCREENS.items():
        lines += ["", f"## {name}", "", f"![{name}: {other.told}]({name}.webp)"]
    return "\n".join(lines) + "\n"


def asked() -> list[Question]:
    """One question of each kind that has a result."""
    questions = [each for poll in shipped().event.polls for each in poll.questions]
    return list({each.kind: each for each in questions if each.asks}.values())


def main() -> None:
    """Draw all of it, or one kind or size."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.house.pictures.gallery", description=__doc__
    )
    parser.add_argument("--kind", action="append", help="such as ranking; fishbowl, remote")
    parser.add_argument("--size", help="such as 1024x768")
    wanted = parser.parse_args()
    for folder in (FOLDER, OTHERS):
        folder.mkdir(parents=True, exist_ok=True)
    speakers = PretendedSpeakers()
    with serving(screen_app(speakers=speakers)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for question in asked():
            for size in SIZES:
                named = f"{size[0]}x{size[1]}"
                if question.kind in (wanted.kind or [question.kind]) and wanted.size in (
                    None,
                    named,
                ):
                    name = question.kind if size == WIDE else f"{question.kind}-{named}"
                    path = (FOLDER if size == WIDE else OTHERS) / f"{name}.webp"
                    photograph(browser, base, question, size).save(path, quality=QUALITY, method=6)
                    print(path.name, path.stat().st_size, flush=True)
        for name, other in OTHER_SCREENS.items():
            if name in (wanted.kind or OTHER_SCREENS) and wanted.size is None:
                path = FOLDER / f"{name}.webp"
                drawn_ = photograph_other(browser, Place(base, speakers), other)
                drawn_.save(path, quality=QUALITY, method=6)
                print(path.name, path.stat().st_size, flush=True)
        browser.close()
    names = [question.kind for question in asked()]
    (FOLDER / "README.md").write_text(page_of(names), encoding="utf-8")


if __name__ == "__main__":
    main()

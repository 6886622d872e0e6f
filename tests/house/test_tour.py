"""The tour tells the truth: floors, folders one can look over, where each module is tested."""

import re
import tomllib
from pathlib import Path

import pytest

from .figures import MOST_LINES, MOST_LINES_OF_A_FUNCTION, has_test, parts, seen, told
from .test_imports import FLOORS, MODULES, ROOT

TOUR = (ROOT / "docs" / "tour.md").read_text()
MOST_NAMES = 16
"""Names in a folder, all that a reader sees in it: what fits on a screen, and in a head."""
FULLER = {"poll_server": 17, "poll_server/questions/kinds": 17}
"""The floors of the core, with `py.typed` for type checkers; and one file a kind of question."""
MOST_WIDE = 300
"""Characters of a line of a template: three lines of an editor."""
MOST_ON_A_SCREEN = 40
"""Lines of a document that is seen at once."""
MOST_STEPS = 2
"""Links that somebody follows before they search instead."""
SOUGHT = [
    ("where a vote is counted", "poll_server/store/lua/cast.lua", "tally"),
    ("where a bar is drawn", "poll_server/questions/drawing/figures.py", "def bars("),
    ("where the stage shows it", "presenter/stage/static/chart.js", "Plotly.react"),
    ("how a kind is added", "docs/house/new-kind.md", "## The Python file"),
    ("where kinds are", "poll_server/questions/kinds/__init__.py", ""),
    ("where a Redis key is named", "poll_server/store/keys.py", "class PollKeys"),
    ("where a setting is", "poll_server/base/settings.py", "class Settings"),
    ("where a message of the wire is", "poll_server/wire/messages.py", "ToPhone"),
    ("why it is built so", "docs/decisions/0001-counters.md", "counters"),
]
"""What somebody new looks for: the file it is in, and words of it."""
ONE_IN_EACH = {"Answer": "poll_server.questions.kinds."}
"""Names that several modules of a folder have, each for its own: how a kind is answered."""
HELD_BY = tomllib.loads((ROOT / "tests" / "house" / "held_by.toml").read_text())
"""Modules without a test file of their own name: the file that holds them, and why it does."""


def test_the_tour_shows_every_floor() -> None:
    table = TOUR.partition("<!-- floors")[2].partition("<!-- /floors -->")[0]
    shown = re.findall(r"^\| (\d+) \| \[[\w/.]+\]\(\.\./([\w/]+?)(?:/__init__)?\.py\)", table, re.M)
    wanted = [
        (str(floor), folder.replace(".", "/"))
        for floor, folders in reversed(list(enumerate(FLOORS)))
        for folder in folders
    ]
    assert shown == wanted


@pytest.mark.parametrize(("what", "place", "sign"), SOUGHT)
def test_a_newcomer_finds_it_within_two_steps(what: str, place: str, sign: str) -> None:
    """By links from the README alone; and what is sought is where the last one leads."""
    steps, there = 0, {ROOT / "README.md"}
    while ROOT / place not in there:
        steps += 1
        assert steps <= MOST_STEPS, what
        there |= {target for page in there if page.suffix == ".md" for target in links(page)}
    assert sign in (ROOT / place).read_text(), what


def links(page: Path) -> set[Path]:
    """The files that a document leads to."""
    found = re.findall(r"\]\(([^)#]+)", page.read_text())
    return {(page.parent / link).resolve() for link in found if "://" not in link}


def test_the_glossary_is_one_screen_and_leads_somewhere() -> None:
    glossary = (ROOT / "docs" / "house" / "glossary.md").read_text()
    assert len(glossary.splitlines()) <= MOST_ON_A_SCREEN
    places = re.findall(r"`([a-z_/]+(?:\.py|/))`", glossary)
    assert len(places) > 20
    for place in places:
        assert (ROOT / "poll_server" / place).exists() or (ROOT / place).exists(), place


@pytest.mark.parametrize("top", ["poll_server", "audience", "presenter", "docs", "tests"])
def test_no_folder_is_crowded(top: str) -> None:
    for folder, names in seen(ROOT, top).items():
        assert len(names) <= FULLER.get(folder, MOST_NAMES), f"{folder}: {sorted(names)}"


def test_every_module_is_tested_by_its_name_or_says_where() -> None:
    """A reason names a test file that is there and that really comes by the module."""
    tests = [path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")]
    unnamed = {
        name
        for name, path in MODULES.items()
        if path.name != "__init__.py" and not has_test(name, tests, parts(MODULES))
    }
    assert unnamed == HELD_BY.keys(), "tests/house/held_by.toml"
    for name, held in HELD_BY.items():
        assert (ROOT / "tests" / held["by"]).is_file(), name
        assert len(held["because"]) > 10, name


def test_every_folder_says_what_lies_in_it() -> None:
    for name, path in MODULES.items():
        if path.name == "__init__.py":
            assert told(path).docstring, name


def test_no_module_or_function_is_long() -> None:
    """What has more lines is several things, and parted by what they are."""
    for name, path in MODULES.items():
        assert len(path.read_text().splitlines()) <= MOST_LINES, name
        long = [each for each, lines in told(path).functions if lines > MOST_LINES_OF_A_FUNCTION]
        assert long == [], name


def test_no_file_of_tests_is_long() -> None:
    files = {path: len(path.read_text().splitlines()) for path in (ROOT / "tests").rglob("*.py")}
    assert [file for file, lines in files.items() if lines > MOST_LINES] == []


def test_a_class_name_means_one_thing() -> None:
    """Whoever reads it knows which it is, without a look at the imports."""
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for name in told(path).names:
            places.setdefault(name, []).append(module)
    several = {name: where for name, where in places.items() if len(where) > 1}
    assert several.keys() == ONE_IN_EACH.keys(), several
    for name, folder in ONE_IN_EACH.items():
        assert all(where.startswith(folder) for where in several[name]), several[name]


def test_no_script_style_or_template_is_long() -> None:
    """Nor wide: what does not fit is parted along its seams; only a sentence may be a long line."""
    for top in ("poll_server", "audience", "presenter"):
        for path in (ROOT / top).rglob("*"):
            if path.suffix not in (".js", ".css", ".html", ".lua") or path.name == "messages.js":
                continue  # messages.js is written by a program
            lines = path.read_text().splitlines()
            assert len(lines) <= MOST_LINES, path
            wide = [n for n, line in enumerate(lines, 1) if len(line) > MOST_WIDE]
            assert [n for n in wide if '_("' not in lines[n - 1]] == [], path

"""The tour tells the truth: floors, folders one can look over, where each module is tested."""

import ast
import re
import tomllib

import pytest

from .test_imports import FLOORS, MODULES, ROOT

TOUR = (ROOT / "docs" / "tour.md").read_text()
MOST_NAMES = 16
"""Names in a folder: what fits on a screen, and in a head."""
HELD_BY = tomllib.loads((ROOT / "tests" / "held_by.toml").read_text())
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


@pytest.mark.parametrize("top", ["poll_server", "audience", "presenter"])
def test_no_folder_is_crowded(top: str) -> None:
    folders = [path for path in (ROOT / top).rglob("*") if path.is_dir()]
    for folder in [ROOT / top, *(path for path in folders if path.name != "__pycache__")]:
        names = {
            path.name
            for path in folder.iterdir()
            if path.name not in ("__pycache__", "py.typed", "__init__.py")
            and (
                path.is_file() or any("__pycache__" not in each.parts for each in path.rglob("*.*"))
            )
        }
        place = str(folder.relative_to(ROOT))
        assert len(names) <= MOST_NAMES, f"{place}: {sorted(names)}"


def test_every_module_is_tested_by_its_name_or_says_where() -> None:
    """A reason names a test file that is there and that really comes by the module."""
    tests = {path.stem.removeprefix("test_") for path in (ROOT / "tests").rglob("test_*.py")}
    unnamed = {
        name
        for name, path in MODULES.items()
        if path.name != "__init__.py" and path.stem not in tests
    }
    assert unnamed == HELD_BY.keys(), "tests/held_by.toml"
    for name, held in HELD_BY.items():
        assert (ROOT / "tests" / held["by"]).is_file(), name
        assert len(held["because"]) > 10, name


def test_every_folder_says_what_lies_in_it() -> None:
    for name, path in MODULES.items():
        if path.name == "__init__.py":
            assert ast.get_docstring(ast.parse(path.read_text())), name

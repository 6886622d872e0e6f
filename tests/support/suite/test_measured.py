"""Coverage looks at the tests of the parts whose lines it counts, and away from all others."""

import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from coverage import Coverage
from hypothesis import given, strategies

from .measured import (
    FOLDERS,
    IN_PROCESSES,
    PARTS,
    TESTS,
    WALKED_BY_OTHERS,
    is_worker,
    looking,
    measured,
    read_all,
)


def plain() -> None: ...


@given(strategies.none())
def law(_: None) -> None: ...


def test_the_same_parts_are_tried_and_counted() -> None:
    said = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["tool"]["coverage"]
    assert said["run"]["source"] == [f"poll_server/{part}" for part in PARTS]
    assert said["report"]["fail_under"] > 0
    assert all((TESTS / folder).is_dir() for folder in (*FOLDERS, *IN_PROCESSES))
    assert all((TESTS / file).is_file() for file in WALKED_BY_OTHERS)


@pytest.mark.parametrize(
    ("path", "test", "looks"),
    [
        (TESTS / "live" / "test_crowd.py", plain, True),
        (TESTS / "live" / "test_crowd.py", law, False),
        (TESTS / "live" / "flow" / "test_flow.py", plain, False),
        (TESTS / "browser" / "stage" / "test_screens.py", plain, False),
        (TESTS / "campaign" / "test_campaign.py", plain, False),
        (TESTS / "store" / "redis" / "test_line.py", plain, False),
        (TESTS / "web" / "wire" / "test_frames.py", plain, True),
        (TESTS / "web" / "test_health.py", plain, False),
        (Path("/elsewhere/live/test_crowd.py"), plain, False),
    ],
)
def test_it_looks_where_it_tells_something_for_little(path: Path, test: Any, looks: bool) -> None:
    item = cast(pytest.Item, SimpleNamespace(path=path, obj=test))
    assert measured(item) == looks


def test_it_looks_away_with_every_eye_and_then_looks_with_the_newest() -> None:
    """pytest-cov begins two in each worker, and a stop of one let the other look at every test."""
    older, newer = Coverage(data_file=None), Coverage(data_file=None)
    for each in (older, newer):
        each.start()
    with looking(on=False):
        assert Coverage.current() is None
        assert sys.gettrace() is None
    assert Coverage.current() is newer
    newer.stop()
    assert Coverage.current() is None


def test_a_run_with_workers_reads_every_module_that_is_counted() -> None:
    read_all()
    product = TESTS.parent / "poll_server"
    files = [file for part in PARTS for file in (product / part).rglob("*.py")]
    assert len(files) > 200
    read = {module.__file__ for module in list(sys.modules.values()) if hasattr(module, "__file__")}
    assert [file for file in files if str(file) not in read] == []


@pytest.mark.parametrize(("said", "found"), [({}, False), ({"workerinput": {}}, True)])
def test_workers_look_away_while_modules_are_read(said: Any, found: bool) -> None:
    assert is_worker(cast(pytest.Config, SimpleNamespace(**said))) == found

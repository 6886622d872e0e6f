"""Coverage looks at the tests of the parts whose lines it counts, and away from all others."""

import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, strategies

from tests.support.measured import (
    FIRST,
    PARTS,
    TESTS,
    WALKED_BY_OTHERS,
    measured,
    reads_for_all,
)


def plain() -> None: ...


@given(strategies.none())
def law(_: None) -> None: ...


def test_the_same_parts_are_tried_and_counted() -> None:
    said = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["tool"]["coverage"]
    assert said["run"]["source"] == [f"poll_server/{part}" for part in PARTS]
    assert said["report"]["fail_under"] > 0
    assert all((TESTS / part).is_dir() for part in PARTS)
    assert all((TESTS / file).is_file() for file in WALKED_BY_OTHERS)


@pytest.mark.parametrize(
    ("path", "test", "looks"),
    [
        (TESTS / "live" / "test_crowd.py", plain, True),
        (TESTS / "live" / "test_crowd.py", law, False),
        (TESTS / "live" / "test_flow.py", plain, False),
        (TESTS / "browser" / "test_screens.py", plain, False),
        (TESTS / "test_campaign.py", plain, False),
        (Path("/elsewhere/live/test_crowd.py"), plain, False),
    ],
)
def test_it_looks_where_it_tells_something_for_little(path: Path, test: Any, looks: bool) -> None:
    item = cast(pytest.Item, SimpleNamespace(path=path, obj=test))
    assert measured(item) == looks


@pytest.mark.parametrize(
    ("said", "reads"),
    [({}, True), ({"workerinput": {"workerid": FIRST}}, True),
     ({"workerinput": {"workerid": "gw1"}}, False)],
)  # fmt: skip
def test_one_of_all_workers_looks_while_modules_are_read(said: Any, reads: bool) -> None:
    assert reads_for_all(cast(pytest.Config, SimpleNamespace(**said))) == reads

"""Which tests are asked what lines they reach.

Looking costs as much again as the code itself on Python 3.11. So coverage looks where it tells
something for little: at the plain tests of the parts that a vote and a deck rest on. It looks away
from the many examples of one law, which walk the same lines, and from tests whose work is done by
browsers and servers, which are other processes.

A plugin for pytest; `conftest.py` loads it.
"""

from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import is_hypothesis_test

PARTS = ("base", "deck", "drafts", "live", "questions", "store", "wire")
"""Folders of `tests`; `[tool.coverage.run]` in pyproject.toml names the same of `poll_server`."""
TESTS = Path(__file__).parent.parent


def measured(item: pytest.Item) -> bool:
    """Whether coverage looks at this test."""
    if not item.path.is_relative_to(TESTS) or is_hypothesis_test(getattr(item, "obj", None)):
        return False
    return item.path.relative_to(TESTS).parts[0] in PARTS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Where nobody measures, nothing."""
    looking = Coverage.current()
    if looking is None or measured(item):
        return (yield)
    looking.stop()
    try:
        return (yield)
    finally:
        looking.start()

"""What runs in `make survey` only: all of many that are alike.

`make test` has five minutes on two cores. A walk through every state, kind, theme, language and
width goes through each of them there, but not through every two of them together: they take turns,
always the same ones. A test that has a longer form asks `WHOLE`; one of several alike that only the
long form needs is marked `at_length`, and says which one runs always.

A plugin for pytest; `conftest.py` loads it.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

Each = TypeVar("Each")

WHOLE = os.environ.get("POLL_SURVEY") == "whole"
"""`make survey` says so."""

AT_LENGTH = pytest.mark.at_length


def taking_turns(all_: Sequence[Each], turn: int) -> Sequence[Each]:
    """One of `all_`, another at each turn; where the survey is whole, all."""
    return all_ if WHOLE else [all_[turn % len(all_)]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the long form."""
    left = [] if WHOLE else [item for item in items if item.get_closest_marker("at_length")]
    if left:
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)

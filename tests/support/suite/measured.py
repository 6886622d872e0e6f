"""Which tests are asked what lines they reach.

Looking costs as much again as the code itself on Python 3.11. So coverage looks where it tells
something for little: at the plain tests of the parts that a vote and a deck rest on. It looks away
from the many examples of one law, and from files that do much in lines which others walk as well;
and from tests whose work is done by browsers and servers, which are other processes. Modules are
read alike by every worker, all of which wait for the last one: so the run that has workers reads
them itself, and looks only at that.

A plugin for pytest; `conftest.py` loads it.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from coverage import Coverage
from hypothesis import is_hypothesis_test

FOLDERS = ("base", "deck", "drafts", "live", "questions", "store", "web/wire")
"""Below `tests`, each the tests of one part."""
PARTS = tuple(folder.rpartition("/")[2] for folder in FOLDERS)
"""`[tool.coverage.run]` in pyproject.toml names the same of `poll_server`."""
TESTS = Path(__file__).parents[2]
WALKED_BY_OTHERS = (
    "base/machine/test_garbage.py",
    "base/test_background.py",
    "base/test_locale.py",
    "base/test_logs.py",
    "base/test_secrets.py",
    "deck/test_decks_shipped.py",
    "deck/test_drawn.py",
    "drafts/exchange/test_nothing_silent.py",
    "drafts/imports/test_bank.py",
    "drafts/imports/test_hostile_tables.py",
    "drafts/test_drafts.py",
    "drafts/test_mistakes.py",
    "live/beside/test_leaderboard.py",
    "live/beside/test_speakers.py",
    "live/ending/test_freezing.py",
    "live/ending/test_orphans.py",
    "live/flow/test_countdown.py",
    "live/flow/test_flow.py",
    "live/flow/test_practice.py",
    "live/flow/test_slips.py",
    "live/screens/again/test_rounds.py",
    "live/screens/test_held_back.py",
    "live/screens/test_hub.py",
    "live/screens/test_pictures.py",
    "live/screens/test_views.py",
    "live/test_ballots.py",
    "live/test_memory.py",
    "live/test_state.py",
    "live/verbs/test_moderating.py",
    "live/verbs/test_voting.py",
    "questions/drawing/test_cloud.py",
    "questions/drawing/test_compared_figures.py",
    "questions/drawing/test_shortened.py",
    "questions/groups/test_suppression.py",
    "questions/methods/test_best_worst.py",
    "questions/methods/test_duels.py",
    "questions/methods/test_elections.py",
    "questions/methods/test_numbers.py",
    "questions/test_registry.py",
    "questions/writing/test_stop_list.py",
    "questions/writing/test_written.py",
    "store/lua/test_cast.py",
    "store/lua/test_cast_model.py",
    "store/lua/test_lua.py",
    "store/test_keys.py",
    "store/test_shown.py",
)
"""Most of what looking costs, for less than one in a hundred lines that no other file walks:
found by `pytest --cov --cov-context=test` beside what each file costs."""

IN_PROCESSES = ("deck/brand", "questions/outside", "store/redis")
"""Folders whose tests begin processes, and see from outside what these do."""


def measured(item: pytest.Item) -> bool:
    """Whether coverage looks at this test."""
    if not item.path.is_relative_to(TESTS) or is_hypothesis_test(getattr(item, "obj", None)):
        return False
    file = item.path.relative_to(TESTS)
    counted = any(map(file.is_relative_to, FOLDERS))
    return counted and not any(map(file.is_relative_to, (*WALKED_BY_OTHERS, *IN_PROCESSES)))


def is_worker(config: pytest.Config) -> bool:
    """Whether this is one of several workers."""
    return hasattr(config, "workerinput")


def read_all() -> None:
    """Read every module that is counted."""
    for part in PARTS:
        package = import_module(f"poll_server.{part}")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(found.name)


@contextmanager
def looking(*, on: bool) -> Iterator[None]:
    """Coverage looks, or looks away, while the block lasts; where nobody measures, nothing."""
    coverage = Coverage.current()
    if coverage is None or on:
        yield
        return
    # In a worker, pytest-cov has begun another one before its own, which would look on, for nobody.
    while (each := Coverage.current()) is not None:
        each.stop()
    try:
        yield
    finally:
        coverage.start()


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, object, object]:
    """In the run that has workers: they have been started, and begin to read."""
    result = yield
    coverage = Coverage.current()
    if coverage is not None and session.config.pluginmanager.has_plugin("dsession"):
        read_all()
        coverage.stop()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    with looking(on=not is_worker(session.config)):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with looking(on=measured(item)):
        return (yield)

"""Imports run down from floor to floor; and rules know neither web nor Redis."""

from functools import cache
from pathlib import Path

import pytest

from .figures import circles, graph_of, imported, modules

ROOT = Path(__file__).parents[2]
FLOORS = (
    ("poll_server.locale", "poll_server.looks"),
    ("poll_server.base",),
    ("poll_server.questions",),
    ("poll_server.deck", "poll_server.wire"),
    ("poll_server.store",),
    ("poll_server.live", "poll_server.drafts"),
    ("poll_server.report", "poll_server.upkeep"),
    ("poll_server.web",),
    ("audience", "presenter"),
    ("poll_server.run",),
    ("poll_server.hall",),
    ("poll_server.command",),
)
"""Every folder, from the ground up. It imports itself and what lies on lower floors: neither what
lies above, nor a neighbour, also for type checkers only. So no two folders need each other."""
RULES = (
    "questions",
    "deck",
    "looks",
    "base.percent",
    "base.text",
    "base.names",
    "live.flow.steps",
    "live.state",
    "live.screens.tables",
    "web.sockets.pace",
    "drafts.exchange",
    "drafts.imports",
    "drafts.mistakes",
    "drafts.differences",
    "drafts.history",
    "drafts.live.ran",
)
"""Modules of the core, each with everything it imports, that do no I/O."""
WEB_AND_REDIS = ("starlette", "uvicorn", "redis", "websockets", "httpx")
LATE = (
    "PIL",
    "docx",
    "emoji",
    "httpx",
    "joserfc",
    "openpyxl",
    "pptx",
    "typst",
    "xlrd",
    "xlsxwriter",
)
"""Libraries that one page or one verb needs: together a fifth of a start."""
ENTRANCES = ("run.app", "run.front")
"""Modules of the core that put the two sides together."""


MODULES = modules(ROOT)


@cache
def imports(name: str, *, for_types: bool = False, at_once: bool = False) -> set[str]:
    """Every module that `name` imports, whenever it does.

    Args:
        for_types: also what it imports for type checkers only.
        at_once: only what comes along when it is imported itself.
    """
    return imported(name, MODULES[name], MODULES.keys(), for_types=for_types, at_once=at_once)


@cache
def reach(name: str, *, at_once: bool = False) -> set[str]:
    """Every module that comes along with `name`; `at_once`: at the start, and not when needed."""
    seen, todo = set[str](), [name]
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        if module in MODULES:
            todo += imports(module, at_once=at_once)
            todo += [module.rpartition(".")[0]] if at_once and "." in module else []
    return seen


def folder(name: str) -> str:
    """`poll_server.store` of `poll_server.store.events`; a side is one folder."""
    return ".".join(name.split(".")[: 2 if name.startswith("poll_server") else 1])


def floor(name: str) -> int:
    return next(n for n, folders in enumerate(FLOORS) if folder(name) in folders)


def side(name: str) -> str:
    return name.partition(".")[0]


def test_the_walk_sees_what_is_there() -> None:
    """Or every rule below would hold of nothing."""
    assert "poll_server.store.store" in imports("poll_server.live.memory")
    assert "poll_server.deck.deck" in imports("poll_server.store.events")
    assert "redis.asyncio" in imports("poll_server.store.store")
    assert "audience.routes" in imports("poll_server.run.app")
    assert "poll_server.live.polls" in imports("poll_server.web.services", for_types=True)
    assert "poll_server.live.polls" not in imports("poll_server.web.services")
    assert "redis.exceptions" in reach("poll_server.run.app")


def test_every_folder_has_its_floor() -> None:
    named = [each for folders in FLOORS for each in folders]
    # `poll_server` itself holds the version, and imports nothing.
    assert sorted(named) == sorted({folder(name) for name in MODULES} - {"poll_server"})
    assert not imports("poll_server", for_types=True)


def test_imports_run_down() -> None:
    """No folder imports from above or beside it: then there is no circle between folders."""
    against = [
        (name, each)
        for name in MODULES.keys() - {"poll_server"}
        for each in imports(name, for_types=True) & MODULES.keys() - {"poll_server"}
        if folder(each) != folder(name) and floor(each) >= floor(name)
    ]
    assert against == []


def test_no_side_knows_the_other() -> None:
    others = {"audience": "presenter", "presenter": "audience"}
    knowing = [
        name for name in MODULES if others.get(side(name)) in {side(each) for each in imports(name)}
    ]
    assert knowing == []


def test_the_core_knows_no_side_but_where_they_are_put_together() -> None:
    knowing = {
        name.removeprefix("poll_server.")
        for name in MODULES
        if side(name) == "poll_server"
        and {"audience", "presenter"} & {side(each) for each in imports(name)}
    }
    assert knowing <= set(ENTRANCES)


@pytest.mark.parametrize("rule", RULES)
def test_rules_know_neither_web_nor_redis(rule: str) -> None:
    names = [n for n in MODULES if f"{n}.".startswith(f"poll_server.{rule}.")]
    assert names
    for name in names:
        assert not {side(each) for each in reach(name)} & set(WEB_AND_REDIS), name


def test_no_start_waits_for_what_draws_or_writes_files_or_pretends_people() -> None:
    """A server never needs most of it: files are made beside it."""
    there = reach("poll_server.command.cli", at_once=True)
    assert "poll_server.run.app" in there
    assert not {side(name) for name in there} & set(LATE)


def test_nothing_imports_in_a_circle() -> None:
    """Neither modules, nor a package and what lies in it; imports for type checkers count."""
    assert [sorted(circle) for circle in circles(graph_of(MODULES))] == []

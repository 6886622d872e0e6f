"""Files of one order, by one process or by two at once: all of them, each once, in their order."""

import zipfile
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest

from poll_server.report.making.at_once import Files
from poll_server.report.making.orders import MadeFile, Order, Progress, read_progress
from poll_server.report.making.second import Second
from poll_server.report.making.task import Task

LONGEST = 60
"""Seconds, which only what never happens waits for."""


class Other:
    """In place of the second process: makes files in its caller's thread, or dies."""

    def __init__(self, made: Callable[[Task], bytes], *, dead: bool = False) -> None:
        self._made, self._dead = made, dead
        self._todo: list[Task] = []

    def take(self, todo: list[Task]) -> None:
        if self._dead:
            raise BrokenProcessPool
        self._todo = todo

    def make(self, number: int) -> bytes:
        return self._made(self._todo[number])


def render(task: Task) -> bytes:
    return task.render()


def die(_: Task) -> bytes:
    raise BrokenProcessPool


def task(name: str, made: Callable[[], bytes] | None = None) -> Task:
    return Task(name, "text/plain", made or partial(str.encode, name))


def make(todo: list[Task], second: Other | None = None, **order: Any) -> list[MadeFile]:
    ordered = Order(redis_url="", event="congress", language="en", **order)
    return Files(ordered, todo).make(cast(Second | None, second))


@pytest.mark.parametrize(
    "second",
    [None, Other(render), Other(die), Other(render, dead=True)],
    ids=["alone", "with another", "which dies of a file", "which is dead"],
)
def test_all_come_in_their_order_whoever_makes_them(second: Other | None, tmp_path: Path) -> None:
    """Also where the second process dies, of a file or before it has one."""
    names = ["a.csv", "charts/b.svg", "c.json"]
    todo = [task(name) for name in names]
    assert [(file.name, file.content) for file in make(todo, second)] == [
        ("a.csv", b"a.csv"),
        ("c.json", b"c.json"),
    ]
    made = make(todo, second, folder=str(tmp_path), zip_name="all")
    assert [(file.name, file.size) for file in made][:2] == [("a.csv", 5), ("c.json", 6)]
    assert (tmp_path / "c.json").read_bytes() == b"c.json"
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == names
        assert packed.read("charts/b.svg") == b"charts/b.svg"


def test_what_is_compressed_already_is_not_compressed_again(tmp_path: Path) -> None:
    texts = [Task(f"a.{end}", "", partial(bytes, 999)) for end in ("csv", "docx", "pptx", "xlsx")]
    make(texts, folder=str(tmp_path), zip_name="all")
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert [each.compress_size < each.file_size for each in packed.infolist()] == [
            True,
            False,
            False,
            False,
        ]


def test_two_are_made_at_the_same_time(tmp_path: Path) -> None:
    """The first file waits for the second one; and how far both are can be seen."""
    began, seen = Event(), list[Progress | None]()

    def first() -> bytes:
        assert began.wait(LONGEST), "the other one is made meanwhile"
        return b"first"

    def second(made: Task) -> bytes:
        if made.name == "b":
            seen.append(read_progress(tmp_path))
            began.set()
        return made.render()

    todo = [task("a", first), task("b"), task("c")]
    # Whoever takes "a" waits for "b"; the other one takes "b".
    first_is_there = Other(lambda made: second(made) if made.name != "a" else first())
    todo[1] = task("b", partial(second, todo[1]))
    made = make(todo, first_is_there, folder=str(tmp_path))
    assert [file.name for file in made] == ["a", "b", "c"]
    assert seen
    assert seen[0] == Progress(language="en", number=1, of=3, name="a")


@pytest.mark.parametrize("where", ["here", "there"])
def test_what_cannot_be_made_ends_the_order_with_its_reason(where: str) -> None:
    """Nobody begins another file then."""
    over, tried = Event(), list[str]()

    def wrong() -> bytes:
        tried.append("wrong")
        over.set()
        raise ValueError("of this file")

    def other() -> bytes:
        assert over.wait(LONGEST)
        return b""

    todo = [task("a", wrong), task("b", other)]
    second = Other(render) if where == "there" else None
    with pytest.raises(ValueError, match="of this file"):
        make(todo, second)
    assert tried == ["wrong"]

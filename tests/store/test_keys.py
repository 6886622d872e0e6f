"""Every Redis key is named in `store/keys.py`: nowhere else in the code, and none is left out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from poll_server.live.crowd import Crowd
from poll_server.live.links import new_link
from poll_server.store import keys
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import EVENT, Hall
from tests.support.signing_in import add_organiser

ROOT = Path(__file__).parents[2]
HOME = ROOT / "poll_server/store/keys.py"
BEGINNINGS = ("poll:", "event:", "draft:", "code:", "server:", "{organisers}")
WORDS = {"server", "events", "organiser"}
"""Keys that are ordinary words: only a command's argument can be one."""
SIGNS = tuple(f"{before}{text}" for before in '"}' for text in (*BEGINNINGS, *WORDS))
"""One of these is in every file with a key: where a text begins, or goes on after a place in it.
All others need not be taken apart."""
COMMANDS = {"hget", "hset", "hsetnx", "hdel", "hgetall", "hexists", "get", "set", "delete", "sadd"}


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of what is written in a file and could be a key; docstrings hold spaces."""
    text = path.read_text()
    for node in ast.walk(ast.parse(text)) if any(sign in text for sign in SIGNS) else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.startswith(BEGINNINGS) and " " not in node.value:
                yield node.lineno, node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = "redis" in ast.unparse(node.func) or "pipe" in ast.unparse(node.func)
            if asked and node.func.attr in COMMANDS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value in WORDS:
                    yield first.lineno, str(first.value)


def documented_keys() -> dict[str, str]:
    """The keys of the module's docstring, and what stands under each."""
    rows = re.findall(r"^    (\S+) +(hash|set|string|list)\b", keys.__doc__ or "", flags=re.M)
    return {**dict(rows), keys.BEFORE_ACCOUNTS: "hash"}


def documented() -> list[str]:
    """The same keys, as patterns."""
    rows = documented_keys()
    return [re.sub(r"<\w+>", r"[\\w-]+", re.escape(row).replace(r"\<", "<")) for row in rows]


def test_the_look_sees_what_is_there() -> None:
    """Or the next test would hold of nothing."""
    found = {text for _, text in constants(HOME)}
    assert {"server:probe", "poll:{*", "event:", "draft:", "code:"} <= found


def test_no_key_is_spelled_elsewhere() -> None:
    for package in ("poll_server", "presenter", "audience"):
        for path in (ROOT / package).rglob("*.py"):
            if path != HOME:
                assert not list(constants(path)), path


async def test_every_key_that_comes_to_be_is_documented(
    hall: Hall, store: Store, crowd: Crowd
) -> None:
    patterns = documented()
    assert len(patterns) >= 20
    await store.secret()
    await add_organiser(store)
    await Accounts(store).invite("anybody")
    assert await Events(store).add(EVENT)
    await new_link(store, "stage", hall.poll_id)
    await hall.one_vote()
    await hall.do("show")
    await hall.ask("thoughts")
    await hall.vote(1, {"text": "Mehr Zeit"})
    await hall.do("approve", "*")
    await crowd.say()
    there = await store.redis.keys("*")
    assert len(there) > 12
    for key in there:
        assert any(re.fullmatch(pattern, key) for pattern in patterns), key

"""Every Lua script: Redis compiles it, and each of its names was declared, and is used.

Redis refuses an undeclared global only when it comes to that line, which may be in a hall.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from luaparser import ast, astnodes

from tests.support.redis.redis_cluster import plain_client

ROOT = Path(__file__).parents[3]
SCRIPTS = sorted((ROOT / "poll_server" / "store" / "lua").rglob("*.lua"))

GIVEN = {
    "ARGV", "KEYS", "cjson", "error", "ipairs", "math", "next", "pairs", "redis", "string", "table",
    "tonumber", "tostring", "type", "unpack",
}  # fmt: skip
"""What Redis and Lua 5.1 bring along."""


def names(node: Any) -> Iterator[str]:
    """Every use of a name as a variable: no field of a table, and no field's name."""
    if isinstance(node, list):
        for part in node:
            yield from names(part)
    elif isinstance(node, astnodes.Name):
        yield node.id
    elif isinstance(node, astnodes.Index) and node.notation is astnodes.IndexNotation.DOT:
        yield from names(node.value)
    elif isinstance(node, astnodes.Field):
        yield from names(node.value)
        if node.between_brackets:
            yield from names(node.key)
    elif isinstance(node, astnodes.Node):
        for part in vars(node).values():
            yield from names(part)


def declared(tree: Any) -> Iterator[str]:
    """Every local variable, parameter and loop variable of a script."""
    for node in ast.walk(tree):
        match node:
            case astnodes.LocalAssign():
                yield from names(node.targets)
            case astnodes.LocalFunction():
                yield from names([node.name, *node.args])
            case astnodes.Function() | astnodes.AnonymousFunction():
                yield from names(node.args)
            case astnodes.Forin():
                yield from names(node.targets)
            case astnodes.Fornum():
                yield from names(node.target)
            case _:
                pass


def faults(text: str) -> list[str]:
    """What is wrong with the names of a script; an unused one may start with an underscore."""
    tree = ast.parse(text)
    known, used = Counter(declared(tree)), Counter(names(tree))
    undeclared = [f"{name} is declared nowhere" for name in used.keys() - known.keys() - GIVEN]
    idle = [
        f"{name} is never used"
        for name, times in known.items()
        if used[name] == times and not name.startswith("_")
    ]
    return undeclared + idle


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_names_of_a_script(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_redis_compiles_a_script(path: Path, redis_url: str) -> None:
    with plain_client(redis_url) as client:
        assert len(client.script_load(path.read_text())) == 40  # its SHA-1, in hexadecimal


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("local tally = KEYS[1]\nreturn redis.call('GET', taly)", "taly is declared nowhere"),
        ("local spare = KEYS[1]\nreturn 1", "spare is never used"),
        ("for place in ipairs(KEYS) do missing = place end", "missing is declared nowhere"),
    ],
)
def test_a_fault_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)

"""Measures the house: the figures at the end of `docs/tour.md`.

    python -m tests.house.figures           # this one
    python -m tests.house.figures FOLDER    # another version's, unpacked there

A level is the longest way down from a module to one that imports no other of ours; a circle is a
group of modules, or parts, each of which comes back to itself. Imports for type checkers count.
"""

import ast
import re
import statistics
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("poll_server", "audience", "presenter")
CORE = "poll_server"
BROWSER = (".js", ".css", ".html")
MOST_LINES = 300
"""Of a file: one idea fits, two do not."""
MOST_LINES_OF_A_FUNCTION = 40
"""What is seen at once, with its docstring."""

Graph = Mapping[str, set[str]]


def modules(root: Path) -> dict[str, Path]:
    """Every module of ours by its whole name."""
    paths = [path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))]
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }


def imported(
    name: str, path: Path, known: Collection[str], *, for_types: bool, at_once: bool = False
) -> set[str]:
    """Every module that one imports, whenever it does.

    Args:
        known: the modules of ours.
        for_types: also what it imports for type checkers only.
        at_once: only what comes along when it is imported itself.
    """
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node, when in import_statements(path):
        if (when.for_types and not for_types) or (when.late and at_once and not for_types):
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            # `from . import deck` names a module, `from .deck import Event` one inside it.
            inside = {f"{start}.{alias.name}" for alias in node.names}.intersection(known)
            found |= inside or {start}
    return found


class When(NamedTuple):
    """Under what conditions a statement is come to."""

    for_types: bool = False
    """under `if TYPE_CHECKING`"""
    late: bool = False
    """in a function"""


@cache
def import_statements(path: Path) -> list[tuple[ast.Import | ast.ImportFrom, When]]:
    """A file's, and when each is come to."""
    found = []

    def walk(node: ast.AST, when: When) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import | ast.ImportFrom):
                found.append((child, when))
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                walk(child, when._replace(for_types=True))
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                walk(child, when._replace(late=True))
            elif not isinstance(child, ast.expr):
                walk(child, when)

    walk(ast.parse(path.read_text()), When())
    return found


def graph_of(paths: Mapping[str, Path]) -> Graph:
    """What each module imports of ours, for type checkers too."""
    return {
        name: imported(name, path, paths.keys(), for_types=True) & paths.keys() - {name}
        for name, path in paths.items()
    }


def reached(graph: Graph, start: str) -> set[str]:
    seen, todo = set[str](), list(graph[start])
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += graph[one]
    return seen


def circles(graph: Graph) -> list[frozenset[str]]:
    """The groups whose members all reach each other."""
    reach = {one: reached(graph, one) for one in graph}
    groups = {frozenset(two for two in reach[one] if one in reach[two]) for one in graph}
    return sorted(filter(None, groups), key=sorted)


def levels(graph: Graph) -> int:
    """How many lie below each other, members of a circle on the same one."""
    home = {one: group for group in circles(graph) for one in group}

    @cache
    def level(one: str) -> int:
        group = home.get(one, frozenset([one]))
        below = {two for member in group for two in graph[member]} - group
        return 1 + max(map(level, below), default=0)

    return max(map(level, graph))


def folders(graph: Graph) -> Graph:
    """The graph of the parts: a side, or a folder of the core (a module, where it lies in none)."""
    home = {name: ".".join(name.split(".")[: 2 if name.startswith(CORE) else 1]) for name in graph}
    found: dict[str, set[str]] = {part: set() for part in home.values()}
    for name, others in graph.items():
        found[home[name]] |= {home[other] for other in others} - {home[name]}
    return found


class Told(NamedTuple):
    """What several rules ask of a module, which is read once for all of them."""

    docstring: str
    names: list[str]
    """public classes, and names for types (`Handler = Callable[…]`)"""
    functions: list[tuple[str, int]]
    """each with its lines, decorators left out"""


@cache
def told(path: Path) -> Told:
    tree = ast.parse(path.read_text())
    return Told(ast.get_docstring(tree) or "", [*_named(tree)], [*_functions(tree)])


def _named(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign) and "TypeVar" not in ast.unparse(node.value):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        else:
            continue
        yield from (name for name in names if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name))


def parts(names: Iterable[str]) -> set[str]:
    """Both sides, and the folders of the core.

    Args:
        names: of all modules.
    """
    return {name.removeprefix(f"{CORE}.").partition(".")[0] for name in names} - {CORE}


def has_test(module: str, tests: Iterable[Path], of: Collection[str]) -> bool:
    """Whether one of these test files has a module's name, and lies in the room of its part.

    The room is the innermost of its folders that is named after a part: `web/presenter/editor` is
    the presenter's.

    Args:
        tests: their ways below `tests/`.
        of: all `parts`.
    """
    *folders, name = module.split(".")
    for path in tests:
        if path.stem == f"test_{name}":
            room = next((each for each in reversed(path.parts[:-1]) if each in of), "")
            if room in folders:
                return True
    return False


def _functions(node: ast.AST) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child.name, (child.end_lineno or 0) - child.lineno + 1
        if not isinstance(child, ast.expr):  # which holds none
            yield from _functions(child)


def sizes(found: list[int], most: int) -> str:
    large = sum(size > most for size in found)
    half = statistics.median_low(found)
    return f"{len(found)}; half ≤ {half} lines, longest {max(found)}, {large} over {most}"


def lines(paths: Iterable[Path]) -> list[int]:
    return [len(path.read_text().splitlines()) for path in paths]


def seen(root: Path, top: str) -> dict[str, set[str]]:
    """What a reader sees in each folder below one, `__init__.py` and all; nothing of Python's."""
    found: dict[str, set[str]] = {}
    for path in (root / top).rglob("*.*"):
        if path.is_file() and "__pycache__" not in path.parts:
            parts = path.relative_to(root).parts
            for depth in range(1, len(parts)):
                found.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    return found


def crowd(root: Path) -> str:
    """The fullest folder, by what is seen in it."""
    counted = {f: names for package in PACKAGES for f, names in seen(root, package).items()}
    fullest = max(counted, key=lambda folder: len(counted[folder]))
    return f"{len(counted[fullest])} in {fullest}"


def measure(root: Path) -> dict[str, object]:
    """What is measured, and what came out."""
    paths = modules(root)
    graph = graph_of(paths)
    tests = [path.relative_to(root / "tests") for path in (root / "tests").rglob("test_*.py")]
    unnamed = [
        name
        for name, path in paths.items()
        if path.name != "__init__.py" and not has_test(name, tests, parts(paths))
    ]
    function_lines = [size for path in paths.values() for _, size in told(path).functions]
    files = [path for package in PACKAGES for path in (root / package).rglob("*.*")]
    browser = lines(path for path in files if path.suffix in BROWSER)
    return {
        "names in the fullest folder": crowd(root),
        "levels of modules": levels(graph),
        "circles of modules, of parts": (f"{len(circles(graph))}, {len(circles(folders(graph)))}"),
        "Python files": sizes(lines(paths.values()), MOST_LINES),
        "functions": sizes(function_lines, MOST_LINES_OF_A_FUNCTION),
        "scripts, styles, templates": sizes(browser, MOST_LINES),
        "modules without a test file of their name": len(unnamed),
        "lines: Python, page files, tests": ", ".join(
            f"{sum(each):,}"
            for each in (lines(paths.values()), browser, lines((root / "tests").rglob("*.py")))
        ),
    }


if __name__ == "__main__":
    for what, found in measure(Path(*sys.argv[1:2]) if sys.argv[1:] else Path()).items():
        print(f"{what:42} {found}")

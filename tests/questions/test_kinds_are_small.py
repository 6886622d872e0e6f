"""A kind of question is one Python file and one phone file: nothing else tells kinds apart."""

import ast
from pathlib import Path

import pytest

from poll_server.questions import KINDS

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "poll_server" / "questions"
# `text` is also an everyday word (a type of form field, a name of JSON fields): no module may
# branch on it, but it may say it.
NAMES = {kind.__name__ for kind in KINDS} - {"Text"} | {"OpenText"}
TAGS = {str(kind.__struct_config__.tag) for kind in KINDS} - {"text"}


MODULES = [
    path
    for folder in ("poll_server", "audience", "presenter")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if QUESTIONS not in path.parents
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_module_names_a_kind(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            assert node.value not in TAGS, f"line {node.lineno} names the kind {node.value!r}"
        if isinstance(node, ast.ImportFrom):
            imported = {alias.name for alias in node.names}
            assert not imported & NAMES, f"line {node.lineno} imports a kind"


def test_a_kind_has_its_phone_file() -> None:
    folder = ROOT / "audience" / "static" / "questions"
    for kind in KINDS:
        tag = str(kind.__struct_config__.tag)
        assert (folder / f"{tag}.js").is_file()
        assert (QUESTIONS / f"{tag}.py").is_file()

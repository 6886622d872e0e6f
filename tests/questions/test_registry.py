"""A kind is one Python file and one phone file; `outside` walks with one that nobody names."""

import ast
from pathlib import Path

from poll_server.questions import KINDS

ROOT = Path(__file__).parents[2]


def test_a_kind_has_its_two_files_and_nobody_else_imports_it() -> None:
    """What other modules know of a kind, it has said itself (`kind.py`)."""
    kinds = {str(kind.__struct_config__.tag): kind.__name__ for kind in KINDS}
    for tag in kinds:
        assert (ROOT / "audience" / "static" / "questions" / f"{tag}.js").is_file()
        assert (ROOT / "poll_server" / "questions" / "kinds" / f"{tag}.py").is_file()
    named = {f"poll_server.questions.kinds.{tag}" for tag in kinds}
    named |= {f"poll_server.questions.{name}" for name in {*kinds.values(), "OpenText"}}
    read = 0
    for folder in ("poll_server", "audience", "presenter"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.parent.name in ("questions", "kinds"):
                continue
            text = path.read_text(encoding="utf-8")
            if "poll_server.questions" not in text:
                continue
            read += 1
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ImportFrom):
                    told = {f"{node.module}.{alias.name}" for alias in node.names}
                    assert not named & {str(node.module), *told}, f"{path}:{node.lineno}"
    assert read > 100

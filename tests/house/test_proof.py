"""`docs/proof.md` names every attack and fault, and only tests that there are."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = {
    cells[0]: cells[-1]
    for line in (ROOT / "docs/proof.md").read_text().splitlines()
    if re.fullmatch(r"[TF]\d+", (cells := [cell.strip() for cell in line.strip("|").split("|")])[0])
}
ID = re.compile(r"\b[TF]\d|_[tf]\d")
IDS = [f"{kind}{number}" for kind in "TF" for number in range(1, 35)]


@cache
def names_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    return set(re.findall(r"^ *(?:async )?def (\w+)", path.read_text(), re.M))


def test_every_attack_and_fault_has_its_proof_or_a_reason() -> None:
    assert set(IDS) <= ROWS.keys()
    for proof in ROWS.values():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", proof)
        assert named or proof.startswith("No"), proof
        for path, test in named:
            assert test in names_in(ROOT / path), f"{path}::{test}"


def test_whatever_a_test_says_to_prove_stands_on_the_page() -> None:
    missing = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if not ID.search(text := path.read_text()):
            continue  # one in nine has an id: only those are taken apart
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("test_"):
                continue
            said = re.findall(r"\b[TF]\d{1,2}\b", ast.get_docstring(node) or "")
            said += [each.upper() for each in re.findall(r"_([tf]\d{1,2})(?=_|$)", node.name)]
            name = f"{path.relative_to(ROOT)}::{node.name}"
            missing |= {(each, name) for each in said if name not in ROWS[each]}
    assert not missing

"""The lock agrees with pyproject.toml, names no place, and vouches for every file."""

import re

import pytest

from . import lock
from .lock import PARTS, disagreements, entries, locked, wanted

CURE = "run make lock, and commit requirements/"


@pytest.mark.parametrize("part", PARTS)
def test_what_is_asked_for_is_locked(part: str) -> None:
    assert disagreements(part) == [], CURE


@pytest.mark.parametrize("part", PARTS)
def test_a_lock_holds_versions_and_hashes_and_no_address(part: str) -> None:
    text = locked(part)
    assert [entry.name for entry in entries(text) if not entry.hashes] == []
    assert re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text) is None


def test_what_several_files_lock_stands_alike_in_each() -> None:
    """`make test` installs them together, in two halves: each line goes into one of these, once."""
    lines: dict[str, set[str]] = {}
    for part in PARTS:
        of_this = re.findall(r"^(([a-z0-9-]+)==.+)$", locked(part), re.MULTILINE)
        for name in {name for _, name in of_this}:
            said = "\n".join(line for line, each in of_this if each == name)
            lines.setdefault(name, set()).add(said)
    assert {name: said for name, said in lines.items() if len(said) > 1} == {}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("redis==", "rediss=="), "is not locked"),
        (("starlette==1", "starlette==0"), "is locked at 0"),
        (
            ("jinja2==", "tomlkit-is-gone==1 \\\n    --hash=sha256:" + "0" * 64 + "\njinja2=="),
            "nobody",
        ),
        (("    --hash=sha256:", "    # "), "has no hash"),
    ],
)
def test_a_difference_is_named(
    change: tuple[str, str], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = locked("demo").replace(*change)
    monkeypatch.setattr(lock, "locked", lambda part: text)
    assert any(complaint in said for said in disagreements("demo"))


@pytest.mark.parametrize(
    "line", ["--extra-index-url file:///somewhere", "--find-links /wheels", "# from https://a.test"]
)
def test_a_place_in_a_lock_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no place in a lock"):
        list(entries(f"{line}\n{locked('web')}"))


def test_undocumented_parts_have_an_upper_bound() -> None:
    """What `transport.py` and the report's files change from the inside."""
    bounded = {
        need.name
        for need in wanted("dependencies")
        if any(specifier.operator in ("<", "~=", "==") for specifier in need.specifier)
    }
    assert bounded >= {"uvicorn", "websockets", "python-docx", "python-pptx", "typst"}

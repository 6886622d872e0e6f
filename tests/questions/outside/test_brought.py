"""Another package brings a kind of question, and everything works with it."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from poll_server.questions.registry import GROUP, BadKind, brought
from tests.support.suite.at_length import WHOLE

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
WALK_SECONDS = 110
"""A walk takes 20 s; on a machine that is busy with everything else, several times that."""


def install(folder: Path) -> None:
    """Lay out what `pip install` would: the package and its entry point."""
    package, told = folder / "made_up", folder / "made_up-1.0.dist-info"
    package.mkdir()
    told.mkdir()
    (package / "__init__.py").touch()
    for name in ("stars.py", "stars.js"):
        shutil.copy(HERE / name, package / name)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: made-up\nVersion: 1.0\n")
    (told / "entry_points.txt").write_text(f"[{GROUP}]\nstars = made_up.stars:Stars\n")


@pytest.mark.browser
@pytest.mark.survey
def test_a_kind_of_another_package_works_everywhere(tmp_path: Path) -> None:
    """In `make test` all of the walk but its pages in a browser, whose script it finds in them."""
    install(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist",
         f"--basetemp={tmp_path / 'walk'}", *(() if WHOLE else ("-m", "not browser")),
         str(HERE / "walk.py")],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
        capture_output=True,
        text=True,
        timeout=WALK_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(rf"\b{6 if WHOLE else 5} passed\b", done.stdout), done.stdout[-1000:]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("gone", "nobody_has_this:Kind", "cannot be loaded"),
        ("text", "pathlib:Path", "is no kind of question"),
        (
            "choice",
            "poll_server.questions.kinds.choice:Choice",
            "two kinds of question called “choice”",
        ),
    ],
)
def test_what_cannot_be_a_kind_is_named(name: str, value: str, why: str) -> None:
    with pytest.raises(BadKind, match=why):
        brought([EntryPoint(name, value, GROUP)])

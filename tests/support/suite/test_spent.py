"""A run says which files cost most, and what processes under it used is on their bill."""

import os
import subprocess
import sys
import time
from pathlib import Path

from . import spent

ROOT = Path(__file__).parents[3]
BURN = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\n"
"""Uses so many processor seconds."""


def test_the_dearest_files_are_named_first_and_the_cheap_not_at_all() -> None:
    files = {"a.py": spent.DEAR, "b.py": spent.DEAR + 7, "c.py": spent.DEAR / 2}
    head, *lines = spent.bill(files)
    assert "17 s" in head
    assert [line.split()[-1] for line in lines] == ["b.py", "a.py"]
    assert spent.bill({"c.py": spent.DEAR / 2}) == []


def test_processes_that_run_and_that_have_ended_are_counted() -> None:
    burn = BURN.format(0.2)
    before, own = spent.seconds(), time.process_time()
    subprocess.run([sys.executable, "-c", burn], check=True)
    talking = f"{burn}\nprint('done', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", talking], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as runs:
        assert runs.stdout is not None
        assert runs.stdout.readline() == b"done\n"
        used = spent.seconds() - before - (time.process_time() - own)
        runs.communicate(b"\n")
    assert used > 0.3  # of 0.4; the kernel counts in steps of 10 ms


def test_workers_hand_their_bills_over(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(f"def test_it(): exec({BURN.format(0.1)!r})")
    dear = "from tests.support.suite import spent\nspent.DEAR = 0.05\n"
    (tmp_path / "conftest.py").write_text(dear)
    plugins = ("-p", "no:cacheprovider", "-p", "xdist.plugin", "-p", "tests.support.suite.spent")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n2", *plugins, "--rootdir", tmp_path, tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # three processes load them
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert "Processor time" in done.stdout
    assert {line.split()[-1] for line in done.stdout.splitlines() if " s  test_" in line} == {
        "test_one.py",
        "test_two.py",
    }

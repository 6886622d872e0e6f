"""No test is passed over on Linux, where everything that tests need can be had.

A skipped test says nothing and looks green. So here a skip is a failure with its reason, whoever
asked for it: a mark, a call, a missing module, or an expected failure. On other systems tests may
skip what only Linux has (`LINUX`).

A plugin for pytest; `conftest.py` loads it.
"""

import sys
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

ONLY_LINUX = "needs what only Linux tells or does"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason=ONLY_LINUX)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """One test, or its set-up."""
    return unskipped((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole file that skips itself while it is imported."""
    return unskipped((yield))


def unskipped(report: Report) -> Report:
    """The same report, failed where it was skipped on Linux."""
    if report.skipped and sys.platform == "linux":
        report.outcome = "failed"
        report.longrepr = f"Skipped on Linux, where nothing may be: {report.longrepr}"
    return report

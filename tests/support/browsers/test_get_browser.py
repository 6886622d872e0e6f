"""Finding a browser: one that only pretends is passed over; apt-get comes before a download. That a
test without one fails, `suite/test_nothing_missing.py` shows."""

import os
import shutil
from pathlib import Path

import pytest

from . import get_browser
from .get_browser import find_browser


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH of a system without any browser, Playwright's included."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(get_browser, "_playwrights_own", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (tmp_path / "env").symlink_to(str(shutil.which("env", path="/usr/bin:/bin")))
    return tmp_path


def test_a_stub_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    program(tmp_path / "chromium-browser", "exit 1")
    assert find_browser() is None
    real = program(tmp_path / "google-chrome", "exit 0")
    assert find_browser() == real


def test_apt_comes_before_a_download(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_browser, "_playwright_install", lambda: pytest.fail("a download"))
    chromium = bare / "chromium"
    program(
        bare / "apt-get",
        f'case "$*" in *install*) echo "#!/bin/sh" > {chromium}; /bin/chmod 755 {chromium};; esac',
    )
    assert get_browser.get_browser() == str(chromium)


def test_playwright_downloads_where_apt_may_not(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bare / "apt-get", "exit 100")
    monkeypatch.setattr(get_browser, "_playwright_install", lambda: True)
    answers = iter([None, "/its/own"])
    monkeypatch.setattr(get_browser, "_playwrights_own", lambda: next(answers))
    assert get_browser.get_browser() == "/its/own"


def test_none_at_all_ends_make_test(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(get_browser, "_playwright_install", lambda: False)
    assert get_browser.main() == 1
    assert "install Chromium" in capsys.readouterr().err

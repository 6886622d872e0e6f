"""Finding a browser: one that only pretends is passed over."""

from pathlib import Path

import pytest

from .get_browser import find_browser


def browser(path: Path, exit_code: int) -> str:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return str(path)


def test_a_stub_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() is None
    browser(tmp_path / "chromium-browser", exit_code=1)
    assert find_browser() is None
    real = browser(tmp_path / "google-chrome", exit_code=0)
    assert find_browser() == real

"""The version is written in one place, and everybody who asks hears that."""

import re
import tomllib
from pathlib import Path

import pytest

import poll_server
from poll_server.command import cli

ROOT = Path(__file__).parents[2]


def test_the_command_says_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"poll-server {poll_server.__version__}\n"


def test_packages_take_the_version_from_the_code() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert "version" in project["project"]["dynamic"]
    written = (ROOT / project["tool"]["hatch"]["version"]["path"]).read_text()
    assert re.findall(r'^__version__ = "(.*)"$', written, re.M) == [poll_server.__version__]


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"\n## {poll_server.__version__}" in (ROOT / "CHANGELOG.md").read_text()

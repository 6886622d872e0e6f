"""Installing: uv fetches from where this machine's pip would, and pip goes on where uv cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from requirements import install
from requirements.install import environment_of_uv, said_to_pip


def program(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_what_pip_is_told_is_read_from_files_and_environment(tmp_path: Path) -> None:
    """By pip itself: in its own section and the environment things count more, as for pip."""
    file = tmp_path / "pip.conf"
    file.write_text(
        "[global]\nindex-url = https://all.test/simple\ntimeout = 7\n"
        "extra-index-url =\n    https://one.test/simple\n    https://two.test/it's\n"
        "[install]\nindex-url = https://install.test/simple\nretries = 2\n"
        "[list]\nindex-url = https://list.test/simple\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={**kept, "PIP_CONFIG_FILE": str(file), "PIP_RETRIES": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    said = said_to_pip(listing.stdout)
    assert said["index-url"] == "https://install.test/simple"
    assert said["extra-index-url"].split() == ["https://one.test/simple", "https://two.test/it's"]
    assert (said["timeout"], said["retries"]) == ("7", "3")


@pytest.mark.parametrize(
    ("said", "around", "told"),
    [
        ({"index-url": "https://a.test"}, {}, {"UV_DEFAULT_INDEX": "https://a.test"}),
        ({"extra-index-url": "\nfile:///a\nfile:///b"}, {}, {"UV_INDEX": "file:///a file:///b"}),
        ({"find-links": "/wheels /more"}, {}, {"UV_FIND_LINKS": "/wheels,/more"}),
        ({"trusted-host": "a.test"}, {}, {"UV_INSECURE_HOST": "a.test"}),
        (
            {"proxy": "a.test:3128"},
            {"HTTPS_PROXY": "http://b.test"},
            {"HTTPS_PROXY": "http://a.test:3128", "HTTP_PROXY": "http://a.test:3128"},
        ),
        ({"cert": "/a.pem"}, {"SSL_CERT_FILE": "/b.pem"}, {"SSL_CERT_FILE": "/a.pem"}),
        ({"cert": "/"}, {}, {"SSL_CERT_DIR": "/"}),
        ({}, {"CURL_CA_BUNDLE": "/c.pem"}, {"CURL_CA_BUNDLE": "/c.pem", "SSL_CERT_FILE": "/c.pem"}),
        ({"no-cache-dir": "true"}, {}, {"UV_NO_CACHE": "true"}),
        # Who speaks to uv itself means it.
        (
            {"index-url": "https://a.test"},
            {"UV_DEFAULT_INDEX": "https://b.test", "UV_SYSTEM_PYTHON": "1"},
            {"UV_DEFAULT_INDEX": "https://b.test"},
        ),
    ],
)
def test_uv_is_told_what_pip_is_told(
    said: dict[str, str], around: dict[str, str], told: dict[str, str]
) -> None:
    assert environment_of_uv(said, around) == {**install.ALWAYS, **told}


@pytest.mark.parametrize(
    ("pip_gets_uv", "uv_installs", "by_pip"),
    [(True, True, False), (False, True, True), (True, False, True)],
)
def test_where_uv_cannot_pip_goes_on_and_says_so(
    pip_gets_uv: bool,
    uv_installs: bool,
    by_pip: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Both are asked for the same files, by their hashes."""
    log = tmp_path / "log"
    gets = program(tmp_path / "gets", f'echo "gets $*" >> {log}; {str(pip_gets_uv).lower()}')
    pip = program(tmp_path / "pip", f'echo "pip $*" >> {log}')
    uv = program(tmp_path / "uv", f'echo "uv $*" >> {log}; {str(uv_installs).lower()}')
    monkeypatch.setattr(install, "UV", uv)
    monkeypatch.setattr(install, "find_pip", lambda: ([gets], ""))
    monkeypatch.setattr(install, "made_pip", lambda: [pip])
    assert install.main(["demo"]) == 0
    lines = log.read_text().splitlines()
    assert ("more slowly" in capsys.readouterr().err) is by_pip
    assert "installer.txt" in lines[0]
    assert "--require-hashes" in lines[0]
    whole, project = lines[-2:]
    assert whole.split()[0] == project.split()[0] == ("pip" if by_pip else "uv")
    assert "--require-hashes" in whole
    assert "demo.txt" in whole
    assert project.endswith("--editable .")

"""What is handed out: the same bytes from the same commit, whole, and able to run anywhere."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import urllib.request
import venv
import zipfile
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from packaging.utils import canonicalize_name
from referencing import Registry, Resource

from poll_server import __version__
from tests.support.running import free_port
from tests.support.suite.at_length import WHOLE

from . import dist
from .lock import ROOT, entries, locked, wanted

EPOCH = 1_800_000_000
START_SECONDS = 30.0


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sdist and the wheel."""
    sdist, wheel = sorted(
        dist.build(ROOT, tmp_path_factory.mktemp("dist"), EPOCH), key=lambda path: path.suffix
    )
    assert (sdist.name, wheel.name) == (
        f"poll_server-{__version__}.tar.gz",
        f"poll_server-{__version__}-py3-none-any.whl",
    )
    return [sdist, wheel]


@pytest.fixture(scope="module")
def installed(built: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, the packages it needs, and nothing of the source."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    here = [each for each in sys.path if each.endswith("site-packages")]
    (site / "packages.pth").write_text("\n".join(here))
    # By its own interpreter, which finds our pip: with `--python` pip starts itself once more.
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-qq", "--no-compile"]
    offline = ["--no-index", "--no-deps", "--disable-pip-version-check", "--ignore-installed"]
    subprocess.run([*pip, *offline, str(built[1])], check=True)
    return folder / "bin"


@pytest.mark.survey
def test_the_same_commit_gives_the_same_bytes(built: list[Path], tmp_path: Path) -> None:
    """Out of the sdist, in another folder, at another time.

    The sdist's compression is most of what building takes: it is done once more only in `make
    survey`, where `make test` looks for what would differ.
    """
    with tarfile.open(built[0]) as archive:
        members = archive.getmembers()
        beside = () if WHOLE else ("docs", "tests")  # no wheel is made of them
        needed = [each for each in members if Path(each.name).parts[1] not in beside]
        archive.extractall(tmp_path / "source", needed, filter="data")
    assert {(each.mtime, each.uid, each.gid, each.uname, each.gname) for each in members} == {
        (EPOCH, 0, 0, "", "")
    }
    assert int.from_bytes(built[0].read_bytes()[4:8], "little") == EPOCH  # in gzip's own head
    (source,) = (tmp_path / "source").iterdir()
    which = ("sdist", "wheel") if WHOLE else ("wheel",)
    again = dist.build(source, tmp_path / "again", EPOCH, which)
    assert len(again) == len(which)
    for other in again:
        (path,) = (each for each in built if each.name == other.name)
        assert sha256(other.read_bytes()).digest() == sha256(path.read_bytes()).digest(), path.name
    with zipfile.ZipFile(built[1]) as wheel:
        assert {each.date_time[0] for each in wheel.infolist()} == {2027}


def test_the_wheel_brings_every_file_of_the_packages_and_no_other(built: list[Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        brought = {name for name in wheel.namelist() if ".dist-info/" not in name}
    there = {
        str(path.relative_to(ROOT))
        for package in ("poll_server", "presenter", "audience")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert brought == there
    assert len(there) > 500


def test_it_runs_where_it_was_installed_from_any_folder(installed: Path, tmp_path: Path) -> None:
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    asked = "import audience, poll_server; print(poll_server.__version__, audience.__file__)"
    done = subprocess.run(
        [str(installed / "python"), "-c", asked],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
    )
    version, where = done.stdout.split()
    assert (version, where.startswith(str(installed.parent))) == (__version__, True), done.stderr
    port = free_port()
    command = [str(installed / "poll-server"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=clean, stdout=subprocess.DEVNULL) as server:
        try:
            assert b"<html" in until_answered(f"http://127.0.0.1:{port}/")
        finally:
            server.send_signal(signal.SIGTERM)
    assert server.returncode == 0
    # Its data is the user's, and not in the folder it was started from.
    assert [path.name for path in tmp_path.iterdir()] == [".local"]


def until_answered(url: str) -> bytes:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url) as answer:
                return bytes(answer.read())
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_the_list_of_what_comes_along_is_cyclonedx() -> None:
    made = dist.sbom(EPOCH)
    folder = Path(str(files("cyclonedx.schema") / "_res"))
    known = {
        path.name: json.loads(path.read_text())
        for name in ("bom-1.6", "spdx", "jsf-0.82", "cryptography-defs")
        for path in folder.glob(f"{name}.*json")
    }
    registry = Registry().with_resources(
        [(schema["$id"], Resource.from_contents(schema)) for schema in known.values()]
    )
    validator = jsonschema.Draft7Validator(known["bom-1.6.SNAPSHOT.schema.json"], registry=registry)
    assert [error.message for error in validator.iter_errors(made)] == []
    wrong = {**made, "components": [{**made["components"][0], "type": "something else"}]}
    assert not validator.is_valid(wrong)
    assert dist.sbom(EPOCH) == made


def test_the_list_names_what_is_locked_and_who_asks_for_it() -> None:
    made = dist.sbom(EPOCH)
    there = {(each["name"], each["version"]) for each in made["components"]}
    assert there == {(each.name, str(each.version)) for each in entries(locked("demo"))}
    assert all(each["hashes"] for each in made["components"])
    needs = {each["ref"].partition("@")[0]: each["dependsOn"] for each in made["dependencies"]}
    direct = {each.partition("@")[0] for each in needs["pkg:pypi/poll-server"]}
    assert direct == {f"pkg:pypi/{canonicalize_name(each.name)}" for each in wanted("dependencies")}
    assert [each.partition("@")[0] for each in needs["pkg:pypi/jinja2"]] == ["pkg:pypi/markupsafe"]
    told = {each["name"]: each.get("licenses") for each in made["components"]}
    assert told["starlette"] == [{"expression": "BSD-3-Clause"}]


@pytest.fixture
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.mark.usefixtures("no_git")
def test_without_git_the_time_is_the_same_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dist.committed() == dist.BEFORE_GIT
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert dist.committed() == EPOCH

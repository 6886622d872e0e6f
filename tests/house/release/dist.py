"""What is handed out: wheel, sdist, a list of what comes along (SBOM), and their checksums.

`python -m tests.house.release.dist [FOLDER]` (that is `make dist`). The same commit gives the same
bytes, on any machine and in any folder: nothing in them is the time of building. The SBOM is
CycloneDX 1.6 as JSON, made from the lock that `make demo` installs: what was tested is what it
names. It knows no address of a registry; a package is named by its purl.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from poll_server import __version__

from .lock import ROOT, locked, wanted

NAME = "poll-server"
BEFORE_GIT = 1_767_225_600
"""Seconds since 1970 (1 January 2026): the time of all where there is no git, as in a sdist."""
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^    #(?: via|  ) ([a-z0-9][a-z0-9-]*)$", re.MULTILINE)


def committed() -> int:
    """When what is built was committed, in seconds since 1970."""
    if said := os.environ.get("SOURCE_DATE_EPOCH", ""):
        return int(said)
    try:
        asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        return int(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return BEFORE_GIT


def build(
    source: Path, target: Path, epoch: int, which: Sequence[str] = ("sdist", "wheel")
) -> list[Path]:
    """Build wheel and sdist of the project in `source`.

    Args:
        epoch: the time of every file in them, seconds since 1970.
        which: only these.
    """
    named = [each for one in which for each in ("-t", one)]
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *named, "-d", target],
        cwd=source,
        env={
            **os.environ,
            "SOURCE_DATE_EPOCH": str(epoch),
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return sorted(target.glob("poll_server-*"))


def components(part: str = "demo") -> list[dict[str, Any]]:
    """Every package that the lock names, with the hashes of all its files."""
    found = []
    for block in _blocks(part):
        name, version = re.match(r"([a-z0-9-]+)==([^ ;\\]+)", block).groups()  # type: ignore[union-attr]
        one: dict[str, Any] = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": each} for each in HASH.findall(block)],
        }
        if licence := _licence(name):
            one["licenses"] = [{"expression": licence}]
        found.append(one)
    return found


def _blocks(part: str) -> list[str]:
    blocks = re.split(r"\n(?=[a-z0-9])", locked(part))
    return [block for block in blocks if re.match(r"[a-z0-9-]+==", block)]


def _licence(name: str) -> str:
    """As the package itself says it in SPDX's words; '' where it does not, or is not installed."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    return str((said.get_all("License-Expression") or [""])[0])


def sbom(epoch: int) -> dict[str, Any]:
    """The list, as CycloneDX 1.6."""
    ours = f"pkg:pypi/{NAME}@{__version__}"
    found = components()
    refs = {each["name"]: each["bom-ref"] for each in found}
    needs: dict[str, set[str]] = {ref: set() for ref in refs.values()}
    for block in _blocks("demo"):
        name = block.partition("==")[0]
        for asking in VIA.findall(block):
            if asking in refs:
                needs[refs[asking]].add(refs[name])
    direct = {canonicalize_name(each.name) for each in wanted("dependencies")}
    needs[ours] = {refs[name] for name in direct}
    made = uuid.uuid5(uuid.NAMESPACE_URL, f"{ours} {json.dumps(found)}")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{made}",
        "version": 1,
        "metadata": {
            "timestamp": _iso(epoch),
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": NAME,
                "version": __version__,
                "purl": ours,
                "licenses": [{"expression": "MIT"}],
            },
        },
        "components": found,
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())
        ],
    }


def _iso(epoch: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hand_out(target: Path) -> list[Path]:
    """Everything, into an empty folder."""
    shutil.rmtree(target, ignore_errors=True)
    epoch = committed()
    made = build(ROOT, target, epoch)
    list_ = target / f"{NAME}-{__version__}.cdx.json"
    list_.write_text(json.dumps(sbom(epoch), indent=1) + "\n")
    sums = target / "SHA256SUMS"
    lines = [f"{sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in [*made, list_]]
    sums.write_text("".join(lines))
    return [*made, list_, sums]


def main() -> None:
    """The command; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.house.release.dist", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "dist")
    for path in hand_out(parser.parse_args().folder):
        print(f"{path.stat().st_size:>10,} bytes  {path}")


if __name__ == "__main__":
    main()

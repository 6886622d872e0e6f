"""Finds a Chromium for the browser tests, and gets one where there is none.

`python -m tests.support.browsers.get_browser` (part of `make test`) tries in this order:

1. a Chromium or Chrome that is installed,
2. the one that Playwright has downloaded before,
3. `apt-get install chromium-headless-shell`, as root or where sudo asks for no password,
4. Playwright's own download.

Tests only look: `chromium.launch(executable_path=find_browser())`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Chromium before Chrome: apt's is the one that most runs will have been tried with.
NAMES = (
    "chromium-headless-shell",  # the same engine without a desktop's windows: half the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)

# A browser that takes longer than this to print its version will not serve tests either.
VERSION_SECONDS = 30

# Debian's chromium only recommends fonts, and a page without any font shows empty boxes.
APT_PACKAGES = ("chromium-headless-shell", "fonts-liberation")

CURE = (
    "No browser for the browser tests: install Chromium (Debian: apt-get install "
    "chromium-headless-shell) "
    "or let Playwright fetch one (python -m playwright install --with-deps chromium)."
)


def find_browser() -> str | None:
    """Finds an installed Chromium or Chrome that runs.

    Returns:
        Its path, for Playwright's `executable_path`; None where there is none, which leaves
        Playwright to its own download.
    """
    for name in NAMES:
        path = shutil.which(name)
        # Ubuntu's chromium-browser may be a stub that only says "install the snap".
        if path is not None and _runs([path, "--version"], VERSION_SECONDS):
            return path
    return None


def get_browser() -> str | None:
    """Finds a browser, or installs one.

    Returns:
        The path of one; Playwright's own where the system has none; None where none could be had.
    """
    found = find_browser() or _playwrights_own()
    if found is None and _apt_install():
        found = find_browser()
    if found is None and _playwright_install():
        found = _playwrights_own()
    return found


def _apt_install() -> bool:
    if shutil.which("apt-get") is None:
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not _runs(["sudo", "-n", "true"]):
            return False
        prefix = ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _say(f"Installing {' and '.join(APT_PACKAGES)} with apt-get for the browser tests ...")
    # A failed update may leave lists that are still good enough; the install decides.
    _runs([*apt, "update"], errors=True)
    return _runs(
        [*apt, "install", "--yes", "--no-install-recommends", *APT_PACKAGES],
        errors=True,
    )


def _playwright_install() -> bool:
    _say("Fetching Playwright's Chromium for the browser tests ...")
    # System libraries need root; without it they may be there already.
    with_deps = ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
    return _runs(
        [sys.executable, "-m", "playwright", "install", *with_deps, "chromium"], errors=True
    )


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and _runs([path, "--version"], VERSION_SECONDS) else None


def _runs(command: list[str], timeout: float | None = None, *, errors: bool = False) -> bool:
    """Whether the command could be started and ended well.

    Args:
        timeout: seconds; none for installing, which takes as long as the network does.
        errors: show what it says on stderr.
    """
    stderr = None if errors else subprocess.DEVNULL
    try:
        done = subprocess.run(command, timeout=timeout, stdout=subprocess.DEVNULL, stderr=stderr)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Prints the browser's path; exit code 1 and one sentence where none can be had."""
    path = get_browser()
    if path is None:
        _say(CURE)
        return 1
    print(f"Browser for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

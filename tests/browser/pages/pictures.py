"""Pictures of pages under test: of a test that fails, or of everything where they are asked for.

A picture costs as much as the steps it shows, so `make test` takes none of what goes well;
`make survey` takes those of its states, and `POLL_PICTURES=all` in front of any command every one.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[3] / "test-screenshots"
WANTED = os.environ.get("POLL_PICTURES") == "all"


def picture(page: Page, name: str, *, failed: bool = False, full_page: bool = False) -> None:
    """Take a picture of `page` as it is now, if it is wanted.

    Args:
        failed: the test has gone wrong, which is always worth a picture.
        full_page: all of it, and not only what its window shows.
    """
    if WANTED or failed:
        FOLDER.mkdir(exist_ok=True)
        page.screenshot(path=FOLDER / f"{name}.png", full_page=full_page)

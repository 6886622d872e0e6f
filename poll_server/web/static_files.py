"""Where the scripts and styles of each side lie, by the address a browser asks for.

`shared` is what stage, console, organisers' pages and phones have in common; `wire` is written from
the messages. Of a side's own, `/static/audience` is its folder `static`, and `/static/stage` that
of its part: they are found as its templates are.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath

from starlette.routing import Route

from .browser_files import ADDRESSES, STATIC, BrowserFiles, answering

SHARED = {
    STATIC / "shared": Path(str(files(__package__))) / "static",
    STATIC / "wire": Path(str(files("poll_server.wire"))),
}


@cache
def folders(package: str) -> dict[PurePosixPath, Path]:
    """Where addresses below each lie, for the pages of `package` (`audience`, `presenter`)."""
    root = Path(str(files(package)))
    own = [root / "static", *sorted(root.glob("*/static"))]
    return SHARED | {STATIC / each.parent.name: each for each in own if each.is_dir()}


@cache
def browser_files(package: str) -> BrowserFiles:
    """All that the pages of `package` ask for, as this process found it."""
    return BrowserFiles(folders(package))


def static_route(*packages: str) -> Route:
    """Answers every address of files of all these sides."""
    return Route(ADDRESSES, answering(*map(browser_files, packages)))

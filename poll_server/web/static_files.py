"""Where the scripts and styles of both sides lie, by the address a browser asks for.

`shared` is what stage, console, organisers' pages and phones have in common; `wire` is written from
the messages.
"""

from importlib.resources import files
from pathlib import Path, PurePosixPath

SHARED = {
    PurePosixPath("/static/shared"): Path(str(files(__package__))) / "static",
    PurePosixPath("/static/wire"): Path(str(files("poll_server.wire"))),
}

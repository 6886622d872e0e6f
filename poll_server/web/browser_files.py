"""Files for browsers out of a folder that also holds others: only what a page asks for is served.

A folder is mounted whole, so whatever is put into it later would be public at once. Here the kind
of file decides, and a test walks every mounted folder.
"""

from os import stat_result
from pathlib import PurePosixPath

from starlette.staticfiles import StaticFiles

SERVED = frozenset({".css", ".ico", ".js", ".png", ".svg", ".woff2"})
"""What a page may ask for: scripts, styles, pictures, fonts."""


class BrowserFiles(StaticFiles):
    """`StaticFiles`, for a browser's kinds of file only; anything else is not there (404)."""

    def lookup_path(self, path: str) -> tuple[str, stat_result | None]:
        """Where `path` lies; as if nothing were there where it is of another kind."""
        if PurePosixPath(path).suffix not in SERVED:
            return "", None
        return super().lookup_path(path)

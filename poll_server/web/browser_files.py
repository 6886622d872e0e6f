"""Files for browsers out of a folder that also holds others: only what a page asks for is served.

A folder is mounted whole, so whatever is put into it later would be public at once. Here the kind
of file decides, and a test walks every mounted folder.

A browser asks each time whether a file is still the same. Where nothing is said it goes by the
file's age, and would run a page's old scripts beside new ones for a day after an update.
"""

from os import PathLike, stat_result
from pathlib import PurePosixPath

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SERVED = frozenset({".css", ".ico", ".js", ".png", ".svg", ".woff2"})
"""What a page may ask for: scripts, styles, pictures, fonts."""


class BrowserFiles(StaticFiles):
    """`StaticFiles`, for a browser's kinds of file only; anything else is not there (404)."""

    def lookup_path(self, path: str) -> tuple[str, stat_result | None]:
        """Where `path` lies; as if nothing were there where it is of another kind."""
        if PurePosixPath(path).suffix not in SERVED:
            return "", None
        return super().lookup_path(path)

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, or that it is what the browser has, and for how long that is good."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = self.good_for(full_path, scope)
        return response

    def good_for(self, full_path: str | PathLike[str], scope: Scope) -> str:
        """How long browsers may keep a file without asking, as `Cache-Control` says it."""
        return "no-cache"

"""The phones' files as files: modules that a question brings when it is asked, and their styles.

One whose address names what is in it is kept by browsers for ever; any other is asked for again.
"""

from os import PathLike, stat_result
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Scope

from poll_server.web.browser_files import BrowserFiles

from .assets import mark

FOR_EVER = "public, max-age=31536000, immutable"
"""One year, the longest HTTP knows: another content has another address."""


class MarkedFiles(BrowserFiles):
    """`BrowserFiles`; `x.js?v=mark` stays in the browser's memory."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, and for how long it is good."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked = parse_qs(scope["query_string"].decode()).get("v")
        named = asked == [mark(Path(full_path).read_bytes())] if asked else False
        response.headers["Cache-Control"] = FOR_EVER if named else "no-cache"
        return response

"""The phones' files as files: modules that a question brings when it is asked, and their styles.

One whose address names what is in it is kept by browsers for ever; any other is asked for again.
"""

from os import PathLike
from pathlib import Path
from urllib.parse import parse_qs

from starlette.types import Scope

from poll_server.web.browser_files import BrowserFiles

from .assets import mark

FOR_EVER = "public, max-age=31536000, immutable"
"""One year, the longest HTTP knows: another content has another address."""


class MarkedFiles(BrowserFiles):
    """`BrowserFiles`; `x.js?v=mark` stays in the browser's memory."""

    def good_for(self, full_path: str | PathLike[str], scope: Scope) -> str:
        """For ever under the address that names what is in it."""
        asked = parse_qs(scope["query_string"].decode()).get("v")
        named = bool(asked) and asked == [mark(Path(full_path).read_bytes())]
        return FOR_EVER if named else super().good_for(full_path, scope)

"""plotly.min.js out of the installed Plotly package, compressed once and kept in memory.

Only screens that draw charts load it, never a phone: it has 4.8 MB, 1.4 MB of them on the wire.
"""

import gzip
from asyncio import to_thread
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from starlette.responses import Response

from poll_server.web.browser_files import ASKED_EACH_TIME, FOR_EVER
from poll_server.web.services import PageRequest


@cache
def address() -> str:
    """The address that pages load it from; it changes with Plotly's version."""
    return f"/static/plotly.min.js?v={version('plotly')}"


@cache
def _source() -> bytes:
    return (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


@cache
def _compressed() -> bytes:
    return gzip.compress(_source(), compresslevel=6, mtime=0)  # 9 takes twice as long for 1 % less


async def plotly(request: PageRequest) -> Response:
    """The script; for ever where the address names the version that is installed."""
    gzipped = "gzip" in request.headers.get("accept-encoding", "")
    # In a thread: compressing takes a fifth of a second, and votes must not wait for it.
    body = await to_thread(_compressed if gzipped else _source)
    asked = request.query_params.get("v")
    headers = {
        "Cache-Control": FOR_EVER if asked == version("plotly") else ASKED_EACH_TIME,
        "Vary": "Accept-Encoding",
    }
    if gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="text/javascript", headers=headers)

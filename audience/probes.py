"""What phones and laptops ask a Wi-Fi before a person does: is there an internet behind it?

In a hall of its own there is none. A phone that gets no answer drops the Wi-Fi, or asks for names
over its mobile line, where the join name is not known; one that gets another answer than its
maker's takes the Wi-Fi for one that must be signed in to, and opens a small browser that forgets
its cookies: who votes in it may vote again in the right one. So each gets what it expects, where
the setting `answer_probes` says that this is such a hall (docs/hosting/hall-kit.md).
"""

from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from poll_server.web.services import PageRequest, services_of

APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
FIREFOX = (
    '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'
)
HTML, TEXT = "text/html", "text/plain"


class Expected(NamedTuple):
    """What is expected at one path; of whichever of its hosts it is asked."""

    hosts: tuple[str, ...]
    """names that the kit's dnsmasq leads to the hall"""
    said: str = ""
    """empty: status 204"""
    media_type: str = TEXT


ANDROID = (
    "connectivitycheck.gstatic.com",
    "connectivitycheck.android.com",
    "clients3.google.com",
    "play.googleapis.com",
    "www.gstatic.com",
    "connect.rom.miui.com",
    "connectivitycheck.platform.hicloud.com",
)
PROBES = {
    "/hotspot-detect.html": Expected(("captive.apple.com",), APPLE, HTML),
    "/library/test/success.html": Expected(("www.apple.com",), APPLE, HTML),
    "/generate_204": Expected(ANDROID),
    "/gen_204": Expected(ANDROID),
    "/connecttest.txt": Expected(("www.msftconnecttest.com",), "Microsoft Connect Test"),
    "/ncsi.txt": Expected(("www.msftncsi.com",), "Microsoft NCSI"),
    "/success.txt": Expected(("detectportal.firefox.com",), "success\n"),
    "/canonical.html": Expected(("detectportal.firefox.com",), FIREFOX, HTML),
    "/check_network_status.txt": Expected(("nmcheck.gnome.org",), "NetworkManager is online\n"),
    "/nm": Expected(("network-test.debian.org",), "NetworkManager is online\n"),
}
"""By path: Apple, Android and Chrome, Windows, Firefox, GNOME and Debian."""


async def probe(request: PageRequest) -> Response:
    """One of `PROBES`; as if it were not there where the setting is off."""
    if not services_of(request).settings.answer_probes:
        raise HTTPException(404)
    expected = PROBES[request.url.path]
    return Response(
        expected.said,
        200 if expected.said else 204,
        {"Cache-Control": "no-store"},
        expected.media_type if expected.said else None,
    )


routes = [Route(path, probe) for path in PROBES]

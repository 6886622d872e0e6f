"""Whether phones get through: port, address, TLS, and what a proxy in front passes on."""

import asyncio
import errno
import ipaddress
import socket
import ssl
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from poll_server.base.settings import Settings
from poll_server.locale import Speech
from poll_server.store.events import Events
from poll_server.store.store import Store

from .findings import Finding

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
"""For one answer: people have given up by then."""
CERTIFICATE_DAYS = 14
"""Left of a certificate: those that are renewed by themselves are, a month before."""
DAY = 86_400
SWITCHED = 101
"""HTTP's answer to who asks for a WebSocket."""


async def port(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Port."""
    import httpx

    name, number = _("Port"), settings.port
    if not number:
        return []  # any free one
    everywhere = settings.host in ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
    host = "127.0.0.1" if everywhere else settings.host
    shown = f"[{host}]" if ":" in host else host
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=SECONDS) as http:
            answer = await http.get(f"http://{shown}:{number}/healthz")
        ours = answer.text == "ok\n"
    except httpx.HTTPError:
        return [await asyncio.to_thread(_free, _, settings.host, number)]
    if ours:
        return [Finding(name, "good", _("A poll server answers on port %(n)s.", n=number))]
    said = _("Another program answers on port %(n)s.", n=number)
    return [Finding(name, "wrong", said, _("End that program, or choose another --port."))]


def _free(_: Speech, host: str, number: int) -> Finding:
    """Nobody answers there: whether a server could."""
    name = _("Port")
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
    except OSError as error:
        said = _("Port %(n)s cannot be had: %(why)s.", n=number, why=error.strerror)
        if error.errno == errno.EACCES:
            return Finding(name, "wrong", said, _("Choose one above 1023."))
        cure = _("End the program that has it, or choose another --host or --port.")
        return Finding(name, "wrong", said, cure)
    return Finding(name, "good", _("Port %(n)s is free; no server runs there now.", n=number))


async def address(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Address."""
    name, url = _("Address"), settings.public_url
    if not url:
        cure = _("Name the address that people type, with --public-url.")
        return [Finding(name, "care", _("None was named: this machine’s is guessed."), cure)]
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        said = _("The name in %(url)s is not known here.", url=url)
        cure = _("Enter it in the name server of the hall’s network, or mend --public-url.")
        return [Finding(name, "wrong", said, cure)]
    if all(ipaddress.ip_address(str(each[4][0]).partition("%")[0]).is_loopback for each in found):
        said = _("Phones cannot reach %(url)s: it leads back to themselves.", url=url)
        cure = _("Join the hall’s network, or name the address that people type (--public-url).")
        return [Finding(name, "care", said, cure)]
    return [Finding(name, "good", _("Phones are sent to %(url)s.", url=url))]


async def tls(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """TLS."""
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" or not parts.hostname:
        return await _without_tls(_, parts.hostname or "")
    found = []
    if not settings.trust_proxy:
        said = _("The address is https, and the server does not believe the proxy in front.")
        cure = _("Start with --trust-proxy, and let the proxy set X-Forwarded-Proto.")
        found.append(Finding("TLS", "wrong", said, cure))
    try:
        left = await asyncio.to_thread(_days_left, parts.hostname, parts.port or 443)
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        said = _("Phones would warn of this certificate: %(why)s.", why=why)
        cure = _("Let the proxy get one that browsers know (Caddy does so by itself).")
        return [*found, Finding("TLS", "wrong", said, cure)]
    except OSError as error:
        said = _("Nobody speaks TLS at %(url)s: %(why)s.", url=settings.public_url, why=str(error))
        return [*found, Finding("TLS", "wrong", said, _("Start the proxy, or mend --public-url."))]
    said = _.ngettext(
        "The certificate is good for %(n)s more day.",
        "The certificate is good for %(n)s more days.",
        left,
    )
    if left >= CERTIFICATE_DAYS:
        return [*found, Finding("TLS", "good", said)]
    return [*found, Finding("TLS", "care", said, _("Renew it before the event."))]


async def _without_tls(_: Speech, host: str) -> list[Finding]:
    try:
        inside = ipaddress.ip_address(host).is_private
    except ValueError:  # a name
        inside = not host or "." not in host or host.endswith((".local", ".lan", ".home.arpa"))
    if inside:
        said = _("None: in a network of your own, anybody in it could listen.")
        return [Finding("TLS", "good", said)]
    cure = _("Put Caddy, nginx or Traefik in front, and name the https address.")
    return [Finding("TLS", "care", _("Votes and passwords go over the net in the clear."), cure)]


def _days_left(host: str, number: int) -> int:
    """Days until the certificate ends, as a browser would check it.

    Raises:
        OSError, ssl.SSLError: nobody is there; browsers would warn.
    """
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, number), SECONDS) as line,
        context.wrap_socket(line, server_hostname=host) as spoken,
    ):
        told: Any = spoken.getpeercert()
    return int((ssl.cert_time_to_seconds(told["notAfter"]) - time.time()) // DAY)


async def proxy(_: Speech, settings: Settings, store: Store) -> Sequence[Finding]:
    """Way in."""
    import httpx

    name, url = _("Way in"), settings.public_url
    if not url:
        return []
    codes = [poll.code for event in await Events(store).all() for poll in event.polls]
    # What browsers think of the certificate, `tls` says; here nothing secret is sent.
    any_ = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    any_.check_hostname, any_.verify_mode = False, ssl.CERT_NONE
    try:
        async with httpx.AsyncClient(
            timeout=SECONDS, base_url=url, trust_env=False, verify=any_
        ) as http:
            told = await http.post("/ws/why", headers={"Origin": url})
            why = _why(told)
            if why is None:
                said = _("At %(url)s somebody else answers.", url=url)
                cure = _("Let the proxy pass everything below this address on to the server.")
                return [Finding(name, "wrong", said, cure)]
            if why:
                cure = _("Let the proxy pass Host and X-Forwarded-Proto on.")
                return [Finding(name, "wrong", why, cure)]
            if codes and not await _switches(http, url, codes[0]):
                said = _("WebSockets do not get through; phones ask again and again instead.")
                cure = _("Let the proxy pass Upgrade and Connection on, with HTTP/1.1.")
                return [Finding(name, "care", said, cure)]
    except httpx.HTTPError as error:
        said = _("From here, nobody answers at %(url)s: %(why)s.", url=url, why=str(error))
        cure = _("Start the server and the proxy; then try the address with a phone.")
        return [Finding(name, "care", said, cure)]
    return [Finding(name, "good", _("Pages and sockets get through at %(url)s.", url=url))]


def _why(answer: "httpx.Response") -> str | None:
    """Why our own pages are refused; '' where they are not, None where it is no poll server."""
    try:
        return cast(str, answer.json()["why"])
    except (ValueError, KeyError, TypeError):
        return None


async def _switches(http: "httpx.AsyncClient", url: str, code: str) -> bool:
    """Whether a phone would get its socket."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "cG9sbC1zZXJ2ZXIgY2hlYw==",
        "Origin": url,
    }
    async with http.stream("GET", f"/ws/phone/{code}", headers=headers) as answer:
        return answer.status_code == SWITCHED


LOOKS = (port, address, tls, proxy)

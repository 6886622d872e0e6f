"""To which addresses a webhook may go: what somebody typed must not open the house from inside.

An organiser names an address, and the server, which stands inside a network, asks it. So a name is
looked up here, everything that it leads to is looked at, and the connection goes to exactly that
(a name that is looked up twice may lead elsewhere the second time). Refused are this machine and
the own network, unless the setting `webhooks_inside` says otherwise, and always what is link-local
(there clouds keep the keys of their machines), multicast or reserved. No redirect is followed.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST_URL = 500
"""Characters."""
DEFAULT_PORTS = {"http": 80, "https": 443}
NAT64 = ip_network("64:ff9b::/96")
"""IPv4 addresses written as IPv6 (RFC 6052)."""
SITE = ip_network("fec0::/10")
"""What own networks had before fd00::/8 (RFC 3879); Python takes it for an address of the world."""
CLOUD_KEYS = frozenset(map(ip_address, ("fd00:ec2::254", "fd20:ce::254")))
"""Where clouds keep the keys of their machines beside 169.254.169.254: the own network, by its
number."""
AnyNumber = IPv4Address | IPv6Address


class CannotReach(Exception):
    """There is no way to this address; its word says why: url, name, inside."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Target(NamedTuple):
    """Where a delivery goes."""

    scheme: str
    host: str
    port: int
    path: str
    """with its query"""
    address: str = ""
    """the number that the name leads to"""

    @property
    def named(self) -> str:
        """As the receiver is called: the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Where to connect to."""
        at = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{at}:{self.port}{self.path}"


def target_of(url: str) -> Target:
    """What somebody typed, taken apart.

    Raises:
        CannotReach: it is no http or https address, or carries a password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise CannotReach("url") from None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        raise CannotReach("url")
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or port == 0:
        raise CannotReach("url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme], path)


async def reached(target: Target, *, inside: bool) -> Target:
    """The target with the number to connect to.

    Args:
        inside: addresses of the own network and of this machine are allowed.

    Raises:
        CannotReach: there is no such name, or it leads to where nothing may be sent.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CannotReach("name") from None
    numbers = [str(each[4][0]) for each in found]
    # All of them, not the first: which one is asked would else be a matter of luck.
    if not numbers or not all(allowed(number, inside=inside) for number in numbers):
        raise CannotReach("inside" if numbers else "name")
    return target._replace(address=numbers[0])


def allowed(number: str, *, inside: bool) -> bool:
    """Whether a delivery may go to this number."""
    address = _bare(ip_address(number.partition("%")[0]))
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address in CLOUD_KEYS:
        return False
    if address.is_loopback:
        return inside
    if address.is_reserved:
        return False
    own = address.is_private or (isinstance(address, IPv6Address) and address in SITE)
    return inside if own else address.is_global


def _bare(address: AnyNumber) -> AnyNumber:
    """The IPv4 address that an IPv6 one stands for; else itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped or address.sixtofour:
            return address.ipv4_mapped or address.sixtofour or address
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address

"""What `--redis-url` says: which servers, how one gets in, how many replicas confirm a write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urlencode

from redis.asyncio.connection import parse_url

Kind = Literal["one", "sentinel", "cluster"]
CONFIRMED_BY = 1
"""Replicas that confirm each write, where there are any and nothing else is said."""
PORTS = {"sentinel": 26_379, "cluster": 6_379}
EXAMPLES: Mapping[str, str] = {
    "sentinel": "redis+sentinel://host:26379,host:26379,host:26379/mymaster/0",
    "cluster": "redis+cluster://host:6379,host:6379,host:6379",
}


class HostPort(NamedTuple):
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass(frozen=True)
class Address:
    """An address, taken apart."""

    kind: Kind
    url: str
    places: tuple[HostPort, ...] = ()
    """of Sentinels, or of some nodes of a cluster; others are found through them"""
    service: str = ""
    """what Sentinels call the primary"""
    replicas: int = 0
    """that confirm each write before it is taken for written"""
    options: Mapping[str, Any] | None = None
    """of a connection to a server, for redis-py: user, password, TLS"""
    sentinel_options: Mapping[str, Any] | None = None
    """of one to a Sentinel, besides TLS"""


def parse(url: str) -> Address:
    """Takes an address apart.

    Raises:
        ValueError: it is none; the sentence says what is missing.
    """
    scheme, _, rest = url.partition("://")
    transport, _, kind = scheme.partition("+")
    if kind not in PORTS:
        return Address("one", url)
    rest, _, query = rest.partition("?")
    credentials, _, rest = rest.rpartition("@")
    hosts, _, path = rest.partition("/")
    said = dict(parse_qsl(query, keep_blank_values=True))
    replicas = _number(said.pop("replicas", str(CONFIRMED_BY)))
    sentinels = {
        name.removeprefix("sentinel_"): said.pop(name)
        for name in ("sentinel_username", "sentinel_password")
        if name in said
    }
    service, _, database = path.partition("/") if kind == "sentinel" else ("", "", path)
    if kind == "sentinel" and not service:
        raise ValueError("the name that the Sentinels call the primary by is missing")
    if kind == "cluster" and database.strip("/0"):
        raise ValueError("a cluster has no numbered databases")
    user = f"{credentials}@" if credentials else ""
    one = f"{transport}://{user}localhost/{database}?{urlencode(said)}"
    options = {name: value for name, value in parse_url(one).items() if name != "host"}
    places = tuple(_place(host, PORTS[kind]) for host in hosts.split(","))
    return Address(
        "sentinel" if kind == "sentinel" else "cluster",
        url,
        places,
        service,
        replicas,
        options,
        sentinels,
    )


def _place(host: str, port: int) -> HostPort:
    name, colon, digits = host.rpartition(":")
    if not colon or digits.endswith("]"):
        name, digits = host, str(port)
    if not name or not digits.isdigit():
        raise ValueError(f"“{host}” is no host and port")
    return HostPort(name.strip("[]"), int(digits))


def _number(said: str) -> int:
    if not said.isdigit():
        raise ValueError(f"replicas={said} is no number")
    return int(said)


def how_to_write(url: str, why: ValueError) -> str:
    """For whoever wrote `url`, which was refused with `why`."""
    kind = url.partition("://")[0].partition("+")[2]
    if kind in EXAMPLES:
        return f"{why}; write {EXAMPLES[kind]}"
    return "write redis://host:6379/0, rediss://… or unix:///path"

"""To which addresses a webhook may go. No network: names are looked up by the tests."""

import asyncio
import socket
from typing import Any

import pytest

from poll_server.web.hooks.reach import CannotReach, allowed, reached, target_of

INSIDE = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.9", "::1", "fd00::1", "fec0::1",
          "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::")  # fmt: skip
NEVER = ("169.254.169.254", "fe80::1", "224.0.0.1", "ff02::1", "0.0.0.0", "::", "255.255.255.255",
         "240.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254",
         "fd20:ce::254")  # fmt: skip
OUTSIDE = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")


def test_no_number_inside_is_reached_however_it_is_written_t36() -> None:
    """T36: this machine, the own network, the place where clouds keep keys."""
    for number in INSIDE:
        assert not allowed(number, inside=False), number
        assert allowed(number, inside=True), number
    for number in NEVER:
        assert not allowed(number, inside=True), number
        assert not allowed(number, inside=False), number
    for number in OUTSIDE:
        assert allowed(number, inside=False), number


@pytest.mark.parametrize("url", ["", "ftp://a.example", "file:///etc/passwd", "https://",
    "https://me:word@a.example/", "http://a.example:0/", "http://a.example:x/", "//a.example",
    "http://a.example/\r\nx: y", "http://bücher.example/", "https://a.example/" + "x" * 500,
    "gopher://a.example", "javascript:alert(1)"])  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(CannotReach, match="url"):
        target_of(url)


def test_an_address_is_taken_apart() -> None:
    target = target_of(" https://hooks.example:8443/a?b=c ")
    assert (target.named, target.path) == ("hooks.example:8443", "/a?b=c")
    assert target._replace(address="2001:db8::1").url == "https://[2001:db8::1]:8443/a?b=c"
    assert target_of("http://hooks.example").named == "hooks.example"


async def test_a_name_is_looked_up_once_and_all_of_it_looked_at_t36(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T36: a name that leads inside as well, or elsewhere the second time."""
    numbers: list[str] = []
    asked = 0

    async def found(host: str, port: int, **_: Any) -> list[Any]:
        nonlocal asked
        asked += 1
        if not numbers:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in numbers]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
    target = target_of("https://hooks.example/")
    with pytest.raises(CannotReach, match="name"):
        await reached(target, inside=False)
    numbers[:] = [OUTSIDE[0], "127.0.0.1"]
    with pytest.raises(CannotReach, match="inside"):
        await reached(target, inside=False)
    numbers[:] = [OUTSIDE[0]]
    asked = 0
    there = await reached(target, inside=False)
    assert there.url.startswith(f"https://{OUTSIDE[0]}:443")
    assert (there.named, asked) == ("hooks.example", 1)

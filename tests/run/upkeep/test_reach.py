"""Whether phones get through: what `check` says of port, address, TLS and a proxy in front."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from poll_server.base.settings import Settings
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.upkeep import reach
from poll_server.upkeep.findings import Finding, LookAt, findings
from tests.support.cases import EVENT
from tests.support.running import free_port
from tests.support.sockets.forum import server_here


async def one(look: LookAt, store: Store, **settings: Any) -> Finding:
    """The last thing that is said."""
    *_, last = await findings([look], Settings(**settings), store, "en")
    assert bool(last.cure) == (last.level != "good"), last
    return last


@asynccontextmanager
async def answering(text: str, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Something that answers every request alike."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
        writer.write(f"{head}{text}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_the_port(store: Store) -> None:
    at: dict[str, Any] = {"host": "127.0.0.1"}
    nobody = await one(reach.port, store, port=free_port(), **at)
    assert nobody.said.endswith("no server runs there now.")
    async with answering("hello") as number:
        other = await one(reach.port, store, port=number, **at)
    assert (other.level, "Another program" in other.said) == ("wrong", True)
    async with answering("ok\n") as number:
        assert "A poll server answers" in (await one(reach.port, store, port=number, **at)).said
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # and does not listen: nobody answers, and nobody may have it
        taken = await one(reach.port, store, port=silent.getsockname()[1], **at)
    assert (taken.level, "cannot be had" in taken.said) == ("wrong", True)
    assert await findings([reach.port], Settings(port=0), store, "en") == []


async def test_the_address(store: Store) -> None:
    for url, level in {
        "": "care",
        "http://127.0.0.1:8080": "care",
        "http://[::1]:8080": "care",
        "http://localhost": "care",
        "http://192.168.7.9:8080": "good",
        "http://no..name": "wrong",
    }.items():
        assert (await one(reach.address, store, public_url=url)).level == level, url


async def test_without_tls(store: Store) -> None:
    for url, level in {
        "http://192.168.7.9:8080": "good",
        "http://poll.lan": "good",
        "http://8.8.8.8": "care",
        "http://poll.example.org": "care",
    }.items():
        assert (await one(reach.tls, store, public_url=url)).level == level, url


def certificate(folder: Path, days: int) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of a server on 127.0.0.1, and what a client needs that believes it."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert").write_bytes(made.public_bytes(pem))
    (folder / "key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "cert", folder / "key")
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(folder / "cert")
    return server, client


async def test_a_certificate(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, client = certificate(tmp_path, days=9)
    async with answering("ok", server) as number:
        at: dict[str, Any] = {"public_url": f"https://127.0.0.1:{number}", "trust_proxy": True}
        unknown = await one(reach.tls, store, **at)
        assert unknown.level == "wrong"
        assert unknown.said.startswith("Phones would warn of this certificate: self-signed")
        monkeypatch.setattr(ssl, "create_default_context", lambda: client)
        soon = await one(reach.tls, store, **at)
        assert (soon.level, soon.said) == ("care", "The certificate is good for 9 more days.")
        monkeypatch.setattr(reach, "CERTIFICATE_DAYS", 9)
        assert (await one(reach.tls, store, **at)).level == "good"
        first, _ = await findings([reach.tls], Settings(public_url=at["public_url"]), store, "en")
        assert (first.level, "--trust-proxy" in first.cure) == ("wrong", True)
    assert "Nobody speaks TLS" in (await one(reach.tls, store, **at)).said
    # A house's own authority, which is not ours: whether people get through is another question.
    async with answering('{"why": ""}', server) as number:
        at["public_url"] = f"https://127.0.0.1:{number}"
        assert (await one(reach.proxy, store, **at)).level == "good"


async def test_the_way_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await Events(store).add(EVENT)
    async with server_here(store.url) as base:
        well = await one(reach.proxy, store, public_url=base)
        assert (well.level, well.said) == ("good", f"Pages and sockets get through at {base}.")
    async with answering("hello") as number:
        url = f"http://127.0.0.1:{number}"
        assert "somebody else answers" in (await one(reach.proxy, store, public_url=url)).said
    # A proxy that passes requests on, but no change of protocol.
    async with answering('{"why": ""}') as number:
        url = f"http://127.0.0.1:{number}"
        said = await one(reach.proxy, store, public_url=url)
        assert (said.level, "WebSockets do not get through" in said.said) == ("care", True)
    # One that passes on no Host.
    async with answering('{"why": "The server refuses this."}') as number:
        url = f"http://127.0.0.1:{number}"
        assert (await one(reach.proxy, store, public_url=url)).level == "wrong"
    assert (await one(reach.proxy, store, public_url=url)).level == "care"  # nobody is there
    assert await findings([reach.proxy], Settings(), store, "en") == []

"""The OpenID Connect provider as the server asks it: what is kept, asked again, not believed."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from poll_server.base.settings import Settings
from poll_server.upkeep.findings import findings
from poll_server.web.access import asking
from poll_server.web.access.asking import Unreachable
from poll_server.web.access.begun import Begun
from poll_server.web.access.id_token import UnknownKey
from poll_server.web.access.provider import (
    KEPT_SECONDS,
    KEYS_AGAIN_SECONDS,
    SignInProvider,
    WrongProvider,
)
from poll_server.web.access.provider_check import LOOKS
from tests.support.waiting import LONGEST

BEGUN = Begun("state", "nonce", "verifier", "")
SET = {"oidc_issuer": "https://id.example.org", "oidc_client_id": "x", "oidc_group": "polls"}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is slow, and that is none of the provider's faults."""
    monkeypatch.setattr(asking, "SECONDS", LONGEST)


@asynccontextmanager
async def answering(pages: Mapping[str, Any]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server with these pages, bytes as they are; its address, and what was asked."""
    asked: list[str] = []
    begun: list[asyncio.Task[Any] | None] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.append(asyncio.current_task())
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        asked.append(path)
        body = page if isinstance(page := pages[path], bytes) else msgspec.json.encode(page)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        with suppress(ConnectionError):  # whoever has read enough hangs up
            writer.write(head.encode() + body)
            writer.close()
            await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
        # What was asked was answered, so everything has begun; closed it may be a moment later.
        await asyncio.gather(*filter(None, begun))


def said(base: str, **other: Any) -> dict[str, Any]:
    """What the provider at `base` says of itself."""
    endpoints = {"authorization_endpoint": "/a", "token_endpoint": "/t", "jwks_uri": "/k"}
    return {"issuer": base, **{name: base + path for name, path in endpoints.items()}, **other}


def of(base: str, now: list[float]) -> SignInProvider:
    settings = Settings(oidc_issuer=base, oidc_client_id="x", oidc_group="polls")
    return SignInProvider(settings, clock=lambda: now[0])


NO_STORE: Any = None
"""Of Redis nothing is asked."""
WELL_KNOWN = "/.well-known/openid-configuration"


async def test_what_it_says_is_asked_once_an_hour_and_unknown_keys_once_a_minute() -> None:
    pages: dict[str, Any] = {}
    async with answering(pages) as (base, asked):
        # {"alg": "ES256", "kid": "later"}, {}, and no signature
        token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImxhdGVyIn0.e30.AAAA"
        key = {"kty": "EC", "crv": "P-256", "kid": "now"} | {
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        }
        pages |= {WELL_KNOWN: said(base), "/t": {"id_token": token}, "/k": {"keys": [key]}}
        now = [0.0]
        provider = of(base, now)
        for at, wanted in (
            (0.0, [WELL_KNOWN, "/t", "/k"]),
            (1.0, ["/t"]),
            (KEYS_AGAIN_SECONDS + 1.0, ["/t", "/k"]),
            (KEPT_SECONDS + 1.0, [WELL_KNOWN, "/t", "/k"]),
        ):
            now[0] = at
            asked.clear()
            with pytest.raises(UnknownKey):
                await provider.finish(BEGUN, "code", "http://here")
            assert asked == wanted


async def test_what_is_no_provider_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: dict[str, Any] = {}
    async with answering(pages) as (base, _):
        for wrong in (
            b"<html>", b"\xff", b"[" + b" " * asking.MOST_BYTES + b"]", {"issuer": base},
            said(base, issuer=f"{base}/"), said(base, token_endpoint="http://elsewhere.example/t"),
            said(base, end_session_endpoint="javascript:x"),
        ):  # fmt: skip
            pages[WELL_KNOWN] = wrong
            with pytest.raises(Unreachable):
                await of(base, [0.0]).begin(BEGUN, "http://here")
        settings = msgspec.convert(SET | {"oidc_issuer": base}, Settings)
        (found,) = await findings(LOOKS, settings, NO_STORE, "en")
        assert (found.level, "(another issuer" in found.said) == ("care", True)
        assert f"{base}{WELL_KNOWN}" in found.cure
        pages |= {WELL_KNOWN: said(base), "/k": {"keys": []}}
        (found,) = await findings(LOOKS, settings, NO_STORE, "de")
        assert (found.level, "„polls“" in found.said) == ("good", True)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the question, and is still
        monkeypatch.setattr(asking, "SECONDS", 0.05)
        at = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable):
            await of(at, [0.0]).begin(BEGUN, "http://here")
    with pytest.raises(Unreachable):  # it is not there any more
        await of(base, [0.0]).begin(BEGUN, "http://here")


async def test_settings_that_would_let_in_too_many_are_refused_in_a_sentence(
    tmp_path: Path,
) -> None:
    assert SignInProvider.of(Settings()) is None
    assert await findings(LOOKS, Settings(), NO_STORE, "en") == []
    right = SignInProvider.of(msgspec.convert(SET, Settings))
    assert right
    assert right.name == "id.example.org"
    for wrong, sentence in {
        ("oidc_issuer", "http://id.example.org"): "https:// is needed",
        ("oidc_client_id", ""): "POLL_OIDC_CLIENT_ID is missing",
        ("oidc_group", ""): "everybody with an account there",
        ("oidc_client_secret_file", str(tmp_path)): "cannot be read",
    }.items():
        with pytest.raises(WrongProvider, match=sentence):
            SignInProvider.of(msgspec.convert(SET | dict([wrong]), Settings))
        (found,) = await findings(
            LOOKS, msgspec.convert(SET | dict([wrong]), Settings), NO_STORE, "en"
        )
        assert (found.level, sentence in found.said) == ("wrong", True)

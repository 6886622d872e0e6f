"""Other sites' pages change nothing, and every response has its headers."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Message
from starlette.websockets import WebSocket
from structlog.testing import capture_logs

from poll_server.base.settings import Settings
from poll_server.web.access.guard import MOST_TOLD, Guard


async def changed(_: Request) -> PlainTextResponse:
    return PlainTextResponse("changed", headers={"Referrer-Policy": "no-referrer"})


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


ROUTES = [
    Route("/", changed, methods=["GET", "POST"]),
    WebSocketRoute("/ws", greet),
    Mount("/static", StaticFiles(packages=[("tests", ".")])),
]
GUARDED = Guard(Starlette(routes=ROUTES), Settings())


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(GUARDED)
    async with httpx.AsyncClient(transport=transport, base_url="http://poll.example") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/static/__init__.py", "/nothing-here"])
async def test_every_response_has_the_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert len(headers.get_list("referrer-policy")) == 1


async def test_a_form_on_another_site_is_refused_in_one_sentence(
    client: httpx.AsyncClient,
) -> None:
    headers = {"Origin": "http://evil.example", "Accept-Language": "de"}
    response = await client.post("/", headers=headers)
    assert response.status_code == 403
    assert response.headers["x-content-type-options"] == "nosniff"
    sentence, hint = response.text.split("\n\n")
    assert sentence.count(".") == 1
    assert "anderen Website" in sentence
    for part in ("http://evil.example", "„poll.example“", "„Host“", "--public-url"):
        assert part in hint


async def test_the_hint_repeats_nothing_but_an_origin(client: httpx.AsyncClient) -> None:
    for origin in ("null", "<script>", "http://a b", "http://x/?" + "y" * 400):
        response = await client.post("/", headers={"Origin": origin})
        assert response.status_code == 403
        assert response.text == "This came from a page of another site and was refused."
    told = await client.post("/", headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://a.b"})
    assert "a.b" not in told.text


async def test_a_page_is_told_why_its_socket_does_not_come(client: httpx.AsyncClient) -> None:
    async def why(origin: str) -> str:
        headers = {"Origin": origin, "Accept-Language": "en", "Sec-Fetch-Site": "same-origin"}
        answer = await client.post("/ws/why", headers=headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        return str(answer.json()["why"])

    assert await why("http://poll.example") == ""
    for part in ("“https://poll.example”", "asked as “poll.example”", "--public-url https://poll"):
        assert part in await why("https://poll.example")
    assert await why("<script>") == "This came from a page of another site and was refused."


async def test_what_is_refused_is_logged_once_for_each_origin() -> None:
    guard = Guard(Starlette(routes=ROUTES), Settings())
    with capture_logs() as told:
        for origin in ["http://evil.example"] * 3 + [f"http://{n}.example" for n in range(20)]:
            await socket_answer(origin, guard)
    assert [line["page_at"] for line in told][:2] == ["http://evil.example", "http://0.example"]
    assert len(told) == MOST_TOLD
    guard = Guard(Starlette(routes=ROUTES), Settings())
    with capture_logs() as told:
        await socket_answer("http://a b", guard)  # nobody's free text gets into the log
    assert told == []


async def test_our_own_form_passes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", headers={"Origin": "http://poll.example"})).text == "changed"


async def socket_answer(origin: str | None, guard: Guard = GUARDED) -> list[str]:
    """What the server says to a WebSocket whose page is at `origin`."""
    said: list[str] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message.get("text") or message["type"])

    headers = [(b"host", b"poll.example")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": "/ws",
        "query_string": b"",
        "headers": headers,
        "server": ("poll.example", 80),
    }
    await guard(scope, receive, send)
    return said


async def test_a_socket_is_refused_before_it_is_accepted() -> None:
    ours = await socket_answer("http://poll.example")
    assert ours == ["websocket.accept", "hello", "websocket.close"]
    assert await socket_answer("http://evil.example") == ["websocket.close"]
    assert await socket_answer(None) == ["websocket.close"]

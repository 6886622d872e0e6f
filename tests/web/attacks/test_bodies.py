"""A form is read as far as it may be long, and one that is none of ours is no error (T21)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import presenter
from poll_server.web.bodies import NoForm, TooLarge, form_in
from poll_server.web.services import PageRequest
from presenter.organiser.shell import LARGEST_SMALL, fields_of

URLENCODED = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"


async def _form(request: Request) -> Response:
    try:
        form = await form_in(request, 1000, files=1, fields=3, field=400)
        told = [
            [name, [each.filename, (await each.read()).decode()]]
            if isinstance(each, UploadFile)
            else [name, each]
            for name, each in form.multi_items()
        ]
        await request.close()
        assert all(each.file.closed for _, each in form.multi_items() if not isinstance(each, str))
        return JSONResponse(told)
    except (TooLarge, NoForm) as error:
        return JSONResponse(type(error).__name__)


async def _fields(request: PageRequest) -> Response:
    return JSONResponse(await fields_of(request))


@pytest.fixture
async def server() -> AsyncIterator[httpx.AsyncClient]:
    routes = [Route(f"/{each.__name__}", each, methods=["POST"]) for each in (_form, _fields)]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://poll.example") as client:
        yield client


def part(value: bytes, more: bytes = b"") -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="a"' + more + b"\r\n\r\n" + value + b"\r\n"


FILE = part(b"content", b'; filename="f"')
END = b"--x--\r\n"


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """Nothing says before how long it is."""
    for at in range(0, len(body), 50):
        yield body[at : at + 50]


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (URLENCODED, b"a=1&b=%C3%BC", [["a", "1"], ["b", "ü"]]),
        (PARTS, part(b"1") + FILE + END, [["a", "1"], ["a", ["f", "content"]]]),
        (f"{PARTS}; charset=UTF-8", part("ü".encode()) + END, [["a", "ü"]]),
        (URLENCODED, b"&".join([b"a=" + b"1" * 390] * 3), "TooLarge"),
        (PARTS, part(b"1" * 1001, b'; filename="f"') + END, "TooLarge"),
        (PARTS, part(b"1" * 401) + END, "NoForm"),
        (PARTS, FILE * 2 + END, "NoForm"),
        (PARTS, part(b"1") * 4 + END, "NoForm"),
        ("multipart/form-data", b"1", "NoForm"),
        *((f"{PARTS}; charset={each}", part(rb"\ud800") + END, "NoForm")
          for each in ("undefined", "punycode", "unicode_escape", "raw_unicode_escape")),
    ],
)  # fmt: skip
async def test_a_form_is_read_or_refused(
    server: httpx.AsyncClient, kind: str, body: bytes, told: object
) -> None:
    for sent in (body, in_pieces(body)):
        answer = await server.post("/_form", content=sent, headers={"Content-Type": kind})
        assert answer.json() == told


async def test_of_a_small_form_nobody_has_ten_megabytes_kept(server: httpx.AsyncClient) -> None:
    read = 0

    async def without_end() -> AsyncIterator[bytes]:
        nonlocal read
        yield b"a="
        for _ in range(100):
            read += 4096
            yield b"1" * 4096

    headers = {"Content-Type": URLENCODED}
    answer = await server.post("/_fields", content=without_end(), headers=headers)
    assert answer.status_code == 413
    assert read <= LARGEST_SMALL + 4096
    fine = await server.post("/_fields", content=b"a=1&b=2", headers=headers)
    assert fine.json() == {"a": "1", "b": "2"}


def test_no_form_is_read_without_an_end() -> None:
    """By Starlette alone it would be."""
    found = [
        path.name
        for path in Path(presenter.__path__[0]).rglob("*.py")
        if re.search(r"request\.form\(", path.read_text())
    ]
    assert found == []

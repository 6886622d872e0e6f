"""A page's large parts are compressed once, and what a browser unpacks is the page."""

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience import assets
from poll_server.web.pressing import pressed
from poll_server.web.pressing.pressed import gzipped
from tests.support.phone_stand import QUESTIONS, Stand, stand
from tests.support.waiting import LONGEST

SCRIPT = assets.script(frozenset(map(type, QUESTIONS)))
TEXT = st.text(alphabet="ab<ü😀\n", max_size=30)


@given(content=TEXT, kept=st.lists(TEXT.filter(bool), max_size=3), places=st.lists(TEXT))
def test_what_is_unpacked_is_the_page(content: str, kept: list[str], places: list[str]) -> None:
    """Whether the kept parts are in it, several times, in another order, or inside each other."""
    page = content.join([*kept, *places, *kept])
    packed = gzipped(page, kept)
    assert gzip.decompress(packed).decode() == page
    unpack = zlib.decompressobj(wbits=31)  # byte by byte, as they arrive
    assert b"".join(unpack.decompress(bytes([byte])) for byte in packed).decode() == page
    assert unpack.eof


@pytest.fixture
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as hall:
        yield hall


async def test_of_a_second_page_only_what_is_its_own_is_compressed(
    hall: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.open()
    async with hall.phone() as phone:
        first = await phone.get(hall.url)
    given_bytes = 0
    press = pressed._pressed

    def counting(raw: bytes, level: int) -> bytes:
        nonlocal given_bytes
        given_bytes += len(raw)
        return press(raw, level)

    monkeypatch.setattr(pressed, "_pressed", counting)
    async with hall.phone() as phone:
        second = await phone.get(hall.url)
    assert second.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in second.headers["vary"]
    large = len(SCRIPT.encode()) + len(assets.style().encode())
    assert given_bytes < len(second.content) - large
    assert given_bytes < len(second.content) / 4
    assert len(first.content) == len(second.content)


async def test_who_asks_for_no_gzip_gets_none(hall: Stand) -> None:
    async with httpx.AsyncClient(
        trust_env=False, headers={"Accept-Encoding": ""}, timeout=LONGEST
    ) as phone:
        page = await phone.get(hall.url)
    assert "content-encoding" not in page.headers
    assert SCRIPT in page.text

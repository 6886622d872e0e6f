"""A page is drawn once for many, and each reader's is whole and their own."""

import gzip
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience.pages import phone_page
from poll_server.store.store import Store
from poll_server.web.pressing.gapped import MOST_KEPT, SHORT, Gapped, KeptPages, gap
from poll_server.web.pressing.pressed import packed
from poll_server.wire.messages import Action
from tests.support.phone_stand import Stand, stand
from tests.web.audience.test_phone_pages import get, send

TEXT = st.text(alphabet="ab<ü😀-;\n", max_size=30)
FILLING = st.one_of(TEXT, st.just("ü" * SHORT), st.just("long " * SHORT))


@given(texts=st.lists(TEXT, min_size=1, max_size=4), own=FILLING, kept=TEXT.filter(bool))
def test_what_is_unpacked_is_the_filled_page(texts: list[str], own: str, kept: str) -> None:
    page = Gapped(kept + gap("own").join(texts) + kept, [kept])
    parts = page.filled({"own": own})
    whole = kept + own.join(texts) + kept
    assert b"".join(raw for raw, _ in parts).decode() == whole
    assert gzip.decompress(packed(parts)).decode() == whole


def test_no_gap_is_left_and_nobody_writes_one() -> None:
    with pytest.raises(KeyError):
        Gapped(f"a{gap('own')}b").filled({"other": "c"})
    assert gap("own") not in "own", "nobody can guess what marks a gap"
    assert len(gap("")) > 32


def test_a_page_is_drawn_anew_when_what_it_shows_was() -> None:
    pages, drawn = KeptPages(), []

    def draw() -> Gapped:
        drawn.append(1)
        return Gapped("page")

    about, other = object(), object()
    assert pages.get("key", about, draw) is pages.get("key", about, draw)
    assert len(drawn) == 1
    pages.get("key", other, draw)
    assert len(drawn) == 2
    for number in range(MOST_KEPT):
        pages.get(number, about, draw)
    pages.get(MOST_KEPT - 1, about, draw)
    assert len(drawn) == 2 + MOST_KEPT
    pages.get("key", other, draw)
    assert len(drawn) == 3 + MOST_KEPT, "the longest unused has gone"


@pytest.fixture
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as hall:
        yield hall


async def test_a_hall_shares_one_page_and_each_phone_has_its_own_in_it(
    hall: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = _counted(monkeypatch)
    await hall.open()
    pages = []
    for _ in range(3):
        async with hall.phone() as phone:
            pages.append((await phone.get(hall.url)).text)
    assert drawn == [True]
    for own in (r'<script type="module" nonce="([^"]+)"', r'"order":"([^"]+)"'):
        assert len({found[1] for page in pages if (found := re.search(own, page))}) == 3, own
    for page in pages:
        assert len(set(re.findall(r'nonce="([^"]+)"', page))) == 1


async def test_what_is_a_phones_own_in_the_page_itself_is_shared_with_nobody(
    hall: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vote, a group, and an order of options."""
    drawn = _counted(monkeypatch)
    await hall.open()
    async with hall.phone() as voter, hall.phone() as other:
        await send(voter, await get(voter, hall.url), options="1")
        assert (await get(voter, hall.url)).ticked() == ["1"]
        assert (await get(other, hall.url)).ticked() == []
    drawn.clear()
    await hall.open("places")
    async with hall.phone() as phone:
        await phone.get(hall.url)
        await phone.get(f"{hall.url}?group=1")
    assert drawn == [False, False]


STEPS: tuple[tuple[Action, str | int], ...] = (
    ("practice", "on"), ("goto", "learning"), ("goto", "competences"), ("open", ""), ("close", ""),
    ("show", ""), ("practice", "off"), ("goto", "phones"), ("open", ""), ("timer", 60),
    ("hands", '{"counts": {"0": 3}, "added": true}'), ("close", ""), ("show", ""),
    ("measure", "count"), ("hide", ""), ("again", ""), ("scene", "pause"), ("until", 300),
    ("scene", ""), ("mood", "tempo"), ("goto", "learning"), ("scene", "end"),
)  # fmt: skip
"""What a moderator does that a phone could see, each before and after."""


async def test_after_each_step_the_kept_page_is_the_one_that_would_be_drawn(
    hall: Stand, fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each language; and in the poll's own colours, once it has some."""
    kept, drawn = KeptPages.get, _counted(monkeypatch)

    def compared(pages: KeptPages, key: object, of: object, draw: Callable[[], Gapped]) -> Gapped:
        found = kept(pages, key, of, draw)
        assert _raw(found) == _raw(draw())
        return found

    monkeypatch.setattr(KeptPages, "get", compared)
    pages = 0
    async with hall.phone("de") as german, hall.phone("en") as english:
        for action, value in STEPS:
            await hall.moderator.do(action, value)
            for phone, path in ((german, ""), (german, ""), (english, ""), (german, "?lang=de")):
                assert (await phone.get(f"{hall.url}{path}")).status_code == 200, action
                pages += 1
        store = Store.connect(fresh_redis_url)
        event_id = (await store.polls.about(hall.poll.poll_id)).event_id
        await store.events.set_published(event_id, published=True)  # no step of the moderator's
        await store.redis.aclose()
        page = await get(german, hall.url)
        results = f"/results/{event_id}"
        assert ("a", {"href": results}) in page.elements, "without the `hidden` it had before"
    assert pages < len(drawn) < 2 * pages, "some were taken as they were kept"


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each page that is drawn from now on is meant for many."""
    drawn: list[bool] = []
    draw = phone_page._drawn

    def counting(*arguments: Any, once: bool) -> Gapped:
        drawn.append(once)
        return draw(*arguments, once=once)

    monkeypatch.setattr(phone_page, "_drawn", counting)
    return drawn


def _raw(page: Gapped) -> bytes:
    return b"".join(raw for raw, _ in page.filled({"own": "", "nonce": ""}))

"""The public page of results is made once, and again when something changed."""

import asyncio
import gc
import gzip

import pytest

from poll_server.deck import deck
from poll_server.live.polls import Polls
from poll_server.report import published as module
from poll_server.report.making.orders import CannotMake, MadeFile, Order
from poll_server.report.published import NotPublished, Published
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.support.cases import Hall


class Press:
    """A workshop that counts what it makes."""

    redis_url = ""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.broken = False

    async def files(self, order: Order) -> list[MadeFile]:
        self.orders.append(order)
        await asyncio.sleep(0.01)
        if self.broken:
            raise CannotMake("mistake")
        content = f"{order.event} {order.language} {order.page} {len(self.orders)}".encode()
        return [MadeFile("page.html", "text/html", len(content), content)]


@pytest.fixture
def press() -> Press:
    return Press()


@pytest.fixture
def pages(store: Store, polls: Polls, press: Press, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.setattr(module, "RESTING", 0.0)
    return Published(store, polls, press)  # type: ignore[arg-type]


async def test_600_readers_at_once_have_one_page_made(
    listing: Listing, pages: Published, press: Press, store: Store
) -> None:
    await store.events.set_published(listing.id, published=True)
    found = await asyncio.gather(*(pages.page(listing.id, "de") for _ in range(600)))
    assert len({each.tag for each in found}) == 1
    assert len(press.orders) == 1
    assert gzip.decompress(found[0].packed) == found[0].content
    english = await pages.page(listing.id, "en", saved=True)
    assert english.content.startswith(b"congress en saved")
    assert (await pages.page(listing.id, "de")).content == found[0].content
    assert len(press.orders) == 2


async def test_it_is_made_again_when_somebody_commanded_something(
    listing: Listing, forum: Hall, pages: Published, press: Press, store: Store
) -> None:
    await store.events.set_published(listing.id, published=True)
    await forum.ask("thoughts")
    first = await pages.page(listing.id, "de")
    await forum.vote(1, {"text": "Mut"})
    assert await pages.page(listing.id, "de") == first  # a vote is no result yet
    for action, value in (("close", ""), ("approve", "*"), ("goto", "phones")):
        await forum.do(action, value)  # type: ignore[arg-type]
        newer = await pages.page(listing.id, "de")
        assert newer.tag != first.tag
        assert await pages.page(listing.id, "de") == newer
        first = newer
    raw = await store.redis.hget(f"event:{listing.id}", "deck")
    assert raw
    await store.redis.hset(f"event:{listing.id}", "deck", raw.replace("Kongress", "Tagung"))
    assert (await pages.page(listing.id, "de")).tag != first.tag


async def test_while_moderators_are_busy_it_rests(
    listing: Listing,
    forum: Hall,
    pages: Published,
    press: Press,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await store.events.set_published(listing.id, published=True)
    monkeypatch.setattr(module, "RESTING", 3600.0)
    await pages.page(listing.id, "de")
    await forum.do("goto", "phones")
    await pages.page(listing.id, "de")
    assert len(press.orders) == 1
    monkeypatch.setattr(module, "RESTING", 0.0)
    await pages.page(listing.id, "de")
    assert len(press.orders) == 2


async def test_off_means_off_at_once_in_every_process(
    listing: Listing, pages: Published, polls: Polls, press: Press, store: Store
) -> None:
    other = Published(store, polls, press)  # type: ignore[arg-type]
    for each in (pages, other):
        with pytest.raises(NotPublished):
            await each.page(listing.id, "de")
    assert not press.orders
    await store.events.set_published(listing.id, published=True)
    for each in (pages, other):
        assert (await each.page(listing.id, "de")).content
    await store.events.set_published(listing.id, published=False)
    for each in (pages, other):
        with pytest.raises(NotPublished):
            await each.page(listing.id, "de")
        with pytest.raises(NotPublished):
            await each.languages(listing.id)
    assert (await pages.page(listing.id, "de", preview=True)).content


@pytest.mark.parametrize("named", [("de",), ("fr",)], ids=["none", "only others"])
async def test_a_deck_without_languages_of_ours_can_be_published(
    store: Store, polls: Polls, press: Press, named: tuple[str, ...]
) -> None:
    plain = deck.Event(
        id="plain",
        title="Abend",
        languages=named,
        polls=(deck.Poll(id="one", title="Eins", questions=()),),
    )
    event_id = await Events(store).add(plain)
    await store.events.set_published(event_id, published=True)
    pages = Published(store, polls, press)  # type: ignore[arg-type]
    assert await pages.languages(event_id) == ("de",)


async def test_who_asks_for_names_leaves_nothing_behind(pages: Published, press: Press) -> None:
    for number in range(20):
        with pytest.raises(NotPublished):
            await pages.page(f"event-{number}", "de")
    gc.collect()  # an exception holds on to what it passed; the last may still do
    assert not press.orders
    assert len(pages._facts) + len(pages._pages) <= 1


async def test_what_fails_once_is_tried_again(
    listing: Listing, pages: Published, press: Press, store: Store
) -> None:
    await store.events.set_published(listing.id, published=True)
    press.broken = True
    found = await asyncio.gather(
        *(pages.page(listing.id, "de") for _ in range(5)), return_exceptions=True
    )
    assert [type(each) for each in found] == [CannotMake] * 5
    press.broken = False
    assert (await pages.page(listing.id, "de")).content

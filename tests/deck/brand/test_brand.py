"""An event's own name, colour and logo: made fit, taken everywhere at once, and gone when it is."""

import gzip
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.deck.brand.logo import LARGEST_FILE, MadeLogo
from poll_server.deck.deck import Brand
from poll_server.drafts import Drafts, Write
from poll_server.hall.run_through import serving
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.screens.views import stage
from poll_server.looks.look import branded
from poll_server.store import branding
from poll_server.store.events import Events, Listing
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from poll_server.wire.messages import Counted
from tests.support.cases import EVENT, YES, Hall
from tests.support.files.logos import BLUE, bomb, drawing, png
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

from .pictures import made, noise, opened

__all__ = ["made"]  # fixtures

NAME = {"de": "Stiftung Blaue Brücke", "en": "Blue Bridge Foundation"}


@pytest.fixture
async def listing(store: Store) -> Listing:
    events = Events(store)
    return await events.get(await events.add(EVENT))


async def test_every_process_shows_it_at_once_and_a_running_vote_goes_on(
    polls: Polls, store: Store, listing: Listing, made: MadeLogo
) -> None:
    (poll,) = listing.polls
    other = Polls(store, Ballots(store.url), Crowd(store))
    hall = Hall(polls, poll.poll_id)
    await hall.ask("phones")
    await hall.do("show")
    await hall.vote(1, YES)
    before = await other.state(poll.poll_id)
    plain = stage(before, "de", "light")
    await branding.set_brand(store, listing.id, Brand(name=NAME, accent=BLUE))
    await branding.set_logo(store, listing.id, made)
    after = await other.state(poll.poll_id)
    assert after.event.brand == Brand(name=NAME, accent=BLUE)
    assert after.about.logo == made.logo
    assert after.version > before.version  # screens look again,
    assert after.control == before.control  # and no moderator is in conflict
    assert isinstance(await hall.vote(2, YES), Counted)
    shown = stage(after, "de", "light")
    assert plain.result is not None
    assert shown.result is not None
    assert plain.brand == ""
    assert shown.brand != ""
    assert shown.result.figure["data"][1]["marker"]["color"][0] == BLUE
    dark = stage(after, "de", "dark").result
    assert dark is not None
    assert dark.figure["data"][1]["marker"]["color"][0] == branded(BLUE)["dark"].accent
    await branding.set_logo(store, listing.id, None)
    assert stage(await other.state(poll.poll_id), "de", "light").brand not in ("", shown.brand)


async def test_editing_keeps_it(store: Store, listing: Listing, made: MadeLogo) -> None:
    drafts = Drafts(store, Events(store))
    await drafts.get(listing.id)
    await branding.set_brand(store, listing.id, Brand(name=NAME, accent=BLUE))
    await branding.set_logo(store, listing.id, made)
    draft = await drafts.get(listing.id)
    first = draft.document["languages"][0]
    was = draft.document["title"][first]
    change = Write(uid="event", field=f"title.{first}", was=was, now="Neuer Name")
    await drafts.change(listing.id, [change], "Anna")
    await drafts.put_in(listing.id)
    found = await Events(store).get(listing.id)
    about = await store.polls.about(found.polls[0].poll_id)
    assert found.event.brand == about.event.brand == Brand(name=NAME, accent=BLUE)
    assert about.event.title != was
    assert about.logo == made.logo


async def test_a_copy_has_it_too_and_what_is_deleted_leaves_nothing(
    store: Store, listing: Listing, made: MadeLogo
) -> None:
    await branding.set_brand(store, listing.id, Brand(accent=BLUE))
    await branding.set_logo(store, listing.id, made)
    events = Events(store)
    copy = await events.get(await events.copy(listing.id))
    assert (copy.event.brand, copy.logo) == (Brand(accent=BLUE), made.logo)
    assert await store.events.logo_picture(copy.id) == made.large
    assert (await store.polls.about(copy.polls[0].poll_id)).logo == made.logo
    await events.delete(copy.id)
    await events.delete(listing.id)
    assert [key async for key in store.redis.scan_iter("*logo*")] == []
    with pytest.raises(UnknownEvent):  # by somebody who was just about to
        await store.events.set_logo(listing.id, made.logo, made.large)
    assert [key async for key in store.redis.scan_iter("event:*")] == []


async def test_a_deck_takes_it_along(store: Store, listing: Listing) -> None:
    await branding.set_brand(store, listing.id, Brand(name=NAME, accent=BLUE))
    written = deck.write(await Events(store).deck(listing.id))
    assert f'[event.brand]\nname = {{ de = "{NAME["de"]}"' in written
    assert deck.read(written).brand == Brand(name=NAME, accent=BLUE)


@dataclass
class House:
    """A running server with an event, and an organiser's browser without JavaScript."""

    store: Store
    browser: httpx.AsyncClient
    event: str
    code: str
    poll_id: str

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(path)

    async def keep(self, **fields: str) -> httpx.Response:
        """Send the form for name and colour."""
        form = {name.replace("_", "."): value for name, value in fields.items()}
        return await self.browser.post(f"{self.event}/brand", data=form)

    async def upload(self, content: bytes) -> httpx.Response:
        return await self.browser.post(f"{self.event}/logo", files={"logo": ("logo", content)})

    async def brand(self) -> Brand:
        return (await self.store.polls.about(self.poll_id)).event.brand


@pytest.fixture
async def house(fresh_redis_url: str) -> AsyncIterator[House]:
    store, events = Store.connect(fresh_redis_url), None
    async with serving(fresh_redis_url) as base:
        events = Events(store)
        found = await events.get(await events.add(decks.load(decks.CONGRESS)))
        await add_organiser(store)
        headers = {"Accept-Language": "de"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, trust_env=False, timeout=LONGEST
        ) as browser:
            await sign_in(browser)
            poll = found.polls[0]
            yield House(store, browser, f"/organise/{found.id}", poll.code, poll.poll_id)
    await store.redis.aclose()


async def test_name_and_colour_by_a_form(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await house.keep(name_de=NAME["de"], name_en=NAME["en"], accent=" FFE000")
    assert answer.status_code == 303
    assert await house.brand() == Brand(name=NAME, accent="#ffe000")
    page = (await house.get(house.event)).text
    shade = branded("#ffe000")["light"].accent
    assert f"#ffe000 ist auf hellem Grund nicht zu lesen, dort steht deshalb {shade}." in page
    assert "auf dunklem Grund nicht zu lesen" not in page
    phone = (await house.get(f"/{house.code}?lang=en")).text
    assert NAME["en"] in phone
    assert f"--accent:{shade};" in phone
    assert f"%23{shade[1:]}" in phone
    for path in (f"/stage/{house.poll_id}", f"/moderate/{house.poll_id}"):
        shown = (await house.get(path)).text
        assert NAME["de"] in shown
        assert f"--accent:{shade};" in shown
    # Only the picker beside the text was moved: that is what was meant.
    await house.keep(accent="#ffe000", before="#ffe000", picked="#123456")
    assert await house.brand() == Brand(accent="#123456")
    await house.keep(accent="#123456", plain="yes", name_de="Haus", name_en="Haus")
    assert await house.brand() == Brand(name="Haus")
    for wrong in ({"accent": "blau"}, {"name_de": "x" * 61}, {"name_de": "a\u202eb"}):
        refused = await house.keep(**wrong)
        assert refused.status_code == 422
        assert "Alles ist, wie es war." in refused.text
        assert await house.brand() == Brand(name="Haus")
    monkeypatch.setattr("poll_server.store.parts.event_store.TURN_WAIT", 0.05)
    async with house.store.events.turn(house.event.rpartition("/")[2]):
        refused = await house.keep(name_de="A", name_en="B", accent=BLUE)
    assert refused.status_code == 409
    assert "Alles ist, wie es war;" in refused.text
    assert await house.brand() == Brand(name="Haus")


async def test_a_logo_by_a_form(house: House) -> None:
    assert (await house.get(f"/stage/{house.poll_id}/logo.png")).status_code == 404
    plain = len(gzip.compress((await house.get(f"/{house.code}")).content))
    assert (await house.upload(png(noise()))).status_code == 303  # the largest that a logo can be
    phone = await house.get(f"/{house.code}")
    assert len(gzip.compress(phone.content)) < plain + 6_000
    assert (await house.upload(png(drawing()))).status_code == 303
    logo = (await house.store.polls.about(house.poll_id)).logo
    assert logo is not None
    await house.keep(name_de=NAME["de"], name_en=NAME["en"])
    phone = await house.get(f"/{house.code}")
    assert b64encode(logo.small.png).decode() in phone.text
    assert f'alt="{NAME["de"]}"' in phone.text
    page = (await house.get(f"/stage/{house.poll_id}")).text
    (address,) = set(re.findall(r'src="(/stage/[^"]*logo[^"]*)"', page))
    found = await house.get(address)
    assert found.headers["content-type"] == "image/png"
    assert "immutable" in found.headers["cache-control"]
    assert opened(found.content).size == (logo.width, logo.height)
    again = {"If-None-Match": found.headers["etag"]}
    assert (await house.browser.get(address, headers=again)).status_code == 304
    unnamed = await house.get(address.partition("?")[0])
    assert "no-cache" in unnamed.headers["cache-control"]
    for content, status, sentence in (
        (b"<svg/>", 422, "SVG"),
        (b"x" * (LARGEST_FILE + 1), 422, "mehr als 2 MB"),
        (b"x" * (LARGEST_FILE + 100_000), 413, "mehr als 2 MB"),
        (bomb(60_000), 422, "16 Millionen"),
        (b"", 422, "Bild"),
    ):
        refused = await house.upload(content)
        assert (refused.status_code, sentence in refused.text) == (status, True), sentence
    assert (await house.store.polls.about(house.poll_id)).logo == logo
    stranger = {"Cookie": ""}
    other = await house.browser.get(f"{house.event}/logo.png", headers=stranger)
    assert other.status_code == 303
    assert (await house.browser.post(f"{house.event}/logo/remove")).status_code == 303
    assert (await house.get(address)).status_code == 404
    assert "<img" not in (await house.get(f"/{house.code}")).text

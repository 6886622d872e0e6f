"""The page of an event's webhooks: addresses, tries, and what came of them."""

import asyncio
import re

import msgspec
import pytest

from poll_server.store.parts.hooks import Delivery, Hook
from poll_server.web.hooks import reach
from tests.support.waiting import LONGEST, until
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

TOPIC = {"poll.opened": "yes"}


async def test_an_address_is_added_tried_and_removed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sign_in()
    listing = await house.add()
    page = f"/organise/{listing.id}/_hooks"
    taken: asyncio.Queue[bytes] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.put_nowait(await reader.readuntil(b"}"))
        writer.write(b"HTTP/1.1 204 x\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as receiver:
        url = f"http://127.0.0.1:{receiver.sockets[0].getsockname()[1]}/in"
        for wrong in (url, "ftp://a.example/"):
            refused = await house.browser.post(page, data={"url": wrong, **TOPIC})
            assert refused.status_code == 422, wrong
        monkeypatch.setattr(reach, "allowed", lambda *_, inside: True)
        assert (await house.browser.post(page, data={"url": url})).status_code == 422
        assert await house.store.hooks.all() == []
        assert (await house.browser.post(page, data={"url": url, **TOPIC})).status_code == 303
        (hook,) = await house.store.hooks.all(listing.id)
        shown = (await house.browser.get(f"{page}?lang=de")).text
        assert url in shown
        assert re.search(r'value="whsec_[A-Za-z0-9+/]{43}="', shown)
        await house.browser.post(f"{page}/{hook.id}", data={"do": "try"})
        async with asyncio.timeout(LONGEST):
            assert b'"type":"test"' in await taken.get()
            while not await house.store.hooks.log(listing.id):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert "taken (204)" in (await house.browser.get(page)).text
        await house.store.hooks.put(msgspec.structs.replace(hook, off=True))
        for do in ("try", "remove", "remove"):
            await house.browser.post(f"{page}/{hook.id}", data={"do": do})
        assert await house.store.hooks.all() == []
        acts = [each for each in await house.store.acts.newest() if each.what.startswith("hook.")]
        told = ["hook.removed", "hook.resumed", "hook.tried", "hook.made"]
        assert [each.what for each in acts] == told  # what was gone already nobody removed
        assert {each.detail for each in acts} == {url.split("/")[2]}


async def test_what_an_address_is_never_told_is_said(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    of = Hook(id="a", event=listing.id, url="https://a.example/", topics=(), made_ms=1, off=True)
    await house.store.hooks.put(msgspec.structs.replace(of, why_off="restored"))
    await house.store.hooks.add(
        Delivery(id="b", hook="a", event=listing.id, topic="test", body="{}", due_ms=1)
    )

    async def dropped() -> bool:
        return bool(await house.store.hooks.log(listing.id))

    await until(dropped)
    shown = (await house.browser.get(f"/organise/{listing.id}/_hooks?lang=en")).text
    assert "Dropped, as the webhook is off: 1 delivery." in shown
    assert "off since a backup was restored" in shown

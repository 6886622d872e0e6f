"""Finding events again: the search on the page of events, and the folders they are kept in."""

import re

import msgspec

from poll_server.deck import shipped as decks
from poll_server.deck import templates
from poll_server.store.events import Events
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


async def two_events(house: House) -> tuple[str, str]:
    """The congress, and a town hall meeting in a place of its own."""
    await house.sign_in()
    congress = await house.add(decks.CONGRESS)
    event = templates.begin("town-hall", ["de", "en"])
    event = msgspec.structs.replace(event, place="Straßenbahndepot Witten", hosts=("Stadt Witten",))
    return congress.id, await Events(house.store).add(event)


async def listed(house: House, query: str = "") -> list[str]:
    """The ids of the events that the page shows, in its order."""
    answer = await house.browser.get("/organise", params={"q": query} if query else {})
    assert answer.status_code == 200
    return re.findall(r'<h2><a href="/organise/([^"?]+)', answer.text)


async def test_events_are_found_by_title_place_and_question(house: House) -> None:
    congress, town = await two_events(house)
    assert set(await listed(house)) == {congress, town}
    assert await listed(house, "zukunftsBILDUNG") == [congress]
    assert await listed(house, "strassenbahndepot") == [town]  # ß as it is typed without
    assert await listed(house, "stadt witten") == [town]
    assert await listed(house, "offensive") == [congress]  # of its motto
    assert await listed(house, "What would you like to ask") == [town]
    assert await listed(house, "Kompetenzen  arbeitswelt") == [congress]
    assert await listed(house, "482913") == [congress]
    assert await listed(house, "Kompetenzen Straßenbahn") == []
    page = (await house.browser.get("/organise", params={"q": '"><script>'})).text
    assert "<script>" not in page.replace("<script type", "")
    assert "0 events found" in page
    assert "There is no event yet" not in page


async def test_an_event_is_put_into_a_folder_and_out_again(house: House) -> None:
    congress, town = await two_events(house)
    answer = await house.browser.post(
        f"/organise/{town}/folder", data={"folder": " Herbst\u202e 26 "}
    )
    assert answer.headers["location"] == f"/organise/{town}#folder"
    page = (await house.browser.get("/organise")).text
    assert re.search(r'<details class="folder" open>\s*<summary><span dir="auto">Herbst 26<', page)
    assert await listed(house) == [congress, town]  # those in no folder come first
    assert await listed(house, "herbst") == [town]
    # Its own page says so, and other events are offered the same folder.
    assert 'value="Herbst 26"' in (await house.browser.get(f"/organise/{town}")).text
    assert '<option value="Herbst 26">' in (await house.browser.get(f"/organise/{congress}")).text
    # A copy lies where the original does; the deck file knows of no folders.
    copied = await house.browser.post(f"/organise/{town}/copy")
    twin = copied.headers["location"].rpartition("/")[2]
    assert (await Events(house.store).get(twin)).folder == "Herbst 26"
    assert "Herbst" not in (await house.browser.get(f"/organise/{town}/deck.toml")).text
    for each in (town, twin):
        await house.browser.post(f"/organise/{each}/folder", data={"folder": ""})
    assert '<details class="folder"' not in (await house.browser.get("/organise")).text
    gone = await house.browser.post("/organise/nowhere/folder", data={"folder": "a"})
    assert gone.status_code == 404
    assert not await house.store.redis.exists("event:nowhere")

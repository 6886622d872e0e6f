"""From wall to ballot without a script: suggest, move, name, take back, and ask."""

import re
from html import unescape

import httpx

from poll_server.live.links import new_link
from poll_server.store.store import Store
from tests.support.phone_stand import COMPETENCES, WISHES, stand
from tests.web.audience.test_phone_pages import get, send

SAID = ("Mehr WLAN", "WLAN", "Längere Pausen", "Pausen!", "Ein <Hund>")


async def press(console: httpx.AsyncClient, at: str, verb: str, **fields: object) -> httpx.Response:
    """Press a button of the page as it is now, its other fields as they stand there."""
    told = (await console.get(at)).text
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', told))
    typed = re.findall(r' name="(name-\d+|prompt)" value="([^"]*)"', told)
    found |= {name: unescape(value) for name, value in typed}
    return await console.post(f"{at}/do", data={**found, "verb": verb, **fields})


def answers(page: str) -> dict[str, str]:
    """The key of each answer on the page."""
    found = re.findall(r'value="([0-9a-f]{12})"> <bdi>([^<]*)</bdi>', page)
    return {text: key for key, text in found}


def piles(page: str) -> list[str]:
    return re.findall(r'<h2 id="title-\d+"><bdi>([^<]*)</bdi>', page)


async def test_from_open_answers_to_a_question(fresh_redis_url: str, store: Store) -> None:
    async with stand(fresh_redis_url, questions=(WISHES, COMPETENCES)) as hall:
        at = f"/moderate/{hall.poll.poll_id}/piles"
        async with hall.phone() as console:
            assert (await console.get(at)).url.path == f"/moderate/{hall.poll.poll_id}"
            assert (await console.post(f"{at}/do", data={"verb": "suggest"})).is_error
            secret = await new_link(store, "moderator", hall.poll.poll_id)
            await console.post(f"/moderate/{hall.poll.poll_id}/enter", json={"secret": secret})
            assert "Es gibt keine offenen Antworten" in (await console.get(at)).text

            await hall.open("wishes")
            for text in SAID:
                async with hall.phone() as phone:
                    await send(phone, await get(phone, hall.url), text=text)
            await hall.moderator.do("close")
            nothing = (await console.get(at)).text
            assert "Nur Freigegebenes" in nothing
            assert "Verschieben" not in nothing
            await hall.moderator.do("approve", "*")

            page = (await press(console, at, "suggest")).text
            assert "Von der Moderation gruppiert: 2 Themen, 4 von 5 Beiträgen" in page
            assert {*piles(page)} == {"WLAN", "Pausen!"}
            assert "Vorgeschlagen" in page
            alone = (await press(console, at, "suggest")).text
            assert "Sonst ist sich nichts ähnlich" in alone
            assert "Vorgeschlagen" not in alone
            dog = answers(page)["Ein &lt;Hund&gt;"]
            moved = await press(console, at, "move", text=dog, to="new")
            assert moved.url.fragment == "pile-none"
            assert "3 Themen, 5 von 5 Beiträgen" in moved.text
            back = await press(console, at, "undo")
            assert "2 Themen, 4 von 5 Beiträgen" in back.text
            named = (await press(console, at, "names", **{"name-1": " Netz & <Geräte> "})).text
            assert piles(named)[0] == "Netz &amp; &lt;Geräte&gt;"
            late = await press(console, at, "undo", seen="aaaaaaaa")
            assert (late.status_code, "jemand anderes gruppiert" in late.text) == (409, True)
            assert (await press(console, at, "move", text="x", id="no")).status_code == 400

            there = await press(console, at, "stage")
            assert "Von der Bühne nehmen" in there.text
            assert "Themen statt der Texte" in (await press(console, at, "off-stage")).text

            asked = await press(console, at, "ask", prompt="")
            assert asked.status_code == 409  # a question wants words; nothing is lost
            assert piles(asked.text)[0] == "Netz &amp; &lt;Geräte&gt;"
            there = await press(console, at, "ask", prompt="Was zuerst?")
            assert there.url.path == f"/moderate/{hall.poll.poll_id}"
            await hall.moderator.do("open")
            phone_page = await get(console, hall.url)
            assert "Was zuerst?" in phone_page.text
            assert "Netz & <Geräte>" in phone_page.text

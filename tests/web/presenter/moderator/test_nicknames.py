"""Nicknames without a script: somebody gives one, a moderator takes it down and shows it again."""

import httpx

from poll_server.live.links import new_link
from poll_server.store.store import Store
from tests.support.events.quizzes import CAPITAL, RIVER
from tests.support.phone_stand import stand
from tests.support.waiting import LONGEST
from tests.web.audience.test_phone_pages import get


async def test_from_the_phone_to_the_moderator_and_back(fresh_redis_url: str, store: Store) -> None:
    async with stand(fresh_redis_url, questions=(CAPITAL, RIVER), nicknames=True) as hall:
        points, poll = f"{hall.url}/points", f"/moderate/{hall.poll.poll_id}"

        async def press(phone: httpx.AsyncClient, **fields: str) -> httpx.Response:
            return await phone.post(f"{points}/nickname", data=fields)

        async with hall.phone() as anna, hall.phone("en") as ben, hall.phone() as moderator:
            assert "Punkte und Spitzname" in (await get(anna, hall.url)).text
            await get(ben, hall.url)
            assert "Sie haben keinen" in (await get(anna, points)).text
            assert "Sie heißen Anna &lt;b&gt;." in (await press(anna, name="Anna <b>")).text
            refused = await press(ben, name="anna <B>")
            assert refused.status_code == 422
            assert "somebody else is called so" in refused.text
            assert 'value="anna &lt;B&gt;"' in refused.text  # what was typed is not lost

            listed = f"{poll}/nicknames"
            assert (await moderator.get(listed)).url.path == poll  # not let in yet
            assert (await moderator.post(f"{listed}/do", data={"verb": "hide"})).is_error
            secret = await new_link(store, "moderator", hall.poll.poll_id)
            await moderator.post(f"{poll}/enter", json={"secret": secret})
            assert f'href="{listed}?lang=de"' in (await moderator.get(poll)).text
            told = (await moderator.get(listed)).text
            assert "0 Spitznamen warten auf Sie." in told
            assert "Anna &lt;b&gt;" in told
            down = await moderator.post(f"{listed}/do", data={"verb": "hide", "number": "1"})
            assert "herausgenommen" in down.text
            assert (await moderator.post(f"{listed}/do", data={"verb": "x"})).status_code == 400
            said = (await get(anna, points)).text
            assert "Die Moderation hat Anna <b> herausgenommen" in said
            await moderator.post(f"{listed}/do", data={"verb": "show", "number": "1"})
            assert "Sie heißen Anna" in (await get(anna, points)).text
            assert "Sie haben keinen" in (await press(anna, back="1")).text
        async with httpx.AsyncClient(base_url=str(anna.base_url), timeout=LONGEST) as stranger:
            assert (await press(stranger, name="Carl")).status_code == 403


async def test_a_poll_without_them_says_nothing_of_any(fresh_redis_url: str) -> None:
    async with stand(fresh_redis_url, questions=(CAPITAL, RIVER)) as hall, hall.phone() as phone:
        assert "Spitzname" not in (await get(phone, hall.url)).text
        assert "Spitzname" not in (await get(phone, f"{hall.url}/points")).text
        told = await phone.post(f"{hall.url}/points/nickname", data={"name": "Anna"})
        assert told.status_code == 422

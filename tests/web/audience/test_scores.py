"""The page with one's own points: for one phone alone, without a script, in its language."""

from msgspec import structs

from tests.support.events.quizzes import CAPITAL, FAR, RIVER
from tests.support.phone_stand import stand

from .test_phone_pages import get, send


async def test_own_points_are_found_beside_the_poll(fresh_redis_url: str) -> None:
    async with stand(fresh_redis_url, questions=(CAPITAL, RIVER)) as hall:
        async with hall.phone() as phone, hall.phone("en") as other:
            await hall.open("capital")
            page = await get(phone, hall.url)
            assert "Meine Punkte" in page.text
            await send(phone, page, options=["0"])
            await send(other, await get(other, hall.url), options=["1"])
            assert "Noch gibt es keine Punkte" in (await get(phone, f"{hall.url}/points")).text
            await hall.moderator.do("close")
            await hall.moderator.do("show")
            shown = await get(phone, hall.url)
            assert "Ihre Antwort ist richtig. Das gibt 2\u00a0Punkte." in shown.says("results")
            assert "points." not in (await get(other, hall.url)).says("results")
            mine = await get(phone, f"{hall.url}/points")
            assert "Sie haben bisher 2 von 2 Punkten." in mine.text
            assert "Ihre Antwort ist richtig. Das gibt 2\u00a0Punkte." in mine.text
            theirs = (await get(other, f"{hall.url}/points")).text
            assert "You have 0 of 2 points so far." in theirs
            assert "Your answer is not right." in theirs
        async with hall.phone() as newcomer:
            assert "Noch gibt es keine Punkte" in (await get(newcomer, f"{hall.url}/points")).text


async def test_an_estimate_brings_its_points_where_it_is_close_enough(fresh_redis_url: str) -> None:
    async with (
        stand(fresh_redis_url, questions=(CAPITAL, FAR)) as hall,
        hall.phone() as near,
        hall.phone() as off,
    ):
        await hall.open("far")
        await send(near, await get(near, hall.url), number=["90 km"])
        await send(off, await get(off, hall.url), number=["111"])
        await hall.moderator.do("close")
        await hall.moderator.do("show")
        shown = (await get(near, hall.url)).says("results")
        assert "Ihre Antwort ist richtig. Das gibt 4\u00a0Punkte." in shown
        assert "Ihre Antwort ist nicht richtig." in (await get(off, hall.url)).says("results")
        mine = [(await get(each, f"{hall.url}/points")).text for each in (near, off)]
        assert "Sie haben bisher 4 von 4 Punkten." in mine[0]
        assert "Sie haben bisher 0 von 4 Punkten." in mine[1]


async def test_points_for_speed_are_told_apart_and_announced_before(fresh_redis_url: str) -> None:
    fast = structs.replace(CAPITAL, speed_bonus=10, timer=3600)
    async with (
        stand(fresh_redis_url, questions=(fast, RIVER)) as hall,
        hall.phone() as phone,
    ):
        await hall.open("capital")
        page = await get(phone, hall.url)
        assert "bis zu 10 Punkte mehr" in page.text
        assert "welchem Zehntel der 3600 Sekunden" in page.text
        await send(phone, page, options=["0"])
        await hall.moderator.do("close")
        await hall.moderator.do("show")
        shown = (await get(phone, hall.url)).says("results")
        assert "Das gibt 2\u00a0Punkte, und bis zu 10 mehr für Schnelligkeit." in shown
        mine = (await get(phone, f"{hall.url}/points")).text
        assert "Das gibt 12\u00a0Punkte, davon 10 für Schnelligkeit." in mine
        assert "Sie haben bisher 12 von 12 Punkten." in mine

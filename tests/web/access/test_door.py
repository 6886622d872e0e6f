"""T17: nobody finds a poll by trying codes, and the hall notices nothing of who tries."""

import asyncio
import re
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
import segno
from starlette.requests import HTTPConnection
from starlette.responses import Response
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from poll_server.base.codes import long_code
from poll_server.base.settings import Settings
from poll_server.live.polls import Polls
from poll_server.store.store import Store
from poll_server.web.access import door
from poll_server.web.access.door import AT_ONCE, WRONG_AT_ONCE, WRONG_PER_SECOND, Door, Held
from poll_server.web.access.passes import Passes
from poll_server.web.sockets.codes import TRY_AGAIN
from tests.support.phone_stand import Stand, stand
from tests.support.waiting import until

SECRET = b"thirty-two bytes of test secret."
RIGHT = "482913"
GUESSES = 600
"""Bounded: ten times what is looked up at once, of a guesser who waits for nothing."""
AT_A_TIME = 4
HALL = 30
"""Phones that join meanwhile, one in three of them having typed."""


class _OneCode:
    """Polls with one code; knows what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def poll_of_code(self, code: str) -> str | None:
        self.asked.append(code)
        await asyncio.sleep(0)
        return "poll" if code == RIGHT else None


class _Case:
    """A door with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.codes = _OneCode()
        passes = Passes(SECRET, Settings())
        self.door = Door(SECRET, passes, clock=lambda: self.now)

    async def ask(self, digits: str, cookie: str = "") -> str | None:
        polls: Polls = self.codes  # type: ignore[assignment]
        return await self.door.poll_of(polls, _connection(cookie), digits)

    async def guess(self, number: int) -> Counter[str]:
        """Ask for so many wrong codes at the same time."""

        async def one(code: int) -> str:
            try:
                return "found" if await self.ask(f"{code:06}") else "wrong"
            except Held:
                return "held"

        return Counter(await asyncio.gather(*(one(code) for code in range(number))))


def _connection(cookie: str = "") -> HTTPConnection:
    headers = [(b"host", b"hall"), *([(b"cookie", cookie.encode())] if cookie else [])]
    return HTTPConnection({"type": "http", "path": "/", "scheme": "http", "headers": headers})


async def test_a_hall_that_types_waits_for_nobody() -> None:
    """600 right codes, and as many slips as people make: nobody is held."""
    case = _Case()
    found = await asyncio.gather(*(case.ask(RIGHT) for _ in range(600)))
    assert found == ["poll"] * 600
    assert await case.guess(WRONG_AT_ONCE) == {"wrong": WRONG_AT_ONCE}


async def test_many_at_once_are_looked_up_no_oftener_than_one_by_one() -> None:
    """T17: the price is paid before the look, so thousands at the same moment gain nothing."""
    case = _Case()
    assert (await case.guess(5_000))["wrong"] == WRONG_AT_ONCE
    assert len(case.codes.asked) == WRONG_AT_ONCE
    case.now += 300
    assert (await case.guess(5_000))["wrong"] == WRONG_AT_ONCE  # nothing is saved up beyond that


async def test_while_somebody_guesses_a_right_code_is_answered_as_a_wrong_one() -> None:
    case = _Case()
    await case.guess(WRONG_AT_ONCE)
    before = len(case.codes.asked)
    with pytest.raises(Held):
        await case.ask(RIGHT)
    with pytest.raises(Held):
        await case.ask("000000")
    assert len(case.codes.asked) == before  # so no time can tell them apart


async def test_a_few_each_second_are_still_looked_up() -> None:
    case = _Case()
    await case.guess(WRONG_AT_ONCE)
    case.now += 10
    assert (await case.guess(500))["wrong"] == 10 * WRONG_PER_SECOND


async def test_twelve_digits_never_wait_and_a_wrong_ending_proves_nothing() -> None:
    case = _Case()
    await case.guess(WRONG_AT_ONCE)
    long = case.door.long(RIGHT).replace("-", "")
    assert await case.ask(long) == "poll"
    wrong = long[:6] + f"{(int(long[6:]) + 1) % 10**6:06}"
    for digits in (wrong, long[6:] + long[:6], long_code(b"another", RIGHT).replace("-", "")):
        with pytest.raises(Held):
            await case.ask(digits)


async def test_who_was_here_before_never_waits_and_is_proved_for_no_other_poll() -> None:
    case = _Case()
    response = Response()
    case.door.remember(response, _connection(), RIGHT)
    cookie = response.headers["set-cookie"].partition(";")[0]
    await case.guess(WRONG_AT_ONCE)
    assert await case.ask(RIGHT, cookie) == "poll"
    for code, forged in (
        ("482914", cookie),
        (RIGHT, cookie.rstrip('"')[:-1]),
        (RIGHT, "poll=~~x"),
        ("", ""),
    ):
        with pytest.raises(Held):
            await case.ask(code, forged)


async def test_a_redis_that_is_away_is_no_wrong_code() -> None:
    case = _Case()

    async def away(code: str) -> str | None:
        raise ConnectionError

    case.codes.poll_of_code = away  # type: ignore[method-assign]
    for _ in range(WRONG_AT_ONCE + AT_ONCE):
        with pytest.raises(ConnectionError):
            await case.ask(RIGHT)


def test_the_qr_code_gets_no_larger_by_the_ending() -> None:
    plain, long = (f"https://poll.example.org/{each}" for each in (RIGHT, f"{RIGHT}-047112"))
    assert segno.make(long, error="m").version == segno.make(plain, error="m").version


# ── With a real server ────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as one:
        yield one


async def _link(hall: Stand, redis_url: str) -> str:
    store = Store.connect(redis_url)
    try:
        return long_code(await store.secret(), hall.poll.code)
    finally:
        await store.redis.aclose()


async def test_a_hall_joins_beside_who_tries_codes_t17(hall: Stand, fresh_redis_url: str) -> None:
    """T17: of 600 codes few are looked up; everybody joins; those inside notice nothing."""
    link = await _link(hall, fresh_redis_url)
    answers: Counter[int] = Counter()
    tls = ssl.create_default_context()  # once: making it takes longer than to join

    def client() -> httpx.AsyncClient:
        # Who guesses, who joins and the server share one thread here: nothing has a time limit.
        return httpx.AsyncClient(base_url=hall.base, trust_env=False, verify=tls, timeout=None)

    codes = iter(f"{code:06}" for code in range(GUESSES) if f"{code:06}" != hall.poll.code)
    round_ = await hall.open()
    before, early = hall.phone(), hall.phone()
    assert (await before.get(f"/{hall.poll.code}")).status_code == 200
    assert (await early.get("/", params={"code": hall.poll.code})).status_code == 200

    async def guess(http: httpx.AsyncClient) -> None:
        for code in codes:
            answers[(await http.get(f"/{code}")).status_code] += 1

    async def join(number: int) -> None:
        async with client() as phone:
            if number % 3 == 0:  # typed first, and then did what the page says
                await phone.get(f"/{hall.poll.code}")
            page = await phone.get(f"/{link}")
            assert page.status_code == 200
            vote = {"type": "vote", "round": round_, "seq": 1, "answer": {"options": [number % 3]}}
            counted = await phone.post(f"/{hall.poll.code}/vote", json=vote)
            assert counted.json()["type"] == "counted", counted.text

    begun = time.monotonic()
    async with client() as http:
        guessers = [asyncio.create_task(guess(http)) for _ in range(AT_A_TIME)]
        await until(lambda: answers[503] > 0)
        await asyncio.gather(*(join(number) for number in range(HALL)))
        for phone in (before, early):  # both known; one typed its code before, one in the form
            assert (await phone.get(f"/{hall.poll.code}")).status_code == 200
            assert (await phone.get(f"/{hall.poll.code}/snapshot")).status_code == 200
        await asyncio.gather(*guessers)
        most = WRONG_AT_ONCE + (time.monotonic() - begun) * WRONG_PER_SECOND
    await before.aclose()
    await early.aclose()
    assert set(answers) == {404, 503}
    assert answers[404] <= most
    assert answers[404] < GUESSES / 2  # or the machine was too slow to have shown anything


async def test_every_way_to_ask_for_a_code_is_held_and_tells_nothing_t17(
    hall: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T17: page, form, vote, snapshot and socket, each for a right and a wrong code."""
    monkeypatch.setattr(door, "WRONG_PER_SECOND", 0.0)  # nothing falls due while this looks
    wrong = f"{(int(hall.poll.code) + 1) % 10**6:06}"
    async with hall.phone() as known, hall.phone() as http:
        # A phone of another poll: it has a credential, and none of these codes.
        assert (await known.get(f"/{hall.poll.code}")).status_code == 200
        cookie = next(each for each in known.cookies.jar if each.name == "poll").value
        credential = str(cookie).strip('"').partition("~")[0]
        http.cookies.set("poll", credential)
        answer, tries = await http.get("/000001"), 0
        while answer.status_code != 503:
            answer, tries = await http.get(f"/{tries:06}"), tries + 1
            assert tries < GUESSES
        seen: dict[str, set[str]] = {}

        async def ask(way: str, code: str) -> str:
            vote = {"type": "vote", "round": 1, "seq": 1, "answer": {"options": [1]}}
            match way:
                case "page":
                    said = await http.get(f"/{code}")
                case "form":
                    said = await http.get("/", params={"code": code})
                case "vote":
                    said = await http.post(f"/{code}/vote", json=vote)
                case "posted":
                    said = await http.post(f"/{code}/vote", data={"round": "1"})
                case _:
                    said = await http.get(f"/{code}/snapshot")
            assert said.status_code == 503 or said.json()["type"] == "retry", (
                way,
                said.status_code,
            )
            return re.sub(r"nonce-?=?[^ ;>]+", "", said.text).replace(code, "")

        for way in ("page", "form", "vote", "posted", "snapshot"):
            for code in (hall.poll.code, wrong):
                seen.setdefault(way, set()).add(await ask(way, code))
        assert {way: len(texts) for way, texts in seen.items()} == dict.fromkeys(seen, 1)
        assert "QR" in next(iter(seen["page"]))
        for code in (hall.poll.code, wrong):
            url = f"{hall.base.replace('http', 'ws', 1)}/ws/phone/{code}"
            headers = {"Cookie": f"poll={credential}"}
            async with connect(url, origin=Origin(hall.base), additional_headers=headers) as socket:
                with pytest.raises(ConnectionClosed):
                    await socket.recv()
            assert socket.close_code == TRY_AGAIN


async def test_the_screen_hands_out_the_proof_of_its_own_poll_only(
    hall: Stand, fresh_redis_url: str
) -> None:
    """A QR code is drawn of what was asked for: it proves no code that somebody guessed."""
    link = await _link(hall, fresh_redis_url)
    async with hall.phone() as http:
        short = (await http.get(f"/qr/{hall.poll.code}.svg")).content
        assert short != (await http.get(f"/qr/{link}.svg")).content
        assert (await http.get(f"/{link}")).status_code == 200
        assert link.partition("-")[2] not in (await http.get(f"/{hall.poll.code}")).text

"""The second factor over a real server: set up, asked for, taken off; and by whom it is not."""

import re

import httpx
import pytest
from argon2 import PasswordHasher

from poll_server.hall.organiser import CannotSet, listed, no_second_factor
from poll_server.store.accounts import Accounts
from poll_server.store.keys import ACTS, SECOND_FACTORS
from poll_server.store.parts.people import second_factor
from tests.support.servers.authenticator import Authenticator, HeldClock
from tests.support.signing_in import FORM, NAME, PASSWORD, add_organiser
from tests.web.presenter.house import House, house, no_pauses

from .accounts_here import accounts, seen, sent

__all__ = ["accounts", "house", "no_pauses"]  # fixtures

MINE, CODE = "/organise/account/second-factor", "/organise/account/code"
LETTERS = re.compile(r'class="secret-letters">([A-Z2-7 ]+)<')
RECOVERY = re.compile(r"<code>([0-9a-z-]{19})</code>")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poll_server.base.secrets._hasher", PasswordHasher(1, 8, 1))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    held = HeldClock()
    monkeypatch.setattr(second_factor, "now_ms", held)
    return held


async def set_up(house: House, clock: HeldClock) -> tuple[Authenticator, list[str]]:
    """Sign in and set one up; the app, and the recovery codes."""
    await house.sign_in()
    status, _ = await sent(house, "account/second-factor/begin", password=PASSWORD)
    assert status == 303
    page = await seen(house, MINE)
    app = Authenticator.typed(_one(LETTERS, page), clock)
    assert "data:image/svg+xml;base64," in page
    status, text = await sent(house, "account/second-factor/confirm", code=app.code())
    codes = RECOVERY.findall(text)
    assert (status, len(codes)) == (200, 10)
    assert "hreflang" not in text  # a link to the other language would lose them
    clock.steps(1)
    return app, codes


def _one(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found, page
    return found[1]


async def step(house: House, **form: str) -> httpx.Response:
    """What the form of the second step is answered."""
    return await house.browser.post(CODE, data=form)


async def is_in(house: House) -> bool:
    return "Import a deck" in await seen(house)


async def deeds(house: House) -> list[str]:
    return [act.what for act in await house.store.acts.newest()]


async def elsewhere(house: House, next_: str = "") -> httpx.Response:
    """Say the password in a browser that was never here."""
    house.browser.cookies.clear()
    return await house.browser.post("/organise/login", data=FORM | {"next": next_})


async def test_the_password_alone_opens_nothing(house: House, clock: HeldClock) -> None:
    listing = await house.add()
    app, _ = await set_up(house, clock)
    wanted = f"/organise/{listing.id}"
    assert (await elsewhere(house, wanted)).headers["location"] == CODE
    assert set(house.browser.cookies) == {"second-step"}
    for path in ("/organise/account", wanted, f"{wanted}/files/csv", MINE):
        there = await house.browser.get(path)
        assert there.headers["location"].startswith("/organise?next="), path
    assert not await is_in(house)
    wrong = await step(house, code="000000")
    assert (wrong.status_code, "not right" in wrong.text) == (403, True)
    assert 'autocomplete="one-time-code"' in wrong.text
    answer = await step(house, code=f" {app.code()[:3]} {app.code()[3:]}")
    assert answer.headers["location"] == wanted
    assert set(house.browser.cookies) == {"organiser", "device"}  # the ticket is spent
    assert await is_in(house)
    await elsewhere(house)
    again = await step(house, code=app.code())
    assert (again.status_code, "used already" in again.text) == (403, True)


async def test_without_the_ticket_of_a_right_password_no_code_is_looked_at(
    house: House, clock: HeldClock, accounts: Accounts
) -> None:
    app, codes = await set_up(house, clock)
    await elsewhere(house)
    ticket = dict(house.browser.cookies)
    for cookies in ({}, {"second-step": "made up"}, {"organiser": ticket["second-step"]}):
        house.browser.cookies.clear()
        house.browser.cookies.update(cookies)
        for form in ({"code": app.code()}, {"recovery": codes[0]}):
            assert (await step(house, **form)).headers["location"] == "/organise?next=&late=yes"
        assert not await is_in(house)
    account = await accounts.named(NAME)
    assert account
    await accounts.end_sessions(account.id)  # as a new password does
    house.browser.cookies.update(ticket)
    assert (await step(house, code=app.code())).headers["location"] == "/organise?next=&late=yes"
    assert "begin again" in await seen(house, "/organise?next=&late=yes")


async def test_a_recovery_code_in_place_of_a_lost_phone(house: House, clock: HeldClock) -> None:
    _, codes = await set_up(house, clock)
    await elsewhere(house)
    assert (await step(house, recovery="0000-0000-0000-0000")).status_code == 403
    answer = await step(house, recovery=codes[3].upper())
    assert answer.headers["location"] == f"{MINE}?done=recovery"
    page = await seen(house, answer.headers["location"])
    assert "9 recovery codes are left" in page
    off = {"password": PASSWORD, "recovery": codes[3]}
    assert (await sent(house, "account/second-factor/off", **off))[0] == 403
    assert (await sent(house, "account/second-factor/off", **off | {"recovery": codes[4]}))[
        0
    ] == 303
    assert (await elsewhere(house)).headers["location"] == "/organise"
    assert await is_in(house)


async def test_taking_it_off_wants_the_password_and_a_code(house: House, clock: HeldClock) -> None:
    app, codes = await set_up(house, clock)
    good = {"password": PASSWORD, "code": app.code()}
    for path in ("off", "recovery"):
        for wrong, sentence in (
            ({"password": "wrong password"}, "password is not right"),
            ({"code": "no code"}, "code is not right"),
        ):
            status, text = await sent(house, f"account/second-factor/{path}", **good | wrong)
            assert (status, sentence in text) == (403, True)
    status, text = await sent(house, "account/second-factor/recovery", **good)
    assert status == 200
    assert set(RECOVERY.findall(text)) & set(codes) == set()
    clock.steps(1)
    assert (await sent(house, "account/second-factor/off", **good | {"code": app.code()}))[0] == 303
    assert "It is off" in await seen(house, MINE)
    assert not await house.store.redis.exists(SECOND_FACTORS)
    assert await deeds(house) == ["second.off", "recovery.renewed", "second.set", "signed.in"]


async def test_setting_it_up_wants_the_password_and_counts_once(
    house: House, clock: HeldClock
) -> None:
    await house.sign_in()
    begin, confirm = "account/second-factor/begin", "account/second-factor/confirm"
    assert (await sent(house, begin, password="wrong password"))[0] == 403
    assert (await sent(house, confirm, code="000000"))[0] == 303
    await sent(house, begin, password=PASSWORD)
    page = await seen(house, MINE)
    status, again = await sent(house, confirm, code="000000")
    assert (status, _one(LETTERS, again)) == (403, _one(LETTERS, page))  # still the same secret
    stale = dict(house.browser.cookies)
    await set_up(house, clock)
    house.browser.cookies.update(stale)  # of another tab, that began before
    other = Authenticator.typed(_one(LETTERS, page), clock)
    assert (await sent(house, confirm, code=other.code()))[0] == 303
    assert (await sent(house, begin, password=PASSWORD))[0] == 303
    assert "since" in await seen(house, MINE)
    assert (await deeds(house)).count("second.set") == 1


async def test_guessing_is_bounded_told_of_and_keeps_nobody_out(
    house: House, clock: HeldClock
) -> None:
    app, _ = await set_up(house, clock)
    at_home = dict(house.browser.cookies)
    await elsewhere(house)
    for _ in range(10):
        clock.ms += second_factor.LONGEST_REST_MS
        assert (await step(house, code="no code")).status_code == 403
    answer = await step(house, code=app.code())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "64")
    assert "Nothing is locked" in answer.text
    assert (await deeds(house))[0] == "codes.guessed"
    await elsewhere(house)
    house.browser.cookies.update({"device": at_home["device"]})  # a browser that is known
    assert (await step(house, code=app.code())).headers["location"] == "/organise"


@pytest.fixture
def demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server asks everybody for one; said before it starts."""
    monkeypatch.setenv("POLL_DEMAND_SECOND_FACTOR", "true")


async def test_a_server_may_ask_everybody_for_one(
    demanded: None, house: House, clock: HeldClock
) -> None:
    await add_organiser(house.store)
    shown = []
    for _ in range(2):
        assert (await elsewhere(house)).headers["location"] == CODE
        page = await seen(house, CODE)
        shown.append(_one(LETTERS, page))
    assert shown[0] != shown[1]  # who knows the password does not see another browser's
    assert not await is_in(house)
    app = Authenticator.typed(shown[1], clock)
    assert (await step(house, code="000000")).status_code == 403
    answer = await step(house, code=app.code())
    assert len(RECOVERY.findall(answer.text)) == 10
    assert await is_in(house)
    clock.steps(1)
    await elsewhere(house)
    assert (await step(house, code=app.code())).headers["location"] == "/organise"
    assert await deeds(house) == ["signed.in", "signed.in", "second.set"]


async def test_tokens_go_on_and_nothing_of_it_is_told(house: House, clock: HeldClock) -> None:
    listing = await house.add()
    app, codes = await set_up(house, clock)
    page = await seen(house, f"/organise/{listing.id}")
    token = re.search(r'id="api-token"[^>]*value="([^"]+)"', page)
    assert token
    house.browser.cookies.clear()
    headers = {"Authorization": f"Bearer {token[1]}"}
    path = f"/api/v1/events/{listing.id}/results"
    assert (await house.browser.get(path, headers=headers)).status_code == 200
    acts = str(await house.store.redis.lrange(ACTS, 0, -1))
    assert "second.set" in acts
    assert not any(each in acts for each in (*codes, app.code(-1)))


async def test_who_runs_the_machine_takes_it_off(house: House, clock: HeldClock) -> None:
    await set_up(house, clock)
    assert "(second factor)" in (await listed(house.store))[0]
    with pytest.raises(CannotSet, match="no such organiser"):
        await no_second_factor(house.store, "Bert")
    assert "password alone" in await no_second_factor(house.store, None)
    assert "nothing was changed" in await no_second_factor(house.store, NAME)
    assert (await deeds(house))[0] == "second.off"
    assert (await elsewhere(house)).headers["location"] == "/organise"
    await add_organiser(house.store, "Bert")
    with pytest.raises(CannotSet, match="Say whose"):
        await no_second_factor(house.store, None)

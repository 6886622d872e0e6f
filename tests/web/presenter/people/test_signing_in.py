"""Signing in and out: wrong passwords shut nobody out, and every page leads there and back."""

import asyncio
import re

import httpx
import pytest

from poll_server.base.secrets import hash_password, verify_password
from poll_server.store.accounts import Accounts
from poll_server.store.keys import BEFORE_ACCOUNTS
from tests.support.signing_in import FORM, NAME, PASSWORD, add_organiser, sign_in
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

from .accounts_here import accounts, seen, sent

__all__ = ["accounts", "house", "no_pauses"]  # fixtures


async def test_every_page_leads_to_the_login_and_back(house: House) -> None:
    listing = await house.add()
    await add_organiser(house.store)
    poll = listing.polls[0].slug
    paths = ["account", *(f"{listing.id}{path}" for path in ("", f"/{poll}", "/files/csv"))]
    for path in paths:
        response = await house.browser.get(f"/organise/{path}")
        assert response.status_code == 303
        assert response.headers["location"].startswith("/organise?next=")
    back = re.search(
        r'name="next" value="([^"]*)"', await seen(house, response.headers["location"])
    )
    assert back
    response = await house.browser.post("/organise/login", data=FORM | {"next": back[1]})
    assert response.headers["location"] == f"/organise/{listing.id}/files/csv"
    for path in ("name", "password", "remove", "invite", "withdraw"):
        house.browser.cookies.clear()
        response = await house.browser.post(f"/organise/account/{path}")
        assert response.headers["location"].startswith("/organise?next=")


async def test_the_login_leads_nowhere_else(house: House) -> None:
    await add_organiser(house.store)
    for elsewhere in ("https://evil.example", "//evil.example/organise/", "/x", "/organise\\x"):
        response = await house.browser.post("/organise/login", data=FORM | {"next": elsewhere})
        assert response.headers["location"] == "/organise"


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(house: House) -> None:
    await add_organiser(house.store)
    answers = [
        await sent(house, "login", name=name, password=password)
        for name, password in ((NAME, "wrong password"), ("Nobody", PASSWORD), ("", ""))
    ]
    assert {status for status, _ in answers} == {403}
    assert len({re.sub(r'(nonce|value)="[^"]*"', "", text) for _, text in answers}) == 1
    assert f'value="{NAME}"' in answers[0][1]  # need not be typed again


async def test_no_number_of_wrong_passwords_keeps_the_right_one_out(house: House) -> None:
    """T28: nothing is locked, neither at the door nor for a change of password."""
    await add_organiser(house.store)
    for many in range(6):
        tries = [sent(house, "login", name=NAME, password=f"guess {many} {n}") for n in range(20)]
        codes = {status for status, _ in await asyncio.gather(*tries)}
        assert codes == {403}
    assert (await sent(house, "login", **FORM))[0] == 303
    wrong = {"old": "wrong password", "password": "x" * 20, "again": "x" * 20}
    for _ in range(20):
        assert (await sent(house, "account/password", **wrong))[0] == 403
    assert (await sent(house, "account/password", **wrong | {"old": PASSWORD}))[0] == 303


async def test_who_signed_in_here_before_does_not_wait_for_strangers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T28: a lane full of strangers, of whom none is ever answered."""
    await house.sign_in()
    await sent(house, "logout")
    assert "device" in house.browser.cookies
    assert "organiser" not in house.browser.cookies
    stuck, waited = asyncio.Event(), verify_password

    async def verify(hashed: str, password: str) -> bool:
        if password != PASSWORD:
            await stuck.wait()
        return await waited(hashed, password)

    monkeypatch.setattr("poll_server.web.access.passwords.verify_password", verify)
    async with httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST) as stranger:
        form = {"name": NAME, "password": "a stranger's guess"}
        guesses = [
            asyncio.create_task(stranger.post("/organise/login", data=form)) for _ in range(5)
        ]
        assert (await sent(house, "login", **FORM))[0] == 303
        assert not any(guess.done() for guess in guesses)
        stuck.set()
        assert {answer.status_code for answer in await asyncio.gather(*guesses)} == {403}


async def test_signing_out_here_and_everywhere(house: House) -> None:
    await add_organiser(house.store, "Bert")
    await sign_in(house.browser, "Bert")
    bert = dict(house.browser.cookies)
    await house.sign_in()
    anna = dict(house.browser.cookies)
    assert f"</span>{NAME}</a>" in await seen(house)
    await sent(house, "logout")
    assert "Sign in as organiser" in await seen(house)
    house.browser.cookies.update(anna)
    assert "Import a deck" in await seen(house)
    await sent(house, "logout", everywhere="yes")
    house.browser.cookies.update(anna)
    assert "Sign in as organiser" in await seen(house)
    house.browser.cookies.update(bert)  # somebody else's sessions go on
    assert "Import a deck" in await seen(house)


async def test_the_shared_password_of_before_still_opens_the_door(
    house: House, accounts: Accounts
) -> None:
    old = {"password": await hash_password(PASSWORD), "generation": 7, "setup": ""}
    await house.store.redis.hset(BEFORE_ACCOUNTS, mapping=old)
    await accounts.take_over_password()  # as a server does when it starts
    assert "belongs to the account “Organiser”" in await seen(house)
    await sign_in(house.browser, "Organiser")
    await sent(house, "account/name", name=NAME)
    house.browser.cookies.clear()
    assert "belongs to the account" not in await seen(house)
    await sign_in(house.browser)

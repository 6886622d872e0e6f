"""Signing in at an OpenID Connect provider, a process beside the server; and what is refused."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from poll_server.store.accounts import Accounts
from poll_server.web.access import asking
from tests.support.servers.identity_provider import CLIENT, SECRET
from tests.support.signing_in import FORM, add_organiser
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

from .accounts_here import accounts, seen, sent

__all__ = ["accounts", "house", "no_pauses"]  # fixtures

BUTTON = "Sign in with Stadt Essen"
DOUBT = {
    "forged": "signature", "unnamed": "key", "shared": "token", "unsigned": "token",
    "issuer": "iss", "audience": "aud", "party": "azp", "nonce": "nonce", "expired": "expired",
    "future": "iat", "subjectless": "sub",
}  # fmt: skip
"""What is wrong with a token, and the word by which that is told."""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider's process."""
    command = [sys.executable, "-m", "tests.support.servers.identity_provider"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    with process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(LONGEST)


@pytest.fixture
def issuer() -> str:
    """Below the provider's address; a test may name another."""
    return "city"


@pytest.fixture(autouse=True)
def settings(provider: str, issuer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server knows the provider, and waits for it as long as a busy machine takes; made before
    it starts."""
    monkeypatch.setattr(asking, "SECONDS", LONGEST)
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    for name, value in {
        "ISSUER": issuer and f"{provider}/{issuer}", "NAME": "Stadt Essen", "CLIENT_ID": CLIENT,
        "CLIENT_SECRET_FILE": str(file), "GROUP": "polls",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"POLL_OIDC_{name}", value)


async def way_back(house: House, who: str, path: str = "/organise/account/sign-in") -> str:
    """Where somebody is led back to who signs in as `who`; the browser is not there yet."""
    away = await house.browser.get(path)
    assert away.status_code == 303, away.text
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as elsewhere:
        answer = await elsewhere.get(f"{away.headers['location']}&as={who}")
    assert answer.headers["location"].startswith(f"{house.base}/organise/account/sign-in/back?")
    return answer.headers["location"]


async def come(house: House, who: str) -> httpx.Response:
    return await house.browser.get(await way_back(house, who))


async def test_who_is_in_the_group_becomes_an_organiser(house: House, accounts: Accounts) -> None:
    first = await seen(house)  # where nobody is an organiser yet, the printed link is not alone
    assert BUTTON in first
    assert "nobody else" not in first
    there = await house.add()
    path = f"/organise/account/sign-in?next=/organise/{there.id}"
    response = await house.browser.get(await way_back(house, "anna", path))
    assert (response.status_code, response.headers["location"]) == (303, f"/organise/{there.id}")
    assert "sign-in" not in house.browser.cookies
    (anna,) = await accounts.all()
    assert (anna.name, anna.password_hash) == ("Anna Muster", "")
    assert "Import a deck" in await seen(house)
    assert "without a password" in await seen(house, "/organise/account")
    # A second time it is the same account, whatever it is called by now; a namesake is another.
    await sent(house, "account/name", name="Anna M.")
    left = await house.browser.post("/organise/logout")
    assert left.headers["location"] == "/organise?left=here"
    page = await seen(house, "/organise?left=here")
    assert "still signed in at Stadt Essen" in page
    assert BUTTON in page
    out = await house.browser.get("/organise/account/sign-in/leave")
    assert out.headers["location"].partition("?")[0].endswith("/end_session")
    assert (await come(house, "anna")).headers["location"] == "/organise"
    await sent(house, "account/name", name="Anna Muster")
    await come(house, "namesake")
    assert [each.name for each in await accounts.all()] == ["Anna Muster", "Anna Muster 2"]
    # No password opens such an account: there is none.
    for password in ("", FORM["password"]):
        assert (await sent(house, "login", name="Anna Muster", password=password))[0] == 403
    acts = [(act.what, act.who, act.detail) for act in await house.store.acts.newest()]
    assert acts[:2] == [
        ("signed.in", "Anna Muster 2", "Stadt Essen"),
        ("account.made", "Anna Muster 2", "Stadt Essen"),
    ]


async def test_whoever_else_comes_is_told_why_not(house: House, accounts: Accounts) -> None:
    await add_organiser(house.store)
    told = {
        "guest": "not as an organiser",
        "nobody": "not as an organiser",
        "cancelled": "did not sign you in (access_denied)",
        "broken": "does not answer right now",
        **{wrong: f"could not be trusted ({why})" for wrong, why in DOUBT.items()},
    }
    for who, sentence in told.items():
        response = await come(house, who)
        assert response.status_code == (503 if who == "broken" else 403), who
        assert sentence in response.text, who
        assert 'name="password"' in response.text
        # Whoever is there as somebody else than they meant could else never change it.
        assert ("Sign out there" in response.text) == (who in ("guest", "nobody"))
        assert "organiser" not in house.browser.cookies
    assert len(await accounts.all()) == 1
    assert not await house.store.acts.newest()
    assert (await sent(house, "login", **FORM))[0] == 303


async def test_a_way_back_is_good_once_and_where_it_began(house: House) -> None:
    await add_organiser(house.store)
    back = await way_back(house, "anna")
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as stranger:
        lured = await stranger.get(back, headers={"Accept-Language": "en"})
    assert (lured.status_code, "not begun in this browser" in lured.text) == (403, True)
    kept = house.browser.cookies["sign-in"]
    assert (await house.browser.get(back)).status_code == 303
    house.browser.cookies.clear()
    again = await house.browser.get(back)
    assert (again.status_code, "used already" in again.text) == (403, True)
    # Whoever kept the cookie comes no further: the provider knows the code no more.
    house.browser.cookies.set("sign-in", kept)
    again = await house.browser.get(back)
    assert (again.status_code, "did not confirm" in again.text) == (403, True)
    house.browser.cookies.set("sign-in", f"x{kept}")
    assert "not begun" in (await house.browser.get(back)).text
    # Another's way back, or their code alone, leads into no account where one had begun oneself.
    other = await way_back(house, "anna")
    await way_back(house, "namesake")
    lured = await house.browser.get(other)
    assert (lured.status_code, "not begun in this browser" in lured.text) == (403, True)
    other = parse_qs(urlsplit(await way_back(house, "anna")).query)["code"][0]
    mine = parse_qs(urlsplit(await way_back(house, "namesake")).query)["state"][0]
    swapped = await house.browser.get(f"/organise/account/sign-in/back?code={other}&state={mine}")
    assert (swapped.status_code, "did not confirm" in swapped.text) == (403, True)


async def test_the_way_leads_nowhere_else_and_keeps_to_the_policy(
    house: House, provider: str
) -> None:
    evil = "/organise/account/sign-in?next=//evil.example/organise/x"
    away = await house.browser.get(evil)
    address = urlsplit(away.headers["location"])
    assert f"{address.scheme}://{address.netloc}" == provider
    asked = parse_qs(address.query)
    assert asked["redirect_uri"] == [f"{house.base}/organise/account/sign-in/back"]
    cookie = away.headers["set-cookie"].lower()
    assert all(each in cookie for each in ("httponly", "samesite=lax", "max-age=600", "path=/"))
    assert asked["state"][0] not in cookie.partition("=")[0]
    response = await house.browser.get(await way_back(house, "anna", evil))
    assert response.headers["location"] == "/organise"
    page = await house.browser.get("/organise")
    assert "form-action 'self'" in page.headers["content-security-policy"]
    house.browser.cookies.clear()
    page = await house.browser.get("/organise?next=/organise/x/y&lang=de")
    assert "/organise/account/sign-in?lang=de&amp;next=/organise/x/y" in page.text
    assert "Mit Stadt Essen anmelden" in page.text


@pytest.mark.parametrize("issuer", ["other"])
async def test_a_provider_that_does_not_answer_as_one_keeps_nobody_out(house: House) -> None:
    """Its document names another issuer; that it is not there at all is told alike."""
    await add_organiser(house.store)
    for path in ("account/sign-in", "account/sign-in/leave"):
        response = await house.browser.get(f"/organise/{path}")
        assert (response.status_code, "does not answer" in response.text) == (503, True)
        assert 'name="password"' in response.text
    assert (await sent(house, "login", **FORM))[0] == 303


@pytest.mark.parametrize("issuer", [""])
async def test_without_a_provider_there_is_no_way_to_it(house: House) -> None:
    await add_organiser(house.store)
    assert "/organise/account/sign-in" not in await seen(house)
    for path in ("", "/back?code=x&state=y", "/leave"):
        response = await house.browser.get(f"/organise/account/sign-in{path}")
        assert response.headers["location"] == "/organise"

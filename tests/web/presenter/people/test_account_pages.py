"""The way in, over a real server: first account, signing in and out, invitations, the account."""

import re

from poll_server.deck.deck import Event
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from tests.support.signing_in import FORM, NAME, PASSWORD, add_organiser, sign_in
from tests.web.presenter.house import House, house, no_pauses

from .accounts_here import accounts, seen, sent

__all__ = ["accounts", "house", "no_pauses"]  # fixtures

NEW = {"name": "Bert Beispiel", "password": PASSWORD, "again": PASSWORD}


async def invited(house: House) -> str:
    """The link of a new invitation, as it is shown."""
    status, text = await sent(house, "account/invite")
    found = re.search(r'value="([^"]+/organise/invitation#[^"]+)"', text)
    assert found, status
    return found[1]


# ── The first account ─────────────────────────────────────────────────────────────────────────


async def test_the_first_account_is_made_once_by_the_printed_link(
    house: House, accounts: Accounts
) -> None:
    secret = await accounts.new_setup_secret()
    assert "prints a link" in await seen(house)
    for wrong in ("", "wrong"):
        status, text = await sent(house, "password", secret=wrong, **NEW)
        assert (status, "not valid" in text) == (403, True)
    right = NEW | {"secret": secret}
    for mistaken, sentence in {
        ("password", "short"): "10 to 200 characters",
        ("again", PASSWORD + "!"): "not the same",
        ("name", "\u200b"): "give a name",
    }.items():
        status, text = await sent(house, "password", **right | dict([mistaken]))
        assert (status, sentence in text) == (422, True)
        assert f'value="{secret}"' in text  # the link is good for another try
        assert PASSWORD not in text
    assert await accounts.all() == []
    assert (await sent(house, "password", **right))[0] == 303
    assert "Import a deck" in await seen(house)
    (made,) = await accounts.all()
    assert made.name == NEW["name"]
    assert (await sent(house, "password", **right | {"name": "Carla"}))[0] == 303
    assert await accounts.all() == [made]


# ── Invitations ───────────────────────────────────────────────────────────────────────────────


async def test_an_invitation_makes_one_more_organiser(house: House, accounts: Accounts) -> None:
    await house.sign_in()
    link = await invited(house)
    page, secret = link.split("#")
    assert page == f"{house.base}/organise/invitation"
    listed = await seen(house, "/organise/account")
    assert f"from {NAME}" in listed
    assert secret not in listed  # it was shown once
    house.browser.cookies.clear()
    assert "You are invited" in await seen(house, "/organise/invitation")
    for given, status, sentence in (
        (NEW | {"secret": "wrong"}, 403, "Ask whoever invited you"),
        (NEW | {"secret": secret, "name": NAME.upper()}, 409, "Another organiser has this name"),
        (NEW | {"secret": secret, "again": "else"}, 422, "not the same"),
    ):
        answer, text = await sent(house, "invitation", **given)
        assert (answer, sentence in text) == (status, True)
        assert PASSWORD not in text
    whole = NEW | {"secret": link}  # pasted, where there are no scripts
    assert (await sent(house, "invitation", **whole))[0] == 303
    assert "Bert Beispiel</a>" in await seen(house)
    assert [each.name for each in await accounts.all()] == [NAME, "Bert Beispiel"]
    status, _ = await sent(house, "invitation", **whole | {"name": "Carla"})
    assert status == 403


async def test_an_invitation_can_be_withdrawn(house: House, accounts: Accounts) -> None:
    await house.sign_in()
    secret = (await invited(house)).split("#")[1]
    found = re.search(r'name="invitation" value="(\w+)"', await seen(house, "/organise/account"))
    assert found
    await sent(house, "account/withdraw", invitation=found[1])
    assert "Open invitations" not in await seen(house, "/organise/account")
    assert (await sent(house, "invitation", secret=secret, **NEW))[0] == 403
    assert len(await accounts.all()) == 1


# ── The account ───────────────────────────────────────────────────────────────────────────────


async def test_a_new_password_asks_for_the_old_and_ends_other_sessions(house: House) -> None:
    await house.sign_in()
    elsewhere = dict(house.browser.cookies)
    new = {"password": "Zeche Zollverein", "again": "Zeche Zollverein"}
    for form, status, sentence in (
        (new | {"old": "wrong"}, 403, "nothing was changed"),
        (new | {"old": PASSWORD, "again": "x"}, 422, "not the same"),
    ):
        answer, text = await sent(house, "account/password", **form)
        assert (answer, sentence in text) == (status, True)
    response = await house.browser.post("/organise/account/password", data=new | {"old": PASSWORD})
    assert "is changed" in await seen(house, response.headers["location"])  # this browser stays
    house.browser.cookies.clear()
    house.browser.cookies.update(elsewhere)
    assert "Sign in as organiser" in await seen(house)
    assert (await sent(house, "login", **FORM))[0] == 403
    assert (await sent(house, "login", name=NAME, password="Zeche Zollverein"))[0] == 303


async def test_an_organiser_is_removed_at_once_and_never_the_last(
    house: House, accounts: Accounts
) -> None:
    bert = await add_organiser(house.store, "Bert")
    await sign_in(house.browser, "Bert")
    cookies, link = dict(house.browser.cookies), await invited(house)
    await house.sign_in()
    assert "Remove “Bert” as organiser?" not in await seen(house, "/organise/account")
    assert "Remove “Bert” as organiser?" in await seen(house, f"/organise/account?ask={bert.id}")
    anna = dict(house.browser.cookies)
    for _ in range(2):  # as of two who press it
        assert (await sent(house, "account/remove", account=bert.id))[0] == 303
    house.browser.cookies.update(cookies)
    assert "Sign in as organiser" in await seen(house)
    assert (await sent(house, "invitation", secret=link, **NEW))[0] == 403  # his link ended too
    house.browser.cookies.update(anna)
    page = await seen(house, "/organise/account")
    assert "Remove …" not in page
    (last,) = await accounts.all()
    status, text = await sent(house, "account/remove", account=last.id)
    assert (status, "only organiser" in text) == (409, True)
    assert await accounts.all() == [last]


async def test_a_removed_organisers_token_reads_nothing(house: House, accounts: Accounts) -> None:
    listing = await house.add()
    bert = await add_organiser(house.store, "Bert")
    path = f"/api/v1/events/{listing.id}/results"
    await sign_in(house.browser, "Bert")
    page = await seen(house, f"/organise/{listing.id}")
    found = re.search(r'id="api-token"[^>]*value="([^"]+)"', page)
    assert found
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert (await house.browser.get(path, headers=headers)).status_code == 200
    await add_organiser(house.store)
    await accounts.remove(bert.id)
    assert (await house.browser.get(path, headers=headers)).status_code == 401


async def test_events_called_like_our_pages_are_still_reached(house: House) -> None:
    await house.sign_in()
    events = Events(house.store)
    for word in ("account", "invitation"):
        made = await events.add(Event(id=word, title="Congress", polls=()))
        assert "<h1>Congress</h1>" in await seen(house, f"/organise/{made}")


async def test_how_the_server_is(house: House) -> None:
    """The same as by `check`, the worst first, in the reader's language."""
    address = "/organise/account/check"
    assert (await house.browser.get(address)).headers["location"].startswith("/organise?next=")
    await house.sign_in()
    assert address in await seen(house, "/organise/account")
    text = await seen(house, f"{address}?lang=de")
    assert "Mit seinen Einstellungen bleibt jede bestätigte Stimme erhalten." in text
    levels = re.findall(r"<b>[^<]+: (falsch|Achtung|gut)</b>", text)
    assert levels == sorted(levels, key=["falsch", "Achtung", "gut"].index)
    assert len(levels) > 10

"""An organiser for tests, and how they sign in."""

import httpx

from poll_server.base.secrets import hash_password
from poll_server.store.accounts import Accounts
from poll_server.store.organisers import Account
from poll_server.store.store import Store

NAME = "Anna Muster"
PASSWORD = "Philharmonie Essen"
FORM = {"name": NAME, "password": PASSWORD}


async def add_organiser(store: Store, name: str = NAME) -> Account:
    """The account of this name; made with `PASSWORD` where there is none."""
    accounts = Accounts(store)
    return await accounts.named(name) or await accounts.add(name, await hash_password(PASSWORD))


async def sign_in(browser: httpx.AsyncClient, name: str = NAME) -> None:
    """Sign in by the form, as a browser does."""
    form = {"name": name, "password": PASSWORD}
    response = await browser.post("/organise/login", data=form)
    assert response.status_code == 303, response.text

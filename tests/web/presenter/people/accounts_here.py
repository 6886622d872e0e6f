"""Accounts of a house."""

import pytest

from poll_server.store.accounts import Accounts
from tests.web.presenter.house import House


@pytest.fixture
def accounts(house: House) -> Accounts:
    return Accounts(house.store)


async def seen(house: House, path: str = "/organise") -> str:
    """What stands on a page."""
    return (await house.browser.get(path)).text


async def sent(house: House, path: str, **form: str) -> tuple[int, str]:
    """Status and text of what a form at `/organise/…` is answered."""
    response = await house.browser.post(f"/organise/{path}", data=form)
    return response.status_code, response.text

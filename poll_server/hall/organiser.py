"""`poll-server organiser`: accounts from the command line, also where nobody can sign in."""

from collections.abc import Sequence
from datetime import UTC, datetime

from poll_server.base.secrets import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password
from poll_server.store.accounts import FIRST_NAME, Accounts
from poll_server.store.keys import SECOND_FACTORS
from poll_server.store.organisers import LONGEST_NAME, Account, clean_name
from poll_server.store.parts.acts import COMMAND_LINE
from poll_server.store.parts.people.second_factor import take_off
from poll_server.store.store import Store


class CannotSet(Exception):
    """One sentence: why no password was set, and what to do instead."""


async def set_password(store: Store, name: str | None, password: str) -> str:
    """Set an account's password, or make the account.

    Args:
        name: whose; None: the only account there is, or the first one.

    Returns:
        A sentence that says what was done.

    Raises:
        CannotSet: the name or the password cannot be one, or it is not clear whose is meant.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise CannotSet(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    accounts = Accounts(store)
    await accounts.take_over_password()
    everybody = await accounts.all()
    if name is None:
        _say_whose(everybody)
        name = everybody[0].name if everybody else FIRST_NAME
    if not (name := clean_name(name)):
        raise CannotSet(f"A name has 1 to {LONGEST_NAME} characters.")
    hashed = await hash_password(password)
    if there := await accounts.named(name):
        await accounts.set_password(there.id, hashed)
        await store.acts.note("password.changed", COMMAND_LINE, detail=there.name)
        return f"“{there.name}” has a new password; whoever was signed in by the old one is out."
    await accounts.add(name, hashed)
    await store.acts.note("account.made", COMMAND_LINE, detail=name)
    return f"“{name}” is an organiser now."


async def no_second_factor(store: Store, name: str | None) -> str:
    """Take an account's second factor off; its password and sessions stay.

    Args:
        name: whose; None: the only account there is.

    Returns:
        A sentence that says what was done.

    Raises:
        CannotSet: nobody has this name, or it is not clear whose is meant.
    """
    accounts = Accounts(store)
    await accounts.take_over_password()
    everybody = await accounts.all()
    if name is None:
        _say_whose(everybody)
    found = everybody[0] if name is None and everybody else await accounts.named(name or "")
    if found is None:
        raise CannotSet("There is no such organiser: --list shows who there is.")
    if not await take_off(store.redis, found.id):
        return f"“{found.name}” has no second factor; nothing was changed."
    await store.acts.note("second.off", COMMAND_LINE, detail=found.name)
    return f"“{found.name}” signs in with the password alone now, and can set up another one."


def _say_whose(everybody: Sequence[Account]) -> None:
    """Raises CannotSet where there are several, and none was named."""
    if len(everybody) > 1:
        names = "”, “".join(account.name for account in everybody)
        raise CannotSet(f"Say whose account it is: --name “{names}”.")


async def listed(store: Store) -> list[str]:
    """A line for each organiser: since when, the name, and whether there is a second factor."""
    accounts = Accounts(store)
    await accounts.take_over_password()
    with_one = set(await store.redis.hkeys(SECOND_FACTORS))
    return [
        f"{_day(account.since_ms)}  {account.name}" + "  (second factor)" * (account.id in with_one)
        for account in await accounts.all()
    ]


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().date().isoformat()

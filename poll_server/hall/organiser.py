"""`poll-server organiser`: accounts from the command line, also where nobody can sign in."""

from datetime import UTC, datetime

from poll_server.base.secrets import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password
from poll_server.store.accounts import FIRST_NAME, Accounts
from poll_server.store.organisers import LONGEST_NAME, clean_name
from poll_server.store.parts.acts import COMMAND_LINE
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
    if name is None and len(everybody) > 1:
        names = "”, “".join(account.name for account in everybody)
        raise CannotSet(f"Say whose password it is: --name “{names}”.")
    if name is None:
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


async def listed(store: Store) -> list[str]:
    """A line for each organiser: since when, and the name."""
    accounts = Accounts(store)
    await accounts.take_over_password()
    return [f"{_day(account.since_ms)}  {account.name}" for account in await accounts.all()]


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone().date().isoformat()

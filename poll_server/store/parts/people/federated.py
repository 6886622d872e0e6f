"""Accounts of people who sign in at an OpenID Connect provider: made when they first come.

Who somebody is says the provider's issuer and its subject for them, which stay; a name may change,
and two people may share one. So nobody gets into an account by bearing its name: a second “Anna
Muster” is “Anna Muster 2”, until she changes it.
"""

from itertools import count

from poll_server.store.keys import ACCOUNTS
from poll_server.store.organisers import (
    LONGEST_NAME,
    Account,
    clean_name,
    named,
    put,
    read_account,
)
from poll_server.store.records import new_id, now_ms
from poll_server.store.text_redis import TextPipe, TextRedis

NAMELESS = "Organiser"
"""The name of an account whose person the provider does not name."""
ROOM = 5
"""Characters for a number behind a name."""


async def account_of(redis: TextRedis, subject: str, name: str) -> tuple[Account, bool]:
    """The account of somebody that a provider vouches for.

    Args:
        subject: who they are, see `subject_of`.
        name: what the provider calls them; of an account that is there, its own name stays.

    Returns:
        The account, and whether it was made just now.
    """
    new = new_id()
    wanted = clean_name(name[: LONGEST_NAME - ROOM]) or NAMELESS

    async def change(pipe: TextPipe) -> Account:
        everybody = list(map(read_account, await pipe.hvals(ACCOUNTS)))
        for account in everybody:
            if account.subject == subject:
                pipe.multi()
                return account
        numbered = (f"{wanted} {n}" if n > 1 else wanted for n in count(1))
        free = next(each for each in numbered if not named(each, everybody))
        made = Account(id=new, name=free, password_hash="", since_ms=now_ms(), subject=subject)
        pipe.multi()
        put(pipe, made)
        return made

    account: Account = await redis.transaction(change, ACCOUNTS, value_from_callable=True)
    return account, account.id == new


def subject_of(issuer: str, subject: str) -> str:
    """Who somebody is: an address has no space, so no two say the same."""
    return f"{issuer} {subject}"

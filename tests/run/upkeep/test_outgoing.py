"""Who restores a backup tells nobody: webhooks are off, what waited is dropped, and it is said."""

from pathlib import Path

from poll_server.store.organisers import Account
from poll_server.store.parts.hooks import Delivery, Hook
from poll_server.store.parts.tokens import TokenStore
from poll_server.store.store import Store
from poll_server.upkeep import backups
from poll_server.upkeep.outgoing import kept_in
from tests.support.cases import Hall


async def test_who_restores_a_backup_tells_nobody_by_that(
    store: Store, hall: Hall, tmp_path: Path
) -> None:
    hook = Hook(
        id="a", event="congress", url="https://x.example/", topics=("poll.opened",), made_ms=1
    )
    await store.hooks.put(hook)
    await store.hooks.put(Hook(id="b", event="congress", url="", topics=(), made_ms=2, off=True))
    await store.hooks.add(
        Delivery(id="d", hook="a", event="congress", topic="test", body="{}", due_ms=1)
    )
    account = Account(id="o", name="O", password_hash="", since_ms=1)
    given, _ = await TokenStore(store.redis).make(account, "for a wall", ("read",), 1)
    made = await backups.backup(store)
    found = kept_in(made.kept)[1]
    assert found == (1, 1, 1)
    first, second = str(found).splitlines()
    assert first.startswith("Webhooks turned off: 1; deliveries that waited for them, dropped: 1.")
    assert second.startswith("Tokens of programs as at the backup: 1.")
    assert str(kept_in([])[1]) == ""

    await backups.restore(store, made, tmp_path, replace=True)
    assert [(each.off, each.why_off) for each in await store.hooks.all()] == [
        (True, "restored"),
        (True, "gone"),
    ]
    assert await store.hooks.due() == []
    (told,) = await store.hooks.log("congress")
    assert (told.why, told.dropped, told.hook) == ("restored", 1, "a")
    assert await TokenStore(store.redis).find(given)

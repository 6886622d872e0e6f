"""Organisers' accounts in Redis: who is one, who may become one, and that two at once is one."""

import asyncio
from collections.abc import Awaitable

import msgspec
import pytest
from argon2 import PasswordHasher, extract_parameters

from poll_server.base.secrets import NOBODYS_HASH, Session, hash_password, hash_secret
from poll_server.store import accounts as module
from poll_server.store import organisers
from poll_server.store.accounts import FIRST_NAME, INVITATION_LIFE_MS, MOST_INVITATIONS, Accounts
from poll_server.store.keys import ACCOUNTS, BEFORE_ACCOUNTS, INVITATIONS, SETUP
from poll_server.store.organisers import (
    LONGEST_NAME,
    Account,
    LastOrganiser,
    LinkSpent,
    NameTaken,
    TooManyInvitations,
    clean_name,
)
from poll_server.store.records import now_ms
from poll_server.store.store import Store

HASH = "a hash that nothing here looks into"


@pytest.fixture
async def accounts(store: Store) -> Accounts:
    # Connections for all who do the same at once: who has to connect first comes too late to race.
    await asyncio.gather(*(store.redis.ping() for _ in range(5)))
    return Accounts(store)


async def outcomes(*work: Awaitable[object]) -> list[str]:
    """What came of work done side by side: the names of its results' types, sorted."""
    done = await asyncio.gather(*work, return_exceptions=True)
    return sorted(type(each).__name__ for each in done)


# ── Names ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("  Anna   Muster ", "Anna Muster"),
        ("Dr. Jürgen Özdemir-Groß", "Dr. Jürgen Özdemir-Groß"),
        ("An\u200bna\u202e", "Anna"),
        ("Ju\u0308rgen", "Jürgen"),
        ("", ""),
        (" \u200b ", ""),
        ("😀", "😀"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), ""),
        ("\u200b" * 10_000 + "x", ""),
    ],
)
def test_a_name_is_kept_without_what_hides(given: str, name: str) -> None:
    assert clean_name(given) == name


async def test_a_name_is_one_persons_however_it_is_spelt(accounts: Accounts) -> None:
    anna = await accounts.add("Anna Weiß", HASH)
    for spelt in ("Anna Weiß", "ANNA WEISS", " anna  weiß"):
        assert await accounts.named(spelt) == anna
        with pytest.raises(NameTaken):
            await accounts.add(spelt, HASH)
    bert = await accounts.add("Bert", HASH)
    with pytest.raises(NameTaken):
        await accounts.rename(bert.id, "anna weiss")
    await accounts.rename(anna.id, "anna weiss")  # one's own, written otherwise
    assert [each.name for each in await accounts.all()] == ["anna weiss", "Bert"]


async def test_of_two_who_take_a_name_at_once_one_gets_it(accounts: Accounts) -> None:
    took = await outcomes(*(accounts.add("Anna", HASH) for _ in range(5)))
    assert took == ["Account", *["NameTaken"] * 4]
    assert len(await accounts.all()) == 1


# ── Signing in ────────────────────────────────────────────────────────────────────────────────


async def test_name_and_password_sign_in(accounts: Accounts) -> None:
    anna = await accounts.add("Anna", await hash_password("Philharmonie"))
    await accounts.add("Bert", await hash_password("Zeche Zollverein"))
    assert await accounts.sign_in("anna ", "Philharmonie") == anna
    assert await accounts.sign_in("Anna", "Zeche Zollverein") is None
    assert await accounts.sign_in("Nobody", "Philharmonie") is None


async def test_a_wrong_name_costs_as_much_as_a_wrong_password(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the time of an answer would tell which names there are."""
    await accounts.add("Anna", HASH)
    checked: list[str] = []

    async def verify(hashed: str, _: str) -> bool:
        checked.append(hashed)
        return True  # as if somebody had found what nobody's hash was made of

    monkeypatch.setattr(module, "verify_password", verify)
    assert await accounts.sign_in("Nobody", "wrong") is None
    assert await accounts.sign_in("Anna", "right") is not None
    assert checked == [NOBODYS_HASH, HASH]
    usual = extract_parameters(PasswordHasher().hash("x"))
    assert extract_parameters(NOBODYS_HASH) == usual


async def test_a_session_ends_with_its_generation_and_its_account(accounts: Accounts) -> None:
    anna, bert = await accounts.add("Anna", HASH), await accounts.add("Bert", HASH)
    assert await accounts.of_session(anna.session) == anna
    assert await accounts.of_session(None) is None
    assert await accounts.of_session(Session("nobody", 1)) is None
    renewed = await accounts.end_sessions(anna.id)
    assert await accounts.of_session(anna.session) is None
    assert await accounts.of_session(renewed.session) == renewed
    again = await accounts.set_password(anna.id, "another")
    assert await accounts.of_session(renewed.session) is None
    assert await accounts.of_session(again.session) == again
    assert again.password_hash == "another"
    assert await accounts.of_session(bert.session) == bert  # nobody else is touched
    await accounts.remove(anna.id)
    assert await accounts.of_session(again.session) is None
    with pytest.raises(LookupError):
        await accounts.end_sessions(anna.id)
    with pytest.raises(LookupError):
        await accounts.remove(anna.id)


async def test_the_last_organiser_stays_even_if_two_leave_at_once(accounts: Accounts) -> None:
    anna, bert = await accounts.add("Anna", HASH), await accounts.add("Bert", HASH)
    left = await outcomes(accounts.remove(anna.id), accounts.remove(bert.id))
    assert left == ["LastOrganiser", "NoneType"]
    (last,) = await accounts.all()
    with pytest.raises(LastOrganiser):
        await accounts.remove(last.id)


# ── Links ─────────────────────────────────────────────────────────────────────────────────────


async def test_the_first_link_makes_one_account(accounts: Accounts) -> None:
    older, newest = await accounts.new_setup_secret(), await accounts.new_setup_secret()
    for wrong in ("", "wrong", older):
        assert not await accounts.may_set_up(wrong)
        with pytest.raises(LinkSpent):
            await accounts.set_up(wrong, "Anna", HASH)
    assert await accounts.may_set_up(newest)
    made = await outcomes(*(accounts.set_up(newest, f"Anna {n}", HASH) for n in range(3)))
    assert made == ["Account", "LinkSpent", "LinkSpent"]
    assert not await accounts.may_set_up(newest)
    later = await accounts.new_setup_secret()
    assert not await accounts.may_set_up(later)  # there is somebody


async def test_without_a_first_link_there_is_no_secret_to_guess(accounts: Accounts) -> None:
    assert not await accounts.may_set_up("")
    with pytest.raises(LinkSpent):
        await accounts.set_up("", "Anna", HASH)


async def test_an_invitation_works_once(accounts: Accounts) -> None:
    anna = await accounts.add("Anna", HASH)
    secret, made = await accounts.invite(anna.id)
    assert (await accounts.invitations(), made.by) == ([made], anna.id)
    with pytest.raises(NameTaken):
        await accounts.accept(secret, "anna", HASH)  # and the link stays good
    assert await accounts.may_join(secret)
    joined = await outcomes(*(accounts.accept(secret, f"Bert {n}", HASH) for n in range(4)))
    assert joined == ["Account", *["LinkSpent"] * 3]
    assert len(await accounts.all()) == 2
    assert await accounts.invitations() == []
    assert not await accounts.may_join(secret)


async def test_an_invitation_ends_by_itself_or_when_somebody_says_so(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bert = await accounts.add("Anna", HASH), await accounts.add("Bert", HASH)
    withdrawn, first = await accounts.invite(anna.id)
    removed, _ = await accounts.invite(bert.id)
    too_old, third = await accounts.invite(anna.id)
    await accounts.withdraw(first.id)
    await accounts.remove(bert.id)
    assert await accounts.invitations() == [third]
    later = now_ms() + INVITATION_LIFE_MS + 1
    for place in (module, organisers):
        monkeypatch.setattr(place, "now_ms", lambda: later)
    for secret in (withdrawn, removed, too_old, "", first.id):
        assert not await accounts.may_join(secret)
        with pytest.raises(LinkSpent):
            await accounts.accept(secret, "Carla", HASH)
    await accounts.invite(anna.id)
    assert len(await accounts.invitations()) == 1


async def test_there_is_an_end_to_open_invitations(
    accounts: Accounts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await asyncio.gather(*(accounts.invite("anna") for _ in range(3)))
    full = {
        f"open-{n}": msgspec.json.encode(made[0][1]).decode() for n in range(MOST_INVITATIONS - 3)
    }
    await store.redis.hset(INVITATIONS, mapping=full)
    with pytest.raises(TooManyInvitations):
        await accounts.invite("anna")
    later = now_ms() + INVITATION_LIFE_MS + 1
    for place in (module, organisers):
        monkeypatch.setattr(place, "now_ms", lambda: later)
    await accounts.invite("anna")  # those that are too old count no more, and are forgotten
    assert await store.redis.hlen(INVITATIONS) == 1


async def test_no_secret_of_a_link_is_kept(accounts: Accounts, store: Store) -> None:
    first, (invitation, _) = await accounts.new_setup_secret(), await accounts.invite("anna")
    kept = f"{await store.redis.get(SETUP)} {await store.redis.hgetall(INVITATIONS)}"
    assert hash_secret(first) in kept
    assert hash_secret(invitation) in kept
    assert first not in kept
    assert invitation not in kept


# ── From before there were accounts ───────────────────────────────────────────────────────────


async def test_the_one_password_of_before_becomes_an_account(
    accounts: Accounts, store: Store
) -> None:
    old = {"password": await hash_password("Philharmonie"), "generation": 3, "setup": ""}
    await store.redis.hset(BEFORE_ACCOUNTS, mapping=old)
    await asyncio.gather(*(accounts.take_over_password() for _ in range(4)))
    (kept,) = await accounts.all()
    assert (kept.name, kept.inherited) == (FIRST_NAME, True)
    assert await accounts.sign_in(FIRST_NAME, "Philharmonie") == kept
    assert await store.redis.keys("organiser") == []
    await accounts.rename(kept.id, "Anna")
    await accounts.take_over_password()
    renamed = await accounts.get(kept.id)
    assert renamed
    assert (renamed.name, renamed.inherited) == ("Anna", False)


async def test_a_first_link_of_before_makes_nobody(accounts: Accounts, store: Store) -> None:
    await store.redis.hset(BEFORE_ACCOUNTS, mapping={"password": "", "setup": "x"})
    await accounts.take_over_password()
    assert not await accounts.there_are_any()


def test_an_account_of_tomorrow_is_read_today() -> None:
    """A field that a newer version added does no harm, while old and new processes run together."""
    raw = b'{"id":"a","name":"Anna","password_hash":"h","since_ms":1,"colour":"green"}'
    assert msgspec.json.decode(raw, type=Account).name == "Anna"
    assert ACCOUNTS.startswith("{organisers}")

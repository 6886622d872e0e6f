"""A second factor in Redis: a code is good once, guesses are bounded, and the right one works."""

import asyncio
from collections import Counter

import pytest

from poll_server.store.accounts import Accounts
from poll_server.store.keys import SECOND_FACTORS
from poll_server.store.organisers import Account
from poll_server.store.parts.people import second_factor
from poll_server.store.parts.people.second_factor import (
    FREE_TRIES,
    LONGEST_REST_MS,
    TELLING,
    FactorThere,
    LaneName,
    SecondFactors,
    take_off,
)
from poll_server.store.parts.people.time_codes import RECOVERY_CODES
from poll_server.store.store import Store
from tests.support.servers.authenticator import Authenticator, HeldClock
from tests.support.signing_in import add_organiser

WRONG = "no code"


class App(Authenticator):
    """The app of an account that has a second factor."""

    def __init__(self, factors: SecondFactors, account: Account, clock: HeldClock) -> None:
        self.factors, self.account, self.clock = factors, account, clock
        self.sealed = factors.seal.new(account.id)
        secret = factors.seal.opened(self.sealed, account.id)
        assert secret
        super().__init__(secret, clock)

    async def look(self, typed: str, lane: LaneName = "strangers") -> str:
        return (await self.factors.look(self.account.id, typed, lane)).at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HeldClock:
    held = HeldClock()
    monkeypatch.setattr(second_factor, "now_ms", held)
    return held


@pytest.fixture
async def app(store: Store, clock: HeldClock) -> App:
    account = await add_organiser(store)
    return App(SecondFactors(store.redis, b"what signs cookies"), account, clock)


async def confirmed(app: App) -> tuple[str, ...]:
    codes = await app.factors.confirm(app.account.id, app.sealed, app.code())
    app.clock.steps(1)
    return codes


async def test_it_counts_from_its_first_right_code_on(app: App) -> None:
    factors, account = app.factors, app.account.id
    assert await factors.confirm(account, app.sealed, WRONG) == ()
    assert await factors.confirm(account, "made up", app.code()) == ()
    assert await factors.of(account) is None
    assert await app.look(app.code()) == "none"
    first = app.code()
    assert len(await factors.confirm(account, app.sealed, first)) == RECOVERY_CODES
    assert await app.look(first) == "used"
    with pytest.raises(FactorThere):
        await factors.confirm(account, app.sealed, app.code())
    app.clock.steps(1)
    assert await app.look(app.code()) == "right"


async def test_a_code_is_taken_once_and_none_before_it(app: App) -> None:
    await confirmed(app)
    code = app.code()
    came = await asyncio.gather(*(app.look(code) for _ in range(5)))
    assert Counter(came) == {"right": 1, "used": 4}
    early = app.code(1)
    assert await app.look(early) == "right"  # of a phone whose clock is fast
    app.clock.steps(1)
    assert [await app.look(each) for each in (code, early)] == ["used", "used"]
    app.clock.steps(3)
    assert await app.look(early) == "wrong"  # so old that nobody knows it any more


async def test_guesses_are_bounded_and_keep_nobody_out(app: App) -> None:
    recovery = await confirmed(app)
    for _ in range(FREE_TRIES):
        assert await app.look(WRONG) == "wrong"
    assert (await app.factors.look(app.account.id, WRONG, "strangers")).wait == 1
    assert await app.look(app.code()) == "resting"  # not even looked at: it tells nothing
    assert await app.look(app.code(), "known") == "right"
    assert (await app.factors.recover(app.account.id, recovery[0])).opens
    app.clock.ms += 1000
    assert await app.look(app.code(1)) == "right"  # and the lane is free
    for _ in range(FREE_TRIES):
        assert await app.look(WRONG) == "wrong"


async def test_a_rest_doubles_and_is_never_longer_than_it_is_said(app: App) -> None:
    await confirmed(app)
    looked = []
    for _ in range(30):
        app.clock.ms += LONGEST_REST_MS
        looked.append(await app.factors.look(app.account.id, WRONG, "strangers"))
    most = LONGEST_REST_MS // 1000
    assert [each.wait for each in looked[:7]] == [0, 0, 0, 1, 2, 4, 8]
    assert looked[-1].wait == most
    assert [n for n, each in enumerate(looked, 1) if each.guessed] == [TELLING]
    app.clock.ms -= 10 * LONGEST_REST_MS  # a clock that was set back
    assert (await app.factors.look(app.account.id, WRONG, "strangers")).wait == most
    app.clock.ms += 11 * LONGEST_REST_MS
    assert await app.look(app.code()) == "right"


async def test_who_guesses_from_a_known_browser_rests_there_alone(app: App) -> None:
    await confirmed(app)
    for _ in range(FREE_TRIES + 1):
        assert await app.look(WRONG, "known") == "wrong"
    assert await app.look(app.code(), "known") == "resting"
    assert await app.look(app.code()) == "right"


async def test_a_recovery_code_is_good_once_for_its_account(app: App, store: Store) -> None:
    codes = await confirmed(app)
    recover, mine = app.factors.recover, app.account.id
    came = await asyncio.gather(*(recover(mine, codes[0].upper()) for _ in range(4)))
    assert Counter(each.at for each in came) == {"recovery": 1, "wrong": 3}
    assert (await recover("somebody else", codes[1])).at == "none"
    kept = str(await store.redis.hgetall(SECOND_FACTORS))
    secret = app.factors.seal.opened(app.sealed, mine)
    assert secret
    assert not any(each in kept for each in (*codes, codes[0].replace("-", "")))
    assert secret.hex() not in kept
    renewed = await app.factors.renew_recovery(mine)
    assert (await recover(mine, codes[1])).at == "wrong"
    assert (await recover(mine, renewed[9])).at == "recovery"
    assert await app.factors.renew_recovery("somebody else") == ()


async def test_where_what_signs_cookies_is_another_a_recovery_code_still_opens(
    app: App, store: Store
) -> None:
    codes = await confirmed(app)
    other = SecondFactors(store.redis, b"another one")
    assert (await other.look(app.account.id, app.code(), "strangers")).at == "unreadable"
    assert (await other.recover(app.account.id, codes[0])).opens


async def test_it_goes_with_its_account_and_comes_to_none_that_is_gone(
    app: App, store: Store
) -> None:
    await add_organiser(store, "Bert")
    await confirmed(app)
    assert await take_off(store.redis, app.account.id)
    assert not await take_off(store.redis, app.account.id)
    await confirmed(app)
    await Accounts(store).remove(app.account.id)
    assert not await store.redis.exists(SECOND_FACTORS)
    with pytest.raises(LookupError):
        await confirmed(app)

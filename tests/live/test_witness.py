"""A Redis that went back in time is found out, also across a restart (rule 17; F33, F34)."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from audience.desk import PhoneDesk
from poll_server.base.metrics import ROLLBACKS
from poll_server.base.settings import Settings
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.screens.pictures import Picture
from poll_server.live.screens.views import moderator as moderator_snapshot
from poll_server.live.screens.views import phone as phone_snapshot
from poll_server.live.screens.views import phone_view
from poll_server.live.witness import proof, proves
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import (
    Counted,
    Hello,
    Message,
    MyVote,
    Snapshot,
    ToPhone,
    Vote,
    Welcome,
)
from tests.support.cases import EVENT, YES, Hall, credential
from tests.support.servers.some_services import services
from tests.support.waiting import until

VOTES = 25


class Machine:
    """A server process on a Redis of its own; both can be started again, the latter from a copy."""

    def __init__(self, folder: Path) -> None:
        self._data, self._copy = folder / "data", folder / "copy"
        self.redis = EmbeddedRedis(self._data)

    async def start(self, poll_id: str = "") -> Hall:
        """A process that remembers nothing."""
        self.redis.start()
        self.store = Store.connect(self.redis.url)
        self._ballots = Ballots(self.redis.url)
        if not poll_id:
            events = Events(self.store)
            poll_id = (await events.get(await events.add(EVENT))).polls[0].poll_id
        polls = Polls(self.store, self._ballots, Crowd(self.store))
        return Hall(polls, poll_id)

    async def stop(self) -> None:
        await self._ballots.close()
        await self.store.redis.aclose()
        self.redis.stop()

    def remember(self) -> None:
        """Keep a copy of the append-only file as it is now: every write is in it."""
        shutil.copytree(self._data / "appendonlydir", self._copy)

    def go_back(self) -> None:
        """As when a machine is set back to a snapshot, or an old volume is mounted."""
        shutil.rmtree(self._data / "appendonlydir")
        shutil.copytree(self._copy, self._data / "appendonlydir")


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    await machine.stop()


class Phone:
    """What one phone was told, on a desk without a socket."""

    def __init__(self, hall: Hall, who: int) -> None:
        self.told: list[Message] = []
        self.owed = 0
        a_server = services(
            polls=hall.polls,
            settings=Settings(),
            crowd=Crowd(cast(Store, None)),
            hub=SimpleNamespace(watch=lambda *_, **__: lambda: None),
        )
        self.desk = PhoneDesk(a_server, self, hall.poll_id, credential(who), phone_view("en", 0.25))

    def answer(self, frame: str) -> None:
        self.told.append(msgspec.json.decode(frame, type=ToPhone))

    def say(self, message: Message) -> None:
        self.told.append(message)

    def show(self, picture: Picture) -> None:
        self.answer(picture.frame)

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        self.answer(picture.welcome(mine))

    def greet(self) -> None:
        """It may stay."""

    def owe(self) -> None:
        self.owed += 1

    def pay(self) -> None:
        self.owed -= 1

    def end(self, code: int) -> None:
        raise AssertionError(code)

    async def vote(self, number: int) -> Counted:
        self.desk.vote(Vote(round=number, seq=1, answer=YES))
        await until(lambda: not self.owed)
        counted = self.told[-1]
        assert isinstance(counted, Counted)
        return counted

    async def hello(self, hello: Hello) -> Snapshot:
        self.desk.welcome(hello)
        await until(lambda: not self.owed)
        welcome = self.told[-1]
        assert isinstance(welcome, Welcome)
        return welcome.snapshot


async def lost(machine: Machine) -> tuple[Hall, str, list[Counted]]:
    """25 votes were counted, then Redis went back before them, and the server was restarted."""
    hall = await machine.start()
    number = await hall.ask("phones")
    await hall.vote(99, YES)
    epoch = (await hall.polls.state(hall.poll_id)).epoch
    machine.remember()
    counted = [await Phone(hall, who).vote(number) for who in range(VOTES)]
    await machine.stop()
    machine.go_back()
    return await machine.start(hall.poll_id), epoch, counted


async def test_f34_a_phone_proves_after_a_restart_that_redis_went_back(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    hall, epoch, counted = await lost(machine)
    before = ROLLBACKS._value.get()
    state = await hall.polls.state(hall.poll_id)
    assert (state.epoch, state.votes) == (epoch, 1)  # by itself nobody would notice
    assert moderator_snapshot(state, "en", "light").risk == ""
    last = counted[-1]
    hello = Hello(epoch=epoch, version=last.version, proof=last.proof)
    snapshot = await Phone(hall, VOTES - 1).hello(hello)
    assert snapshot.epoch != epoch
    assert "redis_rolled_back" in capsys.readouterr().out
    assert ROLLBACKS._value.get() == before + 1
    # The next phone's old epoch proves nothing any more: the alarm rings once.
    first = counted[0]
    again = await Phone(hall, 0).hello(Hello(epoch=epoch, version=first.version, proof=first.proof))
    assert again.epoch == snapshot.epoch
    assert ROLLBACKS._value.get() == before + 1
    for language, words in (("en", "went back in time"), ("de", "in der Zeit zurückgesprungen")):
        state = await hall.polls.state(hall.poll_id)
        assert words in moderator_snapshot(state, language, "light").risk


async def test_a_phone_that_saw_a_snapshot_proves_it_too(machine: Machine) -> None:
    hall = await machine.start()
    await hall.ask("phones")
    machine.remember()
    for who in range(VOTES):
        await hall.vote(who, YES)
    seen = phone_snapshot(await hall.polls.state(hall.poll_id), "en")
    await machine.stop()
    machine.go_back()
    hall = await machine.start(hall.poll_id)
    hello = Hello(epoch=seen.epoch, version=seen.version, proof=seen.proof)
    assert (await Phone(hall, 1).hello(hello)).epoch != seen.epoch


@pytest.mark.parametrize("what", ["none", "guessed", "of another version", "of another poll"])
async def test_f33_nobody_can_claim_a_version_that_never_was(
    hall: Hall, store: Store, what: str
) -> None:
    await hall.ask("phones")
    state = await hall.polls.state(hall.poll_id)
    other = state.about.__class__(
        **{name: getattr(state.about, name) for name in state.about.__struct_fields__}
        | {"poll_id": "another"}
    )
    given = {
        "none": "",
        "guessed": "A" * 16,
        "of another version": proof(state.about, state.epoch, state.version),
        "of another poll": proof(other, state.epoch, 10**6),
    }[what]
    for version in (10**6, 2**53 - 1):
        snapshot = await Phone(hall, 1).hello(
            Hello(epoch=state.epoch, version=version, proof=given)
        )
        assert snapshot.epoch == state.epoch
    assert await store.redis.hget(PollKeys(hall.poll_id).live, "set_back_ms") is None


async def test_what_a_phone_saw_of_an_unbroken_redis_proves_nothing(hall: Hall) -> None:
    number = await hall.ask("phones")
    counted = await Phone(hall, 1).vote(number)
    epoch = (await hall.polls.state(hall.poll_id)).epoch
    await hall.vote(2, YES)
    hello = Hello(epoch=epoch, version=counted.version, proof=counted.proof)
    assert (await Phone(hall, 1).hello(hello)).epoch == epoch


async def test_a_process_remembers_also_while_nobody_watches(hall: Hall, store: Store) -> None:
    """Rule 17: all phones are away as Redis goes back, and then one asks."""
    await hall.ask("phones")
    for who in range(VOTES):
        await hall.vote(who, YES)
    before = await hall.polls.state(hall.poll_id)
    await store.redis.hincrby(PollKeys(hall.poll_id).live, "version", -VOTES)
    after = await hall.polls.state(hall.poll_id)
    assert after.epoch != before.epoch


async def test_a_proof_is_of_one_poll_epoch_and_version(hall: Hall) -> None:
    await hall.ask("phones")
    hall.polls.forget(hall.poll_id)
    about = await hall.polls.about(hall.poll_id)
    given = proof(about, "e", 7)
    assert proves(about, "e", 7, given)
    assert not proves(about, "f", 7, given)
    assert not proves(about, "e", 8, given)
    assert len(given) == 16

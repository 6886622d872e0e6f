"""What a process remembers of polls: fresh enough, gone when told so, and never without an end."""

import pytest

from poll_server.live import memory as module
from poll_server.live.memory import Memory
from poll_server.store.events import Events
from poll_server.store.records import UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import EVENT, YES, Hall


async def test_a_code_goes_with_its_poll(hall: Hall, store: Store) -> None:
    """Whoever knows the code of a deleted event is told at once that there is no such poll."""
    code = (await hall.polls.about(hall.poll_id)).code
    assert await hall.polls.poll_of_code(code) == hall.poll_id
    await store.events.delete_poll(hall.poll_id)
    hall.polls.forget(hall.poll_id)
    assert await hall.polls.poll_of_code(code) is None


async def test_a_code_whose_poll_is_half_deleted_leads_nowhere(hall: Hall, store: Store) -> None:
    code = (await hall.polls.about(hall.poll_id)).code
    await store.events.delete_poll(hall.poll_id)
    hall.polls.forget(hall.poll_id)
    await store.events.claim_code(code, hall.poll_id)
    assert await hall.polls.poll_of_code(code) is None


async def test_what_is_remembered_has_an_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, rounds and readings go with their poll; those asked for last stay."""
    monkeypatch.setattr(module, "MOST_KNOWN", 2)
    events, memory = Events(store), Memory(store)
    polls = [(await events.get(await events.add(EVENT))).polls[0] for _ in range(4)]
    for poll in polls:
        assert await memory.poll_of_code(poll.code) == poll.poll_id
        await memory.of(polls[0].poll_id)
    assert list(memory._known) == [polls[3].poll_id, polls[0].poll_id]
    assert sorted(memory._codes.values()) == sorted(memory._known)


async def test_a_poll_that_is_gone_is_not_remembered(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory(store)
    await memory.of(hall.poll_id)
    await store.events.delete_poll(hall.poll_id)
    monkeypatch.setattr(module, "ABOUT_KEPT", 0.0)
    with pytest.raises(UnknownPoll):
        await memory.of(hall.poll_id)
    assert not memory._known
    assert not memory._codes


async def test_an_evicted_poll_is_read_again_as_it_is(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    hall.polls.forget(hall.poll_id)
    assert (await hall.polls.state(hall.poll_id)).votes == 1
    await hall.vote(2, YES, number=number)
    assert (await hall.polls.state(hall.poll_id)).votes == 2

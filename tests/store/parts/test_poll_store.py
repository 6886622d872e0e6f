"""How a poll stands, read at one moment: in one round trip, whichever round is in sight."""

import pytest

from poll_server.store.parts import poll_store
from poll_server.store.records import UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import NO, YES, Hall


async def test_another_round_in_sight_is_read_at_once_as_it_is(hall: Hall, store: Store) -> None:
    """The round of the reading before is only guessed to be the one in sight still."""
    await hall.ask("phones")
    await hall.vote(1, YES)
    assert (await store.polls.read(hall.poll_id)).tally == {"0": 1}
    number = await hall.ask("topics")
    reading = await store.polls.read(hall.poll_id)
    assert reading.round is not None
    assert (reading.round.number, reading.round.votes, reading.tally) == (number, 0, {})
    again = await hall.ask("phones")
    await hall.vote(1, NO)
    reading = await store.polls.read(hall.poll_id)
    assert reading.round is not None
    assert (reading.round.number, reading.tally) == (again, {"1": 1})


async def test_as_long_as_it_stays_redis_is_asked_once(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.ask("phones")
    asked = []
    look = store.polls._look

    async def looked(*given: object) -> list[object]:
        asked.append(given)
        return await look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(store.polls, "_look", looked)
    for _ in range(3):
        await store.polls.read(hall.poll_id)
    assert len(asked) <= 4  # the first of them may have guessed wrong


async def test_what_is_guessed_has_an_end(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_store, "MOST_GUESSED", 2)
    await hall.ask("phones")
    for n in range(3):
        store.polls._guesses[f"poll of before {n}"] = 1
    assert (await store.polls.read(hall.poll_id)).round is not None
    assert list(store.polls._guesses) == [hall.poll_id]
    await store.events.delete_poll(hall.poll_id)
    with pytest.raises(UnknownPoll):
        await store.polls.read(hall.poll_id)
    assert not store.polls._guesses

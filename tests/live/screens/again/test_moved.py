"""Who moved between two rounds: promised first, counted once, shown where nobody can be found."""

import pytest

from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.screens.views import moderator, phone, stage
from poll_server.live.state import PollState
from poll_server.report.model.gather import gather
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import ModeratorSnapshot
from tests.live.small_groups import small
from tests.support.cases import ABSTAIN, NO, YES, Hall

SAID = "It is counted who changes from which answer to which, without names."
FIRST, SECOND = [YES, YES, YES, NO, ABSTAIN], [YES, NO, NO, NO, None, YES]


@pytest.fixture
def polls(store: Store, ballots: Ballots, crowd: Crowd) -> Polls:
    """What is closed is frozen as it is shown, or left, or when somebody asks for that."""
    return Polls(store, ballots, crowd, take_back=3600.0)


async def round_of(hall: Hall, answers: list[object]) -> int:
    number = await hall.ask("phones")
    for who, answer in enumerate(answers):
        if answer is not None:
            await hall.vote(who, answer)
    return number


async def twice(hall: Hall, *, shown: bool = True) -> int:
    """Two rounds; the number of the second, closed and frozen by being shown."""
    await round_of(hall, list(FIRST))
    number = await round_of(hall, list(SECOND))
    await hall.do("close")
    if shown:
        await hall.do("show")
    return number


async def now(hall: Hall) -> PollState:
    hall.polls.forget(hall.poll_id)
    return await hall.polls.state(hall.poll_id)


async def console(hall: Hall) -> ModeratorSnapshot:
    return moderator(await now(hall), "en", "light")


@pytest.mark.parametrize("shown", [True, False])
async def test_it_is_counted_as_the_round_is_frozen_whichever_way(
    hall: Hall, store: Store, shown: bool
) -> None:
    number = await twice(hall, shown=shown)
    if not shown:
        assert await store.rounds.moves(hall.poll_id, number) == {}
        assert await hall.polls.freeze(hall.poll_id, number, at_once=True)
    moves = await store.rounds.moves(hall.poll_id, number)
    assert moves == {"0>0": 1, "0>1": 2, "1>1": 1}
    both = [await store.rounds.votes(hall.poll_id, each) for each in (number - 1, number)]
    assert sum(moves.values()) == len(both[0].keys() & both[1].keys())


async def test_phones_are_told_before_the_first_tap_and_only_then(hall: Hall) -> None:
    await hall.ask("phones")
    first = phone(await now(hall), "en").question
    await hall.do("again")
    second = phone(await now(hall), "en").question
    assert first is not None
    assert second is not None
    assert SAID not in first.hint
    assert SAID in second.hint
    await hall.ask("topics")
    await hall.do("again")
    several = phone(await now(hall), "en").question
    assert several is not None
    assert SAID not in several.hint


async def test_one_key_leads_from_beside_to_the_stream_and_back(hall: Hall) -> None:
    await twice(hall)
    assert (await console(hall)).streams
    await hall.do("compare")
    assert (await console(hall)).compare
    await hall.do("compare")
    assert (await console(hall)).stream
    drawn = stage(await now(hall), "en", "light").result
    assert drawn is not None
    assert [each["type"] for each in drawn.figure["layout"]["shapes"]].count("path") == 3
    assert drawn.table.head == ("From ↓ to →", "Yes", "No")
    assert [row.cells for row in drawn.table.rows] == [("Yes", "1", "2"), ("No", "0", "1")]
    assert "Yes to No: 2" in drawn.summary
    assert (
        "of 4 people who voted in both rounds, 2 kept their answer and 2 changed it" in drawn.base
    )
    await hall.do("compare")
    assert not (await console(hall)).stream


async def test_where_few_went_a_way_only_the_sums_are_told(hall: Hall, store: Store) -> None:
    await small(hall, store, 2)
    await twice(hall)
    snapshot = await console(hall)
    assert not snapshot.streams
    assert "2 kept their answer and 2 changed it" in snapshot.facts[-1].value
    for _ in range(2):  # beside each other, and back
        await hall.do("compare")
    assert not (await now(hall)).live.stream


async def test_and_where_these_are_few_it_says_why_nothing_is(hall: Hall, store: Store) -> None:
    await small(hall, store, 3)
    await twice(hall)
    assert (await console(hall)).facts[-1].value.startswith("not shown: ways that fewer than 3")


async def test_few_who_voted_only_once_are_not_found_by_subtraction(
    hall: Hall, store: Store
) -> None:
    """What the second round has beyond the ways is what its one newcomer said."""
    listing = await small(hall, store, 2)
    await round_of(hall, [YES, YES, NO, NO])
    await round_of(hall, [YES, YES, NO, NO, YES])
    await hall.do("close")
    await hall.do("show")
    assert not (await console(hall)).streams
    told = await gather(hall.polls, listing, "en")
    moved = told.polls[0].questions[0].last.moved
    assert moved is not None
    assert (moved.figures, moved.moves.cells) == (None, {})
    await round_of(hall, [YES, YES, NO, NO, YES])
    await hall.do("close")
    await hall.do("show")
    assert (await console(hall)).streams  # all five came again


async def test_where_the_votes_before_are_deleted_it_is_not_promised_and_says_so(
    hall: Hall, store: Store
) -> None:
    number = await hall.one_vote()
    await hall.polls.freeze(hall.poll_id, number, at_once=True)
    assert await store.events.delete_votes(hall.poll_id)
    hall.polls.forget(hall.poll_id)
    await round_of(hall, list(SECOND))
    asked = phone(await now(hall), "en").question
    assert asked is not None
    assert SAID not in asked.hint
    await hall.do("close")
    await hall.do("show")
    assert (await console(hall)).facts[-1].value.startswith("not counted")


async def test_it_goes_with_its_poll(hall: Hall, store: Store) -> None:
    number = await twice(hall)
    await store.events.delete_poll(hall.poll_id)
    assert not await store.redis.exists(PollKeys(hall.poll_id).round(number).moves)

"""A question asked again: who sees both rounds, and from when on."""

from dataclasses import replace

from msgspec import structs

from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import NotDone, Shown
from tests.support.cases import NO, Hall


async def now(hall: Hall) -> PollState:
    return await hall.polls.state(hall.poll_id)


async def on_stage(hall: Hall) -> Shown | None:
    return views.stage(await now(hall), "en", "light").result


async def test_both_rounds_are_seen_where_the_moderator_wants_it(hall: Hall, store: Store) -> None:
    await hall.one_vote()
    await hall.do("show")
    assert isinstance(await hall.try_to("compare"), NotDone)
    await hall.do("again")
    await hall.vote(1, NO)
    await hall.vote(2, NO)
    await hall.do("close")
    told = views.moderator(await now(hall), "en", "light")
    assert (told.comparable, told.compare) == (True, False)
    await hall.do("compare")
    assert await on_stage(hall) is None  # hidden is not sent
    await hall.do("show")
    result = await on_stage(hall)
    assert result is not None
    rows = [row.cells for row in result.table.rows]
    assert rows == [("Yes", "100%", "0%", "−100"), ("No", "0%", "100%", "+100")]
    assert "Round 1: n\u00a0=\u00a01; Round 2: n\u00a0=\u00a02" in result.summary
    phone = views.phone(await now(hall), "en").results
    assert phone is not None
    assert phone.series[0].base == 2  # phones have the one that they answered

    # What is not sound is not compared.
    await store.redis.hset(PollKeys(hall.poll_id).round(1).base, "audit", "other")
    again = Hall(type(hall.polls).reading(store), hall.poll_id)
    assert (await now(again)).earlier is None
    await hall.do("compare")  # who moved
    await hall.do("compare")
    result = await on_stage(hall)
    assert result is not None
    assert result.table.head == ("Answer", "Votes", "Share")


async def test_another_question_or_round_is_not_compared_by_itself(hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("again")
    await hall.do("compare")
    for step in (("again", ""), ("goto", "topics")):
        await hall.do("compare") if not (await now(hall)).live.compare else None
        await hall.do(*step)
        assert not (await now(hall)).live.compare, step


async def test_a_round_below_the_smallest_group_is_not_compared(hall: Hall) -> None:
    await hall.one_vote()
    await hall.do("again")
    await hall.vote(1, NO)
    await hall.vote(2, NO)
    await hall.do("close")
    await hall.do("show")
    await hall.do("compare")
    state = await now(hall)
    poll = structs.replace(state.poll, smallest_group=2)
    state = replace(state, about=structs.replace(state.about, poll=poll))
    result = views.stage(state, "en", "light").result
    assert result is not None
    assert "Round 1" not in result.summary

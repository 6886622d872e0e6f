"""What was taken over says so on console and stage, and is no news to anybody."""

from poll_server.live.polls import Polls
from poll_server.live.screens.views import moderator, stage
from poll_server.store.parts.hooks import PollSeen
from poll_server.store.store import Store
from poll_server.web.hooks.noticing import news_of, seen_now
from tests.support.cases import YES
from tests.support.events.taken_over import taken


async def test_console_and_stage_say_from_where_a_result_was_taken_over(
    store: Store, polls: Polls
) -> None:
    _listing, hall = await taken(store, polls)
    await hall.do("goto", "q0")
    await hall.do("show")
    state = await polls.state(hall.poll_id)
    (fact,) = moderator(state, "de", "light").facts
    assert str(fact) == "Übernommen aus: Mentimeter, 2. April 2025"
    shown = stage(state, "en", "light").result
    assert shown is not None
    assert str(shown.facts[0]) == "Taken over from: Mentimeter, April 2, 2025"


async def test_the_old_round_is_named_beside_the_new_one(store: Store, polls: Polls) -> None:
    _listing, hall = await taken(store, polls)
    await hall.ask("q0")
    await hall.vote(1, YES)
    await hall.do("close")
    await hall.do("show")
    await hall.do("compare", 1)
    state = await polls.state(hall.poll_id)
    shown = stage(state, "de", "light").result
    assert shown is not None
    assert shown.base.endswith("Runde 2: übernommen aus Mentimeter, 2. April 2025")
    assert moderator(state, "de", "light").facts == ()


async def test_webhooks_tell_nobody_of_it(store: Store, polls: Polls) -> None:
    _listing, hall = await taken(store, polls)
    state = await polls.state(hall.poll_id)
    now = seen_now(state, {})
    assert now.closed == state.live.rounds > 1
    assert news_of(state, {}, PollSeen(0, 0, 0), now) == []

"""The screens around a show: which comes when, what leads back, and who is told."""

from poll_server.live.flow.scenes import LATEST
from poll_server.live.flow.steps import next_step
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import NotDone, StageSnapshot
from tests.support.cases import POLL, YES, Hall


async def now(hall: Hall) -> PollState:
    return await hall.polls.state(hall.poll_id)


async def seen(hall: Hall) -> StageSnapshot:
    return views.stage(await now(hall), "en", "light")


async def test_before_the_first_question_it_is_the_start(hall: Hall) -> None:
    stage = await seen(hall)
    assert stage.scene == "start"
    assert views.phone(await now(hall), "en").scene == ""  # perhaps weeks before
    await hall.do("until", 600)
    state = await now(hall)
    assert 590_000 < state.live.until_ms - state.at_ms <= 600_000
    assert views.phone(state, "en").scene == "start"
    await hall.do("forward")
    stage = await seen(hall)
    assert (stage.scene, stage.until_ms, stage.motto) == ("", 0, "")


async def test_a_break_takes_nothing_away_and_leads_back(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("scene", "pause")
    await hall.vote(1, YES)
    state = await now(hall)
    assert (state.state, state.votes, state.scene) == ("open", 1, "pause")
    assert next_step(state) == "scene"
    await hall.do("forward", "scene")
    assert ((await seen(hall)).scene, (await now(hall)).state) == ("", "open")
    for action in ("pause", "back", "end", "start", ""):
        await hall.do(*(("back", "") if action == "back" else ("scene", action)))
    state = await now(hall)
    assert (state.scene, state.position, state.state) == ("", 1, "open")
    # Every step that leads elsewhere takes it off the stage, and its time with it.
    for step in ("close", "show", "again"):
        await hall.do("scene", "pause")
        await hall.do("until", 60)
        await hall.do(step)
        state = await now(hall)
        stays = step == "close"
        assert (state.scene == "pause", state.live.until_ms > 0) == (stays, stays), step


async def test_the_end_comes_after_the_last_result_and_forward_stays_there(hall: Hall) -> None:
    await hall.do("goto", POLL.questions[-1].id)
    for _ in range(4):
        await hall.do("forward")
    stage = await seen(hall)
    assert (stage.scene, stage.shown, stage.result) == ("end", True, None)  # nobody is to see it
    assert next_step(await now(hall)) is None
    assert isinstance(await hall.try_to("forward"), NotDone)
    await hall.do("back")
    state = await now(hall)
    assert (state.scene, state.shown, state.following) == ("", True, None)


async def test_it_shows_the_way_to_results_that_are_public(hall: Hall, store: Store) -> None:
    await hall.do("scene", "end")
    assert not (await seen(hall)).published
    await store.events.set_published((await now(hall)).about.event_id, published=True)
    state = await now(hall)
    assert (await seen(hall)).published
    assert views.phone(state, "en").published
    assert views.moderator(state, "en", "light").published
    await hall.do("scene", "")
    assert not (await seen(hall)).published  # nor is it looked up


async def test_what_makes_no_sense_is_said(hall: Hall) -> None:
    for action, value in (("scene", "x"), ("scene", 3), ("until", -1), ("until", LATEST + 1)):
        assert isinstance(await hall.try_to(action, value), NotDone), (action, value)  # type: ignore[arg-type]
    await hall.ask("phones")
    assert isinstance(await hall.try_to("until", 60), NotDone)


async def test_the_last_word_counts_between_a_screen_and_a_question_from_the_hall(
    hall: Hall, store: Store
) -> None:
    keys = PollKeys(hall.poll_id)
    await hall.ask("phones")
    redis = store.redis
    await redis.hset(keys.live, "pinned", '{"text":"Why?"}')
    await redis.hset(keys.floor.base, "pinned", "entry")
    await hall.do("scene", "pause")
    assert (await seen(hall)).floor is None
    assert await redis.hget(keys.floor.base, "pinned") is None


async def test_a_screen_of_a_later_version_is_none(hall: Hall, store: Store) -> None:
    await store.redis.hset(PollKeys(hall.poll_id).live, "scene", "fireworks")
    assert (await now(hall)).live.scene == ""

"""When a result was to be seen: the script writes it down, and it is read as times for a round."""

from poll_server.store.keys import PollKeys
from poll_server.store.parts.round_store import MOST_SHOWN
from poll_server.store.shown import Showing, showings
from poll_server.store.store import Store
from tests.support.cases import Hall


async def log(hall: Hall, store: Store) -> list[str]:
    """The log without its times: `1 on`."""
    entries = await store.redis.lrange(PollKeys(hall.poll_id).shown, 0, -1)
    return [entry.partition(" ")[2] for entry in entries]


async def test_a_result_is_noted_from_show_to_hide(hall: Hall, store: Store) -> None:
    number = await hall.one_vote()
    before = (await hall.polls.state(hall.poll_id)).at_ms
    await hall.do("show")
    await hall.do("hide")
    after = (await hall.polls.state(hall.poll_id)).at_ms
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert found.shown is not None
    ((start, end),) = found.shown
    assert before <= start <= end <= after
    assert await log(hall, store) == [f"{number} off", f"{number} on", f"{number} off"]


async def test_a_result_is_seen_until_another_question_comes(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await hall.do("close")
    await hall.do("show")
    await hall.do("goto", "skills")
    await hall.do("goto", "phones")  # it is not shown by itself again
    assert await log(hall, store) == ["1 off", "1 on", "1 off"]
    await hall.do("show")
    await hall.do("again")
    assert await log(hall, store) == ["1 off", "1 on", "1 off", "1 on", "1 off", "2 off"]


async def test_a_live_result_is_seen_from_its_opening_on_and_whenever_one_comes_back(
    hall: Hall, store: Store
) -> None:
    await hall.ask("topics")
    await hall.do("close")
    await hall.do("goto", "phones")
    await hall.do("goto", "topics")
    assert await log(hall, store) == ["1 on", "1 off", "1 on"]
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert found.shown is not None
    assert [bool(each.to_ms) for each in found.shown] == [True, False]
    assert found.shown[0].from_ms == found.round.opened_ms


async def test_one_result_gives_way_to_another(hall: Hall, store: Store) -> None:
    await hall.ask("topics")
    await hall.do("again")  # live again: no moment without a result in between
    assert await log(hall, store) == ["1 on", "1 off", "2 on"]


async def test_a_dark_stage_or_the_join_code_hides_nothing_from_the_phones(
    hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    await hall.do("show")
    for action in ("black", "black", "join", "join", "measure", "close", "show"):
        await hall.do(action)
    assert await log(hall, store) == ["1 off", "1 on"]


async def test_what_is_done_once_is_noted_once(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await hall.try_to("show", id="tap")
    await hall.try_to("show", id="tap")
    await hall.try_to("hide", expected=1)  # a conflict
    assert await log(hall, store) == ["1 off", "1 on"]


async def test_the_log_goes_with_the_poll_and_not_with_its_votes(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await hall.do("close")
    await hall.do("show")
    key = PollKeys(hall.poll_id).shown
    await store.events.delete_votes(hall.poll_id)
    assert await store.redis.llen(key) == 2
    await store.events.delete_poll(hall.poll_id)
    assert not await store.redis.exists(key)


async def test_the_log_cannot_grow_for_ever(hall: Hall, store: Store) -> None:
    key = PollKeys(hall.poll_id).shown
    await store.redis.rpush(key, *["1 9 on"] * MOST_SHOWN)
    await hall.ask("phones")
    assert await store.redis.llen(key) == MOST_SHOWN
    assert (await store.redis.lrange(key, -1, -1))[0].endswith(" 1 off")


def test_of_a_round_that_is_not_in_the_log_nothing_is_known() -> None:
    found = showings(["100 1 off", "200 2 on", "250 2 on", "300 2 off", "400 2 off", "500 2 on"])
    assert found == {1: (), 2: (Showing(200, 300), Showing(500, 0))}
    assert 3 not in found

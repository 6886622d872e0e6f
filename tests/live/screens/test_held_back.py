"""The stop list holds for rounds that were opened under it; what was seen before it stays seen."""

from msgspec import structs

from poll_server.questions.writing.written import fold
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from tests.support.cases import EVENT, POLL, Hall

RUDE = "Scheiße"


async def words_in_export(hall: Hall) -> list[str]:
    (round_,) = await hall.polls.frozen(hall.poll_id, "de")
    return [row.label for row in round_.results.series[0].rows]


async def test_a_round_of_this_version_holds_its_rude_words_back(hall: Hall) -> None:
    await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", RUDE]})
    await hall.do("close")
    await hall.do("show")
    assert await words_in_export(hall) == ["Mut"]


async def test_what_an_earlier_version_showed_stays_in_its_reports(
    hall: Hall, store: Store
) -> None:
    """Such a round may be long out of sight: nobody could approve its words any more."""
    number = await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", RUDE]})
    await store.redis.hdel(PollKeys(hall.poll_id).round(number).base, "holds")
    await hall.do("close")
    await hall.do("show")
    state = await hall.polls.state(hall.poll_id)
    assert any(RUDE in counter for counter in state.tally)
    await hall.do("goto", "thoughts")
    assert sorted(await words_in_export(hall)) == ["Mut", RUDE]


async def test_what_a_moderator_took_off_then_stays_off(hall: Hall, store: Store) -> None:
    number = await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", RUDE]})
    await store.redis.hdel(PollKeys(hall.poll_id).round(number).base, "holds")
    await hall.do("dismiss", f"text:{fold(RUDE)}")
    await hall.do("close")
    await hall.do("show")
    assert await words_in_export(hall) == ["Mut"]


async def hold(hall: Hall, store: Store, *words: str) -> None:
    """Publish the event with these stop words of the organiser's own."""
    event = structs.replace(EVENT, stop_words=words)
    late = await store.polls.change_poll(hall.poll_id, POLL, event, (), (), promised=False)
    assert late is None


async def test_a_list_that_is_changed_later_changes_no_result(hall: Hall, store: Store) -> None:
    """Neither what it holds back from then on, nor what it did: both hold from the next vote on."""
    await hold(hall, store, "kürzung")
    first = await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", "Kürzungen", "Umbau"]})
    await hall.do("close")
    await hall.do("show")
    assert await words_in_export(hall) == ["Mut", "Umbau"]
    await hold(hall, store, "umbau")
    state = await hall.polls.state(hall.poll_id)
    assert state.live.round == first
    assert {c for c in state.tally if c.startswith("text:")} == {"text:mut", "text:umbau"}
    assert await words_in_export(hall) == ["Mut", "Umbau"]

    second = await hall.ask("words")
    assert second != first
    await hall.vote(1, {"words": ["Mut", "Kürzungen", "Umbau"]})
    state = await hall.polls.state(hall.poll_id)
    assert {c for c in state.tally if c.startswith("text:")} == {"text:mut", "text:kürzungen"}


async def test_a_round_opened_before_lists_were_kept_with_it_obeys_the_events(
    hall: Hall, store: Store
) -> None:
    await hold(hall, store, "umbau")
    number = await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", "Umbau"]})
    await store.redis.hdel(PollKeys(hall.poll_id).round(number).base, "stop_words")
    await hall.do("close")
    await hall.do("show")
    assert await words_in_export(hall) == ["Mut"]

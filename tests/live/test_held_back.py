"""The stop list holds for rounds that were opened under it; what was seen before it stays seen."""

from poll_server.questions.writing.written import fold
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from tests.support.cases import Hall

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

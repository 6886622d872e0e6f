"""What of a poll may be seen: on a screen, and in an export."""

import msgspec

from poll_server.live.flow.steps import FOR_EVER, few_until
from poll_server.live.polls import Polls
from poll_server.live.screens.again.rounds import earlier_results
from poll_server.report.model.gather import gather
from poll_server.store.store import Store
from tests.live.small_groups import small
from tests.live.verbs.test_voting import hall_of
from tests.support.cases import ABSTAIN, NO, POLL, YES, Hall


async def test_open_answers_wait_for_the_moderator(hall: Hall) -> None:
    await hall.ask("thoughts")
    await hall.vote(1, {"text": "Mehr Zeit"})
    await hall.vote(2, {"text": "mehr  zeit"})
    await hall.vote(3, {"text": "Unfug"})

    async def seen() -> list[str]:
        results = (await hall.polls.state(hall.poll_id)).results("de")
        assert results is not None
        return [row.label for row in results.series[0].rows]

    assert await seen() == []
    await hall.do("approve", "text:mehr zeit")
    assert await seen() == ["Mehr Zeit"]
    await hall.do("approve", "*")
    assert await seen() == ["Mehr Zeit", "Unfug"]
    await hall.do("dismiss", "text:unfug")
    assert await seen() == ["Mehr Zeit"]
    await hall.do("dismiss", "*")
    assert await seen() == ["Mehr Zeit"]


async def test_what_was_dismissed_is_in_no_export_not_even_its_spelling(hall: Hall) -> None:
    await hall.ask("words")
    await hall.vote(1, {"words": ["Mut", "UNFUG"]})
    await hall.do("dismiss", "text:unfug")
    await hall.do("close")
    (found,) = await hall.polls.frozen(hall.poll_id, "de")
    assert found.tally == {"text:mut": 1, "form:Mut": 1}
    assert "unfug" not in repr(found).lower()


async def test_who_abstains_hides_nobody_on_a_screen_or_in_a_file(hall: Hall, store: Store) -> None:
    listing = await small(hall, store, 3)
    await hall.ask("phones")
    for who, answer in enumerate((YES, NO, ABSTAIN, ABSTAIN)):
        await hall.vote(who, answer)
    state = await hall.polls.state(hall.poll_id)
    assert (state.enough, few_until(state)) == (False, FOR_EVER)
    await hall.do("again")
    for who, answer in enumerate((YES, NO, NO, ABSTAIN)):
        await hall.vote(who, answer)
    state = await hall.polls.state(hall.poll_id)
    assert (state.enough, few_until(state)) == (True, 0)
    await hall.do("close")
    await hall.do("show")
    # Two answers are not told by standing beside three either.
    assert earlier_results(await hall.polls.state(hall.poll_id), "en") is None
    few, enough = await hall.polls.frozen(hall.poll_id, "en")
    assert (few.tally, enough.tally["1"]) == ({"abstain": 2}, 2)
    report = await gather(hall.polls, listing, "en")
    assert [each.withheld for each in report.polls[0].questions[0].rounds] == [True, False]


async def test_fewer_people_than_the_smallest_group_are_not_exported(
    polls: Polls, store: Store
) -> None:
    hall = await hall_of(polls, store, msgspec.structs.replace(POLL, smallest_group=3))
    await hall.ask("phones")
    await hall.vote(1, YES)
    await hall.vote(2, YES)
    await hall.do("again")
    for who in range(3):
        await hall.vote(who, NO)
    await hall.do("close")
    few, enough = await hall.polls.frozen(hall.poll_id, "en")
    assert few.tally == {}
    assert enough.tally == {"1": 3}

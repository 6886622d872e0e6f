"""A report is a picture of one moment, however much goes on in the forums while it is read."""

from unittest.mock import patch

import msgspec
import pytest

from poll_server.live.polls import Polls
from poll_server.live.state import RoundResults
from poll_server.report.model.gather import MOST_LOOKS, cut, gather
from poll_server.store.events import Events, Listing
from poll_server.store.records import UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import EVENT, POLL, YES, Hall


@pytest.fixture
async def listing(store: Store) -> Listing:
    """Two forums that ask the same."""
    second = msgspec.structs.replace(POLL, id="forum-2")
    events = Events(store)
    return await events.get(await events.add(msgspec.structs.replace(EVENT, polls=(POLL, second))))


@pytest.fixture
def halls(polls: Polls, listing: Listing) -> list[Hall]:
    return [Hall(polls, poll.poll_id) for poll in listing.polls]


async def one_round(hall: Hall, question: str = "phones") -> None:
    await hall.ask(question)
    await hall.vote(1, YES)
    await hall.do("close")


def seen(found: dict[str, list[RoundResults]]) -> dict[str, list[int]]:
    return {slug: [outcome.round.number for outcome in of] for slug, of in found.items()}


async def test_what_happens_while_it_is_read_is_in_it_whole_or_not_at_all(
    polls: Polls, listing: Listing, halls: list[Hall]
) -> None:
    reads, frozen = list[str](), polls.frozen

    async def read(poll_id: str, language: str) -> list[RoundResults]:
        """Before the second forum is read, a round ends in the first, and then one in the second:
        a report with the later one alone would show what never was."""
        reads.append(poll_id)
        if len(reads) == 2:
            for hall in halls:
                await one_round(hall)
        return await frozen(poll_id, language)

    with patch.object(polls, "frozen", read):
        found = await cut(polls, listing, "en")
    assert seen(found.outcomes) == {"forum-1": [1], "forum-2": [1]}  # type: ignore[arg-type]
    first, second = (poll.poll_id for poll in listing.polls)
    assert reads == [first, second, first, second]
    closed = [of[0].round.closed_ms for of in found.outcomes.values()]
    assert max(closed) <= found.as_of_ms


async def test_only_a_poll_that_moved_is_read_again(
    polls: Polls, listing: Listing, halls: list[Hall]
) -> None:
    reads, frozen = list[str](), polls.frozen

    async def read(poll_id: str, language: str) -> list[RoundResults]:
        reads.append(poll_id)
        found = await frozen(poll_id, language)
        if len(reads) == 1:
            await one_round(halls[0])
        return found

    with patch.object(polls, "frozen", read):
        report = await gather(polls, listing, "en")
    first, second = (poll.poll_id for poll in listing.polls)
    assert reads == [first, second, first]
    assert [len(poll.questions) for poll in report.polls] == [1, 0]
    assert report.as_of_ms >= report.polls[0].questions[0].last.closed_ms


async def test_where_moderators_never_pause_every_round_up_to_the_moment_is_there_and_none_after(
    polls: Polls, listing: Listing, halls: list[Hall]
) -> None:
    reads, frozen = 0, polls.frozen

    async def read(poll_id: str, language: str) -> list[RoundResults]:
        nonlocal reads
        reads += 1
        await one_round(halls[reads % 2])
        return await frozen(poll_id, language)

    with patch.object(polls, "frozen", read):
        found = await cut(polls, listing, "en")
    assert reads == 2 * MOST_LOOKS
    for poll in listing.polls:
        every = await polls.frozen(poll.poll_id, "en")
        by_then = [o.round.number for o in every if o.round.closed_ms <= found.as_of_ms]
        assert [o.round.number for o in found.outcomes[poll.slug]] == by_then
        assert len(by_then) < len(every)


async def test_a_quiet_congress_is_read_once(polls: Polls, listing: Listing) -> None:
    with patch.object(polls, "frozen", side_effect=polls.frozen) as read:
        await gather(polls, listing, "en")
        assert read.call_count == 2
        await gather(polls, listing, "en", "forum-2")
        assert read.call_count == 3


async def test_a_poll_that_is_deleted_meanwhile_is_not_reported(
    polls: Polls, listing: Listing, store: Store
) -> None:
    await store.events.delete(listing.id)
    with pytest.raises(UnknownPoll):
        await gather(polls, listing, "en")

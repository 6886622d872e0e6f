"""A result by group, from the vote to the stage: one ballot, one step, nobody to be found."""

import msgspec
import pytest

from poll_server.deck.deck import Event, Poll
from poll_server.live.polls import Polls
from poll_server.live.screens import views
from poll_server.questions import Number, Ranking
from poll_server.store.auditing import fold
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.wire.messages import ModeratorSnapshot, NotDone, StageSnapshot
from tests.support.cases import ABSTAIN, NO, POLL, YES, Hall

GROUPS = ({"de": "Schule", "en": "School"}, {"de": "Betrieb", "en": "Company"}, "Amt")
ORDER = Ranking(id="order", prompt="?", options=("A", "B"))
NUMBER = Number(id="number", prompt="?")
ASKING: Poll = msgspec.structs.replace(
    POLL, here_as=GROUPS, questions=(*POLL.questions, ORDER, NUMBER)
)


@pytest.fixture
async def asking(polls: Polls, store: Store) -> Hall:
    events = Events(store)
    event = Event(id="groups", title="Groups", languages=("de", "en"), polls=(ASKING,))
    return Hall(polls, (await events.get(await events.add(event))).polls[0].poll_id)


async def stage(hall: Hall, language: str = "en") -> StageSnapshot:
    return views.stage(await hall.polls.state(hall.poll_id), language, "light")


async def console(hall: Hall) -> ModeratorSnapshot:
    return views.moderator(await hall.polls.state(hall.poll_id), "en", "light")


async def voted(hall: Hall, yes: tuple[int, ...], no: tuple[int, ...]) -> int:
    """Ask, and have so many of each group say yes and no, those without a group first."""
    number = await hall.ask("phones")
    who = 0
    for answer, people in ((YES, yes), (NO, no)):
        for group, n in enumerate(people):
            for _ in range(n):
                who += 1
                await hall.vote(who, answer, group=group)
    return number


async def test_a_vote_counts_with_its_group_in_one_ballot(asking: Hall, store: Store) -> None:
    number = await asking.ask("phones")
    await asking.vote(1, YES, group=2)
    await asking.vote(2, NO)
    await asking.vote(3, NO, group=9 - 5)  # a group that the poll has not: none
    tally = await store.rounds.tally(asking.poll_id, number)
    assert tally == {"0": 1, "1": 2, "in:2": 1, "in:2|0": 1}
    # A change of mind takes the old joint counters back whole, and so does another group.
    await asking.vote(1, NO, seq=2, group=2)
    await asking.vote(2, ABSTAIN, seq=2, group=1)
    await asking.vote(1, NO, seq=3, group=1)
    await asking.vote(3, NO, seq=1, group=1)  # a retry is none, whatever it says beside its answer
    tally = await store.rounds.tally(asking.poll_id, number)
    assert tally == {"1": 2, "abstain": 1, "in:1": 2, "in:1|abstain": 1, "in:1|1": 1}
    assert tally == fold(await store.rounds.votes(asking.poll_id, number))


async def test_nothing_of_it_where_nobody_is_asked(hall: Hall, store: Store) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES, group=1)
    assert await store.rounds.tally(hall.poll_id, number) == {"0": 1}
    assert isinstance(await hall.try_to("group", "each"), NotDone)
    snapshot = await console(hall)
    assert (snapshot.groupings, snapshot.grouping_note) == ((), "")


async def test_the_stage_shows_it_once_the_vote_is_closed_for_good(asking: Hall) -> None:
    await voted(asking, (0, 6, 2, 1), (0, 2, 6, 1))
    await asking.do("group", "each")
    await asking.do("close")
    assert (await console(asking)).groupings == ("",)  # the close can still be taken back
    await asking.do("show")
    seen = await console(asking)
    assert (seen.groupings, seen.grouping) == (("",), "each")
    assert seen.grouping_note == "Not by group: too few people of some group answered."
    whole = (await stage(asking)).result
    assert whole is not None
    assert whole.table.head == ("Answer", "Votes", "Share")


async def test_each_group_beside_the_others_and_all_of_equal_weight(asking: Hall) -> None:
    await voted(asking, (3, 18, 1, 4), (3, 2, 4, 1))
    await asking.do("close")
    await asking.do("show")
    assert (await console(asking)).groupings == ("", "each", "equal")
    await asking.do("group", "each")
    each = (await stage(asking)).result
    assert each is not None
    assert each.table.head[1:] == (
        "School (n\u00a0=\u00a020)", "Company (n\u00a0=\u00a05)", "Amt (n\u00a0=\u00a05)",
        "No group said (n\u00a0=\u00a06)",
    )  # fmt: skip
    assert each.table.rows[0].cells == ("Yes", "90%", "20%", "80%", "50%")
    assert len(each.figure["data"]) == 4
    await asking.do("group", "equal")
    equal = (await stage(asking, "de")).result
    assert equal is not None
    assert equal.table.rows[0].cells == ("Ja", "63\u202f%", "72\u202f%")
    assert equal.base == "Jede Gruppe gleich gewichtet: Schule, Betrieb und Amt"
    # Phones see the result of all, and another question begins with it.
    state = await asking.polls.state(asking.poll_id)
    phone = views.phone(state, "en").results
    assert phone is not None
    assert [row.percent for row in phone.series[0].rows] == [72, 28]
    await asking.do("goto", "topics")
    assert (await console(asking)).grouping == ""


async def test_figures_that_grow_with_the_people_are_told_by_what_does_not(asking: Hall) -> None:
    """Borda points of forty people beside those of five would say nothing; mean places do."""
    await asking.ask("order")
    for who in range(20):
        order = [0, 1] if who < 12 else [1, 0]
        await asking.vote(who, {"order": order}, group=1 + (who >= 8))
    await asking.do("close")
    await asking.do("show")
    assert (await console(asking)).groupings == ("", "each")
    await asking.do("group", "each")
    result = (await stage(asking)).result
    assert result is not None
    assert result.table.rows[0].cells == ("A", "1.0", "1.7")
    assert result.base == "Mean place · School (8) · Company (12)"


async def test_what_people_wrote_is_told_of_nobodys_group(asking: Hall) -> None:
    await asking.one_vote("words", {"words": ["Mut"]})
    seen = await console(asking)
    assert seen.groupings == ("",)
    assert seen.grouping_note == "This kind of question is not shown by group."
    await asking.do("goto", "number")
    await asking.do("open")
    for who in range(12):
        await asking.vote(who, {"number": who}, group=1 + who % 2)
    await asking.do("close")
    await asking.do("show")
    await asking.do("group", "each")
    result = (await stage(asking)).result
    assert result is not None
    assert result.figure == {}
    assert result.cards[0] == "School: Median 5 · Mean 5"


async def test_no_screen_is_sent_a_counter_of_a_group(asking: Hall) -> None:
    await voted(asking, (0, 6, 6, 1), (0, 2, 2, 2))
    await asking.do("close")
    await asking.do("show")
    state = await asking.polls.state(asking.poll_id)
    for frame in (
        views.phone(state, "en"),
        views.stage(state, "en", "light"),
        views.moderator(state, "en", "light"),
    ):
        assert b'"in:' not in msgspec.json.encode(frame)

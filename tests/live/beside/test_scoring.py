"""What points somebody has: their own ballots, once results were shown, and nobody else's."""

import msgspec

from poll_server.live.polls import Polls
from poll_server.live.screens import views as views
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import PhoneResults
from tests.live.steps import now
from tests.support.cases import ABSTAIN, Hall, credential
from tests.support.events.quizzes import CAPITAL, QUIZ, QUIZ_EVENT, RIGHT, RIVER, WRONG


async def quiz(polls: Polls, store: Store, smallest: int = 1) -> Hall:
    poll = msgspec.structs.replace(QUIZ, smallest_group=smallest)
    event = msgspec.structs.replace(QUIZ_EVENT, polls=(poll,))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    return Hall(polls, listing.poll_id)


async def marks(hall: Hall, who: int) -> list[tuple[str, bool | None, int]]:
    found = await hall.polls.scoring.own(await now(hall), credential(who))
    return [(each.subject.question.id, each.verdict, each.points) for each in found]


async def earned(hall: Hall) -> str:
    results = views.phone(await now(hall), "en").results
    assert isinstance(results, PhoneResults)
    return results.earned


async def test_own_ballots_are_looked_at_once_their_result_was_shown(
    polls: Polls, store: Store
) -> None:
    hall = await quiz(polls, store)
    await hall.ask("capital")
    await hall.vote(1, RIGHT)
    await hall.vote(2, WRONG)
    await hall.vote(3, ABSTAIN)
    await hall.do("close")
    assert await marks(hall, 1) == []  # what is right is nobody's to know yet
    await hall.do("show")
    assert await earned(hall) == "That is 2\u00a0points."
    await hall.do("hide")
    for who, own in ((1, (True, 2)), (2, (False, 0)), (3, (None, 0)), (4, (None, 0))):
        assert await marks(hall, who) == [("capital", *own)]

    # Asked again: as it was shown last; and nothing of what is only being asked.
    await hall.ask("capital")
    await hall.vote(2, RIGHT)
    assert await marks(hall, 2) == [("capital", False, 0)]
    await hall.do("close")
    await hall.do("show")
    assert (await marks(hall, 1), await marks(hall, 2)) == (
        [("capital", None, 0)],
        [("capital", True, 2)],
    )
    await hall.ask("at-home")
    await hall.vote(1, {"answers": {"hill": {"options": [1]}}})
    await hall.vote(2, {"answers": {"mood": {"steps": [1]}}})
    await hall.do("close")
    await hall.do("show")
    assert (await marks(hall, 1))[1:] == [("at-home.hill", True, 5)]
    assert (await marks(hall, 2))[1:] == [("at-home.hill", None, 0)]
    await hall.do("part", 1)
    assert await earned(hall) == "That is 5\u00a0points."
    await hall.do("part", 0)
    assert await earned(hall) == ""


async def test_nothing_is_told_of_few_and_nothing_once_votes_are_deleted(
    polls: Polls, store: Store
) -> None:
    hall = await quiz(polls, store, smallest=3)
    await hall.ask("river")
    await hall.vote(1, {"words": ["spree"]})
    await hall.vote(2, {"words": ["Elbe"]})
    await hall.do("close")
    await hall.do("show")
    assert await marks(hall, 1) == []  # no screen was told what is right
    await hall.ask("capital")
    for who in (1, 2, 4):
        await hall.vote(who, RIGHT)
    await hall.do("close")
    await hall.do("show")
    assert await marks(hall, 1) == [("capital", True, 2)]
    await store.events.delete_votes(hall.poll_id)
    polls.forget(hall.poll_id)
    assert await marks(hall, 1) == []


async def test_a_bonus_for_speed_is_measured_from_the_opening_by_the_clock_of_redis(
    polls: Polls, store: Store
) -> None:
    hour = 3600  # the longest limit: however slow the machine, the first tenth is not over
    fast = msgspec.structs.replace(CAPITAL, speed_bonus=10, timer=hour)
    poll = msgspec.structs.replace(QUIZ, questions=(fast, RIVER), nicknames=True, leaderboard=True)
    event = msgspec.structs.replace(QUIZ_EVENT, polls=(poll,))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    hall = Hall(polls, listing.poll_id)
    number = await hall.ask("capital")
    question = views.phone(await now(hall), "en").question
    assert question is not None
    assert "up to 10 points more" in question.hint
    await hall.vote(1, RIGHT)
    await hall.vote(2, WRONG)
    key = PollKeys(hall.poll_id).round(number).base
    await store.redis.hincrby(key, "opened_ms", -int(hour * 1000 * 0.35))
    await hall.vote(3, RIGHT)
    for who, name in ((1, "Ann"), (3, "Cleo")):
        assert await polls.nicknames.give(await now(hall), credential(who), name) == "done"
    await hall.do("close")
    await hall.do("show")
    assert "up to 10 more for speed" in await earned(hall)
    assert [await marks(hall, who) for who in (1, 2, 3)] == [
        [("capital", True, 12)],
        [("capital", False, 0)],
        [("capital", True, 9)],
    ]
    board = await polls.leaderboards.now(await now(hall))
    assert [(each.name, each.points) for each in board.by_voter.values()] == [
        ("Ann", 12),
        ("Cleo", 9),
    ]
    assert await polls.audit(hall.poll_id, number) == ""
    await hall.ask("river")
    question = views.phone(await now(hall), "en").question
    assert question is not None
    assert "more it brings" not in question.hint
    await hall.do("close")
    await store.events.delete_votes(hall.poll_id)
    assert await store.rounds.votes(hall.poll_id, number) == {}
    result, _moderation = await store.rounds.result(hall.poll_id, number)
    assert result == {"0": 2, "1": 1, "right": 2, "speed:0": 1, "speed:3": 1}

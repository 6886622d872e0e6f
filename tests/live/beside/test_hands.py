"""A hand count: apart, or added where the moderator says so; frozen with the result."""

import hashlib
import json

import pytest

from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.screens.views import moderator, phone, stage
from poll_server.live.state import PollState
from poll_server.report.json import as_json
from poll_server.report.model.gather import gather
from poll_server.report.model.said import about, people, turnout
from poll_server.store.auditing import result_checksum
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.records import Round
from poll_server.store.store import Store
from poll_server.wire.messages import NotDone
from tests.live.small_groups import small
from tests.support.cases import ABSTAIN, NO, YES, Hall

COUNTED = {"counts": {"0": 4, "1": 2, "abstain": 1}}
ADDED = COUNTED | {"added": True}


@pytest.fixture
def polls(store: Store, ballots: Ballots, crowd: Crowd) -> Polls:
    """What is closed is frozen as it is shown, or left, or when somebody asks for that."""
    return Polls(store, ballots, crowd, take_back=3600.0)


async def voted(hall: Hall) -> int:
    """An open round with two votes for yes and one for no."""
    number = await hall.ask("phones")
    for who, answer in enumerate((YES, YES, NO)):
        await hall.vote(who, answer)
    return number


async def now(hall: Hall) -> PollState:
    hall.polls.forget(hall.poll_id)
    return await hall.polls.state(hall.poll_id)


async def base(hall: Hall) -> str:
    result = stage(await now(hall), "en", "light").result
    assert result is not None
    return result.base


async def test_it_stands_apart_until_the_moderator_adds_it_and_can_be_taken_back(
    hall: Hall,
) -> None:
    await voted(hall)
    await hall.do("hands", json.dumps(COUNTED))
    apart = (await now(hall)).results("en")
    assert apart is not None
    assert (apart.votes, apart.base, apart.by_hand) == (3, 3, 0)
    assert str(apart.facts[-1]) == (
        "By show of hands: Yes 4 · No 2 · I abstain 1 (not added to the votes)"
    )
    await hall.do("hands", json.dumps(ADDED))
    added = (await now(hall)).results("en")
    assert added is not None
    assert (added.votes, added.base, added.abstained, added.by_hand) == (10, 9, 1, 6)
    assert [row.count for row in added.series[0].rows] == [6, 3]
    told = moderator(await now(hall), "en", "light")
    assert "6 of them by show of hands" in told.base
    assert told.attendance.voted == 3  # phones are counted as ever
    await hall.do("hands", "{}")
    plain = (await now(hall)).results("en")
    assert plain is not None
    assert (plain.votes, plain.facts) == (3, ())


async def test_its_base_is_named_everywhere(hall: Hall, store: Store) -> None:
    await voted(hall)
    await hall.do("hands", json.dumps(ADDED))
    await hall.do("close")
    await hall.do("show")
    said = "6 of them by show of hands"
    assert said in await base(hall)
    results = phone(await now(hall), "en").results
    assert results is not None
    assert said in results.base
    report = await gather(hall.polls, await Events(store).get("congress"), "en")
    (round_,) = report.polls[0].questions[0].rounds
    assert said in round_.base
    assert round_.results.base == 9
    # Who took part, and how many of them voted, is about phones.
    (poll,) = report.polls
    assert (poll.participants, round_.phones, turnout(poll)) == (3, 3, 100)
    assert about(poll, poll.questions[0], round_, "en").endswith(
        "3 of 3 voted · 7 raised hands added"
    )
    assert people(poll, "en") == "3 participants · 1 question"
    (told,) = as_json(report)["polls"][0]["questions"][0]["rounds"]
    assert told["hands"] == {
        "added": True,
        "counts": [
            {"key": "0", "label": "Yes", "count": 4},
            {"key": "1", "label": "No", "count": 2},
            {"key": "abstain", "label": told["hands"]["counts"][2]["label"], "count": 1},
        ],
    }


async def test_it_is_frozen_with_the_result_and_old_checksums_stay(
    hall: Hall, store: Store
) -> None:
    number = await voted(hall)
    await hall.do("close")
    await hall.do("hands", json.dumps(ADDED))  # as long as the close could be taken back
    await hall.do("show")
    refused = await hall.try_to("hands", "{}")
    assert isinstance(refused, NotDone)
    assert "frozen" in refused.detail
    assert await hall.polls.audit(hall.poll_id, number) == ""
    await store.redis.hset(PollKeys(hall.poll_id).round(number).base, "hands", '{"counts":{"0":5}}')
    assert "result" in await hall.polls.audit(hall.poll_id, number)
    before = result_checksum("p", Round(1, "q"), {"0": 2})
    assert before == hashlib.sha256(b'["result","p",1,"q"]\n["0",2]\n').hexdigest()
    assert before != result_checksum("p", Round(1, "q", hands='{"counts":{"0":1}}'), {"0": 2})


async def test_checksums_made_before_it_are_made_again(hall: Hall, store: Store) -> None:
    """A process added up, then somebody typed the hands in: what it made fits no more."""
    number = await voted(hall)
    await hall.do("close")
    seen = await store.rounds.round(hall.poll_id, number)
    await hall.do("hands", json.dumps(COUNTED))
    fresh = await store.rounds.round(hall.poll_id, number)
    assert seen is not None
    assert fresh is not None
    assert seen.version < fresh.version
    assert await hall.polls.freeze(hall.poll_id, number, at_once=True)
    assert await hall.polls.audit(hall.poll_id, number) == ""


async def test_hands_that_come_as_it_is_being_frozen_are_not_said_to_be_counted(
    hall: Hall, store: Store
) -> None:
    """Freezing by itself moves no control, so a command planned just before still fits."""
    number = await voted(hall)
    await hall.do("close")
    before = (await now(hall)).control
    assert await hall.polls.freeze(hall.poll_id, number, at_once=True)
    plan = {"hands": json.dumps(COUNTED)}
    said = await store.rounds.command(
        hall.poll_id, "late-hands", before, plan, in_sight=number, opening=number + 1
    )
    assert said == ("frozen", before)
    assert (await now(hall)).hands.n == 0


@pytest.mark.parametrize(
    "value", ["", "hands", '{"counts":{"7":1}}', '{"counts":{"0":-1}}', '{"counts":{"0":1.5}}']
)
async def test_what_is_no_hand_count_is_refused(hall: Hall, value: str) -> None:
    await voted(hall)
    assert isinstance(await hall.try_to("hands", value), NotDone)
    assert (await now(hall)).hands.n == 0


async def test_of_several_answers_no_hands_are_counted(hall: Hall) -> None:
    await hall.ask("topics")
    assert isinstance(await hall.try_to("hands", json.dumps(COUNTED)), NotDone)
    assert moderator(await now(hall), "en", "light").hands is None


async def test_hands_added_do_not_bring_out_what_few_voted(hall: Hall, store: Store) -> None:
    """Told apart as well, they could be taken off again: one answer would be left."""
    listing = await small(hall, store, 2)
    await hall.ask("phones")
    await hall.vote(0, YES)
    await hall.vote(1, ABSTAIN)
    await hall.do("hands", json.dumps(ADDED))
    await hall.do("close")
    await hall.do("show")
    report = await gather(hall.polls, listing, "en")
    (round_,) = report.polls[0].questions[0].rounds
    assert round_.withheld
    assert (round_.results.series, round_.results.facts, round_.results.by_hand) == ((), (), 0)

"""What a vote is promised beyond one script: who is who, and what holds."""

import asyncio
from typing import Any

import msgspec
import pytest
from redis.exceptions import RedisError

from poll_server.deck.deck import Event, Poll
from poll_server.live import memory
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.verbs.voting import voter_key
from poll_server.questions import InvalidAnswer, Question
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.records import About, UnknownPoll
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, MyVote, Refused, Retry
from tests.support.cases import EVENT, NO, POLL, YES, Hall, credential


async def hall_of(polls: Polls, store: Store, poll: Poll) -> Hall:
    events = Events(store)
    event = Event(id="other", title="Other", polls=(poll,))
    return Hall(polls, (await events.get(await events.add(event))).polls[0].poll_id)


# ── Who is who ────────────────────────────────────────────────────────────────────────────────


async def test_one_persons_votes_cannot_be_joined_over_questions(
    polls: Polls, poll_id: str
) -> None:
    about = await polls.about(poll_id)
    keys = [
        {voter_key(about, credential(who), f"question-{n}") for who in range(600)}
        for n in range(10)
    ]
    assert all(len(each) == 600 for each in keys)
    assert len(set().union(*keys)) == 6000


async def test_unless_the_poll_says_that_they_can(polls: Polls, store: Store) -> None:
    """The check above would see it."""
    hall = await hall_of(polls, store, msgspec.structs.replace(POLL, linkable=True))
    about = await polls.about(hall.poll_id)
    one, other = (
        {voter_key(about, credential(who), question) for who in range(600)}
        for question in ("phones", "topics")
    )
    assert one == other


async def test_nor_over_polls(polls: Polls, store: Store, poll_id: str) -> None:
    other = await hall_of(polls, store, POLL)
    abouts = [await polls.about(each) for each in (poll_id, other.poll_id)]
    assert len({voter_key(about, credential(1), "phones") for about in abouts}) == 2


async def test_a_phone_asked_again_is_the_same_voter_in_a_new_round(
    hall: Hall, store: Store
) -> None:
    first = await hall.ask("phones")
    await hall.vote(1, YES)
    second = await hall.ask("phones")
    await hall.vote(1, NO)
    one, two = (
        await store.rounds.votes(hall.poll_id, first),
        await store.rounds.votes(hall.poll_id, second),
    )
    assert one.keys() == two.keys()
    assert one != two


# ── Voting ────────────────────────────────────────────────────────────────────────────────────


async def test_answers_name_the_vote_they_answer(hall: Hall) -> None:
    number = await hall.ask("phones")
    assert await hall.vote(1, YES, seq=3) == Counted(round=number, seq=3, outcome="accepted")
    assert await hall.vote(1, YES, seq=3) == Counted(round=number, seq=3, outcome="duplicate")
    held = MyVote(number, 3, YES)
    assert await hall.vote(1, NO, seq=3) == Refused(
        round=number, seq=3, reason="conflict", my_vote=held
    )
    assert await hall.vote(1, NO, seq=2) == Refused(
        round=number, seq=2, reason="stale", my_vote=held
    )
    assert await hall.vote(2, {"options": [9]}) == Refused(round=number, seq=1, reason="invalid")
    assert await hall.vote(2, YES, number=99) == Refused(round=99, seq=1, reason="wrong_round")


async def test_the_server_tells_what_it_holds(hall: Hall) -> None:
    number = await hall.ask("phones")
    polls, poll_id = hall.polls, hall.poll_id
    assert await polls.held(poll_id, credential(1), number) is None
    await hall.vote(1, YES)
    await hall.vote(1, NO, seq=2)
    assert await polls.held(poll_id, credential(1), number) == MyVote(number, 2, NO)
    assert await polls.held(poll_id, credential(2), number) is None
    assert await polls.held(poll_id, credential(1), number + 1) is None


async def test_an_invalid_retry_of_a_vote_that_counts_is_a_conflict_first(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.vote(1, YES)
    answer = await hall.vote(1, {"nonsense": 1})
    assert isinstance(answer, Refused)
    assert answer.reason == "conflict"


async def test_a_deleted_poll_is_unknown(hall: Hall, store: Store) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await store.events.delete_poll(hall.poll_id)
    for _ in ("remembered", "forgotten"):
        answer = await hall.vote(2, YES, number=number)
        assert isinstance(answer, Refused)
        assert answer.reason == "unknown"
        hall.polls.forget(hall.poll_id)
    with pytest.raises(UnknownPoll):
        await hall.polls.state(hall.poll_id)


@pytest.mark.parametrize("error", [RuntimeError("odd"), ConnectionError("no line")])
async def test_where_redis_says_nothing_the_phone_is_told_to_come_back(
    hall: Hall, ballots: Ballots, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    number = await hall.ask("phones")

    async def silent(*_: object) -> object:
        raise error

    monkeypatch.setattr(ballots._lines, "run", silent)
    answer = await hall.vote(1, YES, number=number)
    assert isinstance(answer, Retry)
    assert (answer.round, answer.seq) == (number, 1)


async def test_also_where_redis_fails_before_the_vote_is_cast(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await hall.ask("phones")
    hall.polls.forget(hall.poll_id)

    async def down(*_: object) -> object:
        raise RedisError("gone")

    monkeypatch.setattr(store.polls, "about", down)
    assert isinstance(await hall.vote(1, YES, number=number), Retry)


async def test_600_phones_that_vote_at_once_ask_for_the_poll_once(
    hall: Hall, store: Store, ballots: Ballots, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await hall.ask("phones")
    fresh = Polls(store, ballots, crowd)
    asked = 0
    about = store.polls.about

    async def counting(poll_id: str) -> About:
        nonlocal asked
        asked += 1
        return await about(poll_id)

    monkeypatch.setattr(store.polls, "about", counting)
    people = Hall(fresh, hall.poll_id)
    answers = await asyncio.gather(*(people.vote(who, YES, number=number) for who in range(600)))
    assert all(isinstance(answer, Counted) for answer in answers)
    assert asked == 2  # the poll, and once more for the round that was new to this process


async def test_a_round_number_of_another_epoch_may_be_another_question(
    hall: Hall, store: Store
) -> None:
    """After a roll-back the same number is given again: nobody goes by what was remembered."""
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    keys = PollKeys(hall.poll_id)
    await store.redis.hset(keys.round(number).base, "question", "skills")
    await store.redis.delete(keys.round(number).votes, keys.round(number).tally)
    await store.polls.renew_epoch(hall.poll_id, (await store.polls.live(hall.poll_id)).epoch)
    await hall.polls.state(hall.poll_id)
    answer = await hall.vote(1, {"steps": [1, 2]}, number=number)
    assert isinstance(answer, Counted)


@pytest.mark.parametrize("renewed", [True, False], ids=["renewed", "not yet"])
async def test_a_process_that_has_not_heard_of_it_counts_nothing_for_the_question_before_f34(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch, renewed: bool
) -> None:
    """It would also have made another voter key: the same phone could have voted twice."""
    monkeypatch.setattr(memory, "ABOUT_KEPT", 3600.0)
    number = await hall.ask("phones")
    for who in range(9):
        await hall.vote(who, YES)
    keys = PollKeys(hall.poll_id)
    of = keys.round(number)
    await store.redis.hset(of.base, mapping={"question": "topics", "votes": 0})
    await store.redis.delete(of.votes, of.tally)
    epoch = (await store.polls.live(hall.poll_id)).epoch
    if renewed:
        await store.polls.renew_epoch(hall.poll_id, epoch)
    else:
        await store.redis.hset(keys.live, "version", 5)
    assert isinstance(await hall.vote(1, YES, number=number), Retry)
    assert await store.rounds.tally(hall.poll_id, number) == {}
    assert (await hall.vote(1, YES, number=number)) == Counted(number, 1, "accepted")
    state = await hall.polls.state(hall.poll_id)
    assert state.epoch != epoch
    held = await store.rounds.held(
        hall.poll_id, number, [voter_key(state.about, credential(1), "topics")]
    )
    assert held[0] is not None


@pytest.mark.parametrize("question", POLL.questions, ids=lambda question: question.id)
async def test_no_answer_whatsoever_breaks_the_batch(hall: Hall, question: Question) -> None:
    number = await hall.ask(question.id)
    hostile: list[Any] = [
        None, 0, -1, 2**63, 2**64, 1e308, "", "x" * 3000, [], [[[]]], {}, {"": {}}, {"options": []},
        {"options": [2**70]}, {"text": "\x00\u202e\ufeff"}, {"words": ["\u0000", "🎉" * 9]},
        {"steps": [None, None]}, {"text": "a\nb", "x": 1}, {"other": "</script>"}, True,
    ]  # fmt: skip
    answers = await asyncio.gather(
        *(hall.vote(who, answer, number=number) for who, answer in enumerate(hostile)),
        hall.vote(99, _good(question), number=number),
    )
    assert isinstance(answers[-1], Counted)
    assert all(isinstance(answer, Counted | Refused) for answer in answers)
    await hall.do("close")
    await hall.polls.frozen(hall.poll_id, "en")


def _good(question: Question) -> object:
    for answer in (YES, {"steps": [0, 1]}, {"words": ["Mut"]}, {"text": "Mehr Zeit"}):
        try:
            return question.check(answer)
        except InvalidAnswer:
            continue
    raise AssertionError(question.id)


async def test_the_event_of_the_cases_is_a_real_one() -> None:
    assert {question.kind for question in EVENT.polls[0].questions} == {
        "choice",
        "scale",
        "words",
        "text",
    }

"""What a process remembers of polls: fresh enough, gone when told so, and never without an end."""

from collections import Counter

import msgspec
import pytest

from poll_server.live import memory as module
from poll_server.live.memory import Memory
from poll_server.live.verbs import voting
from poll_server.questions import Question
from poll_server.store.events import Events
from poll_server.store.records import About, UnknownPoll
from poll_server.store.store import Store
from poll_server.wire.messages import Vote
from tests.support.cases import EVENT, NO, YES, Hall


async def test_a_code_goes_with_its_poll(hall: Hall, store: Store) -> None:
    """Whoever knows the code of a deleted event is told at once that there is no such poll."""
    code = (await hall.polls.about(hall.poll_id)).code
    assert await hall.polls.poll_of_code(code) == hall.poll_id
    await store.events.delete_poll(hall.poll_id)
    hall.polls.forget(hall.poll_id)
    assert await hall.polls.poll_of_code(code) is None


async def test_a_code_whose_poll_is_half_deleted_leads_nowhere(hall: Hall, store: Store) -> None:
    code = (await hall.polls.about(hall.poll_id)).code
    await store.events.delete_poll(hall.poll_id)
    hall.polls.forget(hall.poll_id)
    await store.events.claim_code(code, hall.poll_id)
    assert await hall.polls.poll_of_code(code) is None


async def test_what_is_remembered_has_an_end(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, rounds and readings go with their poll; those asked for last stay."""
    monkeypatch.setattr(module, "MOST_KNOWN", 2)
    events, memory = Events(store), Memory(store)
    polls = [(await events.get(await events.add(EVENT))).polls[0] for _ in range(4)]
    for poll in polls:
        assert await memory.poll_of_code(poll.code) == poll.poll_id
        await memory.of(polls[0].poll_id)
    assert list(memory._known) == [polls[3].poll_id, polls[0].poll_id]
    assert sorted(memory._codes.values()) == sorted(memory._known)


async def test_a_poll_that_is_gone_is_not_remembered(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory(store)
    await memory.of(hall.poll_id)
    await store.events.delete_poll(hall.poll_id)
    monkeypatch.setattr(module, "ABOUT_KEPT", 0.0)
    with pytest.raises(UnknownPoll):
        await memory.of(hall.poll_id)
    assert not memory._known
    assert not memory._codes


async def test_an_evicted_poll_is_read_again_as_it_is(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    hall.polls.forget(hall.poll_id)
    assert (await hall.polls.state(hall.poll_id)).votes == 1
    await hall.vote(2, YES, number=number)
    assert (await hall.polls.state(hall.poll_id)).votes == 2


# ── What votes need ───────────────────────────────────────────────────────────────────────────


async def test_an_answer_is_worked_out_once_for_all_who_give_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ABOUT_KEPT", 3600.0)
    await hall.ask("phones")
    worked_out = Counter[str]()
    count = voting._worked_out

    def counted(about: About, question: Question, vote: Vote) -> tuple[bytes, bytes]:
        worked_out[str(vote.answer)] += 1
        return count(about, question, vote)

    monkeypatch.setattr(voting, "_worked_out", counted)
    for who in range(6):
        await hall.vote(who, NO if who % 3 else YES)
    assert worked_out == {str(YES): 1, str(NO): 1}
    assert (await hall.polls.state(hall.poll_id)).tally == {"0": 2, "1": 4}


async def test_it_is_worked_out_anew_where_the_questions_may_be_others(hall: Hall) -> None:
    """Nothing that was worked out outlives what it was worked out of."""
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    known = await hall.polls._memory.of(hall.poll_id)
    assert known.counted
    met = known.met[number]
    poll = msgspec.structs.replace(
        known.about.poll,
        questions=tuple(
            msgspec.structs.replace(each, prompt="Another one")
            for each in known.about.poll.questions
        ),
    )
    known.learn(msgspec.structs.replace(known.about, poll=poll))
    assert not known.counted
    assert known.question(number) != met
    await hall.vote(2, YES)
    known.enter("another epoch")
    assert not known.counted
    assert known.question(number) is None


async def test_neither_long_answers_nor_all_answers_are_remembered(hall: Hall) -> None:
    known = await hall.polls._memory.of(hall.poll_id)
    known.count((1, 0, b"x" * (module.LONGEST_COUNTED + 1)), (b"", b""))
    assert not known.counted
    for n in range(module.MOST_COUNTED + 10):
        known.count((1, 0, str(n).encode()), (b"", b""))
    assert len(known.counted) == module.MOST_COUNTED


async def test_an_answer_that_does_not_fit_takes_no_place(hall: Hall) -> None:
    await hall.ask("phones")
    for n in range(3):
        await hall.vote(n, {"options": [90 + n]})
    known = await hall.polls._memory.of(hall.poll_id)
    assert not known.counted

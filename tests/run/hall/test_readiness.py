"""Go or no-go: what a rehearsal's phones waited for, and whether a hall would mind."""

import asyncio
from functools import partial

import pytest

from poll_server.base.background import ended
from poll_server.hall import readiness
from poll_server.hall.hall import Hall as Crowded
from poll_server.hall.readiness import LINE, PAGE, VOTE, Readiness, verdict, within
from poll_server.hall.rehearsal import hall_of, rehearse
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import EVENT, YES, Hall
from tests.support.running import RunningServer
from tests.support.waiting import until


@pytest.mark.parametrize(
    ("waits", "expected"),
    [([], 0.0), ([3.0], 3.0), ([*range(1, 101)], 99), ([*range(1, 201)], 198), ([5, 1, 2], 5)],
)
def test_the_wait_of_99_of_100(waits: list[float], expected: float) -> None:
    assert within(waits) == expected


def test_what_nobody_minds_is_a_go() -> None:
    assert verdict([(PAGE, [0.1, 0.2]), (LINE, [0.05]), (VOTE, [])]) == [
        "Go: page 0.20 s (limit 2 s), connection 0.05 s (limit 2 s); 99 of 100 phones waited no "
        "longer."
    ]
    assert verdict([(VOTE, [])]) == []


def test_one_wait_too_long_is_a_no_go_and_says_what_helps() -> None:
    first, *cures = verdict([(PAGE, [12.3]), (VOTE, [0.2] * 98 + [1.01, 1.02])])
    assert first.startswith("No-go: page 12 s (limit 2 s), acknowledgement 1.01 s (limit 1 s);")
    assert [cure.partition(":")[0].strip() for cure in cures] == ["page", "acknowledgement"]
    assert verdict([(VOTE, [0.2] * 99 + [60.0])])[0].startswith("Go:")  # one of a hundred


def _all_have_voted(crowd: Crowded, times: int) -> bool:
    return all(len(phone.counted) == times and not phone.pending for phone in crowd.phones)


async def test_a_rehearsal_tells_who_is_in_and_what_each_vote_took(
    running_server: RunningServer, store: Store, polls: Polls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "LOOK", 0.01)
    listing = (await Events(store).get(await Events(store).add(EVENT))).polls[0]
    poll, people = EVENT.polls[0], 12
    question = poll.questions[0]
    crowd = Crowded(
        running_server.base, listing.code, poll, {question.id: [YES] * people}, thinking=(0, 0)
    )
    hall, lines = Hall(polls, listing.poll_id), list[str]()
    watcher = Readiness(crowd, lines.append)
    async with crowd.present():
        watching = asyncio.create_task(watcher.watch())
        try:
            await until(lambda: len(lines) == 1)
            assert lines[0].startswith(f"{people} phones are in: ")
            for votes, ask in enumerate((hall.ask(question.id), hall.do("again")), 1):
                await ask
                await until(partial(_all_have_voted, crowd, votes))
                await hall.do("close")
                await until(partial(lambda n: len(lines) == n, 1 + votes))
        finally:
            await ended([watching])
    # Some tapped something else first, which is an answer acknowledged as well.
    assert all(int(line.split()[0]) >= people for line in lines[1:])
    (verdict_said,) = [line for line in watcher.end() if not line.startswith(" ")]
    assert {"page", "connection", "acknowledgement"} <= set(verdict_said.split())


async def test_the_command_says_it_at_its_end(
    running_server: RunningServer, store: Store, polls: Polls
) -> None:
    listing = (await Events(store).get(await Events(store).add(EVENT))).polls[0]
    lines = list[str]()
    rehearsing = asyncio.create_task(
        rehearse(
            hall_of(running_server.base, listing.code, 3, event=EVENT, deck_name="own"),
            lines.append,
        )
    )
    await until(lambda: bool(lines))
    assert not rehearsing.done()
    await ended([rehearsing])
    assert lines[-1].startswith(("Go:", "No-go:"))

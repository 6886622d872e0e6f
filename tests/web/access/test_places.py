"""Who has a place: who waits longest makes way, and phones leave a reserve."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import pytest

from poll_server.base.machine import open_files
from poll_server.web.access import places
from poll_server.web.access.places import Drain, Places
from poll_server.web.sockets.codes import TOO_MANY
from poll_server.web.sockets.seats import SEATS, Seats
from tests.support.waiting import until

LIMIT = 400
MOST = LIMIT - open_files.OWN
RESERVE = open_files.reserve(LIMIT)


class Line:
    """A connection that notes what happens to it."""

    def __init__(self, *, late: bool = False) -> None:
        self.late, self.ended = late, ""
        self.codes: list[int] = []

    def overdue(self, now: float) -> bool:
        return self.late

    def give_up(self) -> None:
        self.ended = "gave up"

    def abort(self) -> None:
        self.ended = "aborted"

    def end(self, code: int) -> None:
        self.codes.append(code)


def filled(count: int, *, at_work: bool) -> tuple[Places, list[Line]]:
    made = Places(LIMIT, used=lambda: 10)
    lines = [Line() for _ in range(count)]
    for line in lines:
        made.enter(line)
        if at_work:
            made.works(line)
    return made, lines


async def test_phones_leave_a_reserve_and_stages_half_of_it() -> None:
    made, _ = filled(MOST - RESERVE - 1, at_work=True)
    assert all(made.room(role) for role in ("phone", "stage", "moderator"))
    made.enter(late := Line())
    assert made.room("phone")  # who only waits keeps nobody out
    made.let_in(late)  # a screen does, before its hello
    assert not made.room("phone")
    made.works(late)
    assert not made.room("phone")
    assert made.room("stage")
    for _ in range(RESERVE - RESERVE // 2):
        made.enter(another := Line())
        made.works(another)
    assert not made.room("stage")
    assert made.room("moderator")


async def test_who_has_waited_longest_makes_way_for_a_new_connection() -> None:
    made, lines = filled(MOST, at_work=False)
    made.works(lines[0])
    made.enter(Line())
    assert [line.ended for line in lines[:3]] == ["", "aborted", ""]
    made.waits(lines[0])  # served: from now on it waits, as the last
    made.enter(Line())
    assert [line.ended for line in lines[:3]] == ["", "aborted", "aborted"]


async def test_where_everybody_is_at_work_a_new_connection_goes_itself() -> None:
    made, lines = filled(MOST, at_work=True)
    late = Line()
    made.enter(late)
    assert late.ended == "aborted"
    assert not any(line.ended for line in lines)


async def test_who_has_gone_makes_room_and_is_not_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "SWEEP", 0.01)
    made, lines = filled(3, at_work=True)
    made.leave(lines[0])
    lines[0].late = lines[1].late = True
    await until(lambda: lines[1].ended == "gave up")
    assert [line.ended for line in lines] == ["", "gave up", ""]
    made.waits(lines[0])  # a word of somebody who has gone changes nothing
    for line in lines:
        made.leave(line)
    assert made.room("phone")
    await asyncio.sleep(0)


async def test_files_that_are_no_connections_are_counted_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "SWEEP", 0.01)
    made = Places(LIMIT, used=lambda: LIMIT - RESERVE)
    line = Line()
    made.enter(line)
    made.works(line)
    assert made.room("phone")
    await until(lambda: not made.room("phone"))
    assert made.room("moderator")
    made.leave(line)


def test_a_line_that_takes_something_is_not_stuck() -> None:
    drain, limit = Drain(), Drain.SECONDS
    assert not drain.stuck(900, 0)
    assert not drain.stuck(900, limit - 1)
    assert not drain.stuck(800, limit)
    assert not drain.stuck(800, 2 * limit - 1)
    assert drain.stuck(800, 2 * limit + 1)
    assert not drain.stuck(0, 2 * limit + 2)
    assert not drain.stuck(900, 9 * limit)
    assert not drain.stuck(900, 10 * limit - 1)


def test_the_newest_sockets_of_a_phone_have_its_seats() -> None:
    seats, lines = Seats(), [Line() for _ in range(SEATS + 2)]
    taken = [seats.taken(b"anna", line) for line in lines]
    for seat in taken:
        seat.__enter__()
    with seats.taken(b"bert", other := Line()):
        assert [line.codes for line in lines] == [[TOO_MANY]] * 2 + [[]] * SEATS
        assert other.codes == []
        for seat in taken[:2]:  # those who were told to go, go: no seat comes free by that
            seat.__exit__(None, None, None)
        with seats.taken(b"anna", Line()):
            assert lines[2].codes == [TOO_MANY]
    for seat in taken[2:]:
        seat.__exit__(None, None, None)
    assert len(seats) == 0


@pytest.mark.parametrize("files", [256, 1024, 4096, 65_536])
@pytest.mark.parametrize("workers", [1, 4])
def test_what_is_said_to_be_needed_is_enough(files: int, workers: int) -> None:
    fit = open_files.phones(files, workers)
    assert open_files.shortage(files, workers, hall=fit) == ""
    said = open_files.shortage(files, workers, hall=fit + 1)
    wanted = open_files.needed(fit + 1, workers)
    assert f"ulimit -n {wanted} " in said
    assert open_files.phones(wanted, workers) >= fit + 1


def test_a_hall_does_not_fit_into_what_linux_starts_with() -> None:
    assert "600 phones" in open_files.shortage(1024)
    assert open_files.shortage(open_files.needed(600)) == ""


@pytest.mark.parametrize("system", ["linux", "another one"])
def test_files_in_use_are_counted(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    before = open_files.used()
    with contextlib.ExitStack() as files:
        for _ in range(20):
            files.enter_context(Path(os.devnull).open())
        assert open_files.used() == before + 20
    assert open_files.used() == before

"""Six sockets of one phone; the oldest makes way for a seventh."""

from poll_server.web.sockets.codes import TOO_MANY
from poll_server.web.sockets.seats import SEATS, Seats


class Tab:
    """What is told when it has to go."""

    code = 0

    def end(self, code: int) -> None:
        self.code = code


def test_the_newest_have_the_seats_and_one_that_left_is_forgotten() -> None:
    seats, tabs, other = Seats(), [Tab() for _ in range(SEATS + 2)], Tab()
    seats.take(b"other", other)
    for tab in tabs:
        seats.take(b"phone", tab)
    assert [tab.code for tab in tabs] == [TOO_MANY, TOO_MANY, *[0] * SEATS]
    assert (other.code, len(seats)) == (0, 2)
    for tab in tabs:
        seats.give_back(b"phone", tab)  # also those that had lost theirs
    assert len(seats) == 1


def test_a_seat_is_given_back_whatever_happens() -> None:
    seats = Seats()
    try:
        with seats.taken(b"phone", Tab()):
            assert len(seats) == 1
            raise OSError
    except OSError:
        assert len(seats) == 0

"""Go or no-go on the console's page: what simulated phones met, judged in sentences."""

from msgspec.structs import replace

from poll_server.live.beside.rehearsals import RehearsalProgress, Waited
from presenter.moderator.practice.go_or_not import judged, seconds

WAITS = (
    Waited("page", 0.2, 2, 30),
    Waited("connection", 0.05, 2, 30),
    Waited("acknowledgement", 1.0, 1, 40),
    Waited("stage", 0.1, 1, 28),
)
WELL = RehearsalProgress("poll", 30, inside=30, answers=40, waits=WAITS)


def test_all_measured_and_nothing_too_long_is_a_go() -> None:
    found = judged(WELL, "en")
    assert (found.verdict, found.title) == ("go", "Go")
    assert [row.found for row in found.rows] == ["good"] * 4


def test_one_wait_too_long_is_a_no_go_with_its_figures_and_what_helps() -> None:
    late = replace(WELL, waits=(*WAITS[:2], Waited("acknowledgement", 1.01, 1, 40)))
    found = judged(late, "de")
    assert found.title == "No-Go"
    assert [row.is_long for row in found.rows] == [False, False, True, False]
    assert "1,01\u00a0s" in found.reasons[0]
    assert "poll-server check" in found.reasons[0]


def test_what_is_not_measured_is_no_verdict_and_says_what_to_do() -> None:
    assert judged(replace(WELL, inside=29), "en").verdict == "open"
    unasked = judged(replace(WELL, waits=WAITS[:2]), "en")
    assert (unasked.verdict, unasked.rows[3].took) == ("open", "–")
    assert "open a question on the console" in unasked.reasons[0]
    assert "once more" in judged(replace(WELL, waits=WAITS[:2], ended="stopped"), "en").reasons[0]


def test_phones_that_never_got_in_are_a_no_go() -> None:
    found = judged(replace(WELL, inside=12, ended="time"), "en")
    assert found.verdict == "no-go"
    assert "12 of 30" in found.reasons[0]


def test_seconds_are_written_as_each_language_does() -> None:
    assert [seconds(2.0, "de"), seconds(0.043, "de"), seconds(0.043, "en")] == [
        "2\u00a0s",
        "0,04\u00a0s",
        "0.04\u00a0s",
    ]

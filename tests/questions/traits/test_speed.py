"""A bonus for speed: what it comes to, where a deck may have one, what it leaves alone."""

import msgspec
import pytest

from poll_server.locale import speak
from poll_server.questions import Question
from poll_server.questions.groups.compared import by_group
from poll_server.questions.groups.joint import joint
from poll_server.questions.methods.moves import station_of
from poll_server.questions.traits.how_asked import how_asked
from poll_server.questions.traits.scored import earned, earned_by_anybody, measured
from poll_server.questions.traits.speed import (
    all_for_speed,
    by_tenth,
    for_speed,
    speed_bonus,
    tenth_of,
    told_first,
)
from tests.support.cases import SKILLS
from tests.support.events.quizzes import CAPITAL, FAR, RIGHT, RIVER

FAST = msgspec.structs.replace(CAPITAL, speed_bonus=3, timer=20)


def test_it_falls_by_tenths_to_whole_points() -> None:
    assert [for_speed(10, n) for n in range(10)] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert [for_speed(3, n) for n in range(10)] == [3, 3, 2, 2, 2, 2, 1, 1, 1, 0]
    assert (for_speed(3, None), for_speed(0, 0)) == (0, 0)
    counts = {"0": 3, "right": 3, "speed:0": 1, "speed:4": 2}
    assert (tenth_of(counts), tenth_of({"0": 1})) == (0, None)
    assert by_tenth(counts) == (1, 0, 0, 0, 2, 0, 0, 0, 0, 0)
    assert all_for_speed(3, by_tenth(counts)) == 3 + 2 + 2


@pytest.mark.parametrize("question", [CAPITAL, FAR])
def test_a_deck_is_told_where_there_may_be_one(question: Question) -> None:
    def wrong(**fields: object) -> list[str]:
        asked = msgspec.structs.replace(question, **fields)
        return [f"{field}: {right}" for field, right in asked.mistakes(speak("en"))]

    assert wrong(speed_bonus=3, timer=20) == []
    (why,) = wrong(speed_bonus=3)
    assert why == "speed_bonus: nothing without a time limit: the bonus falls over it"
    (why,) = wrong(speed_bonus=3, timer=20, worth=0)
    assert why == "speed_bonus: nothing where a right answer brings no points"
    (why,) = wrong(speed_bonus=-1, timer=20)
    assert why == "speed_bonus: between 0 and 1000 points"
    nothing: dict[str, object] = {"right_options": ()} if question is CAPITAL else {"right": ""}
    fields = nothing | ({} if question is CAPITAL else {"tolerance": ""})
    assert wrong(speed_bonus=3, timer=20, **fields) == [
        "speed_bonus: nothing where no answer is right"
    ]


def test_it_is_measured_only_in_a_quiz_with_a_bonus() -> None:
    assert measured((FAST, RIVER), FAST) == {"speed_ms": 20_000}
    assert measured((FAST, SKILLS), FAST) == {}  # alone there is nothing to add up
    assert measured((FAST, RIVER), RIVER) == measured((FAST, RIVER), SKILLS) == {}
    assert speed_bonus(msgspec.structs.replace(FAST, timer=0)) == 0


def test_it_is_said_in_words() -> None:
    assert earned(5, "en", speed=3) == "That is 5\u00a0points, 3 of them for speed."
    assert earned(5, "de", speed=3) == "Das gibt 5\u00a0Punkte, davon 3 für Schnelligkeit."
    for_all = earned_by_anybody(FAST, "en", timed=True)
    assert for_all == "That is 2\u00a0points, and up to 3 more for speed."
    assert earned_by_anybody(FAST, "en", timed=False) == earned(2, "en")
    told = told_first(FAST, 20_000, "en")
    assert "up to 3 points more" in told
    assert "tenth of the 20 seconds" in told


def test_whoever_reads_through_the_questions_is_told_of_it() -> None:
    form = FAST.controls("en")
    assert "up to 3 points more for speed" in how_asked(FAST, form, "en")
    assert not any("speed" in each for each in how_asked(CAPITAL, form, "en"))


def test_the_tenths_are_neither_answers_nor_anything_of_a_group() -> None:
    tally = {"90": 1, "100": 1, "speed:0": 1, "speed:7": 1}
    assert FAR.results(tally, 2, "en").base == 2
    assert FAR.facts(tally, 2, "en") == FAR.facts({"90": 1, "100": 1}, 2, "en")
    assert station_of({"speed:3": 1, "right": 1, "0": 1}) == "0"
    plain: dict[str, int] = {}
    for group in (1, 1, 1, 1, 1, 2, 2, 2, 2, 2):
        for counter, n in joint(FAST.count(RIGHT), group).items():
            plain[counter] = plain.get(counter, 0) + n
    of = (10, ("A", "B"), 5, "en")
    assert by_group(FAST, {**plain, "speed:0": 1}, *of) == by_group(FAST, plain, *of)

"""What brings points: where several questions can be answered right, each by its worth."""

import msgspec
import pytest

from poll_server.locale import speak
from poll_server.questions import Number, Question
from poll_server.questions.traits.scored import earned, scored, worth
from tests.support.cases import SKILLS
from tests.support.events.quizzes import AT_HOME, CAPITAL, QUIZ, RIVER


def test_questions_and_parts_bring_points_but_one_alone_does_not() -> None:
    found = [(each.question.id, worth(each.question)) for each in scored(QUIZ.questions)]
    assert found == [("capital", 2), ("river", 1), ("at-home.hill", 5)]
    estimate = Number(id="far", prompt="?", right="3", worth=3)
    opinion = Number(id="far", prompt="?")
    free = msgspec.structs.replace(RIVER, worth=0)
    for questions in ((CAPITAL, SKILLS), (CAPITAL, opinion), (CAPITAL, free), (SKILLS,), ()):
        assert scored(questions) == ()
    assert len(scored((AT_HOME, RIVER))) == len(scored((CAPITAL, estimate))) == 2
    assert [worth(each) for each in (SKILLS, opinion, estimate, free)] == [0, 0, 3, 0]


def test_it_is_said_in_words() -> None:
    assert [earned(n, "de") for n in (1, 2)] == [
        "Das gibt 1\u00a0Punkt.",
        "Das gibt 2\u00a0Punkte.",
    ]
    assert [earned(n, "en") for n in (1, 2)] == ["That is 1\u00a0point.", "That is 2\u00a0points."]


@pytest.mark.parametrize("question", [CAPITAL, RIVER])
@pytest.mark.parametrize(("n", "wrong"), [(-1, ["worth"]), (0, []), (1000, []), (1001, ["worth"])])
def test_a_deck_is_told_how_many_there_may_be(question: Question, n: int, wrong: list[str]) -> None:
    asked = msgspec.structs.replace(question, worth=n)
    assert [field for field, _right in asked.mistakes(speak("en"))] == wrong

"""Thirty invented people answer each question of the shipped deck of every kind.

`test_questions.py` holds its laws for any question and any answers; here every kind goes its whole
way once, from an empty form to the sentence, and coverage looks at it.
"""

from collections import Counter
from random import Random

import msgspec
import pytest
from plotly import graph_objects as go

from poll_server.deck import shipped as decks
from poll_server.locale import speak
from poll_server.looks.look import LIGHT
from poll_server.questions import KINDS, Question
from tests.questions.people.filled import as_sent

PEOPLE = 30
QUESTIONS = [question for poll in decks.load(decks.EVERY_KIND).polls for question in poll.asked]


def test_the_deck_has_every_kind() -> None:
    assert {type(question) for question in QUESTIONS} == {kind for kind in KINDS if kind.asks}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_answered_counted_and_drawn(question: Question, language: str) -> None:
    assert list(question.mistakes(speak(language))) == []
    invented = question.invent(Random(len(question.id)), language)
    answers = [invented() for _ in range(PEOPLE)]
    for answer in answers:
        sent = question.check(question.read(question.fill(answer, language)))
        assert sent == as_sent(question, answer)
        assert question.in_words(answer, language)
    tally = sum((Counter(question.count(answer)) for answer in answers), Counter[str]())
    results = question.results(tally, PEOPLE, language)
    assert results.base + results.abstained == PEOPLE
    assert any(row.count for series in results.series for row in series.rows)
    assert question.default_sentence(results, language)
    figure = question.figure(results, LIGHT, "percent", language)
    assert msgspec.json.decode(msgspec.json.encode(figure)) == figure
    go.Figure(figure)

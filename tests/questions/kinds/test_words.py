"""Words: each counts once a person, ranked by the share of people."""

import pytest

from poll_server.questions import (
    Words,
)
from tests.questions.people.invented import fold_votes

# ── Words ─────────────────────────────────────────────────────────────────────────────────────


def test_a_word_written_twice_counts_once() -> None:
    question = Words(id="q", prompt="?", entries=3)
    answer = question.check({"words": ["Mut", " mut", "", "Zeit"]})
    assert answer == {"words": ["Mut", "Zeit"]}
    assert sum(n for key, n in question.count(answer).items() if key.startswith("text:")) == 2


def test_words_are_ranked_by_the_share_of_people() -> None:
    question = Words(id="q", prompt="?", entries=3)
    answers = [{"words": ["Mut", "Zeit"]}, {"words": ["mut"]}, {"words": ["Geld", "Mut"]}]
    results = question.results(fold_votes(question, answers), 3, "de")
    rows = results.series[0].rows
    assert [(row.label, row.count, row.percent) for row in rows] == [
        ("Mut", 3, 100),
        ("Geld", 1, 33),
        ("Zeit", 1, 33),
    ]
    assert question.default_sentence(results, "de") == (
        "Am häufigsten genannt: Mut (100\u202f%), Geld (33\u202f%) und Zeit (33\u202f%)."
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["Mut", "Mut", "Geld", "Rat", "Zeit"], "Named most often: Mut (40%)."),
        (["Geld", "Mut", "Rat", "Zeit"], "4 entries are level in front: 25% each."),
    ],
)
def test_a_word_is_not_named_before_others_that_as_many_gave(answers: list[str], said: str) -> None:
    question = Words(id="q", prompt="?")
    tally = fold_votes(question, [{"words": [word]} for word in answers])
    results = question.results(tally, len(answers), "en")
    assert question.default_sentence(results, "en") == said

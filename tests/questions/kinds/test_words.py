"""Words: each counts once a person, ranked by the share of people."""

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

"""Pairs: statements by the pairs that they won."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions import (
    Pairs,
)
from poll_server.questions.form import arranged
from tests.questions.people.invented import fold_votes

# ── Pairs ─────────────────────────────────────────────────────────────────────────────────────


def test_statements_stand_by_the_pairs_they_won() -> None:
    question = Pairs(id="q", prompt="?", statements=("Bus", "Bahn", "Rad", "Zug"), each=3)
    answers = [question.check({"won": won}) for won in ([[0, 1], [0, 2]], [[1, 0], [0, 2], [1, 2]])]
    assert question.count(answers[0]) == {
        "won:0:1": 1, "won:0:2": 1, "seen:0": 1, "seen:1": 1, "seen:2": 1,
    }  # fmt: skip
    results = question.results(fold_votes(question, answers), 2, "de")
    # Bus and Bahn met twice and won once each; both won all against Rad, Bus once more.
    assert [(row.label, row.count, row.leading, row.more[1]) for row in results.steps] == [
        ("Bus", 2, True, "3/4"),
        ("Bahn", 2, False, "2/3"),
        ("Rad", 2, False, "0/3"),
        ("Zug", 0, False, "0/0"),
    ]
    assert [str(fact) for fact in results.facts] == ["Entscheidungen: 5 (3 von 6 Paaren kamen vor)"]
    first = results.steps[0]
    assert question.default_sentence(results, "de") == (
        f"„Bus“ würde in {first.shown} der Entscheidungen jedem anderen vorgezogen."
    )
    level = question.results({"won:0:1": 1, "won:1:0": 1, "seen:0": 1, "seen:1": 1}, 2, "en")
    assert [row.shown for row in level.steps if row.leading] == ["50%", "50%"]
    assert question.default_sentence(level, "en") == "“Bus” and “Bahn” are level in front."


@given(st.integers(3, 12), st.integers(1, 30), st.text("abcdef0123", min_size=1, max_size=8))
def test_pairs_of_a_phone_are_different_and_leave_nobody_out(
    size: int, each: int, order: str
) -> None:
    question = Pairs(id="q", prompt="?", statements=tuple(map(str, range(size))), each=each)
    asked = list(arranged(question.controls("en"), order))
    pairs = [tuple(option.value for option in control.options) for control in asked]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert len(pairs) == min(each, size * (size - 1) // 2)
    met = Counter(value for pair in pairs for value in pair)
    if 2 * each >= size + 1:
        assert len(met) == size
    if len(pairs) == size * (size - 1) // 2:
        assert set(met.values()) == {size - 1}
    answer = {"won": [[int(one), int(other)] for one, other in pairs]}
    form = {control.name: [control.options[0].value] for control in asked}
    assert question.check(question.read(form)) == question.check(answer)

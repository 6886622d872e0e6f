"""Best and worst of four or five: sets, counters and scores."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions import MaxDiff
from poll_server.questions.form import arranged
from tests.questions.people.invented import fold_votes


def test_statements_stand_by_best_less_worst() -> None:
    question = MaxDiff(id="q", prompt="?", statements=("Bus", "Bahn", "Rad", "Zug", "Auto"))
    answers = [
        question.check({"sets": sets})
        for sets in ([[0, 3, 1, 2], [4, 1, 0, 3]], [[0, 1, 2, 3]], [[1, 2, 3, 0]])
    ]
    assert answers[0] == {"sets": [[0, 1, 3, 2], [4, 0, 1, 3]]}
    assert question.count(answers[0]) == {
        "0:2:1:0": 1, "1:2:0:0": 1, "2:1:0:1": 1, "3:2:0:1": 1, "4:1:1:0": 1,
    }  # fmt: skip
    results = question.results(fold_votes(question, answers), 3, "de")
    # Bus: best twice, worst once, of four times seen: +25. Bahn: best once of four: +25, too.
    assert [(row.label, row.count, row.shown, row.more[1:]) for row in results.steps] == [
        ("Auto", 1, "+100", ("1", "0", "1")),
        ("Bus", 3, "+25", ("2", "1", "4")),
        ("Bahn", 3, "+25", ("1", "0", "4")),
        ("Rad", 3, "−33", ("0", "1", "3")),
        ("Zug", 3, "−50", ("0", "2", "4")),
    ]
    assert [row.percent for row in results.steps] == [100, 62, 62, 33, 25]
    assert [str(fact) for fact in results.facts] == [
        "Entschiedene Vergleiche: 4 (je ein Bestes und ein Schlechtestes von 4)"
    ]
    assert question.default_sentence(results, "de").startswith("„Auto“ liegt mit +100 vorn")
    few = question.results({"0:2:1:0": 3, "1:2:1:0": 3}, 3, "en")
    assert question.default_sentence(few, "en") == "“Bus” and “Bahn” are level in front."


def test_a_set_of_which_one_is_missing_is_said_and_not_counted() -> None:
    question = MaxDiff(id="q", prompt="?", statements=tuple("ABCDE"))
    whole = {"set-0-0-1-2-3": ["3"], "set-1-0-1-2-3": ["0"]}
    assert question.read(whole) == {"sets": [[3, 1, 2, 0]]}
    assert question.fill({"sets": [[3, 1, 2, 0]]}, "en") == whole
    for spoilt in (
        whole | {"set-0-0-1-2-4": ["4"]},
        whole | {"set-1-0-1-2-3": ["3"]},
        {"set-1-0-1-2-3": ["0"]},
    ):
        assert "choose both" in question.objection(question.read(spoilt), "en")
    assert question.objection(question.read(whole), "en") == ""
    # Of a form that was made by hand.
    for name in ("set", "set-0", "set-0-x", "set-7-0-1-2-3", "other-0-1-2"):
        question.objection(question.read({name: ["0"]}), "en")


@given(
    st.integers(4, 12),
    st.integers(4, 5),
    st.integers(1, 15),
    st.text("abcdef0123", min_size=1, max_size=8),
)
def test_sets_of_a_phone_are_different_and_balanced(
    many: int, size: int, sets: int, order: str
) -> None:
    many = max(many, size)
    question = MaxDiff(
        id="q", prompt="?", statements=tuple(map(str, range(many))), size=size, sets=sets
    )
    groups = list(arranged(question.controls("en"), order))
    assert groups == list(arranged(question.controls("en"), order))  # at every load
    asked = [[option.value for option in each.options] for each in groups[::2]]
    assert asked == [[option.value for option in each.options] for each in groups[1::2]]
    assert len(set(map(frozenset, asked))) == len(asked) <= sets
    assert all(len(set(each)) == size for each in asked)
    if len(asked) == sets:
        met = Counter(value for each in asked for value in each)
        times = [met[str(n)] for n in range(many)]
        assert max(times) - min(times) <= 1
    form = {each.name: [each.options[n % 2].value] for n, each in enumerate(groups)}
    answer = question.check(question.read(form))
    assert len(answer["sets"]) == len(asked)
    assert question.fill(answer, "en") == form

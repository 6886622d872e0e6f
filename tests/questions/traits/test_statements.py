"""Statements that the audience adds: proposed, approved, met by later groups, and counted."""

from collections import Counter

import pytest

from poll_server.live.texts import moderated
from poll_server.questions import InvalidAnswer, MaxDiff, Pairs
from poll_server.questions.form import arranged
from poll_server.questions.traits.statements import (
    MOST_MORE,
    WithStatements,
    is_full,
    place_called,
)
from tests.questions.people.invented import fold_votes

PLAIN = Pairs(id="q", prompt="?", statements=("Bus", "Bahn", "Rad"), each=2)
OPEN = Pairs(id="q", prompt="?", statements=("Bus", "Bahn", "Rad"), each=2, proposals=True)
ENDS = MaxDiff(
    id="q", prompt="?", statements=("Bus", "Bahn", "Rad", "Auto", "Zug"), sets=2, proposals=True
)
FERRY = place_called("text:fähre")


def test_what_is_proposed_waits_and_is_met_once_it_is_approved() -> None:
    answers = [
        OPEN.check({"won": [[0, 1]], "own": " Fähre "}),
        OPEN.check({"won": [], "own": "Fähre"}),
        OPEN.check({"won": [[FERRY, 0], [2, FERRY]]}),
        OPEN.check({"won": [[2, 0]], "own": "Luftschiff"}),
    ]
    tally = fold_votes(OPEN, answers)
    assert tally["text:fähre"] == 2
    assert tally[f"won:{FERRY}:0"] == 1
    assert OPEN.approved_first
    waiting = moderated(OPEN, tally, {})
    assert len(OPEN.results(waiting, 4, "de").steps) == 3
    # Nobody is told of what waits, and what was decided about it counts for nothing.
    assert "Decisions: 2 (2 of 3 pairs were met)" in map(str, OPEN.facts(waiting, 4, "en"))
    seen = moderated(OPEN, tally, {"text:fähre": "approved", "text:luftschiff": "dismissed"})
    rows = {row.label: row for row in OPEN.results(seen, 4, "de").steps}
    assert set(rows) == {"Bus", "Bahn", "Rad", "Fähre (aus dem Publikum)"}
    ferry = rows["Fähre (aus dem Publikum)"]
    assert (ferry.key, ferry.count, ferry.more[1]) == (FERRY, 1, "1/2")
    options = OPEN.controls_now("de", seen)[0].options
    assert [option.label for option in options] == ["Bus", "Bahn", "Rad", "Fähre"]
    # Taken back by who proposed it, it is gone with its text.
    gone = fold_votes(OPEN, [answers[2]])
    assert len(OPEN.results(moderated(OPEN, gone, {"text:fähre": "approved"}), 1, "de").steps) == 3


@pytest.mark.parametrize(
    "answer",
    [
        {"won": [], "own": ""},
        {"won": [], "own": "a" * 141},
        {"won": [[0, "h12"]]},
        {"won": [["h" + "g" * 10, 0]]},
        {"won": [[FERRY, FERRY]]},
    ],
)
def test_what_is_no_statement_is_refused(answer: object) -> None:
    with pytest.raises(InvalidAnswer):
        OPEN.check(answer)


def test_where_nobody_asked_for_statements_there_are_none() -> None:
    for answer in ({"won": [[0, 1]], "own": "Fähre"}, {"won": [[0, FERRY]]}):
        with pytest.raises(InvalidAnswer):
            PLAIN.check(answer)
    assert [control.name for control in PLAIN.controls("de")] == ["pair"]
    assert not PLAIN.approved_first
    assert PLAIN.joined({"text:fähre": 1, "form:Fähre": 1}) == ()


@pytest.mark.parametrize("question", [OPEN, ENDS])
def test_what_is_added_comes_behind_what_a_phone_was_asked_and_catches_up(
    question: WithStatements,
) -> None:
    names = [f"Neu {n}" for n in range(40)]
    met: dict[int, Counter[str]] = {0: Counter(), 3: Counter()}
    for phone in range(60):
        before: list[str] = []
        for many in (0, 1, 3):
            tally = {f"{kind}:{n}": 1 for text in names[:many] for kind, n in texts_of(text)}
            groups = list(arranged(question.controls_now("de", tally), f"{phone}|q"))
            asked = [each.name for each in groups if each.options]
            assert [name for name in asked if name in before] == before  # none of them went
            before = asked
            if many != 1:  # without any, and with all
                met[many].update(option.value for group in groups for option in group.options)
    own = [met[0][str(n)] for n in range(len(question.statements))]
    added = [n for value, n in met[3].items() if value.startswith("h")]
    assert len(added) == 3
    # More often than those of the deck before, so that they catch up.
    assert min(added) > sum(own) / len(own)
    tally = {f"{kind}:{n}": 1 for text in names for kind, n in texts_of(text)}
    assert len(question.joined(tally)) == question.most_joined < 40
    assert question.often * question.most_joined <= MOST_MORE


def texts_of(text: str) -> list[tuple[str, str]]:
    return [("text", text.casefold()), ("form", text)]


def test_a_best_of_the_audience_s_own() -> None:
    answer = ENDS.check({"sets": [[FERRY, 2, 1, 0]], "own": "Fähre"})
    assert answer == {"sets": [[FERRY, 1, 2, 0]], "own": "Fähre"}
    assert ENDS.count(answer)[f"{FERRY}:1:1:0"] == 1
    assert ENDS.in_words(answer, "de") == "1 Vergleich, “Fähre”"
    form = ENDS.fill(answer, "de")
    assert ENDS.check(ENDS.read(form)) == answer
    results = ENDS.results(ENDS.count(answer), 1, "en")
    assert (results.steps[0].label, results.steps[0].shown) == ("Fähre (from the audience)", "+100")


def test_there_is_room_for_so_many_and_no_more() -> None:
    tally = {f"{kind}:{n}": 1 for each in range(99) for kind, n in texts_of(f"Neu {each}")}
    assert is_full(OPEN, tally)
    assert not is_full(OPEN, {"text:fähre": 1, "form:Fähre": 1})
    assert not is_full(PLAIN, tally)
    assert not is_full(None, tally)

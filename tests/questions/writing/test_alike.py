"""Suggested piles: what says the same lies together, on 600 answers with slips of fingers."""

from collections import Counter

import pytest

from poll_server.questions.writing.alike import stems, suggested
from tests.questions.writing.wishes import SIZE, wishes


def test_what_says_the_same_lies_together_and_what_does_not_stays_apart() -> None:
    wished = wishes()
    assert len(wished) == SIZE
    piles = suggested([text for text, _topic, _phrase in wished])
    lies = {place: n for n, pile in enumerate(piles) for place in pile}
    assert len(lies) == sum(map(len, piles))  # each in one pile at most

    same = [Counter(wished[place][1] for place in pile).most_common(1)[0][1] for pile in piles]
    assert sum(same) >= 0.95 * len(lies)  # of one topic
    versions: dict[str, list[int]] = {}
    for place, (_text, _topic, phrase) in enumerate(wished):
        if phrase:
            versions.setdefault(phrase, []).append(lies.get(place, -place - 1))
    together = sum(Counter(of).most_common(1)[0][1] for of in versions.values())
    assert together >= 0.9 * sum(map(len, versions.values()))
    alone = [place for place, (_text, topic, _phrase) in enumerate(wished) if not topic]
    assert not any(place in lies for place in alone)
    assert len(piles) <= 30  # few enough to look at
    assert {wished[pile[0]][1] for pile in piles[:9]} >= {"wlan", "canteen", "toilets", "feedback"}


def test_what_was_laid_together_by_hand_counts_for_what_comes_later() -> None:
    later = ["Mehr Kitaplätze", "Betreuung der Kinder", "Jazz"]
    assert suggested(later, [["Kinderbetreuung"]]) == [[1]]
    assert suggested(later, [["Kinderbetreuung", "Kitaplatz"], ["Radwege"]]) == [[0, 1], []]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schüler*innen", "Schüler"),
        ("Lehrer/-innen", "die Lehrer"),
        ("SchülerInnen", "schueler".replace("ue", "ü")),
        ("Betreuungen", "Betreuung"),
        ("teachers", "Teacher"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_what_has_nothing_to_compare_is_left_alone() -> None:
    assert suggested([]) == []
    assert suggested(["👍", "!", "–"]) == []
    assert suggested(["und", "oder", "mehr"]) == []

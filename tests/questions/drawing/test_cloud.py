"""The word cloud: every word in a place of its own, and still there after the next vote."""

import random
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.looks.look import DARK, LIGHT
from poll_server.questions import Row, Words
from poll_server.questions.drawing import cloud as cloud_module
from poll_server.questions.drawing.cloud import (
    FEW_WORDS,
    MOST_WORDS,
    SMALLEST_PX,
    SOME_WORDS,
    Word,
    figure,
    place,
    spread,
)
from poll_server.questions.drawing.rows import HEIGHT, WIDTH
from poll_server.questions.drawing.widths import width
from poll_server.questions.results import rows
from tests.support.suite.at_length import AT_LENGTH

WRITTEN = (
    "Partizipation,Motivation,Kooperationsrahmen,Zeit,Vertrauen,Fortbildung,Ausstattung,WLAN,"
    "Freiräume,Vernetzung,Ideen,Mut,Technik,Geduld,Praxis,Austausch,Beteiligung,Geld,Personal,"
    "Respekt,Offenheit,Kreativität,Medienkompetenz,Support,Fehlerkultur,Haltung,Transparenz,"
    "Vorbilder,Netzwerke,Nachhaltigkeit,Bildungsgerechtigkeit,Tablets,Lehrkräfte,Eltern,Räume,"
    "Spaß,Konzepte,Verlässlichkeit,Digitalpakt,Autonomie,Begeisterung,Chancengleichheit,"
    "mehr Zeit,bessere Technik,gute Ideen,freie Software,kleine Klassen"
)
VOCABULARY = WRITTEN.split(",")
VOTERS = 600
FAR = 40
"""Pixels of a stage from which a word has visibly moved: 2 % of its width."""


def ranked(*counted: tuple[str, int]) -> tuple[Row, ...]:
    """Rows as `Words.series` makes them, the most frequent first."""
    counts = [(f"text:{text.casefold()}", text, count) for text, count in counted]
    return rows(sorted(counts, key=lambda item: (-item[2], item[0])), 1000)


def growing(seed: int, votes_per_snapshot: int = 1) -> list[list[Word]]:
    """The cloud after every so many of 600 votes, some words far more popular than others."""
    chance = random.Random(seed)
    words = chance.sample(VOCABULARY, len(VOCABULARY))
    weights = [1 / (place + 1) ** 0.9 for place in range(len(words))]
    question = Words(id="q", prompt="?", entries=3)
    tally: dict[str, int] = {}
    clouds = []
    for voter in range(1, VOTERS + 1):
        answer = question.check({"words": chance.choices(words, weights, k=chance.randint(1, 3))})
        for counter, count in question.count(answer).items():
            tally[counter] = tally.get(counter, 0) + count
        if voter % votes_per_snapshot == 0:
            clouds.append(place(question.series(tally, voter, "de")[0].rows))
    return clouds


def box(word: Word) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink of a word, by its estimated width."""
    wide = width(word.text, word.px)
    return word.x - wide / 2, word.y - word.px / 2, word.x + wide / 2, word.y + word.px / 2


def overlap(one: Word, other: Word) -> bool:
    a, b = box(one), box(other)
    hair = 0.2  # of a pixel: places are rounded to a tenth
    return a[0] + hair < b[2] and b[0] + hair < a[2] and a[1] + hair < b[3] and b[1] + hair < a[3]


def moved(before: Word, after: Word) -> bool:
    return abs(before.x - after.x) + abs(before.y - after.y) > FAR


def shares_moved(clouds: list[list[Word]]) -> list[float]:
    """For each snapshot, the share of the words already there that visibly moved."""
    shares = []
    for before, after in pairwise(clouds):
        old = {word.key: word for word in before}
        kept = [(old[word.key], word) for word in after if word.key in old]
        shares.append(mean(moved(*pair) for pair in kept) if kept else 0.0)
    return shares


SEEDS = [0, *(pytest.param(seed, marks=AT_LENGTH) for seed in (1, 2))]


@pytest.mark.parametrize("seed", SEEDS)
def test_words_stay_where_they_are_while_600_votes_arrive(seed: int) -> None:
    shares = shares_moved(growing(seed))
    assert mean(shares) < 0.025
    assert sum(share == 0 for share in shares) > 0.8 * len(shares)
    # In a burst, one snapshot may carry ten votes.
    assert mean(shares_moved(growing(seed, votes_per_snapshot=10))) < 0.12


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_words_overlap_and_none_is_cut_off(seed: int) -> None:
    for cloud in growing(seed, votes_per_snapshot=20):
        assert len({word.key for word in cloud}) == len(cloud)
        assert not any(overlap(*pair) for pair in combinations(cloud, 2))
        for word in cloud:
            left, top, right, bottom = box(word)
            assert left >= -0.2
            assert top >= -0.2
            assert right <= WIDTH + 0.2
            assert bottom <= HEIGHT + 0.2


def test_all_words_of_a_usual_poll_are_drawn() -> None:
    for cloud in growing(1, votes_per_snapshot=100):
        assert len(cloud) == MOST_WORDS


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40),
            st.integers(1, 500),
        ),
        unique_by=lambda item: item[0].casefold(),
        max_size=60,
    )
)
def test_any_words_have_places_without_overlap(counted: list[tuple[str, int]]) -> None:
    ordered = ranked(*counted)
    cloud = place(ordered)
    assert len(cloud) <= MOST_WORDS
    assert not any(overlap(*pair) for pair in combinations(cloud, 2))
    assert place(ordered) == cloud
    if counted:
        assert ordered[0].key in {word.key for word in cloud}


def test_more_votes_are_never_smaller() -> None:
    cloud = {word.text: word.px for word in place(ranked(("aaaa", 20), ("bbbb", 10), ("cccc", 1)))}
    assert cloud["aaaa"] > cloud["bbbb"] > cloud["cccc"] >= SMALLEST_PX


def test_the_order_of_equal_words_changes_nothing() -> None:
    one = rows([("text:a", "a", 2), ("text:b", "b", 2)], 2)
    other = rows([("text:b", "b", 2), ("text:a", "a", 2)], 2)
    assert sorted(place(one)) == sorted(place(other))


def test_a_word_keeps_its_colour_and_is_escaped() -> None:
    few, many = ranked(("<b>Mut</b>", 1)), ranked(("<b>Mut</b>", 90), ("Zeit", 3))
    first, second = figure(few, LIGHT)["data"][0], figure(many, LIGHT)["data"][0]
    assert "&lt;b&gt;Mut&lt;/b&gt;" in second["text"]
    at = second["text"].index("&lt;b&gt;Mut&lt;/b&gt;")
    assert first["textfont"]["color"][0] == second["textfont"]["color"][at]
    assert set(figure(many, DARK)["data"][0]["textfont"]["color"]) <= set(DARK.categories)


def test_no_votes_draw_an_empty_cloud() -> None:
    assert place(()) == []
    assert figure((), LIGHT)["data"][0]["text"] == []


rooms = st.lists(
    st.tuples(st.floats(0, 900), st.floats(1, 100), st.floats(0.1, 10)), min_size=1, max_size=9
)


@given(rooms)
def test_spreading_leaves_no_overlap_and_changes_nothing_where_there_is_none(
    items: list[tuple[float, float, float]],
) -> None:
    wanted, wide, weights = (list(part) for part in zip(*sorted(items), strict=True))
    lefts = spread(wanted, wide, weights, 1000)
    edges = [(left, left + room) for left, room in zip(lefts, wide, strict=True)]
    assert edges[0][0] >= 0
    assert edges[-1][1] <= 1000 + 1e-6
    assert all(one[1] <= other[0] + 1e-6 for one, other in pairwise(edges))
    if all(
        want + room <= later
        for (want, room), later in zip(
            zip(wanted, wide, strict=True), [*wanted[1:], 1000], strict=True
        )
    ):
        assert lefts == pytest.approx(wanted)


@given(rooms, st.floats(-1, 1))
def test_a_little_change_moves_words_a_little(
    items: list[tuple[float, float, float]], change: float
) -> None:
    wanted, wide, weights = (list(part) for part in zip(*sorted(items), strict=True))
    before = spread(wanted, wide, weights, 1000)
    wide[0] = max(wide[0] + change, 0)
    after = spread(wanted, wide, weights, 1000)
    assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= abs(change) + 1e-6


@pytest.mark.parametrize("words", range(1, FEW_WORDS + 1))
def test_few_words_stand_large_in_the_middle(words: int) -> None:
    rows = [Row(f"text:wort {n}", f"Wort {n}", 1 + n % 3, 10, leading=False) for n in range(words)]
    placed = place(rows)
    assert len(placed) == words
    assert min(word.px for word in placed) >= 60  # twice the smallest of a full cloud
    left, right = (
        pick(word.x + side * width(word.text, word.px) / 2 for word in placed)
        for side, pick in ((-1, min), (1, max))
    )
    assert abs(left + right - WIDTH) < 3
    middle = sum(word.y for word in placed) / words
    assert abs(middle - HEIGHT / 2) < HEIGHT / 8
    order = [word.key for word in placed]
    more = [
        Row(row.key, row.label, row.count + 5 * (n == 0), 10, leading=False)
        for n, row in enumerate(rows)
    ]
    assert [word.key for word in place(more)] == order  # a vote swaps no words


@pytest.mark.parametrize("words", [FEW_WORDS + 1, 9, SOME_WORDS, MOST_WORDS])
def test_the_first_word_is_in_the_middle_and_some_lie_close_around_it(words: int) -> None:
    """And who leads by a hair takes no turns with it."""
    counted = [(text, max(40 - 4 * n, 1)) for n, text in enumerate(VOCABULARY[:words])]
    cloud = place(ranked(*counted))
    (first,) = (word for word in cloud if word.text == VOCABULARY[0])
    assert abs(first.x - WIDTH / 2) < WIDTH / 20  # a full side pushes
    assert abs(first.y - HEIGHT / 2) < HEIGHT / 6
    boxes = [box(word) for word in cloud]
    wide = max(at[2] for at in boxes) - min(at[0] for at in boxes)
    high = max(at[3] for at in boxes) - min(at[1] for at in boxes)
    ink = sum((at[2] - at[0]) * (at[3] - at[1]) for at in boxes)
    assert ink > 0.3 * wide * high or words > SOME_WORDS
    counted[3] = (VOCABULARY[3], 41)
    (after,) = (word for word in place(ranked(*counted)) if word.key == first.key)
    assert not moved(first, after)


@pytest.mark.parametrize("words", [FEW_WORDS, MOST_WORDS + 5])
def test_a_cloud_is_laid_out_again_only_when_it_changes(
    words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for another look or screen, nor for votes on words that are too rare to be in it."""
    laid_out = 0
    spoken = "_in_the_middle" if words <= FEW_WORDS else "_in_bands"
    really = getattr(cloud_module, spoken)

    def counting(rows: Sequence[Row]) -> list[Word]:
        nonlocal laid_out
        laid_out += 1
        return list(really(rows))

    monkeypatch.setattr(cloud_module, spoken, counting)
    cloud_module._placed.cache_clear()
    counted = [(f"Lernort {n}", 90 - n) for n in range(words)]
    for base in (1000, 1001):
        for look in (LIGHT, DARK):
            figure(rows([(f"text:{t.casefold()}", t, n) for t, n in counted], base), look)
    assert laid_out == 1
    place(ranked(*((text, count + 1) for text, count in counted)))
    assert laid_out == 2

"""Labels of different options are never cut to the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions.drawing.shortened import wrap_apart
from poll_server.questions.drawing.widths import wrap

STEM = "Die Lehrkräfte unserer Schulen sollten in jedem Schuljahr Zeit bekommen, und zwar für "


def test_what_fits_is_left_as_it_is() -> None:
    texts = ["Ja", "Nein", "Die Lehrkräfte unserer Schulen"]
    assert wrap_apart(texts, 10, 100, most=4) == [wrap(text, 10, 100) for text in texts]


def test_each_keeps_the_place_where_it_differs() -> None:
    options = [STEM + end for end in ("neue Geräte", "eigene Fortbildungen", "Elternabende")]
    cut = [" ".join(lines) for lines in wrap_apart(options, 10, 160, most=2)]
    assert cut[0].startswith("Die Lehrkräfte") or cut[0].startswith("…")
    assert [line.rpartition("…")[2].split()[0] for line in cut] == [
        "neue",
        "eigene",
        "Elternabende",
    ]


@pytest.mark.parametrize("stem", [STEM, "x" * 190 + " ", "W" * 195, "Wort " * 39])
def test_thirty_options_of_two_hundred_letters_are_thirty_labels(stem: str) -> None:
    options = [f"{stem}{n}"[-200:] for n in range(1, 31)]
    for most in (1, 2, 4):
        lines = wrap_apart(options, 7.5, 165, bold=False, most=most)
        assert len({tuple(each) for each in lines}) == 30
        assert all(len(each) <= most for each in lines)


@given(st.lists(st.text("ab ", min_size=1, max_size=60), min_size=2, max_size=12, unique=True))
def test_whatever_is_written_stays_apart(texts: list[str]) -> None:
    texts = list({" ".join(text.split()) or "a" for text in texts})
    lines = wrap_apart(texts, 10, 60, most=2)
    assert len({tuple(each) for each in lines}) == len(texts)

"""The longest files come first, by names that are still true."""

from pathlib import Path

from .order import LONGEST

TESTS = Path(__file__).parents[2]


def test_every_file_that_comes_first_is_there_once() -> None:
    """One that was moved would come last, and a worker would sit over it alone."""
    assert [each for each in LONGEST if not (TESTS / each).exists()] == []
    assert len(set(LONGEST)) == len(LONGEST)

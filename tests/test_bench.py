"""The bench runs, and finds figures; how good they are depends on the machine."""

from math import isfinite
from pathlib import Path

import pytest

from tests.bench.book import BOOK, NEWEST, enter, heading, table
from tests.bench.figures import SHORT
from tests.bench.run import measure


@pytest.mark.timeout(180)
async def test_a_short_bench_measures_everything() -> None:
    figures = await measure(SHORT)
    assert len(figures.ours.waits) == len(figures.bare.waits) == SHORT.phones * SHORT.bursts
    for found in (
        figures.ours.percentile(0.95) / figures.bare.percentile(0.95),
        figures.our_rate / figures.bare_rate,
        figures.join_seconds,
        figures.stage_lag,
    ):
        assert isfinite(found)
        assert found >= 0
    assert figures.page_bytes < 30_000
    assert 0 < figures.question_bytes < 30_000
    assert table(figures).count("\n") > 8


def test_the_newest_entry_stands_first(tmp_path: Path) -> None:
    book = tmp_path / "book.md"
    book.write_text(BOOK.read_text(encoding="utf-8").partition(NEWEST)[0] + NEWEST + "\n")
    enter(book, "## first")
    enter(book, heading(SHORT))
    text = book.read_text(encoding="utf-8")
    assert text.index("30 phones") < text.index("## first")

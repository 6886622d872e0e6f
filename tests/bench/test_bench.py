"""The bench runs, and finds figures; how good they are depends on the machine."""

import sys
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from poll_server.store.parts.round_store import RoundStore
from tests.bench import asked, congress, moods, soak
from tests.bench.book import BOOK, NEWEST, congress_table, enter, heading, table
from tests.bench.figures import SHORT, Burst
from tests.bench.run import measure
from tests.bench.sockets import transports
from tests.bench.sockets.load import compiler


async def test_a_short_bench_measures_everything() -> None:
    figures = await measure(SHORT)
    assert len(figures.ours.waits) == len(figures.bare.waits) == SHORT.phones * SHORT.bursts
    for found in (
        figures.ours.percentile(0.95) / figures.bare.percentile(0.95),
        figures.our_rate / figures.bare_rate,
        figures.join_seconds,
        figures.page_time,
        figures.stage_lag,
    ):
        assert isfinite(found)
        assert found >= 0
    assert figures.page_bytes < 30_000
    assert 0 < figures.question_bytes < 30_000
    assert table(figures).count("\n") > 8


async def test_a_short_congress_is_reported_while_people_vote() -> None:
    plan = asked.SHORT
    figures = await congress.measure(plan)
    assert set(figures.files) == {*plan.formats, "zip"}
    assert len(figures.quiet.waits) == (1 + plan.rounds) * plan.bursts * plan.size.phones
    assert len(figures.beside.waits) >= plan.size.phones
    assert len(figures.seconds) == len(figures.alone_seconds) == plan.rounds
    if sys.platform == "linux":
        assert figures.worker > 10  # MB: it was seen at work
        assert figures.server_after >= figures.server_before > 10
    assert "ack p99" in congress_table(figures, plan)


async def test_short_transports_find_every_figure() -> None:
    assert compiler(), "gcc or clang"
    runs = await transports.measure(transports.SHORT)
    assert {run.how for run in runs} == {"lean", "minimal", "spike"}
    for run in runs:
        assert all(isfinite(found) for found in run.figures.values())
        assert run.figures["votes/s"] > 0
        assert run.figures["lines cut"] == 0
    assert "lean ÷ spike" in transports.table(runs)


async def test_a_short_evening_counts_every_vote() -> None:
    evening = await soak.measure(soak.SHORT)
    assert [look.votes > 0 for look in evening.looks] == [True] * soak.SHORT.questions
    assert evening.log == []
    assert sum(look.wrong for look in evening.looks) == 0
    assert "0 of them wrong or lost" in soak.table(evening)


async def test_an_evening_notices_a_lost_vote(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = RoundStore.votes

    async def one_lost(rounds: RoundStore, poll_id: str, number: int) -> Any:
        votes = dict(await whole(rounds, poll_id, number))
        votes.popitem()
        return votes

    monkeypatch.setattr(RoundStore, "votes", one_lost)
    plan = replace(soak.SHORT, questions=1)
    evening = await soak.measure(plan)
    assert evening.looks[0].wrong == 2, "a vote is missing, and the sum is another"
    assert "question 1: 2 votes are not stored as they were acknowledged" in evening.faults()


def test_an_evening_notices_what_grows() -> None:
    looks = [soak.Look(9, 0, 100.0 + 2 * number, 1.0, 40, 5.0) for number in range(20)]
    assert soak.Evening(looks).faults() == ["the server's memory grew 1.25×"]


def test_the_newest_entry_stands_first(tmp_path: Path) -> None:
    book = tmp_path / "book.md"
    book.write_text(BOOK.read_text(encoding="utf-8").partition(NEWEST)[0] + NEWEST + "\n")
    enter(book, "## first")
    enter(book, heading(SHORT))
    text = book.read_text(encoding="utf-8")
    assert text.index("30 phones") < text.index("## first")


def test_what_taps_cost_is_told_in_points_and_as_a_ratio() -> None:
    figures = moods.MoodFigures(600, 0.006, 0.04, Burst([0.1] * 9), Burst([0.11] * 9))
    *_, core, waits = moods.table(figures).splitlines()
    assert "0.6 % | 4.0 % | +3.4 points" in core
    assert waits.endswith("| 100 ms | 110 ms | 1.10× |")

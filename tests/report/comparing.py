"""What files are compared by: questions with their answers, and what is read back of each file."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from poll_server.questions import AnyQuestion, Results
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.words import Words


@pytest.fixture(scope="module", autouse=True)
def without_plotly() -> Iterator[None]:
    """Its 4.8 MB in every page would make up nearly all of the time these tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poll_server.report.html.html._plotly", lambda: "")
        patch.setattr("poll_server.report.html.html._plotly_hash", lambda: "")  # it is remembered
        yield


LANGUAGES = st.sampled_from(["de", "en"])
Line = tuple[str, str, int, int | None]
"""Statement, answer, count, percent."""


@st.composite
def choices(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    options = draw(st.integers(2, 8))
    most = draw(st.integers(1, options))
    question = Choice(
        id="q",
        prompt="Was?",
        options=tuple(f"Antwort {n}" for n in range(options)),
        most=most,
        abstain=True,
        other=True,
    )
    picked = st.lists(st.integers(0, options - 1), min_size=1, max_size=most, unique=True)
    one = st.one_of(
        picked.map(lambda numbers: {"options": numbers}),
        st.just({"abstain": True}),
        # In quotes: “Zeit” by itself is also the head of a column.
        st.sampled_from(["„Mut“", "„Zeit“"]).map(lambda text: {"options": [], "other": text}),
    )
    return question, draw(st.lists(one, max_size=60))


@st.composite
def scales(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    steps, statements = draw(st.integers(2, 10)), draw(st.integers(0, 4))
    question = Scale(
        id="q",
        prompt="Wie sehr?",
        labels=tuple(f"Stufe {n}" for n in range(steps)),
        statements=tuple(f"Aussage {n}" for n in range(statements)),
        abstain=True,
    )
    step = st.none() | st.integers(0, steps - 1)
    size = max(statements, 1)
    rated = st.lists(step, min_size=size, max_size=size).filter(
        lambda given: any(one is not None for one in given)
    )
    one = st.one_of(rated.map(lambda given: {"steps": given}), st.just({"abstain": True}))
    return question, draw(st.lists(one, max_size=40))


@st.composite
def clouds(draw: st.DrawFn) -> tuple[AnyQuestion, list[Any]]:
    word = st.sampled_from(["Mut", "Zeit", "Ideen", "WLAN", "Geld"])
    words = st.lists(word, min_size=1, max_size=3, unique=True)
    question = Words(id="q", prompt="Was noch?")
    return question, draw(st.lists(words.map(lambda given: {"words": given}), max_size=40))


def expected(results: Results) -> list[Line]:
    return [
        (series.label, row.label, row.count, row.percent)
        for series in results.series
        for row in series.rows
    ]


def strings(value: Any) -> Iterator[str]:
    """Every text in a plain value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def figures(sentence: str) -> set[str]:
    """The percentages and the n of a sentence, after the question."""
    return set(re.findall(r"(\d+)[\u202f]?%", sentence)) | set(re.findall(r"n = (\d+)", sentence))


def numbers(results: Results) -> set[int | None]:
    """Every percentage and base of a table."""
    rows = {row.percent for series in results.series for row in series.rows}
    tops = {series.top.percent for series in results.series if series.top}
    return rows | tops | {series.base for series in results.series} | {results.base}


def html_rows(page: str) -> list[tuple[str, ...]]:
    """The cells of every table row, line breaks and markup left out."""
    return [
        tuple(
            html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    ]

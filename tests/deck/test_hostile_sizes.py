"""Decks, pasted texts and tables that only hurt: the time they take grows as their length does.

Times are the processor's for this process, and only held against each other: at twice and twice
again the length, four times the time is right and sixteen times is what kept a server busy.
"""

import gc
import io
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import openpyxl
import pytest

from poll_server.deck.deck import DeckMistake, read
from poll_server.deck.limits import DEEPEST, LARGEST_DECK, too_much
from poll_server.drafts.imports import read_sheet
from poll_server.drafts.imports.pasted import read_pasted

pytestmark = pytest.mark.no_cover
"""Whoever counts lines takes time of its own."""

TIMES_LONGER = 4
TRIES = 3
MOST_GROWTH = 9
"""Between the 4 of something linear and the 16 of something quadratic, on a noisy machine."""
NOTHING = 0.03
"""Seconds below which growth is only noise."""

DECKS: dict[str, Callable[[int], str]] = {
    "dotted key": lambda n: ".".join("a" * (n // 2)) + "=1",
    "dotted and quoted": lambda n: ".".join(['"a"'] * (n // 4)) + "=1",
    "dotted header": lambda n: "[" + ".".join("a" * (n // 2)) + "]",
    "arrays in arrays": lambda n: "a=" + "[" * (n // 2) + "]" * (n // 2),
    "tables in tables": lambda n: "a=" + "{a=" * (n // 3),
    "just not too deep": lambda n: "\n".join(
        ".".join("a" * (DEEPEST - 1)) + f".k{i}=1" for i in range(n // 36)
    ),
    "many keys": lambda n: "\n".join(f"k{i}=1" for i in range(n // 7)),
    "many tables": lambda n: "\n".join(f"[a.b.t{i}]" for i in range(n // 10)),
    "many polls": lambda n: "[[polls]]\n" * (n // 10),
    "many questions": lambda n: "[[polls]]\n" + "[[polls.questions]]\n" * (n // 20),
    "same questions": lambda n: (
        "[[polls]]\n"
        + "[[polls.questions]]\nid='q'\nkind='choice'\nprompt='?'\noptions=['a','b']\n" * (n // 75)
    ),
    "long array": lambda n: "a=[" + "1," * (n // 2) + "]",
    "many options": lambda n: (
        "[[polls]]\n[[polls.questions]]\nid='q'\nkind='choice'\noptions=[" + "'a'," * (n // 4) + "]"
    ),
    "quotes that never end": lambda n: "a=" + '"\\' * (n // 2),
    "texts that never end": lambda n: 'a="""' + '""\\' * (n // 3),
    "long number": lambda n: "a=" + "1" * n,
}
PASTED: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "a" * n,
    "lines": lambda n: "a\n" * (n // 2),
    "blocks": lambda n: "a?\n- b\n\n" * (n // 8),
    "bullets": lambda n: "Frage?\n" + "- a\n" * (n // 4),
    "spaces": lambda n: "a?\n" + " " * n + "x",
    "brackets": lambda n: "(" * n,
    "colons": lambda n: "max: " * (n // 5),
}
SHEETS: dict[str, Callable[[int], str]] = {
    "one cell": lambda n: "x" * n,
    "columns": lambda n: "a;" * (n // 2),
    "rows": lambda n: "prompt;kind\n" + "a;b\n" * (n // 4),
    "quotes": lambda n: '"' * n,
    "quoted lines": lambda n: '"' + "\n" * n,
    "empty lines": lambda n: "\n" * n,
}


@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """The collector leaves out what the tests before have left: it would look at all of that once a
    text is long enough, and not before."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def seconds(work: Callable[[str], Any], text: str) -> float:
    """Of the processor; mistakes are what such a text should be answered with."""
    gc.collect()
    begin = time.process_time()
    with suppress(ValueError):
        work(text)
    return time.process_time() - begin


def grows_as_its_length(work: Callable[[str], Any], make: Callable[[int], str], n: int) -> None:
    """At best of three times; a long text that was fast enough once is not read again."""
    text = make(TIMES_LONGER * n)
    taken = [seconds(work, text)]
    if taken[0] <= NOTHING:
        return  # whatever a shorter one takes
    short = min(seconds(work, make(n)) for _ in range(TRIES))
    most = max(MOST_GROWTH * short, NOTHING)
    while len(taken) < TRIES and min(taken) > most:
        taken.append(seconds(work, text))
    assert min(taken) <= most, f"{short:.3f} s, then {min(taken):.3f} s"


@pytest.mark.parametrize("what", DECKS)
def test_a_deck(what: str) -> None:
    grows_as_its_length(read, DECKS[what], 5_000)


@pytest.mark.parametrize("what", PASTED)
def test_a_pasted_text(what: str) -> None:
    grows_as_its_length(lambda text: read_pasted(text, ("de",)), PASTED[what], 12_000)


@pytest.mark.parametrize("what", SHEETS)
def test_a_table(what: str) -> None:
    grows_as_its_length(
        lambda text: read_sheet("a.csv", text.encode(), ("de",)), SHEETS[what], 12_000
    )


def test_a_workbook_with_many_cells() -> None:
    def work(text: str) -> None:
        read_sheet("a.xlsx", books[len(text)], ("de",))

    def book(n: int) -> bytes:
        made = openpyxl.Workbook(write_only=True)
        sheet = made.create_sheet()
        for _ in range(n // 100):
            sheet.append(["x"] * 20)
        file = io.BytesIO()
        made.save(file)
        return file.getvalue()

    books = {n: book(n) for n in (3_000, 12_000)}
    grows_as_its_length(work, lambda n: "x" * n, 3_000)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a=1\n\n" + ".".join("a" * 99) + "=1", 3),
        ("[event]\nx=" + "[" * 99 + "]" * 99, 2),
        ("x=" + "{a=" * 99, 1),
    ],
)
@pytest.mark.parametrize(("language", "words"), [("de", "Ebenen tief"), ("en", "nested more than")])
def test_what_is_too_deep_is_refused_with_its_line_and_a_sentence(
    text: str, line: int, language: str, words: str
) -> None:
    with pytest.raises(DeckMistake, match=words) as error:
        read(text, language=language)
    assert [mistake.line for mistake in error.value.mistakes] == [line]


def test_what_is_too_large_is_refused_with_a_sentence() -> None:
    with pytest.raises(DeckMistake, match="too large for a deck"):
        read("#" * (LARGEST_DECK + 1))


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + ". " * 99 + '"',
        "a = '" + "[" * 99 + "'",
        'a = """\n' + "[[[.\n" * 99 + '"""',
        "# " + "." * 99,
        'a = "\\"' + "." * 99 + '"',
        "[[a]]\n" * 99,
        "a = [" + "1.5, " * 99 + "]",
        "[a.b]\nc.d = 1.5\n" * 99,
    ],
)
def test_dots_and_brackets_in_texts_and_comments_are_no_depth(text: str) -> None:
    assert too_much(text) is None

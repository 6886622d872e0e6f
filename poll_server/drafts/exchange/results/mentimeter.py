"""Mentimeter's results as a workbook: a row for each voter of a session, columns for each slide.

    Date (UTC) | Session | Voter | <title>:                        reactions
                                 | <question>: Answer              a choice, words, a text
                                 | <question>: Name, : Emoji, : Answer, : Score    a quiz
                                 | <question>:: <statement>        a column for each of a scale

Choices cannot be told from texts, and options that nobody chose are missing. Accounts in other
languages have other words in these names: then the table is known by its first three columns, a
moment and two numbers, and the one word that ends the others is “Answer”.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.imports.cells.table import unreadable
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.locale import Speech

from .book import BookSheet, cell, moment
from .guessed import guessed
from .old import OldQuestion, OldRound

HEAD = ("date (utc)", "session", "voter")
SHEET = "voters"
TOP = 10
"""Rows in which the names of the columns are looked for; there are two notes above them."""
_FIELD = re.compile(r"(?P<prompt>.+): (?P<field>[^:]{1,20})", re.DOTALL)
FIELDS = ("Answer", "Name", "Emoji", "Score")
_STATEMENT = re.compile(r"(?P<prompt>.+?):: ?(?P<statement>.+)", re.DOTALL)
DATE, SESSION, VOTER = 0, 1, 2


def is_mentimeter(sheets: Sequence[BookSheet]) -> bool:
    """Whether a workbook is one of Mentimeter's, as far as its names say."""
    return _voters(sheets) is not None or any(
        each.name.casefold() == SHEET for each in sheets
    )  # fmt: skip


def read(sheets: Sequence[BookSheet], taken: Taken) -> list[OldQuestion]:
    """The questions with what came out of each session.

    Raises:
        SheetMistakes: its columns have other names.
    """
    _ = taken.speech
    found = _voters(sheets)
    if found is None:
        raise _other_language(_)
    sheet, head = found
    if others := [each.name for each in sheets if each is not sheet]:
        taken.lose(_("sheets that are not read: %(names)s", names=", ".join(others)))
    slides = _slides(sheet.rows[head], taken)
    voters = sheet.rows[head + 1 :]
    if max(map(len, voters), default=0) > len(sheet.rows[head]):
        taken.lose(_("columns without a name"))
    questions = [each for slide in slides for each in slide.questions(voters, taken)]
    taken.number = 0
    taken.lose(_("who gave which answer, and which answers came from the same person"))
    return questions


def _other_language(_: Speech) -> SheetMistakes:
    return unreadable(
        _(
            "The columns of this Mentimeter file do not begin with “Date (UTC)”, “Session”, "
            "“Voter”. Please switch Mentimeter to English, and export the results of the "
            "voters once more as Excel."
        )
    )


def _voters(sheets: Sequence[BookSheet]) -> tuple[BookSheet, int] | None:
    """The sheet with a row for each voter, and the place of the names of its columns."""
    for sheet in sheets:
        for place, row in enumerate(sheet.rows[:TOP]):
            if tuple(cell(row, at).casefold() for at in range(3)) == HEAD:
                return sheet, place
    for sheet in sheets:
        for place, below in enumerate(sheet.rows[1:TOP]):
            if moment(below, DATE) and all(
                cell(below, at).isdecimal() and cell(sheet.rows[place], at)
                for at in (SESSION, VOTER)
            ):
                return sheet, place
    return None


def _sessions(voters: Sequence[list[Any]]) -> Iterator[tuple[list[list[Any]], int, int]]:
    """The rows of each session in turn, with when it began and ended."""
    found: dict[str, list[list[Any]]] = {}
    for row in voters:
        if row:
            found.setdefault(cell(row, SESSION), []).append(row)

    def began(rows: list[list[Any]]) -> tuple[int, int]:
        times = [at for row in rows if (at := moment(row, DATE))]
        return min(times, default=0), max(times, default=0)

    yield from ((rows, *times) for times, rows in sorted(
        ((began(rows), rows) for rows in found.values()), key=lambda each: each[0]
    ))  # fmt: skip


class _Slide:
    """The columns of one slide."""

    def __init__(self, number: int, prompt: str) -> None:
        self.number, self.prompt = number, prompt
        self.columns: dict[str, int] = {}
        """Answer, Score, … -> its place"""
        self.statements: dict[str, int] = {}

    def questions(self, voters: Sequence[list[Any]], taken: Taken) -> Iterator[OldQuestion]:
        """What was asked on it."""
        _, taken.number = taken.speech, self.number
        if {"Name", "Emoji"} & self.columns.keys():
            taken.lose(_("the names and emoji of those who took part"))
        if self.statements:
            yield from self._scale(voters, taken)
        elif "Answer" in self.columns:
            yield from self._answers(voters, taken)

    def _answers(self, voters: Sequence[list[Any]], taken: Taken) -> Iterator[OldQuestion]:
        _, place = taken.speech, self.columns["Answer"]
        rounds = []
        for rows, began, ended in _sessions(voters):
            given: dict[str, int] = {}
            for row in rows:
                if said := cell(row, place):
                    given[said] = given.get(said, 0) + 1
            if given:
                rounds.append(OldRound(sum(given.values()), (given,), began, ended))
        if not rounds:
            taken.lose(_("“%(prompt)s”: nobody answered it", prompt=self.prompt))
            return
        asked = OldQuestion(self.prompt, guessed(rounds), rounds, self.number)
        if "Score" in self.columns:
            asked.form, asked.right = "one", self._right(voters, place)
            taken.lose(_("how many points each person had, and for being quick"))
        yield asked

    def _right(self, voters: Sequence[list[Any]], place: int) -> list[str]:
        """The answers that brought points."""
        scored = {
            cell(row, place)
            for row in voters
            if re.fullmatch(r"[0-9.,]*[1-9][0-9.,]*", cell(row, self.columns["Score"]))
        }
        return sorted(scored - {""})

    def _scale(self, voters: Sequence[list[Any]], taken: Taken) -> Iterator[OldQuestion]:
        _ = taken.speech
        rounds = []
        for rows, began, ended in _sessions(voters):
            given: list[dict[str, int]] = [{} for _statement in self.statements]
            people = 0
            for row in rows:
                said = [cell(row, place) for place in self.statements.values()]
                people += any(said)
                for counts, step in zip(given, said, strict=True):
                    if step:
                        counts[step] = counts.get(step, 0) + 1
            if people:
                rounds.append(OldRound(people, tuple(given), began, ended))
        if not rounds:
            taken.lose(_("“%(prompt)s”: nobody answered it", prompt=self.prompt))
            return
        asked = OldQuestion(self.prompt, "scale", rounds, self.number, certain=True)
        asked.statements = list(self.statements)
        yield asked


def _word(names: Sequence[str], taken: Taken) -> str:
    """What the account's language calls “Answer”.

    Raises:
        SheetMistakes: it may be one of several words.
    """
    words = {match["field"] for name in names if (match := _FIELD.fullmatch(name))}
    words = {word for word in words if not word.endswith("?")}  # a question with a colon in it
    if not words or FIELDS[0] in words:
        return FIELDS[0]
    _ = taken.speech
    if len(words) > 1:
        raise _other_language(_)
    (word,) = words
    taken.lose(_("(in the names of the columns “%(word)s” is read as “Answer”)", word=word))
    return word


def _slides(head: list[Any], taken: Taken) -> list[_Slide]:
    """The slides whose columns have these names."""
    _ = taken.speech
    found: list[_Slide] = []
    names = [cell(head, place) for place in range(len(head))]
    word = _word([each for each in names if not _STATEMENT.fullmatch(each)], taken)

    def slide_of(prompt: str, field: str) -> _Slide:
        """The slide that a column belongs to: the last one, as long as it has no such column."""
        if not found or found[-1].prompt != prompt or field in found[-1].columns:
            found.append(_Slide(len(found) + 1, prompt))
        return found[-1]

    for place in range(VOTER + 1, len(head)):
        name, taken.number = names[place], 0
        if match := _STATEMENT.fullmatch(name):
            prompt, statement = match["prompt"].strip(), match["statement"].strip()
            slide = slide_of(prompt, "")
            if statement in slide.statements or slide.columns:
                slide = _Slide(len(found) + 1, prompt)
                found.append(slide)
            slide.statements[statement] = place
        elif (match := _FIELD.fullmatch(name)) and match["field"] in (word, *FIELDS):
            field = "Answer" if match["field"] == word else match["field"]
            slide_of(match["prompt"].strip(), field).columns[field] = place
        elif name.endswith(":"):
            taken.lose(_("reactions to “%(title)s”", title=name[:-1].strip()))
        elif name:
            taken.lose(_("the column “%(name)s”: it is left out", name=name))
    return found

"""Answers to a form, as Google Forms and LimeSurvey give them out: a row for each person.

    Timestamp | <question> | <question> [<row>] | …                   Google Forms
    Response ID | Date submitted | … | <question> [<option>] | …      LimeSurvey

Where several could be ticked, Google puts them into one cell; LimeSurvey has a column for each,
with yes or no. What says who answered is not read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from poll_server.drafts.exchange.asked import Taken
from poll_server.questions.writing.written import fold

from .book import BookSheet, cell, moment
from .guessed import guessed
from .old import OldQuestion, OldRound

STAMPS = frozenset(("timestamp", "zeitstempel"))
"""What the first column of Google Forms is called."""
SUBMITTED = frozenset(("submitdate", "date submitted", "datum abgeschickt"))
NUMBERS = frozenset(("id", "response id", "antwort id"))
"""By both of these a table is known as LimeSurvey's."""
ABOUT_PEOPLE = STAMPS | SUBMITTED | NUMBERS | frozenset(
    ("email address", "e-mail-adresse", "e-mail address", "username", "nutzername", "score",
     "punktzahl", "punkte", "lastpage", "last page", "letzte seite", "startlanguage",
     "start language", "start-sprache", "seed", "zufallsstartwert", "token", "access code",
     "zugangscode", "zugangsschlüssel", "startdate", "date started", "datum gestartet",
     "datestamp", "date last action", "datum letzte aktivität", "ipaddr", "ip address",
     "ip-adresse", "refurl", "referrer url", "weiterleitungs-url", "firstname", "first name",
     "vorname", "lastname", "last name", "nachname", "email")
)  # fmt: skip
OTHER = frozenset(("other", "sonstiges"))
"""Behind a question of boxes: a column for people's own words."""
YES, NO = frozenset(("yes", "ja", "y")), frozenset(("no", "nein", "n", ""))
"""What stands where an option was ticked, and where not."""
_PART = re.compile(r"(?P<stem>.+?)\s*\[(?P<part>[^\[\]]+)\]\s*", re.DOTALL)


class FormColumn(NamedTuple):
    """A column that asks something."""

    place: int
    stem: str
    part: str
    """what stands behind the question in brackets; empty where nothing does"""


def is_google(sheets: Sequence[BookSheet]) -> bool:
    """Whether these are answers to a form of Google's."""
    head = _head(sheets)
    return len(head) > 1 and head[0] in STAMPS


def is_lime(sheets: Sequence[BookSheet]) -> bool:
    """Whether these are answers to a survey of LimeSurvey."""
    head = set(_head(sheets))
    return bool(head & SUBMITTED) and bool(head & NUMBERS)


def _head(sheets: Sequence[BookSheet]) -> list[str]:
    row = sheets[0].rows[0] if sheets else []
    return [fold(cell(row, place)) for place in range(len(row))]


def read(sheets: Sequence[BookSheet], taken: Taken) -> list[OldQuestion]:
    """The questions with what came out."""
    _, names, (first, *people) = taken.speech, _head(sheets), sheets[0].rows
    if others := [each.name for each in sheets[1:]]:
        taken.lose(_("sheets that are not read: %(names)s", names=", ".join(others)))
    left = [cell(first, place) for place, name in enumerate(names) if name in ABOUT_PEOPLE]
    taken.lose(_("columns that are not read: %(names)s", names=", ".join(left)))
    stamp = next(place for place, name in enumerate(names) if name in STAMPS | SUBMITTED)
    times = [at for row in people if (at := moment(row, stamp))]
    span = (min(times, default=0), max(times, default=0))
    if max(map(len, people), default=0) > len(first):
        taken.lose(_("columns without a name"))
    columns = list(_columns(first, names, taken))
    groups = _groups(columns, people) if is_lime(sheets) else ([each] for each in columns)
    found = []
    for number, group in enumerate(groups, 1):
        taken.number = number
        found += _question(group, people, span, taken)
    taken.number = 0
    taken.lose(_("who gave which answer, and which answers came from the same person"))
    return found


def _columns(first: Sequence[Any], names: Sequence[str], taken: Taken) -> Iterator[FormColumn]:
    _ = taken.speech
    for place, name in enumerate(names):
        text = cell(list(first), place)
        if not name:
            taken.lose(_("columns without a name"))
        elif name not in ABOUT_PEOPLE:
            match = _PART.fullmatch(text)
            yield (
                FormColumn(place, match["stem"], match["part"])
                if match
                else FormColumn(place, text, "")
            )


def _groups(
    columns: Sequence[FormColumn], people: Sequence[list[Any]]
) -> Iterator[list[FormColumn]]:
    """Columns of one question with a yes or no for each option together, all others alone."""
    together: list[FormColumn] = []
    for each in columns:
        boxes = bool(each.part) and _is_box(each, people)
        if together and not (boxes and each.stem == together[0].stem):
            yield together
            together = []
        if boxes:
            together.append(each)
        else:
            yield [each]
    if together:
        yield together


def _is_box(column: FormColumn, people: Sequence[list[Any]]) -> bool:
    """Whether it is ticked or not; also one nobody ticked, but no field for people's own words."""
    said = {fold(cell(row, column.place)) for row in people}
    return said <= YES | NO and (said != {""} or fold(column.part) not in OTHER)


def _question(
    group: Sequence[FormColumn], people: Sequence[list[Any]], span: tuple[int, int], taken: Taken
) -> list[OldQuestion]:
    _, column = taken.speech, group[0]
    ticked = len(group) > 1
    prompt = column.stem if ticked or not column.part else f"{column.stem}: {column.part}"
    given = Counter(
        answer for row in people if (answer := _ticked(group, row) if ticked else
                                     cell(row, column.place))
    )  # fmt: skip
    if silent := len(people) - given.total():
        taken.lose(
            _.ngettext("%(n)s person without an answer", "%(n)s people without an answer", silent)
        )
    if ticked:
        taken.lose(_("that it had a column for each option: it is read as one question"))
    if not given:
        taken.lose(_("“%(prompt)s”: nobody answered it", prompt=prompt))
        return []
    rounds = [OldRound(given.total(), (dict(given),), *span)]
    form = "several" if ticked else guessed(rounds)
    asked = OldQuestion(prompt, form, rounds, taken.number, certain=ticked)
    asked.options = [each.part for each in group] if ticked else []
    return [asked]


def _ticked(group: Sequence[FormColumn], row: list[Any]) -> str:
    """The options that a person ticked, as one cell has them."""
    return "; ".join(each.part for each in group if fold(cell(row, each.place)) in YES)

"""Reads a deck, and finds everything that is wrong with it, each mistake at its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import msgspec.inspect as structs

from poll_server.deck.event import Event, Poll
from poll_server.deck.limits import DEEPEST, LARGEST_DECK, Excess, too_much
from poll_server.deck.lines import Path, line_of, lines_of, show_path
from poll_server.deck.shape import Found, Shape, Wrong, check_number
from poll_server.locale import speak
from poll_server.questions import AnyQuestion
from poll_server.questions.kind import LARGEST_GROUP
from poll_server.questions.traits.parts import FIELD

from . import rules


class Mistake(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong in a deck, and what would be right."""

    file: str
    line: int
    """from 1"""
    field: str
    """`polls[0].questions[2].most`, counted from 0; empty where the TOML itself is wrong"""
    message: str

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {field}{self.message}"


class DeckMistake(ValueError):
    """A deck is not right; `mistakes` are all that were found, in the file's order."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class Reader:
    """Reads one deck, collecting mistakes."""

    def __init__(self, file: str, language: str) -> None:
        self.file = file
        self._ = speak(language)

    def read(self, data: bytes) -> Event:
        text = self._decode(data)
        self._refuse_what_only_hurts(text)
        try:
            tables = tomllib.loads(text)
            found = list(self.check(tables))
            lines = lines_of(text) if found else {}
        except tomllib.TOMLDecodeError as error:
            line, problem = _where(str(error), text)
            raise self._unreadable(line, problem) from error
        except (RecursionError, ValueError) as error:  # ValueError: a number of over 4,300 digits
            raise self._unreadable(1, type(error).__name__) from error
        if found:
            mistakes = [
                Mistake(self.file, line_of(lines, path), show_path(path), message)
                for path, message in dict.fromkeys(found)
            ]
            raise DeckMistake(sorted(mistakes, key=lambda mistake: mistake.line))
        return msgspec.convert({**tables["event"], "polls": tables["polls"]}, Event)

    def _refuse_what_only_hurts(self, text: str) -> None:
        _ = self._
        match too_much(text):
            case Excess("size"):
                message = _(
                    "this is too large for a deck: at most %(most)s characters are read. Split it "
                    "into several.",
                    most=LARGEST_DECK,
                )
                raise DeckMistake([Mistake(self.file, 1, "", message)])
            case Excess("depth", line):
                problem = _(
                    "it is nested more than %(most)s deep, which no deck needs", most=DEEPEST
                )
                raise self._unreadable(line, problem)

    def _unreadable(self, line: int, problem: str) -> DeckMistake:
        message = self._("this is no TOML that can be read: %(problem)s", problem=problem)
        return DeckMistake([Mistake(self.file, line, "", message)])

    def _decode(self, data: bytes) -> str:
        _ = self._
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            message = _("this is no UTF-8; right would be the file saved as UTF-8")
            raise DeckMistake([Mistake(self.file, line, "", message)]) from error

    def check(self, tables: Mapping[str, Any]) -> Iterator[Found]:
        """Everything that is wrong with the deck."""
        _ = self._
        shape = Shape(_, _languages(tables))
        event, polls = tables.get("event"), tables.get("polls")
        for field in tables:
            if field not in ("event", "polls"):
                yield (field,), shape.unknown_field(field, ("event", "polls"))
        if isinstance(event, dict):
            yield from shape.check(event, _HEAD, ("event",))
            yield from rules.check_name(event.get("id"), ("event", "id"), _)
            yield from rules.check_languages(event.get("languages"), ("event", "languages"), _)
            yield from rules.check_brand(event.get("brand"), ("event", "brand"), _)
        else:
            yield ("event",), _("there is no event; right would be a table [event]")
        if isinstance(polls, list) and polls:
            yield from rules.check_unique(polls, "id", ("polls",), _)
            yield from rules.check_unique(polls, "code", ("polls",), _)
            for place, poll in enumerate(polls):
                yield from self._check_poll(poll, ("polls", place), shape)
        else:
            yield ("polls",), _("there is no poll; right would be at least one [[polls]]")
        yield from rules.check_texts(tables, (), _)

    def _check_poll(self, poll: Any, path: Path, shape: Shape) -> Iterator[Found]:
        _ = self._
        wrong = list(shape.check(poll, _POLL, path))
        yield from wrong
        if not isinstance(poll, dict):
            return
        yield from rules.check_poll_name(poll.get("id"), (*path, "id"), _)
        yield from rules.check_code(poll.get("code"), (*path, "code"), _)
        yield from check_number(
            poll.get("smallest_group"), 1, LARGEST_GROUP, (*path, "smallest_group"), _
        )
        yield from rules.check_groups(poll.get("here_as"), (*path, "here_as"), _)
        yield from rules.check_leaderboard(poll, path, _)
        questions = poll.get("questions")
        if not isinstance(questions, list):
            return
        path = (*path, "questions")
        if not questions:
            message = _("there is no question; right would be at least one")
            yield path, Wrong(message, _("This poll has no question yet. Please add one."))
        yield from rules.check_unique(questions, "id", path, _)
        ids = [each["id"] for each in questions if isinstance(each, dict)
               and isinstance(each.get("id"), str)]  # fmt: skip
        wrong_at: dict[Any, list[Path]] = {}  # by the question's place: each is looked at once
        for where, __ in wrong:
            if len(where) > len(path) and where[: len(path)] == path:
                wrong_at.setdefault(where[len(path)], []).append(where[len(path) + 1 :])
        for place, table in enumerate(questions):
            at = (*path, place)
            within = wrong_at.get(place, [])
            question = _question(table, within)
            if question is None:
                continue
            for where, message in rules.check_question(question, table, ids, at, _):
                if _is_told(where[len(at) :], within, table):
                    yield where, message


def _struct(of: type[msgspec.Struct], without: str = "") -> structs.StructType:
    """What msgspec knows of a struct, perhaps without one field."""
    known = structs.type_info(of)
    assert isinstance(known, structs.StructType)
    fields = tuple(field for field in known.fields if field.name != without)
    return structs.StructType(known.cls, fields, known.tag_field, known.tag)


_HEAD = _struct(Event, without="polls")
"""The fields of the table `[event]`: polls have tables of their own beside it."""
_POLL = _struct(Poll)


def _languages(tables: Mapping[str, Any]) -> tuple[str, ...]:
    """The event's languages, as far as they can be read."""
    event = tables.get("event")
    given = event.get("languages") if isinstance(event, dict) else None
    named = (
        tuple(each for each in given if isinstance(each, str)) if isinstance(given, list) else ()
    )
    return named or Event.__struct_defaults__[0]


def _question(table: Any, wrong: list[Path]) -> AnyQuestion | None:
    """The question of a table, if need be without what is wrong in it; None if that is too little.

    Args:
        wrong: the mistaken fields within the table.
    """
    for tried in (table, _mended(table, wrong)):
        try:
            question: AnyQuestion = msgspec.convert(tried, AnyQuestion)
        except msgspec.ValidationError:
            continue
        return question
    return None


def _is_told(where: Path, wrong: list[Path], table: Mapping[str, Any]) -> bool:
    """Whether a mistake is one of its own, beside the fields that are `wrong` in shape.

    What is not there may have been meant by a field that is misspelt; and of a list of questions
    one of which is none, there is nothing more to say.
    """
    if not wrong:
        return True
    within = bool(where) and where[0] in table
    return within and not (where[0] == FIELD and any(each[:1] == (FIELD,) for each in wrong))


def _mended(table: Any, wrong: list[Path]) -> Any:
    """`table` without its mistaken fields; the places of mistaken sentences are kept."""
    if not isinstance(table, dict):
        return table
    places = {where[1] for where in wrong if where[:1] == ("sentences",) and len(where) > 1}
    fields = {where[0] for where in wrong if where} - ({"sentences"} if places else set())
    mended = {name: each for name, each in table.items() if name not in fields}
    if places:
        mended["sentences"] = [
            {"text": "–"} if place in places else sentence
            for place, sentence in enumerate(table["sentences"])
        ]
    return mended


def _where(message: str, text: str) -> tuple[int, str]:
    """The line that tomllib's message names, and the message without the place."""
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if found is None:
        return 1, message
    line = int(found[1]) if found[1] else text.rstrip().count("\n") + 1
    return line, message[: found.start()]

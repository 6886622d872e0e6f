"""Questions out of pasted text: a block's first line is the prompt, each further one an option.

Welche Farbe?                       `lists.py` finds where questions begin. Bullets, numbers or
- Rot                               letters that count through are dropped. A block of one
- Blau                              line is answered in people's own words.

Wie zufrieden sind Sie mit …        A line “scale: …” names a ready set of steps; the other
Skala: satisfaction-5               lines are then what is rated. “up to: 2” allows two
… der Organisation                  answers.

Zum Schluss                         “survey: 2” makes a survey of the
Fragebogen: 2                       two questions that follow.

Farbe? | Colour?                    In an event of several languages, ` | ` parts them.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from poll_server.drafts.document.fields import MOST_ITEMS
from poll_server.drafts.imports.columns import ImportColumn, Unreadable, read_value, too_long
from poll_server.drafts.imports.lists import BULLET
from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.drafts.imports.surveys import gathered
from poll_server.locale import DEFAULT_LANGUAGE, Speech, speak
from poll_server.questions import KINDS, Question, suggested
from poll_server.questions.registry import name_of

from . import lists

LONGEST_PASTE = 500_000
"""Characters: a book."""
MOST_BLOCKS = 200
"""Questions at once: what a poll holds."""
_COUNTED = re.compile(
    r"(?:[0-9]{1,3}\.)*[(\[]?(?P<mark>[0-9]{1,3}|[a-zA-Z])(?:[.)\]:]+|(?<=[0-9]\.[0-9]))\s+"
)

NumberedText = tuple[int, str]
"""A line's number, from 1, and what it says."""


def read_pasted(
    text: str, languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> list[dict[str, Any]]:
    """The questions of a text, as `drafts.Insert` takes them.

    Args:
        languages: of the event.
        language: of the mistakes' messages.

    Raises:
        SheetMistakes: with every mistake found, `row` being the line.
    """
    _ = speak(language)
    if len(text) > LONGEST_PASTE:
        message = _("Please paste at most %(most)s characters at once.", most=LONGEST_PASTE)
        raise SheetMistakes([SheetMistake(0, "", message)])
    try:
        blocks = [[(line.number, line.text) for line in each] for each in lists.blocks(text)]
    except lists.Astray as astray:
        message = _(
            "this line belongs to no question: the next ones are numbered. Remove it or number it,"
            " too"
        )
        raise SheetMistakes([SheetMistake(astray.line.number, "", message)]) from astray
    if not blocks:
        raise SheetMistakes([SheetMistake(0, "", _("There is nothing in the text."))])
    if len(blocks) > MOST_BLOCKS:
        message = _("Please paste at most %(most)s questions at once.", most=MOST_BLOCKS)
        raise SheetMistakes([SheetMistake(0, "", message)])
    prompts = _uncounted([lines[0] for lines in blocks]) if len(blocks) > 1 else [blocks[0][0]]
    found, mistakes = [], []
    for prompt, (_first, *lines) in zip(prompts, blocks, strict=True):
        wrong = list(_wrong([prompt, *lines], _))
        mistakes += wrong
        if not wrong:
            found.append(_question(prompt, lines, languages, mistakes, _))
    if mistakes:
        raise SheetMistakes(mistakes)
    return gathered(found, _)


def _wrong(lines: Sequence[NumberedText], _: Speech) -> Iterator[SheetMistake]:
    for number, line in lines:
        if message := too_long(line, _):
            yield SheetMistake(number, "", message)
    if len(lines) > MOST_ITEMS:
        message = _("A list holds at most %(most)s entries.", most=MOST_ITEMS)
        yield SheetMistake(lines[0][0], "", message)


def _question(
    prompt: NumberedText,
    lines: Sequence[NumberedText],
    languages: Sequence[str],
    mistakes: list[SheetMistake],
    _: Speech,
) -> dict[str, Any]:
    """One question; what is wrong with it is added to `mistakes`."""
    item: dict[str, Any] = {"prompt": _text(prompt[1], languages)}
    rest: list[NumberedText] = []
    for number, line in lines:
        if found := next(_said(line), None):
            field, value = found
            try:
                item[field] = read_value(ImportColumn(field), value, _)
            except Unreadable as error:
                mistakes.append(SheetMistake(number, "", str(error)))
        else:
            rest.append((number, line))
    kind = suggested({*item, "lines"} if rest else item.keys())
    item = {"kind": name_of(kind)} | {
        field: value for field, value in item.items() if field in kind.__struct_fields__
    }
    if rest:
        item[kind.lines] = [_text(line, languages) for _number, line in _uncounted(rest)]
    return item


def _said(line: str) -> Iterator[tuple[str, str]]:
    """The field that a line like “scale: agreement-5” fills, and with what."""
    for kind in KINDS:
        for field, pattern in _lines(kind).items():
            if found := pattern.fullmatch(line):
                yield field, found["value"].strip()


@cache
def _lines(kind: type[Question]) -> dict[str, re.Pattern[str]]:
    """The fields of a kind that a line of its own may fill, and how such a line is written."""
    return {
        field: re.compile(said.line, re.IGNORECASE)
        for field, said in kind.described(speak(DEFAULT_LANGUAGE)).items()
        if said.line
    }


def _uncounted(lines: Sequence[NumberedText]) -> list[NumberedText]:
    """The lines without bullets, and without numbers or letters where they count through."""
    plain = [(number, BULLET.sub("", line, count=1) if BULLET.match(line) else line)
             for number, line in lines]  # fmt: skip
    marks = [_COUNTED.match(line) for _number, line in plain]
    counted = [mark["mark"].casefold() for mark in marks if mark]
    through = [
        [str(n + 1) for n in range(len(plain))],
        [chr(ord("a") + n) for n in range(len(plain))],
    ]
    if len(plain) < 2 or counted not in through:
        return plain
    return [(number, line[mark.end() :]) for (number, line), mark in zip(plain, marks, strict=True)
            if mark]  # fmt: skip


def _text(line: str, languages: Sequence[str]) -> dict[str, str]:
    """The line as a text: in the first language, or in each where bars part it."""
    parts = [part.strip() for part in line.split(" | ")]
    if len(languages) > 1 and len(parts) == len(languages):
        return dict(zip(languages, parts, strict=True))
    return {languages[0]: line}

"""Particify's table of contents: one row a question, lists within a cell by line.

Columns `format`, `body`, `additionalText`, `options`, `correctOptions`, `multiple`,
`abstentionsAllowed`, `duration`; parted by tab, `;` or `,`.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import plain, unmarked
from poll_server.questions.checking import LONGEST_TIMER, MOST_OPTIONS
from poll_server.questions.kinds.elsewhere import Carried

COLUMNS = ("format", "body", "additionalText", "options", "correctOptions", "multiple",
           "abstentionsAllowed", "duration")  # fmt: skip
_NUMBER = r"[-−–]?[0-9]+(?:[.,][0-9]+)?"
_BOUNDS = re.compile(rf"\s*({_NUMBER})\s*[−–-]\s*({_NUMBER})\s*")
_RIGHT = re.compile(rf"\s*({_NUMBER})\s*(?:±\s*({_NUMBER}))?\s*")
_YES = frozenset(("true", "1", "yes", "ja", "x"))


def is_particify(text: str) -> bool:
    """Whether a text is such a table: by its first line."""
    first = text.removeprefix("\ufeff").partition("\n")[0]
    names = {name.strip().strip('"').casefold() for name in re.split(r"[\t;,]", first)}
    return {"format", "body", "options"} <= names


def read(text: str, taken: Taken) -> None:
    """Takes the questions of a table."""
    text = text.removeprefix("\ufeff")
    delimiter = max("\t;,", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip().casefold() for name in next(reader)]
    for cells in reader:
        row = dict(zip(names, map(str.strip, cells), strict=False))
        if any(row.values()):
            taken.number += 1
            _row(row, taken)


def _row(row: Mapping[str, str], taken: Taken) -> None:
    _ = taken.speech
    body, pictures = plain(row.get("body", ""))
    if pictures or "![" in body:
        taken.lose(_("a picture, sound or film"))
    called = row.get("format", "").upper()
    asked = Carried("text", body, explanation=plain(row.get("additionaltext", ""))[0])
    asked.abstain = row.get("abstentionsallowed", "").casefold() in _YES
    duration = re.match(r"[0-9]+", row.get("duration", ""))
    asked.seconds = min(int(duration[0]), LONGEST_TIMER) if duration else 0
    options = _list(row.get("options", ""))
    right = _list(row.get("correctoptions", ""))
    if _shaped(asked, called, options, right, taken):
        if called in ("CHOICE", "BINARY") and row.get("multiple", "").casefold() in _YES:
            asked.most = len(asked.options)
        taken.asked.append(asked)


def _list(cell: str) -> list[str]:
    return [plain(line)[0] for line in cell.splitlines() if line.strip()]


def _shaped(
    asked: Carried, called: str, options: Sequence[str], right: Sequence[str], taken: Taken
) -> bool:
    """Fills in what its format has; whether there is such a question here."""
    _ = taken.speech
    match called:
        case "CHOICE" | "BINARY":
            asked.form = "choice"
            asked.options = [*options] or [_("Yes"), _("No")]
            asked.right = _places(asked.options, right)
        case "SCALE":
            asked.form, asked.options = "choice", _steps(options, taken)
        case "SORT":
            asked.form, asked.options = "ranking", [*options]
            asked.right = list(range(len(options)))
        case "PRIORITIZATION":
            asked.form, asked.options = "ranking", [*options]
            taken.lose(_("that points are shared out: it is taken as a ranking"))
        case "NUMERIC":
            _numeric(asked, options, right)
        case "TEXT":
            pass
        case "SHORT_ANSWER":
            asked.form, asked.words = "words", [*right] or [*options]
        case "WORDCLOUD":
            asked.form = "words"
            asked.most = int(options[0]) if options and options[0].isdecimal() else 1
        case "SLIDE" | "FLASHCARD":
            prompt, *rest = asked.prompt.split("\n", 1)
            asked.form, asked.prompt = "slide", prompt
            asked.body = "\n".join(filter(None, (*rest, asked.explanation)))
        case _:
            taken.left_out(called or _("a row without a format"))
            return False
    if called in ("TEXT", "SLIDE", "FLASHCARD") and asked.abstain:
        asked.abstain = False
    return True


def _places(options: Sequence[str], right: Sequence[str]) -> list[int]:
    """Where the right ones stand: they are named, or else counted from 1."""
    named = [options.index(each) for each in right if each in options]
    counted = [int(each) - 1 for each in right if each.isdecimal()]
    return named or [place for place in counted if 0 <= place < len(options)]


def _steps(options: Sequence[str], taken: Taken) -> list[str]:
    """Steps of a ready scale are not in the file, only its name, such as `AGREEMENT (5)`."""
    _ = taken.speech
    if len(options) != 1:
        return [*options]
    taken.lose(_("the words of the scale “%(name)s”: please write them", name=options[0]))
    count = re.search(r"[0-9]+", options[0])
    steps = int(count[0]) if count else 5
    return [str(step + 1) for step in range(min(steps, MOST_OPTIONS))]


def _numeric(asked: Carried, options: Sequence[str], right: Sequence[str]) -> None:
    asked.form = "number"
    if bounds := _BOUNDS.fullmatch("".join(options)):
        asked.low, asked.high = map(_decimal, bounds.groups())
    if exact := _RIGHT.fullmatch("".join(right)):
        asked.number = _decimal(exact[1])
        if exact[2] and float(_decimal(exact[2])):
            asked.off = _decimal(exact[2])


def _decimal(number: str) -> str:
    return re.sub("[−–]", "-", number).replace(",", ".")


def write(questions: Sequence[Carried]) -> bytes:
    """Questions as such a table, in UTF-8 with a mark, parted by commas."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for asked in questions:
        table.writerow(_written(asked))
    return text.getvalue().encode("utf-8-sig")


def _written(asked: Carried) -> list[str]:
    called = {"choice": "CHOICE", "ranking": "SORT", "number": "NUMERIC", "text": "TEXT",
              "slide": "SLIDE"}  # fmt: skip
    options, right = asked.options, [asked.options[place] for place in asked.right]
    name = called.get(asked.form, "SHORT_ANSWER" if asked.words else "WORDCLOUD")
    if asked.form == "ranking" and not asked.right:
        name = "PRIORITIZATION"
    if asked.form == "ranking":
        right = []
    if asked.form == "number":
        bounded = asked.low and asked.high
        options = [f"{asked.low}−{asked.high}".replace("--", "−-")] if bounded else []
        right = [f"{asked.number}±{asked.off or 0}"] if asked.number else []
    if asked.form == "words":
        options, right = ([], asked.words) if asked.words else ([str(asked.most)], [])
    body = unmarked("\n".join(filter(None, (asked.prompt, asked.body))))
    options, right = (list(map(unmarked, each)) for each in (options, right))
    several = str(asked.most > 1 and asked.form == "choice").lower()
    return [
        name, body, unmarked(asked.explanation), "\n".join(options), "\n".join(right), several,
        str(asked.abstain).lower(), str(asked.seconds or ""),
    ]  # fmt: skip

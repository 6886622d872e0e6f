"""A day or time as a spreadsheet shows it, by a number format that was taken apart."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import get_date_format, get_day_names, get_month_names

from poll_server.drafts.imports.cells.format_code import ELAPSED, Token, literal, sections_of

LONGEST_TIME = timedelta(days=2_000_000)
"""What still is a day that there can be."""
_SPOKEN = {"07": "de", "09": "en", "0c": "fr", "10": "it", "0a": "es", "13": "nl", "15": "pl"}
"""The languages that a format may name, by the last two digits of their number."""


def moment_text(
    value: datetime | date | time | timedelta, tokens: Sequence[Token], code: str, language: str
) -> str:
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 – cells know no zones
    if isinstance(value, timedelta):
        moment = epoch + min(max(value, timedelta(0)), LONGEST_TIME)
    elif isinstance(value, time):
        moment = datetime.combine(epoch, value)
    elif isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
    else:
        moment = datetime.combine(value, time())
    seconds = (moment - epoch).total_seconds()
    for kind, said in tokens:
        if kind == "bracket" and said.startswith("$-"):
            language = _SPOKEN.get(said[-2:].casefold(), language)
    if code.casefold().startswith("mm-dd-yy"):
        # The fourteenth of the formats that every program knows: the short date of its reader.
        short = get_date_format("short", locale=language).pattern
        code = re.sub("y+", "yyyy", short).replace("M", "m")
        tokens = sections_of(code)[0]
    elif not any(kind == "date" or kind == "bracket" for kind, _said in tokens):
        tokens = sections_of("yyyy-mm-dd hh:mm" if moment.time() != time() else "yyyy-mm-dd")[0]
    return "".join(_part(tokens, at, moment, seconds, language) for at in range(len(tokens)))


def _part(tokens: Sequence[Token], at: int, moment: datetime, seconds: float, language: str) -> str:
    kind, said = tokens[at]
    letter, width = said[:1].casefold(), len(said)
    if kind == "bracket":
        unit = {"h": 3600, "m": 60, "s": 1}.get(letter) if ELAPSED.fullmatch(said) else None
        return str(int(seconds // unit)).rjust(width, "0") if unit else ""
    if kind == "half":
        return ("AM", "PM")[moment.hour >= 12][: 2 if "M" in said else 1]
    if kind == "digit":
        return _subsecond(tokens, at, moment)
    if kind == "other":
        if said == "@":
            return ""
        return "." if said == "/" and language == "de" else said
    if kind != "date":
        return literal((kind, said))
    if letter == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if letter == "m" and not _is_minute(tokens, at):
        if width < 3:
            return str(moment.month).rjust(width, "0")
        names = get_month_names("abbreviated" if width == 3 else "wide", locale=language)
        return str(names[moment.month])[: 1 if width == 5 else None].rstrip(".")
    if letter == "d" and width > 2:
        names = get_day_names("abbreviated" if width == 3 else "wide", locale=language)
        return str(names[moment.weekday()]).rstrip(".")
    half = any(kind == "half" for kind, _said in tokens)
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"d": moment.day, "h": hour, "m": moment.minute, "s": moment.second}[letter]
    return str(number).rjust(min(width, 2), "0")


def _is_minute(tokens: Sequence[Token], at: int) -> bool:
    """Whether an m stands beside hours or seconds, and so is no month."""

    def beside(places: range) -> str:
        for place in places:
            kind, said = tokens[place]
            if kind == "date" or (kind == "bracket" and ELAPSED.fullmatch(said)):
                return said[0].casefold()
        return ""

    return beside(range(at - 1, -1, -1)) == "h" or beside(range(at + 1, len(tokens))) == "s"


def _subsecond(tokens: Sequence[Token], at: int, moment: datetime) -> str:
    """The digit of a fraction of a second that stands here."""
    place = 0
    while at - place - 1 >= 0 and tokens[at - place - 1][0] == "digit":
        place += 1
    return f"{moment.microsecond:06d}"[place : place + 1]

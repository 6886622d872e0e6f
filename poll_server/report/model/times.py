"""When something was: in words by the clock of the server's machine, for machines in UTC."""

from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date, format_time

from poll_server.locale import speak
from poll_server.store.shown import Showing

MOST_SHOWN = 4
"""Times at which a result was shown that are told in words; a moderator may have tried the key."""


def when(opened_ms: int, closed_ms: int, language: str) -> str:
    """`20.09.2018, 10:15–10:17`, in the time zone of the server's machine.

    Args:
        opened_ms, closed_ms: ms since 1970.
    """
    opened, closed = moment(opened_ms, language), moment(closed_ms, language)
    if opened == closed:
        return opened
    if _day(opened_ms, language) != _day(closed_ms, language):
        return f"{opened} – {closed}"
    return _span(opened, _time(closed_ms, language))


def moment(ms: int, language: str) -> str:
    """`20.09.2018, 10:15`, in the time zone of the server's machine."""
    return f"{_day(ms, language)}, {_time(ms, language)}"


def shown_in_words(shown: Sequence[Showing] | None, opened_ms: int, language: str) -> str:
    """`10:17–10:21`: when a result was to be seen; with the day where the round has another.

    Args:
        shown: None where it was not recorded.
        opened_ms: of the round, in ms since 1970.
    """
    _ = speak(language)
    if shown is None:
        return _("not recorded")
    if not shown:
        return _("not shown")
    told = [_showing(each, opened_ms, language) for each in shown[:MOST_SHOWN]]
    if len(shown) > MOST_SHOWN:
        told.append(_.ngettext("and %(n)s more", "and %(n)s more", len(shown) - MOST_SHOWN))
    return ", ".join(told)


def _showing(shown: Showing, opened_ms: int, language: str) -> str:
    _ = speak(language)
    start = _time(shown.from_ms, language)
    if _day(shown.from_ms, language) != _day(opened_ms, language):
        start = moment(shown.from_ms, language)
    if not shown.to_ms:
        return _("since %(time)s", time=start)
    end = _time(shown.to_ms, language)
    if _day(shown.from_ms, language) != _day(shown.to_ms, language):
        return f"{start} – {moment(shown.to_ms, language)}"
    return start if start == end else _span(start, end)


def _span(start: str, end: str) -> str:
    """`10:15–10:17`, in English `10:15–10:17 AM`: one half of the day is named once."""
    _, narrow_space, half = end.partition("\u202f")
    if half and start.endswith(half):
        start = start.removesuffix(narrow_space + half)
    return f"{start}–{end}"


def _day(ms: int, language: str) -> str:
    return format_date(_local(ms), "medium", locale=language)


def _time(ms: int, language: str) -> str:
    return format_time(_local(ms), "short", locale=language)


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def iso_if_known(ms: int) -> str | None:
    """The same of a round; None where it was taken over and nobody knows when it was."""
    return iso(ms) if ms else None


def iso(ms: int) -> str:
    """`2018-09-20T08:15:00Z`: a moment for machines, in whole seconds."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""What a round's results say beside their rows: texts, a word of caution, means."""

import unicodedata
from collections.abc import Iterable, Iterator

from poll_server.base.percent import format_decimal, format_median, format_percent
from poll_server.live.screens.tables import own_bases
from poll_server.locale import speak
from poll_server.questions import Question, Results, Series, Tally
from poll_server.questions.writing.written import written_texts

from .document import Written
from .sentences import FEW


def written(results: Results, tally: Tally) -> list[tuple[str, int]]:
    """The texts a report prints apart from the rows, each with how many wrote it."""
    in_rows = {row.key for series in results.series for row in series.rows}
    return [
        (text, count)
        for counter, text, count in written_texts(tally)
        if results.form == "texts" or counter not in in_rows
    ]


def asked_as(question: Question, language: str) -> str:
    """How a question was put, and whether its moderator put it in during the show."""
    said = question.asked_as(language)
    if not question.on_the_spot:
        return said
    _ = speak(language)
    return _("%(asked_as)s, asked on the spot", asked_as=said)


def note(results: Results, smallest_group: int, withheld: bool, language: str) -> str:
    _ = speak(language)
    if withheld:
        return _(
            "Not shown: results of fewer than %(n)s people could point to single persons.",
            n=smallest_group,
        )
    if results.base == 0:
        return _("Nobody answered this question.")
    if results.base < FEW:
        return _.ngettext(
            "Only %(n)s person answered: read percentages with care.",
            "Only %(n)s people answered: read percentages with care.",
            results.base,
        )
    return ""


def ranked(texts: Iterable[tuple[str, int]]) -> tuple[Written, ...]:
    """The texts that most people wrote first, equals by the alphabet: never as they arrived.

    Args:
        texts: (text, how many wrote it).
    """
    written = [Written(text, count) for text, count in texts]
    return tuple(sorted(written, key=lambda each: (-each.count, *by_alphabet(each.text))))


def by_alphabet(text: str) -> tuple[str, str]:
    """Sorts as a dictionary does: Öl between Obst and Ort, small letters beside capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold(), text


def figures_in_words(series: Series, language: str) -> list[str]:
    """Mean, median and top share of one series, as far as it has them."""
    _ = speak(language)
    parts = []
    if series.top is not None:
        parts.append(f"{series.top.label}: {format_percent(series.top.percent, language)}")
    if series.mean is not None:
        parts.append(_("mean %(value)s", value=format_decimal(series.mean, language)))
    if series.median is not None:
        parts.append(_("median %(value)s", value=format_median(series.median, language)))
    return parts


def figures(results: Results, language: str) -> Iterator[str]:
    """Mean, median and top steps of each series, with its n where not all have the same."""
    for one in results.series:
        own = [f"n\u00a0=\u00a0{one.base}"] if own_bases(results) else []
        if told := figures_in_words(one, language):
            yield labelled(one, " · ".join([*told, *own]))


def labelled(series: Series, told: str) -> str:
    """What is told of a series, after its name where it has one."""
    return f"{series.label}: {told}" if series.label else told

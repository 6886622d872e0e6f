"""What the files share: texts that fit XML, a file's properties, and sentences said twice."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import END, ISOLATE, isolated
from poll_server.locale import speak
from poll_server.questions.kind import listed
from poll_server.report.model.model import (
    MergedReport,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    Unasked,
)

FONT = "Arial"
"""In every Word and PowerPoint, and LibreOffice has one of the same widths."""
MONOSPACED = "Courier New"
TAGS = {"de": "de-DE", "en": "en-GB"}
"""The language that spelling and screen readers go by."""
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that an XML 1.0 file cannot hold in any form."""
_ISOLATED = re.compile(f"{ISOLATE}[^{END}]*{END}")
_BREAKS = re.compile("[\t\n\r\u0085\u2028\u2029]")
_LONG_WORD, _PIECE = re.compile(r"\S{25,}"), re.compile(r"\S{1,12}")
_PERCENTAGE = re.compile("(\\d+[\u202f\u00a0 ]?%)")
_N = re.compile(r"\(n = (\d+)\)")
_RIGHT_TO_LEFT = ("R", "AL")
_STRONG = ("L", *_RIGHT_TO_LEFT)


def plain(text: str) -> str:
    """`text` as one line that any XML file can hold; everything else in it as it was written."""
    return _BREAKS.sub(" ", _FORBIDDEN.sub("", text))


def breakable(text: str) -> str:
    """`text` on one line, whose very long words may break: programs do not break them in charts."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), plain(text))


def number_format(language: str) -> str:
    """How Excel and PowerPoint write a whole percentage, the same as it is written in texts."""
    return f'0"{format_percent(0, language)[1:]}"'


def leftwards(text: str) -> bool:
    """Whether `text` is read from right to left: its first letter with a direction says so.

    What stands isolated in it has a direction of its own (Unicode Standard Annex 9, P2).
    """
    directions = (unicodedata.bidirectional(c) for c in _ISOLATED.sub("", text))
    return next((d for d in directions if d in _STRONG), "L") in _RIGHT_TO_LEFT


def emphasised(sentence: str) -> Iterator[tuple[str, bool]]:
    """A sentence in parts, each with whether it is a percentage and so stands out.

    Its n stays in one piece: a no-break space each side of the sign.
    """
    whole = _N.sub("(n\u00a0=\u00a0\\1)", plain(sentence))
    for place, part in enumerate(_PERCENTAGE.split(whole)):
        if part:
            yield part, bool(place % 2)


def heading(report: Report) -> tuple[str, str, str]:
    """What stands on top of the first page: a line above the title, the title, a line below."""
    _ = speak(report.language)
    one = only_poll(report)
    above = [report.brand, report.title if one else "", report.date, report.place]
    title = f"{_('Results')}: {one.title if one else report.title}"
    below = one.subtitle if one else " · ".join(report.hosts)
    return " · ".join(filter(None, above)), title, below


def only_poll(report: Report) -> PollReport | None:
    """The one poll that the report is of; None where it is of the whole event."""
    return report.polls[0] if not report.whole and report.polls else None


def people(poll: PollReport, language: str) -> str:
    """`187 participants · 10 questions · turnout 94% on average`; empty: nothing was asked."""
    if not poll.questions:
        return ""
    _ = speak(language)
    parts = [
        _.ngettext("%(n)s participant", "%(n)s participants", poll.participants),
        _.ngettext("%(n)s question", "%(n)s questions", len(poll.questions)),
    ]
    votes = sum(question.last.results.votes for question in poll.questions)
    share = percent(votes, poll.participants * len(poll.questions))
    if share is not None and len(poll.questions) > 1:
        parts.append(_("turnout %(percent)s on average", percent=format_percent(share, language)))
    return " · ".join(parts)


def without_result(report: Report, place: int, poll: PollReport) -> str:
    """The questions of a poll that the report has nothing to say of; empty: there is none.

    Args:
        place: of the poll in the report, from 1.
    """
    if not poll.questions or not poll.unasked:
        return ""
    _ = speak(report.language)
    named = (f"{numbered(report, place, each)} · {isolated(each.prompt)}" for each in poll.unasked)
    return _("Not asked, or not closed yet: %(questions)s", questions="; ".join(named))


def about(poll: PollReport, question: QuestionReport, round_: RoundReport, language: str) -> str:
    """How a question was asked, when, and how many of how many voted."""
    _ = speak(language)
    parts = [question.asked_as, round_.open_in_words]
    if len(question.rounds) > 1:
        parts.append(_("round %(n)s", n=round_.attempt))
    voted = _("%(votes)s of %(people)s voted", votes=round_.results.votes, people=poll.participants)
    return " · ".join([*parts, voted])


def about_merged(report: Report, merged: MergedReport) -> str:
    """How a question that several polls asked was put, under which numbers, and how many voted."""
    language = report.language
    _ = speak(language)
    numbers = [numbered(report, part.place, part.question) for part in merged.parts]
    votes = merged.result.last.results.votes
    return " · ".join(
        (
            merged.result.asked_as,
            _("questions %(numbers)s", numbers=listed(numbers, language)),
            merged.result.last.open_in_words,
            _.ngettext("%(n)s vote", "%(n)s votes", votes),
        )
    )


def describe(properties: Any, report: Report) -> None:
    """What a file manager and a screen reader say of a Word or PowerPoint file.

    Args:
        properties: its core properties, as python-docx and python-pptx have them alike.
    """
    # 255: as many characters as the properties may have.
    properties.title = plain(heading(report)[1])[:255]
    properties.subject = plain(report.title)[:255]
    properties.author = plain(", ".join(report.hosts))[:255]
    properties.last_modified_by, properties.comments = "", ""
    properties.language = TAGS[report.language]
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


LEAST_LISTED = 4
"""Questions from which a report has contents: fewer are found without."""


def has_contents(report: Report) -> bool:
    """Whether there is so much that it is listed in front."""
    asked = sum(len(poll.questions) for poll in report.polls) + len(report.merged)
    return asked >= LEAST_LISTED


def shown(report: Report, question: QuestionReport) -> bool:
    """Whether the report has a chapter on the question; the short form: where there is a chart."""
    return question.last.results.drawn or not report.short


class Captions:
    """Numbers figures and tables, each from 1, the same in every format."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, label: str) -> int:
        """The number of the next one that is called `label`."""
        self._last[label] = self._last.get(label, 0) + 1
        return self._last[label]


def not_representative(language: str) -> str:
    """For whom the figures speak."""
    _ = speak(language)
    return _(
        "The results tell what the people in the room chose who took part. They are not "
        "representative of any larger group."
    )


def method(language: str) -> str:
    """How every figure was counted and rounded."""
    _ = speak(language)
    return _(
        "Every percentage is a whole number, rounded half up, of the people who answered; "
        "abstentions are counted apart. “Participants” is the number of votes on the best "
        "attended question: votes were anonymous, and votes on different questions cannot be "
        "joined. The checksum covers every vote of a round as it was when voting closed."
    )


def numbered(report: Report, place: int, question: QuestionReport | Unasked) -> str:
    """`3`, or `2.3` where the report has several polls: the question's number in the file.

    Args:
        place: of its poll in the report, from 1.
    """
    several = report.whole and len(report.polls) > 1
    return f"{place}.{question.number}" if several else str(question.number)

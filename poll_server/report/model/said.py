"""Sentences and decisions that several files share: titles, people, numbers, what is shown."""

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import isolated, listed
from poll_server.locale import speak
from poll_server.questions.traits.parts import parts_of

from .document import MergedReport, PollReport, QuestionReport, Report, RoundReport, Unasked


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
    """`187 participants · 10 questions · turnout 94% of the participants on average`.

    Empty where nothing was asked. Where all raised their hands, nobody took part by phone.
    """
    if not poll.questions:
        return ""
    _ = speak(language)
    asked = _one_by_one(poll)
    parts = [_.ngettext("%(n)s question", "%(n)s questions", len(asked))]
    if poll.participants or not any(question.last.hands.n for question in asked):
        told = _.ngettext("%(n)s participant", "%(n)s participants", poll.participants)
        parts.insert(0, told)
    share = turnout(poll)
    if share is not None and len(asked) > 1:
        said = format_percent(share, language)
        parts.append(_("turnout %(percent)s of the participants on average", percent=said))
    return " · ".join(parts)


def turnout(poll: PollReport) -> int | None:
    """Votes on phones a question, on average, in percent of the best attended one."""
    every = _one_by_one(poll)
    # Who voted elsewhere is no share of those who were here.
    asked = [question for question in every if not question.last.source] or every
    votes = sum(question.last.phones for question in asked)
    return percent(votes, poll.participants * len(asked))


def _one_by_one(poll: PollReport) -> list[QuestionReport]:
    """Its questions, those of a survey instead of the survey."""
    return [question for question in poll.questions if not parts_of(question.question)]


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
    if poll.participants and not round_.source:
        voted = _("%(votes)s of %(people)s voted", votes=round_.phones, people=poll.participants)
        parts.append(voted)
    if added := round_.results.votes - round_.phones:
        parts.append(_.ngettext("%(n)s raised hand added", "%(n)s raised hands added", added))
    return " · ".join(parts)


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


def asked_in_all(report: Report) -> int:
    """How many questions the report tells of."""
    return sum(len(poll.questions) for poll in report.polls) + len(report.merged)


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
        "abstentions are counted apart. “Participants” is the number of phones that voted on the "
        "best attended question; raised hands are not among them, nor in the turnout. Votes were "
        "anonymous, and votes on different questions cannot be joined. The checksum covers every "
        "vote of a round as it was when voting closed."
    )


def numbered(report: Report, place: int, question: QuestionReport | Unasked) -> str:
    """`3`, or `2.3` where the report has several polls: the question's number in the file.

    Args:
        place: of its poll in the report, from 1.
    """
    several = report.whole and len(report.polls) > 1
    label = question.label if isinstance(question, QuestionReport) else str(question.number)
    return f"{place}.{label}" if several else label


def key(place: int, question: QuestionReport) -> str:
    """The name of a question's heading in the report.

    Args:
        place: of its poll in the report, from 1.
    """
    return f"question-{place}-{question.label}"

"""An event's questions as another tool's file, and what that tool cannot have."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from poll_server.base.text import say
from poll_server.deck.event import Event, Poll
from poll_server.drafts.exchange import gift, h5p, moodle, particify, qti
from poll_server.drafts.exchange.asked import Loss, asked_of
from poll_server.locale import Speech, speak
from poll_server.questions.kinds.elsewhere import Carried, CarriedKind


class OtherFormat(NamedTuple):
    """A file that other tools read."""

    called: str
    suffix: str
    media_type: str
    write: Callable[[Sequence[Carried]], bytes]
    holds: frozenset[str]
    """what such a file can say beside prompt, options and what is right"""
    forms: frozenset[str] = frozenset(get_args(CarriedKind))
    """the forms of questions that it can have at all, where `holds` has them"""


FORMATS: Mapping[str, OtherFormat] = {
    "gift": OtherFormat(
        "GIFT", ".gift.txt", "text/plain; charset=utf-8", gift.write,
        frozenset(("explanation", "slide")),
    ),
    "moodle": OtherFormat(
        "Moodle XML", ".moodle.xml", "application/xml", moodle.write,
        frozenset(("explanation", "slide", "shuffled")),
    ),
    "qti": OtherFormat(
        "QTI 2.1", ".qti.zip", "application/zip", qti.write, frozenset(("ranking", "shuffled"))
    ),
    "particify": OtherFormat(
        "Particify", ".particify.csv", "text/csv; charset=utf-8", particify.write,
        frozenset(("explanation", "slide", "ranking", "seconds", "abstain", "bounds", "cloud")),
    ),
    "h5p": OtherFormat(
        "H5P", ".h5p", "application/zip", h5p.write, frozenset(("shuffled",)),
        frozenset(("choice", "words")),
    ),
}  # fmt: skip


class Gone(NamedTuple):
    """A file for another tool."""

    content: bytes
    questions: int
    """that it holds"""
    losses: list[tuple[str, Loss]]
    """with the poll's title; numbers are those of its steps"""


def written(event: Event, format: str, language: str) -> Gone:
    """The questions of all polls of an event.

    Args:
        format: of `FORMATS`.
        language: of the questions' texts and of what is said of losses.
    """
    found = FORMATS[format]
    losses: list[tuple[str, Loss]] = []
    asked = [each for poll in event.polls for each in _of_poll(poll, found, language, losses)]
    return Gone(found.write(asked), len(asked), losses)


def _of_poll(
    poll: Poll, format: OtherFormat, language: str, losses: list[tuple[str, Loss]]
) -> Iterator[Carried]:
    _ = speak(language)
    title = say(poll.title, language)
    for number, question in enumerate(poll.questions, 1):

        def lose(message: str, number: int = number) -> None:
            losses.append((title, Loss(number, message)))

        asked = asked_of(question, language, _, lose)
        if asked is not None and _fits(asked, format, _, lose):
            yield asked


def _has(asked: Carried, format: OtherFormat) -> bool:
    """Whether the format has questions of this form at all."""
    if asked.form in ("slide", "ranking") and asked.form not in format.holds:
        return False
    if format.called == "H5P" and asked.form == "words":
        return bool(h5p.fitting(asked.words))
    return asked.form in format.forms


def _lost_in_h5p(asked: Carried, _: Speech, lose: Callable[[str], None]) -> None:
    """What a question of H5P cannot say, though it has one of this form."""
    if asked.form == "choice" and not asked.right:
        lose(_("that nothing of it is right or wrong: H5P calls every answer wrong"))
    if len(h5p.fitting(asked.words)) < len(asked.words):
        lose(_("right words with a star, a slash, a colon or a backslash in them"))


def _fits(asked: Carried, format: OtherFormat, _: Speech, lose: Callable[[str], None]) -> bool:
    """Whether the format has such a question; names what of it does not come along."""
    if not _has(asked, format):
        called = {
            "slide": _("Slide"), "ranking": _("Ranking"), "number": _("Estimate"),
            "text": _("Open answers"), "words": _("Word cloud"),
        }.get(asked.form, "")  # fmt: skip
        lose(_("“%(kind)s” has no like in other tools; the question is left out", kind=called))
        return False
    lost = {
        "seconds": (bool(asked.seconds), _("the time limit")),
        "abstain": (asked.abstain, _("the abstention")),
        "shuffled": (asked.shuffled, _("the random order of its options")),
        "explanation": (bool(asked.explanation), _("the explanation")),
        "bounds": (bool(asked.low or asked.high), _("the bounds of the number")),
        "one bound": (bool(asked.low) != bool(asked.high), _("the bounds of the number")),
        "cloud": (
            asked.form == "words" and not asked.words,
            _("that a cloud is drawn of its words"),
        ),
    }
    for name, (there, message) in lost.items():
        if there and name not in format.holds:
            lose(message)
    if format.called == "QTI 2.1" and len(asked.words) > 1:
        lose(_("the right words but for the first"))
    if format.called == "QTI 2.1" and asked.off:
        lose(_("how far off an estimate may be (±%(n)s)", n=asked.off))
    if format.called == "H5P":
        _lost_in_h5p(asked, _, lose)
    if asked.form == "choice" and asked.most > 1 and format.called != "QTI 2.1":
        if format.called == "GIFT" and len(asked.right) == 1:
            lose(_("that several options may be chosen"))
        elif asked.most < len(asked.options):
            lose(_("how many options may be chosen at most"))
    if asked.form == "words" and asked.most > 1 and (asked.words or "cloud" not in format.holds):
        lose(_("how many words one may give"))
    return True

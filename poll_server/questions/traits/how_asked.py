"""How a question and a poll are asked, in a few words, for whoever reads them on a page or paper.

What one person may do is told from the form, so that no kind is named.
"""

from collections.abc import Iterator, Sequence

from poll_server.locale import Speech, speak
from poll_server.questions.form import Control
from poll_server.questions.kind import Question

from .speed import speed_bonus


def how_asked(
    question: Question, form: Sequence[Control], language: str, *, timed: bool = True
) -> Iterator[str]:
    """How it is asked, how much one person may say, when the result is seen.

    Args:
        form: the question's, in any language.
        timed: also for how long; left out where times stand in a column of their own.
    """
    _ = speak(language)
    yield question.asked_as(language)
    for control in form:
        if control.type == "checkbox" and control.most > 1:
            yield _("up to %(n)s answers", n=control.most)
        if control.type in ("text", "textarea"):
            if control.most > 1:
                yield _("up to %(n)s entries", n=control.most)
            yield _("at most %(n)s characters each", n=control.length)
    if question.approved_first:
        yield _("shown once the moderator approved it")
    if timed and question.timer:
        yield _("open for %(n)s seconds", n=question.timer)
    if timed and question.seconds and not question.asks:
        yield _("countdown of %(n)s minutes", n=question.seconds // 60)
    if bonus := speed_bonus(question):
        yield _.ngettext(
            "up to %(n)s point more for speed", "up to %(n)s points more for speed", bonus
        )
    if question.live:
        yield _("results run live on the stage")


def poll_facts(
    smallest_group: int, linkable: bool, groups: Sequence[str], _: Speech
) -> Iterator[str]:
    """What holds for every question of a poll.

    Args:
        smallest_group: people who must have answered before anything is shown.
        groups: as what people may say they are here, in the reader's language.
    """
    if smallest_group > 1:
        yield _("results from %(n)s answers on", n=smallest_group)
    if linkable:
        yield _("answers of one person are linked")
    if groups:
        yield _("asks as what people are here: %(groups)s", groups=", ".join(groups))

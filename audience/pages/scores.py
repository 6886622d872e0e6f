"""The page on which somebody finds their own points: only theirs, and only once results are shown.

It has no script: whoever wants news loads it again. It keeps nothing but a nickname, where the poll
has them and somebody gives one.
"""

from starlette.responses import Response

from poll_server.base.text import say
from poll_server.live.beside.nicknames import LONGEST_NICKNAME
from poll_server.live.beside.scoring import QuizMark
from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.questions.traits.scored import earned
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of

from . import nicknames
from .beside import beside_page, let_in
from .shell import address, or_why_not


@or_why_not
async def scores(request: PageRequest) -> Response:
    """`/{code}/points`."""
    return await let_in(request, _page)


@or_why_not
async def nickname(request: PageRequest) -> Response:
    """`POST /{code}/points/nickname`."""
    return await let_in(request, _named)


async def _named(request: PageRequest, state: PollState) -> Response:
    answer, refused, typed = await nicknames.pressed(request, state)
    return answer or await _page(request, state, refused=refused, typed=typed)


async def _page(
    request: PageRequest, state: PollState, *, refused: str = "", typed: str = ""
) -> Response:
    """The page as it stands.

    Args:
        refused: why the nickname that was just sent was not taken.
        typed: that, to show it again.
    """
    services, language = services_of(request), language_of(request)
    credential = services.passes.credential(request)
    marks = await services.polls.scoring.own(state, credential) if credential else ()
    mine = await nicknames.mine_of(request, state)
    languages = state.event.languages
    values = {
        "total": _sum(marks, language),
        "marks": [
            (say(each.subject.question.prompt, language), _said(each, speak(language)))
            for each in marks
        ],
        "spoken": language if language in languages else languages[0],
        "here": address(request, f"/{state.code}/points"),
        "nicknames": state.poll.nicknames,
        **await nicknames.leaderboard_of(request, state),
        "mine": mine,
        "stands": nicknames.stands(mine, language),
        "typed": typed or mine.name,
        "longest": LONGEST_NICKNAME,
        "action": address(request, f"/{state.code}/points/nickname"),
    }
    texts = nicknames.refusals(language)
    return beside_page(request, state, "scores.html", texts, values, refused=refused)


def _sum(marks: tuple[QuizMark, ...], language: str) -> str:
    """How many points there are, of how many."""
    _ = speak(language)
    if not marks:
        return _("There are no points yet: they come with the results of questions.")
    return _.ngettext(
        "You have %(own)s of %(n)s point so far.",
        "You have %(own)s of %(n)s points so far.",
        sum(each.most for each in marks),
        own=sum(each.points for each in marks),
    )


def _said(mark: QuizMark, _: Speech) -> str:
    """How one question came out."""
    if mark.verdict is None:
        return _("No answer of this phone was counted.")
    if not mark.verdict:
        return _("Your answer is not right.")
    return f"{_('Your answer is right.')} {earned(mark.points, _.language, speed=mark.for_speed)}"

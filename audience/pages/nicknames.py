"""What the page of one's own points does about a nickname: a form that leads back to it."""

from typing import Any

from redis.exceptions import RedisError
from starlette.responses import RedirectResponse, Response

from poll_server.live.beside.nicknames import LONGEST_NICKNAME, MyNickname
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions.traits.scored import in_points
from poll_server.web.bodies import TooLarge
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of

from .beside import is_done
from .shell import address, form_of


async def mine_of(request: PageRequest, state: PollState) -> MyNickname:
    """The nickname of whoever asks."""
    credential = services_of(request).passes.credential(request)
    if credential is None:
        return MyNickname()
    return await services_of(request).polls.nicknames.mine(state, credential)


async def pressed(request: PageRequest, state: PollState) -> tuple[Response | None, str, str]:
    """What became of the form.

    Returns:
        The way back where it was done; else why it was not, and the name that was typed.
    """
    try:
        form = await form_of(request)
    except (TooLarge, ValueError):
        return Response(status_code=400), "", ""
    name = next(iter(form.get("name", ())), "")
    outcome = await _outcome(request, state, name, back="back" in form)
    if is_done(outcome):
        return RedirectResponse(address(request, f"/{state.code}/points"), 303), "", ""
    return None, outcome, name


async def _outcome(request: PageRequest, state: PollState, name: str, *, back: bool) -> str:
    services = services_of(request)
    credential = services.passes.credential(request)
    if credential is None:
        # A new credential each time would let one phone have a thousand.
        return "cookie"
    nicknames = services.polls.nicknames
    try:
        if back:
            return await nicknames.take_back(state, credential)
        return await nicknames.give(state, credential, name)
    except (RedisError, OSError):
        return "retry"


async def leaderboard_of(request: PageRequest, state: PollState) -> dict[str, Any]:
    """What the page says of who has most points."""
    services, language = services_of(request), language_of(request)
    credential = services.passes.credential(request)
    board = await services.polls.leaderboards.now(state)
    own = board.own(state, credential) if credential else None
    _ = speak(language)
    (first, level), of = board.places, len(board.by_voter)
    return {
        "places": [(each, in_points(each.points, language)) for each in first],
        "level": _.ngettext("%(n)s more has as many.", "%(n)s more have as many.", level)
        if level
        else "",
        "own_place": _("Your place: %(place)s of %(of)s", place=own.place, of=of) if own else "",
    }


def stands(mine: MyNickname, language: str) -> str:
    """How one's own nickname stands, in a sentence."""
    _ = speak(language)
    match mine.state:
        case "shown":
            return _("You are called %(name)s.", name=mine.name)
        case "waiting":
            return _("%(name)s is shown once a moderator has seen it.", name=mine.name)
        case "hidden":
            return _("A moderator has taken %(name)s down: it is shown nowhere.", name=mine.name)
    return _("You have none. Whoever has one is called so where all see who has most points.")


def refusals(language: str) -> dict[str, str]:
    """Why what somebody typed was not taken."""
    _ = speak(language)
    return {
        "refused_empty": _("Not accepted: please write a nickname."),
        "refused_long": _(
            "Not accepted: a nickname has at most %(n)s characters.", n=LONGEST_NICKNAME
        ),
        "refused_taken": _("Not accepted: somebody else is called so. Please choose another."),
        "refused_full": _("Not accepted: there are too many nicknames already."),
        "refused_closed": _("Not accepted: nobody can give a nickname at present."),
        "refused_unknown": _("You have no nickname."),
        "refused_cookie": _(
            "Your browser did not send this page’s cookie, without which nothing can be counted. "
            "Please allow cookies and try again."
        ),
        "refused_retry": _("It did not arrive just now. Please send it again."),
    }

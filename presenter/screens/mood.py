"""How a hall takes it, for consoles and stages: reactions and the tempo of the last minutes.

Their scripts ask once a second while somebody looks: no snapshot is made for a tap.
"""

from typing import Any

from starlette.responses import Response

from poll_server.base.percent import percent
from poll_server.live.flow import moods
from poll_server.live.state import PollState
from poll_server.web.pages import json_now
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import MoodNow

from .. import entering
from ..for_scripts import ScriptTexts, unfilled


async def console(request: PageRequest) -> Response:
    """`/moderate/{poll}/mood`, for whoever may moderate."""
    return await _told(request, await entering.moderated(request))


async def stage(request: PageRequest) -> Response:
    """`/stage/{poll}/mood`, where the moderator wants it on the stage."""
    state = await entering.looked_at(request)
    if moods.on_stage(state) is None:
        return Response(status_code=204)
    return await _told(request, state)


async def _told(request: PageRequest, state: PollState) -> Response:
    now = await services_of(request).polls.mood.now(state.poll_id)
    return json_now(in_shares(now, state.poll.smallest_group))


def in_shares(now: MoodNow, smallest: int) -> dict[str, Any]:
    """Reactions as counts; words on the tempo as shares of the phones that said one.

    Args:
        smallest: phones from which on shares are told.
    """
    of = sum(now.tempo.values())
    shares = {word: percent(n, of) for word, n in now.tempo.items()} if of >= smallest else {}
    return {"reactions": now.reactions, "tempo": shares, "of": of}


def mood_texts(language: str) -> ScriptTexts:
    """What consoles and stages say of it."""
    _, ngettext = unfilled(language)
    return {
        "mood_reactions": _("Reactions"),
        "mood_tempo": _("Tempo"),
        "mood_of": ngettext("%(n)s phone", "%(n)s phones"),
        "mood_faster": _("faster"),
        "mood_fine": _("just right"),
        "mood_slower": _("slower"),
        "mood_lost": _("lost"),
        "mood_quiet": _("Nobody has tapped in the last three minutes."),
    }

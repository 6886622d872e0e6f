"""The page of a rehearsal: simulated phones come at the press of a button; go, or no-go.

It is a page of forms, whole without a script, which only keeps it up to date. The phones come in a
practice alone, so that nothing of them counts or stays; where there is none, the page asks first.
"""

import secrets
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from poll_server.base.machine import open_files
from poll_server.deck import deck
from poll_server.live.beside.rehearsals import (
    LONGEST_SECONDS,
    SIZES,
    RehearsalOrder,
    RehearsalProgress,
    RehearsalRuns,
)
from poll_server.live.flow.practice import may_begin
from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Command, Done
from presenter import entering
from presenter.address import public_url
from presenter.organiser.shell import fields_of
from presenter.screens.shells import shared, state_of

from .go_or_not import judged

FOR_PHONES = 0.5
"""Share of the places left that a rehearsal may take: the others are for real phones."""
ALL_ADDRESSES = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound


class Size(NamedTuple):
    """How many phones can be asked for."""

    people: int
    why_not: str
    """a sentence, where so many cannot come"""


async def rehearsal(request: PageRequest) -> Response:
    """`/moderate/{poll}/rehearsal`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        return _to(request, state, "")
    return await _page(request, state)


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/rehearsal/do`: back to the page, or what has to be asked first."""
    state = await entering.moderated(request)
    fields, _ = await fields_of(request), speak(language_of(request))
    verb, people = fields.get("verb", ""), _number(fields.get("people", ""))
    if verb == "stop":
        return await _stop(request, state)
    size = next((each for each in _sizes(request, _) if each.people == people), None)
    if verb not in ("begin", "sure") or size is None:
        return Response(status_code=400)
    if size.why_not or state.over:
        return await _page(request, state, wrong=size.why_not or _no_practice(_))
    if not state.live.practice:
        if not may_begin(state):
            return await _page(request, state, wrong=_no_practice(_))
        if verb == "begin":
            return await _page(request, state, asks=people)
        if not await _practise(request, state):
            return await _page(request, state, wrong=_("Not begun: please try once more."))
    return await _begin(request, state, people)


async def questions(request: PageRequest) -> Response:
    """`/moderate/{poll}/rehearsal/questions.toml`: what a second laptop's phones answer."""
    state = await entering.moderated(request)
    return Response(
        _deck_of(state),
        headers={
            "Content-Disposition": f'attachment; filename="{state.about.slug}.toml"',
            "Cache-Control": "no-store",
        },
        media_type="application/toml",
    )


async def _begin(request: PageRequest, state: PollState, people: int) -> Response:
    services, _ = services_of(request), speak(language_of(request))
    order = RehearsalOrder(
        poll=state.poll_id,
        slug=state.poll.id,
        code=state.code,
        deck=_deck_of(state),
        address=_own_address(request),
        people=people,
        cookie=services.passes.cookie("stage", state.poll_id, state.live.stage_links),
    )
    try:
        await services.rehearsals.begin(order)
    except RehearsalRuns:
        wrong = _("Simulated phones are here already; one rehearsal at a time on a server.")
        return await _page(request, state, wrong=wrong)
    except OSError as error:
        wrong = _(
            "No simulated phones can come: the server cannot use its data folder or start a "
            "program (%(why)s). Votes are not affected.",
            why=error.strerror or "–",
        )
        return await _page(request, state, wrong=wrong)
    return _to(request, state, "/rehearsal")


async def _stop(request: PageRequest, state: PollState) -> Response:
    rehearsals = services_of(request).rehearsals
    runs = await rehearsals.look()
    if runs is not None and runs.poll == state.poll_id:  # that of another poll is not ours to end
        await rehearsals.stop()
    return _to(request, state, "/rehearsal")


async def _practise(request: PageRequest, state: PollState) -> bool:
    """Begin a practice; whether it goes on now."""
    services = services_of(request)
    command = Command(f"rehearsal-{secrets.token_hex(8)}", state.control, "practice", "on")
    answer = await services.polls.command(state.poll_id, command, language_of(request))
    services.hub.changed(state.poll_id, at_once=True)
    return isinstance(answer, Done)


async def _page(
    request: PageRequest, state: PollState, *, wrong: str = "", asks: int = 0
) -> Response:
    """The page.

    Args:
        wrong: why something was not done.
        asks: so many phones shall come, once a practice was agreed to.
    """
    language = language_of(request)
    _ = speak(language)
    progress = await services_of(request).rehearsals.look()
    ours = progress if progress is not None and progress.poll == state.poll_id else None
    runs = progress is not None and not progress.ended
    sizes = _sizes(request, _)
    able = state.live.practice or may_begin(state)
    values = shared(request, state, language) | {
        "texts": {"title": _("Rehearsal: go or no-go")},
        "wrong": wrong,
        "asks": asks,
        "able": able and not state.over,
        "sizes": sizes,
        "first": next((each.people for each in sizes if not each.why_not), 0),
        "runs": runs,
        "is_ours": ours is not None,
        "said": _said(ours, runs, _),
        "progress": ours,
        "finding": judged(ours, language) if ours else None,
        "most_minutes": LONGEST_SECONDS // 60,
        "command": _command(request, state, ours.people if ours else SIZES[1]),
        "file": f"{state.about.slug}.toml",
    }
    return page(
        "presenter", "moderator/rehearsal.html", language, values, status=409 if wrong else 200
    )


def _said(progress: RehearsalProgress | None, runs: bool, _: Speech) -> str:
    """How the rehearsal stands, in one sentence."""
    if progress is None:
        if runs:
            return _("Simulated phones are at another poll of this server at the moment.")
        return _("No simulated phones are here.")
    if not progress.ended:
        if progress.inside < progress.people:
            return _("Simulated phones are coming.")
        return _("All simulated phones are here: open a question on the console.")
    return {
        "stopped": _("The simulated phones have left: the rehearsal was ended here."),
        "time": _("The simulated phones have left: their time is over."),
        "practice": _("The simulated phones have left: the practice is over."),
        "sent_away": _("The simulated phones were sent away: the poll is over or gone."),
        "unreachable": _("The simulated phones did not get in: the server did not answer them."),
    }.get(
        progress.ended,
        _("The simulated phones are gone: their program broke off. Please start it once more."),
    )


def _sizes(request: PageRequest, _: Speech) -> list[Size]:
    """How many phones can be asked for, and why not more."""
    services = services_of(request)
    allowed, places = services.settings.rehearsal_phones, services.places
    files = places.limit - places.used - open_files.reserve(places.limit)
    left = max(0, files) // open_files.PER_PHONE * services.settings.workers
    sizes = []
    for people in SIZES:
        why = ""
        if people > left * FOR_PHONES:
            why = _(
                "The server has places for some %(left)s more phones, and half of them are kept "
                "for real ones.",
                left=left,
            )
        if people > allowed:
            why = _(
                "The server’s setting POLL_REHEARSAL_PHONES allows %(allowed)s.", allowed=allowed
            )
        sizes.append(Size(people, why))
    return sizes


def _no_practice(_: Speech) -> str:
    return _("A question has been asked already, and its votes count: no practice now.")


def _deck_of(state: PollState) -> str:
    """The poll's questions alone: whoever moderates it need not know those of the others."""
    return deck.write(msgspec.structs.replace(state.event, polls=(state.poll,)))


def _own_address(request: Request[Any]) -> str:
    """Where this server listens, as it is reached from its own machine."""
    settings = services_of(request).settings
    host, port = request.scope.get("server") or (settings.host, settings.port)
    host = "127.0.0.1" if host in ALL_ADDRESSES else host
    return f"http://{f'[{host}]' if ':' in host else host}:{port or settings.port}"


def _command(request: PageRequest, state: PollState, people: int) -> str:
    """What a second laptop runs, word for word."""
    return (
        f"poll-server rehearse {public_url(request)} {state.code} --participants {people} "
        f"--deck {state.about.slug}.toml --while-practice"
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _to(request: PageRequest, state: PollState, at: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/moderate/{state.poll_id}{at}{query}", 303)

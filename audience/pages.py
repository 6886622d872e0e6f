"""The pages of the phones, and votes that come by POST.

Every page is whole without JavaScript: the server renders what is going on and takes the form.
The script of the page posts the same votes as JSON where its WebSocket is blocked.
"""

import random
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qs, urlencode

import msgspec
import structlog
from markupsafe import Markup
from redis.exceptions import RedisError, ResponseError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from poll_server.base.codes import CODE_DIGITS
from poll_server.base.text import say
from poll_server.live.pictures import draw
from poll_server.live.state import PollState
from poll_server.live.views import phone_question, phone_view
from poll_server.locale import LANGUAGES, speak
from poll_server.looks.look import LIGHT, branded, css
from poll_server.questions import InvalidAnswer, Question
from poll_server.store.probe import refusal
from poll_server.store.records import UnknownPoll
from poll_server.web.door import Held
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import (
    LARGEST_FRAME,
    Counted,
    Message,
    Misunderstood,
    MyVote,
    Refused,
    Retry,
    Snapshot,
    Vote,
    Welcome,
    encode,
)

from . import assets
from .codes import code_of
from .texts import fill, phone_texts, under_prompt

LARGEST_FORM = 32_768
"""Bytes of a posted form: five texts of 140 four-byte characters, each byte written `%F0`, and the
boxes of a whole question."""
MOST_FIELDS = 100
"""Fields of a posted form: 30 options and eight statements stay far below."""
MOST_DIGITS = 10
"""Of a number in a form: 2^31 has ten, and Python raises an exception over more than 4300."""
RETRY_AFTER = "3"
"""Seconds: what a restart of Redis takes."""
FULL_SECONDS = (5, 15)
"""Seconds after which a phone that found no room tries again, at random, so that not all do at
once; the page itself keeps to the same."""
HELD_MS = 5000
"""Milliseconds after which a vote is sent again that has no proof of its code while some guess."""
MOST_TYPED = 60
"""Characters of a wrong code that are shown again: an address is recognised by them."""
OVER = 410
"""HTTP's “gone”, to a phone that asks without a socket: the event is over."""

STATUS: dict[type[Message], int] = {Counted: 200, Refused: 409, Retry: 503, Misunderstood: 400}
"""How an answer to a posted vote is also said in HTTP's words; the message itself decides."""

one_vote = msgspec.json.Decoder(Vote)

log = structlog.get_logger(__name__)


class TooLarge(Exception):
    """A body is larger than anything this site's own pages send."""


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


async def join(request: PageRequest) -> Response:
    """`/` asks for the code; `/?code=482 913` leads on to the poll, or says that there is none."""
    typed = request.query_params.get("code")
    if typed is None:
        return _audience_page(request, "join.html", {"wrong": ""})
    digits = code_of(typed)
    code = digits[:CODE_DIGITS]
    try:
        if digits and await services_of(request).door.poll_of(
            services_of(request).polls, request, digits
        ):
            found = RedirectResponse(_address(request, f"/{code}"), 303)
            services_of(request).door.remember(found, request, code)
            return found
    except Held:
        return _held(request)
    return _audience_page(
        request, "join.html", {"wrong": typed.strip()[:MOST_TYPED] or "–"}, status=404
    )


async def phone(request: PageRequest) -> Response:
    """`/{code}`: the question in sight, with this phone's own vote in its form."""
    try:
        if _shut_out(request):
            return _full(request)
        state = await _state(request)
        if state.over:
            return await _ended(request, state)
        return await _phone_page(request, state, refused=_refusal_in_query(request, state))
    except UnknownPoll:
        return _missing(request)
    except Held:
        return _held(request)
    except (RedisError, OSError):
        return _busy(request)


async def vote(request: PageRequest) -> Response:
    """`POST /{code}/vote`: a vote as JSON, answered in JSON; or the page's form."""
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return await _vote_by_script(request)
        return await _vote_by_form(request)
    except UnknownPoll:
        return _missing(request)
    except Held:
        return _held(request)
    except (RedisError, OSError):
        return _busy(request)


async def snapshot(request: PageRequest) -> Response:
    """`/{code}/snapshot`: what the socket says first, for phones that can open none."""
    if _shut_out(request):
        return _message(Misunderstood(detail="there is no room; try again later"), 503)
    try:
        state = await _state(request)
    except UnknownPoll:
        return _message(Misunderstood(detail="there is no such poll"), 404)
    except (Held, RedisError, OSError):
        return _message(Misunderstood(detail="try again"), 503)
    if state.over:
        return _message(Misunderstood(detail="the event is over"), OVER)
    response = _message(await _welcome(request, state))
    services_of(request).door.remember(response, request, state.code)
    return response


def privacy(request: PageRequest) -> Response:
    """`/privacy`: what is stored, for how long, and why."""
    settings = services_of(request).settings
    values = {"hours": settings.keep_votes, "days": settings.keep_results}
    return _audience_page(request, "privacy.html", values)


def accessibility(request: PageRequest) -> Response:
    """`/accessibility`: the accessibility statement."""
    return _audience_page(request, "accessibility.html", {})


def nothing_here(request: Request[Any], error: Exception) -> Response:
    """A 404 that a person reads; a script or an image gets the bare words."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not Found", 404)
    return _audience_page(request, "missing.html", {"reason": "address"}, status=404)


async def away(request: Request[Any], error: Exception) -> Response:
    """A 503 on any page that Redis, which is away, would have filled; the same for scripts as JSON.

    Raises:
        ResponseError: Redis is there, and what was asked of it was wrong: that is our mistake.
    """
    if isinstance(error, ResponseError) and not refusal(error):
        raise error
    log.warning("page_without_redis", error=type(error).__name__)
    if "text/html" in request.headers.get("accept", ""):
        values = {"reason": "away", "again": request.method in ("GET", "HEAD")}
        response = _audience_page(request, "missing.html", values, status=503)
    else:
        _ = speak(language_of(request))
        sentence = _("Just now nothing can be read or stored here; please try again in a moment.")
        response = JSONResponse({"error": sentence}, 503, {"Cache-Control": "no-store"})
    response.headers["Retry-After"] = RETRY_AFTER
    return response


# ── A posted vote ─────────────────────────────────────────────────────────────────────────────


async def _vote_by_script(request: PageRequest) -> Response:
    try:
        given = one_vote.decode(await _body(request, LARGEST_FRAME))
    except TooLarge:
        return _message(Misunderstood(detail=f"at most {LARGEST_FRAME} bytes"), 413)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _message(Misunderstood(detail="not a vote of this version; reload the page"), 400)
    polls = services_of(request).polls
    credential = services_of(request).passes.credential(request)
    try:
        poll_id = await _poll_id(request) if credential else None
    except Held:
        return _message(Retry(round=given.round, seq=given.seq, after_ms=HELD_MS))
    if poll_id is None or credential is None:
        # Without the cookie nobody can say whose vote it is: a new one each time would count twice.
        return _message(Refused(round=given.round, seq=given.seq, reason="unknown"), 403)
    return _message(await polls.vote(poll_id, credential, given))


async def _vote_by_form(request: PageRequest) -> Response:
    """Somebody pressed the button; it ends in a page that says what became of the vote."""
    try:
        form = parse_qs(
            (await _body(request, LARGEST_FORM)).decode(),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
        )
    except (TooLarge, ValueError):
        return _audience_page(request, "missing.html", {"reason": "form"}, status=400)
    state = await _state(request)
    if state.over:  # nothing was open when it ended, so no vote is lost here
        return await _ended(request, state)
    credential = services_of(request).passes.credential(request)
    if credential is None:
        return await _phone_page(request, state, refused="cookie", form=form, status=403)
    number, seq = _number(form, "round"), max(1, _number(form, "seq"))
    asked = state.rounds.get(number)
    question = next((q for q in state.poll.questions if asked and q.id == asked.question), None)
    if question is None:
        return _back(request, refused="wrong_round", state=state)
    answer = question.read(form)
    try:
        answer = question.check(answer)
    except InvalidAnswer:
        names = {control.name for control in question.controls("en")}
        filled = any(any(form.get(name, ())) for name in names)
        said = question.objection(answer, language_of(request)) if filled else ""
        reason = "invalid" if filled else "empty"
        return await _phone_page(request, state, refused=reason, said=said, form=form, status=422)
    outcome = await _cast(request, state, credential, Vote(round=number, seq=seq, answer=answer))
    if isinstance(outcome, Retry):
        return await _phone_page(request, state, refused="retry", form=form, status=503)
    reason = outcome.reason if isinstance(outcome, Refused) else ""
    # Twice in conflict: another tab sent at the very same moment. One more try by hand decides.
    return _back(request, refused="retry" if reason == "conflict" else reason, state=state)


async def _cast(
    request: PageRequest, state: PollState, credential: bytes, wish: Vote
) -> Counted | Refused | Retry:
    """Cast a form's vote; one that was filled in on an older copy of the page gets the next seq."""
    polls = services_of(request).polls
    outcome = await polls.vote(state.poll_id, credential, wish)
    if isinstance(outcome, Refused) and outcome.reason == "conflict" and outcome.my_vote:
        newer = Vote(round=wish.round, seq=outcome.my_vote.seq + 1, answer=wish.answer)
        outcome = await polls.vote(state.poll_id, credential, newer)
    return outcome


def _back(request: PageRequest, *, refused: str, state: PollState) -> Response:
    """To the page, which shows the truth; `counted` needs no word in the address, and gets none."""
    query = {"refused": refused, "at": str(state.live.round)} if refused else {}
    return RedirectResponse(_address(request, f"/{state.code}", **query), 303)


def _refusal_in_query(request: PageRequest, state: PollState) -> str:
    """Why the last form was refused, while the question that it was refused at is in sight."""
    if request.query_params.get("at") != str(state.live.round):
        return ""
    return request.query_params.get("refused", "")


async def _body(request: Request[Any], most: int) -> bytes:
    """The body; raises TooLarge as soon as there are more than `most` bytes of it."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise TooLarge
    except ClientDisconnect as error:
        raise OSError("the phone has gone") from error
    return body


def _number(form: dict[str, list[str]], name: str) -> int:
    """A hidden number of our own form, within what a vote may say; 0 where it is none."""
    text = next(iter(form.get(name, ())), "")
    sound = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return min(int(text), 2**31) if sound else 0


# ── The phone's page ──────────────────────────────────────────────────────────────────────────


async def _state(request: PageRequest) -> PollState:
    """How the poll stands that the address names. Raises UnknownPoll where it names none."""
    poll_id = await _poll_id(request)
    if poll_id is None:
        raise UnknownPoll(request.path_params["code"])
    return await services_of(request).polls.state(poll_id)


async def _poll_id(request: PageRequest) -> str | None:
    """The poll that the address names; None where it names none. Raises Held."""
    services = services_of(request)
    return await services.door.poll_of(services.polls, request, request.path_params["code"])


async def _welcome(request: PageRequest, state: PollState) -> Welcome:
    credential = services_of(request).passes.credential(request)
    mine: MyVote | None = None
    if credential and state.round:
        polls = services_of(request).polls
        mine = await polls.held(state.poll_id, credential, state.round.number)
    view = phone_view(language_of(request), services_of(request).settings.phone_tick)
    return Welcome(snapshot=cast(Snapshot, draw(view, state).snapshot), my_vote=mine)


async def _phone_page(
    request: PageRequest,
    state: PollState,
    *,
    refused: str = "",
    said: str = "",
    form: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of the poll as it stands.

    Args:
        refused: why the form that was just posted does not count.
        said: the same in the kind's own words, where it has any.
        form: what it held, to show it again.
    """
    language = language_of(request)
    welcome = await _welcome(request, state)
    texts_said = phone_texts(language, linkable=state.poll.linkable)
    alert = said or texts_said.get(f"refused_{refused}", texts_said["nothing_chosen"])
    title = say(state.poll.subtitle or state.poll.title, language)
    kept = assets.script(), texts_as_json(language, linkable=state.poll.linkable)
    own = {"code": state.code, "language": language, "title": title, "welcome": welcome}
    values = {
        "event": say(state.event.title, language),
        "poll": say(state.poll.title, language),
        "title": title,
        "code": state.code,
        "said": texts_said,
        "spoken": language if language in state.event.languages else state.event.languages[0],
        "address": _address(request, f"/{state.code}/vote"),
        "here": _address(request, f"/{state.code}"),
        "snapshot": welcome.snapshot,
        "alert": alert if refused else "",
        "for_script": _json(own)[:-1] + Markup(f',"texts":{kept[1]}}}'),  # noqa: S704 - ours
        "script": Markup(assets.script()),  # noqa: S704 - our own files
        **_worn(state, language),
        **_own(state, welcome.my_vote, form, texts_said, language),
    }
    response = _audience_page(request, "phone.html", values, status=status, kept=kept)
    services_of(request).door.remember(response, request, state.code)
    return response


def _own(
    state: PollState,
    mine: MyVote | None,
    form: dict[str, list[str]] | None,
    said: dict[str, str],
    language: str,
) -> dict[str, Any]:
    """What the page shows of this phone's own vote: the form's contents, line, rows."""
    question: Question | None = state.question if state.round else None
    if question is None:
        nothing: dict[str, Any] = {"filled": {}, "mine": [], "line": "", "line_key": ""}
        return nothing | {"seq": 1, "under": said["wait"]}
    shown = phone_question(question, language)
    answer = mine.answer if mine else None
    key = _line(state, mine)
    words = question.in_words(answer, language) if mine else ""
    return {
        "filled": form if form is not None else question.fill(answer, language) if mine else {},
        "seq": mine.seq + 1 if mine else 1,
        "mine": question.rows_of(answer, language)
        if mine
        else [set() for _ in question.series({}, 0, language)],
        "line": fill(said[f"line_{key}"], answer=words) if key else "",
        "line_key": key,
        "under": under_prompt(shown, said, counted=mine is not None),
    }


def _line(state: PollState, mine: MyVote | None) -> str:
    """The key of the one line of state, as `phone_state.js` has it."""
    if state.state == "open":
        return "counted" if mine else ""
    return "closed_counted" if mine else "closed_none"


# ── Helpers of every page ─────────────────────────────────────────────────────────────────────


def _audience_page(
    request: PageRequest,
    template: str,
    values: dict[str, Any],
    *,
    status: int = 200,
    kept: tuple[str, ...] = (),
) -> Response:
    language = language_of(request)
    shared = {
        "style": Markup(assets.style()),  # noqa: S704 - our own file
        "icon": LIGHT.accent,
        "brand": "",
        "logo": None,
        "home": _address(request, "/"),
        "privacy": _address(request, "/privacy"),
        "accessibility": _address(request, "/accessibility"),
        "language_chosen": request.query_params.get("lang") in LANGUAGES and language,
        "other_language": next(other for other in LANGUAGES if other != language),
    }
    kept = (assets.style(), *kept)
    return page("audience", template, language, shared | values, status=status, kept=kept)


async def _ended(request: PageRequest, state: PollState) -> Response:
    """The event is in the archive; it may come back, so this is no error."""
    language, event_id = language_of(request), state.about.event_id
    public = await services_of(request).store.events.is_published(event_id)
    values = {
        "event": say(state.event.title, language),
        "poll": say(state.poll.title, language),
        "here": _address(request, f"/{state.code}"),
        "results": _address(request, f"/results/{event_id}") if public else "",
        **_worn(state, language),
    }
    return _audience_page(request, "ended.html", values)


def _worn(state: PollState, language: str) -> dict[str, Any]:
    """The event's own colour, name and logo."""
    brand = state.event.brand
    name = say(brand.name, language)
    return {
        "theme_css": css(brand.accent),
        "icon": branded(brand.accent)["light"].accent,
        "brand": name,
        "logo": state.about.logo,
        "logo_alt": name or say(state.event.title, language),
    }


def _missing(request: PageRequest) -> Response:
    return _audience_page(request, "missing.html", {"reason": "poll"}, status=404)


def _shut_out(request: PageRequest) -> bool:
    """Whether there is no room for one more phone. Who was here before may stay: votes by POST."""
    if services_of(request).places.room("phone"):
        return False
    return services_of(request).passes.credential(request) is None


def _full(request: PageRequest) -> Response:
    response = _audience_page(request, "missing.html", {"reason": "full"}, status=503)
    response.headers["Retry-After"] = str(random.randint(*FULL_SECONDS))
    return response


def _held(request: PageRequest) -> Response:
    """Codes are being guessed. Said without a look at the code, and without the code."""
    response = _audience_page(request, "missing.html", {"reason": "held"}, status=503)
    response.headers["Retry-After"] = str(random.randint(*FULL_SECONDS))
    return response


def _busy(request: PageRequest) -> Response:
    response = _audience_page(request, "missing.html", {"reason": "busy"}, status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _message(message: Message, status: int | None = None) -> Response:
    status = STATUS.get(type(message), 200) if status is None else status
    again = {"Retry-After": RETRY_AFTER} if status == 503 else {}
    return Response(
        encode(message), status, again | {"Cache-Control": "no-store"}, "application/json"
    )


def _address(request: PageRequest, path: str, **query: str) -> str:
    """An address of this site that keeps the language somebody chose."""
    if (language := request.query_params.get("lang")) in LANGUAGES:
        query["lang"] = str(language)
    return f"{path}?{urlencode(query)}" if query else path


@cache
def texts_as_json(language: str, *, linkable: bool) -> Markup:
    """The script's texts, as they stand in every page of this language."""
    return _json(phone_texts(language, linkable=linkable))


def _json(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above

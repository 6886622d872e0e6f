"""What the pages of the phones have in common: the poll that an address names, forms, answers in
words and in frames' own JSON, and why somebody is not let in.
"""

import random
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec
from markupsafe import Markup
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response

from audience import assets
from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.locale import LANGUAGES
from poll_server.looks.look import LIGHT, branded, css
from poll_server.store.records import UnknownPoll
from poll_server.web import pictures
from poll_server.web.access.door import Held
from poll_server.web.bodies import body_of
from poll_server.web.pages import gapped, language_of, page
from poll_server.web.pressing.gapped import Gapped
from poll_server.web.services import Handler, PageRequest, services_of
from poll_server.wire.messages import (
    Counted,
    Message,
    Misunderstood,
    Refused,
    Retry,
    encode,
)

LARGEST_FORM = 32_768
"""Bytes of a posted form: five texts of 140 four-byte characters, each byte written `%F0`, and the
boxes of a whole question."""
MOST_FIELDS = 400
"""Fields of a posted form: 30 options and eight statements stay far below."""
MOST_DIGITS = 10
"""Of a number in a form: 2^31 has ten, and Python raises an exception over more than 4300."""
RETRY_AFTER = "3"
"""Seconds: what a restart of Redis takes."""
FULL_SECONDS = (5, 15)
"""Seconds after which a phone that found no room tries again, at random, so that not all do at
once; the page itself keeps to the same."""
STATUS: dict[type[Message], int] = {Counted: 200, Refused: 409, Retry: 503, Misunderstood: 400}
"""How an answer to a posted vote is also said in HTTP's words; the message itself decides."""


async def state_of(request: PageRequest) -> PollState:
    """How the poll stands that the address names. Raises UnknownPoll where it names none."""
    poll_id = await poll_of(request)
    if poll_id is None:
        raise UnknownPoll(request.path_params["code"])
    return await services_of(request).polls.state(poll_id)


async def poll_of(request: PageRequest) -> str | None:
    """The poll that the address names; None where it names none. Raises Held."""
    services = services_of(request)
    return await services.door.poll_of(services.polls, request, request.path_params["code"])


async def form_of(request: Request[Any], most: int = LARGEST_FORM) -> dict[str, list[str]]:
    """The fields of a posted form.

    Raises:
        ValueError: it is none, or has more fields than any of ours.
        TooLarge: it is larger.
    """
    body = (await body_of(request, most)).decode()
    return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)


def number_in(form: dict[str, list[str]], name: str) -> int:
    """A hidden number of our own form, within what a vote may say; 0 where it is none."""
    text = next(iter(form.get(name, ())), "")
    sound = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return min(int(text), 2**31) if sound else 0


def address(request: PageRequest, path: str, **query: str) -> str:
    """An address of this site that keeps the language somebody chose."""
    if (language := request.query_params.get("lang")) in LANGUAGES:
        query["lang"] = str(language)
    return f"{path}?{urlencode(query)}" if query else path


def message_response(message: Message, status: int | None = None) -> Response:
    status = STATUS.get(type(message), 200) if status is None else status
    again = {"Retry-After": RETRY_AFTER} if status == 503 else {}
    return Response(
        encode(message), status, again | {"Cache-Control": "no-store"}, "application/json"
    )


def audience_page(
    request: PageRequest,
    template: str,
    values: dict[str, Any],
    *,
    status: int = 200,
    kept: tuple[str, ...] = (),
) -> Response:
    language = language_of(request)
    kept = (assets.style(), *kept)
    values = _shared(request, language) | values
    return page("audience", template, language, values, status=status, kept=kept)


def gapped_page(
    request: PageRequest,
    template: str,
    values: dict[str, Any],
    *,
    kept: tuple[str, ...],
    once: bool,
) -> Gapped:
    """The same for many, with gaps; see `poll_server.web.pressing.gapped`."""
    language = language_of(request)
    kept = (assets.style(), *kept)
    values = _shared(request, language) | values
    return gapped("audience", template, language, values, kept=kept, once=once)


def _shared(request: PageRequest, language: str) -> dict[str, Any]:
    """What the templates of all pages take."""
    return {
        "style": Markup(assets.style()),  # noqa: S704 - our own file
        "icon": LIGHT.accent,
        "brand": "",
        "logo": None,
        "home": address(request, "/"),
        "privacy": address(request, "/privacy"),
        "accessibility": address(request, "/accessibility"),
        "language_chosen": request.query_params.get("lang") in LANGUAGES and language,
        "other_language": next(other for other in LANGUAGES if other != language),
    }


async def ended(request: PageRequest, state: PollState) -> Response:
    """The event is in the archive; it may come back, so this is no error."""
    language, event_id = language_of(request), state.about.event_id
    public = await services_of(request).store.events.is_published(event_id)
    values = {
        "event": say(state.event.title, language),
        "poll": say(state.poll.title, language),
        "here": address(request, f"/{state.code}"),
        "results": address(request, f"/results/{event_id}") if public else "",
        **worn(state, language),
    }
    return audience_page(request, "ended.html", values)


def worn(state: PollState, language: str) -> dict[str, Any]:
    """The event's own colour, name and logo."""
    brand = state.event.brand
    name = say(brand.name, language)
    return {
        "theme_css": css(brand.accent),
        "icon": branded(brand.accent)["light"].accent,
        "brand": name,
        "logo": state.about.logo,
        "logo_alt": name or say(state.event.title, language),
        "pictures": pictures.at(state.about.event_id),
    }


def missing(request: PageRequest) -> Response:
    return audience_page(request, "missing.html", {"reason": "poll"}, status=404)


def shut_out(request: PageRequest) -> bool:
    """Whether there is no room for one more phone. Who was here before may stay: votes by POST."""
    if services_of(request).places.room("phone"):
        return False
    return services_of(request).passes.credential(request) is None


def full(request: PageRequest) -> Response:
    response = audience_page(request, "missing.html", {"reason": "full"}, status=503)
    response.headers["Retry-After"] = str(random.randint(*FULL_SECONDS))
    return response


def held(request: PageRequest) -> Response:
    """Codes are being guessed. Said without a look at the code, and without the code."""
    response = audience_page(request, "missing.html", {"reason": "held"}, status=503)
    response.headers["Retry-After"] = str(random.randint(*FULL_SECONDS))
    return response


def busy(request: PageRequest) -> Response:
    response = audience_page(request, "missing.html", {"reason": "busy"}, status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def as_json(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it can end the element."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def or_why_not(handler: Handler) -> Handler:
    """`handler`, answered by a page in words where there is no such poll, codes are being guessed,
    or Redis does not answer."""

    @wraps(handler)
    async def answered(request: PageRequest) -> Response:
        try:
            return await handler(request)
        except UnknownPoll:
            return missing(request)
        except Held:
            return held(request)
        except (RedisError, OSError):
            return busy(request)

    return answered

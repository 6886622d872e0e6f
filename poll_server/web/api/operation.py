"""One thing that a program can ask for: how it is addressed, what it takes, what it answers.

    @operation("GET", "/events/{event}", "read", "look", answers={200: ApiEvent})
    async def event(call: ApiCall) -> Response: …

What is said here is what is checked, and what `openapi` describes: nothing is written twice.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from poll_server.live.ending.auditing import BrokenTally
from poll_server.locale import Speech, speak
from poll_server.store.parts.acts import Deed
from poll_server.store.parts.tokens import Scope
from poll_server.store.reach.probe import refusal
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.web.access.rights import NotAllowed, Right, allowed, still_allowed
from poll_server.web.access.token_door import Holder, TooManyGuesses, may
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, ServerState, Services, services_of

from .problems import Problem, ProblemKind

ROOT = "/api/v1"
LARGEST_BODY = 16_384
"""Bytes of what is asked for in JSON: a command with the longest text, some times over."""
JSON = "application/json"
PATH_FIELD = re.compile(r"\{(\w+)\}")
EXPECTED: tuple[ProblemKind, ...] = ("token", "scope", "guessing", "nothing", "away")
"""What may stand in the way of everything."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ApiCall:
    """One request of a program that may do what it asks for."""

    request: PageRequest
    holder: Holder
    event: str
    """the event that the address names, or the poll in it; '' where it names none"""
    right: Right
    query: Any = None
    """as the operation's `query` has it"""
    body: Any = None

    @property
    def services(self) -> Services:
        return services_of(self.request)

    @property
    def language(self) -> str:
        return language_of(self.request)

    @property
    def say(self) -> Speech:
        """The caller's language."""
        return speak(self.language)

    async def still_good(self) -> bool:
        """Whether the token still is, and its account's role still includes this."""
        if not await self.services.token_door.still_good(self.holder):
            return False
        poll = self.request.path_params.get("poll", "")
        store = self.services.store
        return await still_allowed(store, self.holder.account, self.event, self.right, poll)

    def named(self, name: str) -> str:
        """What the address names."""
        return str(self.request.path_params[name])

    def answer(
        self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> Response:
        """`value` as JSON."""
        own = {"Cache-Control": "no-store", "Content-Language": self.language}
        return Response(msgspec.json.encode(value), status, own | dict(headers or {}), JSON)


Do = Callable[[ApiCall], Awaitable[Response]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """See the module."""

    method: str
    path: str
    """below `ROOT`"""
    scope: Scope
    """that the token must have"""
    right: Right
    """that the token's account must have at the event; `organise` where the address names none"""
    do: Do
    query: type[msgspec.Struct] | None = None
    body: Any = None
    """type of the JSON; or media types, whose bytes are handed on"""
    most: int = LARGEST_BODY
    """bytes of the body"""
    answers: Mapping[int, Any] = field(default_factory=dict)
    """by status: a type, a media type, or None where there is no body"""
    deed: Deed | None = None
    """as what it is written down that an organiser's program did it; None: it only reads"""
    problems: tuple[ProblemKind, ...] = ()
    """beside those that may stand in the way of everything"""

    @property
    def name(self) -> str:
        return str(getattr(self.do, "__name__", ""))

    @property
    def all_problems(self) -> tuple[ProblemKind, ...]:
        of_body: tuple[ProblemKind, ...] = ("form", "sort", "too_large") if self.body else ()
        of_query: tuple[ProblemKind, ...] = ("form",) if self.query and not self.body else ()
        return (*EXPECTED, *of_body, *of_query, *self.problems)

    def route(self) -> Route:
        """Its address."""
        return Route(f"{ROOT}{self.path}", self.endpoint, methods=[self.method])

    async def endpoint(self, request: Request[ServerState]) -> Response:
        """Let the program in, read what it sent, do it; whatever is in the way is a problem."""
        try:
            call = await self._call(request)
            response = await self.do(call)
            await self._write_down(call, response)
            return response
        except Problem as problem:
            return problem.response(speak(language_of(request)))
        except Exception as error:
            if (problem_ := _expected(error)) is None:
                raise
            return problem_.response(speak(language_of(request)))

    async def _write_down(self, call: ApiCall, response: Response) -> None:
        """Note what was done for an organiser; where Redis is away now, only the log hears."""
        if self.deed is None:
            return
        made = response.headers.get("location", "").rpartition("/")[2]
        detail = getattr(call.body, "action", "") or getattr(call.body, "verb", "")
        try:
            await call.services.store.acts.note(
                self.deed,
                call.holder.name,
                account=call.holder.account,
                event=call.event or made,
                detail=detail,
                by=call.holder.label,
            )
        except (RedisError, OSError) as error:
            log.warning("act_not_written_down", what=self.deed, error=type(error).__name__)

    async def _call(self, request: PageRequest) -> ApiCall:
        holder, event = await self._holder(request)
        return ApiCall(
            request=request,
            holder=holder,
            event=event,
            right=self.right,
            query=_query(request, self.query) if self.query else None,
            body=await self._body(request) if self.body else None,
        )

    async def _holder(self, request: PageRequest) -> tuple[Holder, str]:
        """Who asks, and the event that is meant.

        Raises:
            Problem: nobody who may. Without a good token the same whether or not there is such an
                event: nobody learns names by asking.
        """
        services = services_of(request)
        event = request.path_params.get("event", "")
        if "poll" in request.path_params and services.passes.bearer(request):
            try:
                about = await services.store.polls.about(request.path_params["poll"])
                event = about.event_id
            except UnknownPoll:
                event = ""
        try:
            holder = await services.token_door.holder(request, event)
        except TooManyGuesses:
            raise Problem("guessing") from None
        if holder is None:
            raise Problem("token")
        if not may(holder, self.scope):
            _ = speak(language_of(request))
            detail = _("The token lacks the right “%(scope)s”.", scope=self.scope)
            raise Problem("scope", detail)
        if PATH_FIELD.search(self.path) and (not event or holder.event not in ("", event)):
            raise Problem("nothing")
        if event:
            await self._allowed(request, holder, event)
        return holder, event

    async def _allowed(self, request: PageRequest, holder: Holder, event: str) -> None:
        """Raises: Problem, where the token's account may not do that at the event. Where it is
        nobody there, it is told the same as where there is no such event."""
        poll = request.path_params.get("poll", "")
        try:
            store = services_of(request).store
            await allowed(store, holder.account, event, self.right, poll)
        except NotAllowed as refused:
            if refused.member is None:
                raise Problem("nothing") from None
            _ = speak(language_of(request))
            detail = _("The role of the token’s account at this event does not include this.")
            raise Problem("scope", detail) from None

    async def _body(self, request: PageRequest) -> Any:
        wanted = self.body if isinstance(self.body, tuple) else (JSON,)
        sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sort not in wanted:
            raise Problem("sort")
        try:
            raw = await body_of(request, self.most)
        except TooLarge:
            raise Problem("too_large") from None
        except OSError:
            raise Problem("form") from None
        if isinstance(self.body, tuple):
            return raw
        try:
            return msgspec.json.decode(raw, type=self.body)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise Problem("form", _of_form(request, error)) from None


def operation(
    method: str, path: str, scope: Scope, right: Right, **more: Any
) -> Callable[[Do], Operation]:
    """Makes an `Operation` of a function; its docstring is what the description says."""
    return lambda do: Operation(method=method, path=path, scope=scope, right=right, do=do, **more)


def _query(request: PageRequest, wanted: type[msgspec.Struct]) -> Any:
    given = {
        name: value
        for name, value in request.query_params.items()
        if name in wanted.__struct_fields__
    }
    try:
        return msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise Problem("form", _of_form(request, error)) from None


def _of_form(request: PageRequest, error: Exception) -> str:
    _ = speak(language_of(request))
    return _("The request is not in the form that is described: %(why)s.", why=str(error))


def _expected(error: Exception) -> Problem | None:
    """The problem for what may always happen; None for a mistake of ours."""
    match error:
        case UnknownEvent() | UnknownPoll():
            return Problem("nothing")
        case BrokenTally():
            return Problem("tally")
        case RedisError() | ConnectionError() | TimeoutError():
            problem = Problem("away", refusal(error) if isinstance(error, RedisError) else "")
            log.warning("api_redis_away", error=type(error).__name__)
            return problem
    return None

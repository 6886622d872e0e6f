"""What a program is told where something is not done: problem details, as RFC 9457 has them."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec
from starlette.responses import Response

from poll_server.locale import Speech

PROBLEM = "application/problem+json"
MANUAL = "/api/v1/docs"
"""Where every kind of problem is described: `type` leads there."""

ProblemKind = Literal[
    "token", "scope", "guessing", "nothing", "method", "form", "too_large", "sort", "mistakes",
    "tag", "changed", "moved", "not_now", "open", "asked", "draft", "code", "tally", "no_chart",
    "busy", "away", "full",
]  # fmt: skip
KINDS: tuple[ProblemKind, ...] = get_args(ProblemKind)
STATUS: Mapping[ProblemKind, int] = {
    "token": 401,
    "scope": 403,
    "guessing": 429,
    "nothing": 404,
    "method": 405,
    "form": 400,
    "too_large": 413,
    "sort": 415,
    "mistakes": 422,
    "tag": 428,
    "changed": 412,
    "moved": 409,
    "not_now": 409,
    "open": 409,
    "asked": 409,
    "draft": 409,
    "code": 409,
    "tally": 409,
    "no_chart": 404,
    "busy": 503,
    "away": 503,
    "full": 503,
}
AGAIN_SECONDS = {"guessing": "30", "busy": "60", "away": "10", "full": "60"}
"""When to come again."""


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was not done, and why (RFC 9457)."""

    type: str
    """where this kind of problem is described"""
    title: str
    """the kind, in a few words"""
    status: int
    detail: str
    """what happened, what is kept, what to do next"""
    error: str
    """the same as `detail`: its name in 0.1.0"""
    control: int | None = None
    """where a command was not carried out: the control version that the poll has"""
    mistakes: tuple[str, ...] = ()
    """of a deck: each with its line and field"""


class Problem(Exception):
    """Not done; the sentence is for whoever runs the program."""

    def __init__(self, kind: ProblemKind, detail: str = "", **more: Any) -> None:
        """Args:
        detail: a sentence; '' where the kind says enough.
        more: further fields of the answer.
        """
        super().__init__(kind)
        self.kind, self.detail, self.more = kind, detail, more
        self.headers: dict[str, str] = {}

    def response(self, _: Speech) -> Response:
        """The answer."""
        title = titles(_)[self.kind]
        detail = self.detail or title
        told = ProblemDetails(
            type=f"{MANUAL}#{self.kind}",
            title=title,
            status=STATUS[self.kind],
            detail=detail,
            error=detail,
            **self.more,
        )
        headers = {"Cache-Control": "no-store", "Content-Language": _.language} | self.headers
        if self.kind == "token":
            headers["WWW-Authenticate"] = "Bearer"
        if self.kind in AGAIN_SECONDS:
            headers["Retry-After"] = AGAIN_SECONDS[self.kind]
        return Response(msgspec.json.encode(told), told.status, headers, PROBLEM)


def titles(_: Speech) -> dict[ProblemKind, str]:
    """Each kind in a few words."""
    return {
        "token": _("No token that is good here. Send one: Authorization: Bearer …"),
        "scope": _("The token is not good for this."),
        "guessing": _("Many wrong tokens are being sent. Wait a little."),
        "nothing": _("There is no such thing here."),
        "method": _("This address does not do that."),
        "form": _("The request is not in the form that is described."),
        "too_large": _("The request is too large."),
        "sort": _("The body is of another media type than is described."),
        "mistakes": _("There are mistakes in what was sent. Nothing was changed."),
        "tag": _("Say which version you saw: send its ETag as If-Match."),
        "changed": _("Somebody else changed it meanwhile. Nothing was changed: look again."),
        "moved": _("Somebody else moved the poll first. Nothing was done: look again."),
        "not_now": _("This makes no sense now. Nothing was done."),
        "open": _(
            "A vote is open, or a practice goes on. Nothing was done: close or end it first."
        ),
        "asked": _("Questions that people voted on stay as they are. Nothing was changed."),
        "draft": _("Somebody edits this event in the browser. Nothing was changed."),
        "code": _("A join code belongs to another poll. Nothing was made."),
        "tally": _("A result does not agree with its votes: nothing is exported."),
        "no_chart": _("There is no such file."),
        "busy": _("Too much is being done just now. Nothing is lost: ask again in a minute."),
        "away": _("The server’s memory does not answer just now. Ask again in a moment."),
        "full": _("All places for screens are taken. Come back in a minute."),
    }

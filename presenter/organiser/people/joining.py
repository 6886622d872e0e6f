"""Becoming an organiser: by the first link that the server printed, or by an invitation.

Both links carry their secret behind `#`, where no proxy or log sees it. The script puts it into
the form; without scripts it is typed or pasted.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.secrets import LONGEST_PASSWORD, SHORTEST_PASSWORD
from poll_server.locale import Speech
from poll_server.store.organisers import LONGEST_NAME, Account, LinkSpent, NameTaken, clean_name
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import fields_of, organiser_of, see, show, speech

from . import second_step

INVITATION = "/organise/invitation"


class _Given(NamedTuple):
    """What somebody filled in."""

    secret: str = ""
    name: str = ""
    password: str = ""
    again: str = ""


def setup_page(
    request: PageRequest, error: str = "", status: int = 200, given: _Given | None = None
) -> Response:
    """The form for the first account."""
    return _joining_page(request, "/organise", "organiser/people/setup.html", error, status, given)


async def set_up(request: PageRequest) -> Response:
    """`POST /organise/password`: the first account, by the secret of the link that was printed."""
    accounts, _ = services_of(request).accounts, speech(request)
    if await accounts.there_are_any():
        return see(request, "/organise")
    spent = _(
        "This link is not valid (any more): take the newest one that the server printed when it "
        "started."
    )
    return await _join(request, setup_page, accounts.may_set_up, accounts.set_up, spent)


async def invitation_page(request: PageRequest) -> Response:
    """`/organise/invitation#secret`: the form for one more account."""
    await organiser_of(request)
    return _invitation_page(request)


async def accept(request: PageRequest) -> Response:
    """`POST /organise/invitation`: one more account; the link is spent."""
    accounts, _ = services_of(request).accounts, speech(request)
    spent = _(
        "This invitation is not valid (any more): it was used or withdrawn, or it is older than "
        "7 days. Ask whoever invited you for a new one."
    )
    return await _join(request, _invitation_page, accounts.may_join, accounts.accept, spent)


async def _join(
    request: PageRequest,
    again: Callable[[PageRequest, str, int, _Given], Response],
    may_join: Callable[[str], Awaitable[bool]],
    make: Callable[[str, str, str], Awaitable[Account]],
    spent: str,
) -> Response:
    """Make an account of a form, and sign in; else the form `again`, with what is wrong in it.

    Args:
        may_join: whether the secret still makes one.
        make: an account of secret, name and hashed password.
        spent: what is said where the secret makes none (any more).
    """
    _, given = speech(request), await _given(request)
    if not await may_join(given.secret):
        return again(request, spent, 403, given._replace(secret=""))
    if sentence := _mistake(given, _):
        return again(request, sentence, 422, given)
    hashed = await services_of(request).passwords.hash(given.password)
    try:
        account = await make(given.secret, clean_name(given.name), hashed)
    except NameTaken:
        return again(request, name_taken(_), 409, given)
    except LinkSpent:
        return again(request, spent, 403, given._replace(secret=""))
    await acts.note(request, "account.made", account)
    return await second_step.onward(request, account, "")


def _invitation_page(
    request: PageRequest, error: str = "", status: int = 200, given: _Given | None = None
) -> Response:
    return _joining_page(
        request, INVITATION, "organiser/people/invitation.html", error, status, given
    )


def _joining_page(
    request: PageRequest, path: str, template: str, error: str, status: int, given: _Given | None
) -> Response:
    provider = services_of(request).provider
    values = {
        "path": path,
        "inside": False,
        "error": error,
        "given": given or _Given(),
        "provider": provider.name if provider else "",
        "shortest": SHORTEST_PASSWORD,
        "longest_name": LONGEST_NAME,
    }
    return show(request, template, values, status)


async def _given(request: PageRequest) -> _Given:
    form = await fields_of(request)
    secret = form.get("secret", "").strip().rpartition("#")[2]  # or the whole link, pasted
    return _Given(secret, form.get("name", ""), form.get("password", ""), form.get("again", ""))


def _mistake(given: _Given, _: Speech) -> str:
    """What is wrong with the form; '' where nothing is."""
    if not clean_name(given.name):
        return bad_name(_)
    return bad_password(given.password, given.again, _)


def bad_name(_: Speech) -> str:
    """The sentence for a name that cannot be one."""
    return _("Please give a name of 1 to %(most)s characters.", most=LONGEST_NAME)


def name_taken(_: Speech) -> str:
    """The sentence for a name that another organiser has."""
    return _("Another organiser has this name. Please choose one that tells you apart.")


def bad_password(password: str, again: str, _: Speech) -> str:
    """What is wrong with a new password; '' where nothing is."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return _(
            "Please choose a password of %(least)s to %(most)s characters.",
            least=SHORTEST_PASSWORD,
            most=LONGEST_PASSWORD,
        )
    return "" if password == again else _("The two passwords are not the same.")


routes: list[BaseRoute] = [
    Route("/organise/password", set_up, methods=["POST"]),
    Route(INVITATION, invitation_page),
    Route(INVITATION, accept, methods=["POST"]),
]

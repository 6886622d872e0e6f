"""Signing in and out with name and password; the session goes as an HttpOnly cookie."""

from urllib.parse import urlsplit

from starlette.responses import Response

from poll_server.base.secrets import LONGEST_PASSWORD
from poll_server.locale import Speech
from poll_server.store.organisers import LONGEST_NAME, Account
from poll_server.web.access.passwords import Overtaken
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import fields_of, me, organiser_of, see, show, speech

from . import joining, second_step


async def before(request: PageRequest) -> Response | None:
    """What stands before the list of events; None for an organiser who is signed in."""
    if await organiser_of(request):
        return None
    accounts = services_of(request).accounts
    if not await accounts.there_are_any():
        return joining.setup_page(request)
    return await login_page(request)


async def login_page(
    request: PageRequest,
    error: str = "",
    status: int = 200,
    back: str | None = None,
    name: str = "",
    *,
    there: bool = False,
) -> Response:
    """The page to sign in, perhaps with what went wrong.

    Args:
        back: the page to lead to afterwards; None for the one that the address names.
        name: as it was typed.
        there: somebody is signed in at the provider, and not here.
    """
    services = services_of(request)
    everybody = await services.accounts.all()
    values = {
        "path": "/organise",
        "inside": False,
        "error": error,
        "next": own_path(request.query_params.get("next", "") if back is None else back),
        "name": name,
        "inherited": next((account.name for account in everybody if account.inherited), ""),
        "longest_name": LONGEST_NAME,
        "provider": services.provider.name if services.provider else "",
        "late": request.query_params.get("late") == "yes",
        "left": there or request.query_params.get("left") == "here",
    }
    return show(request, "organiser/people/login.html", values, status)


async def sign_in(request: PageRequest) -> Response:
    """Name and password: signed in for 12 hours, or on to the second step."""
    _ = speech(request)
    form = await fields_of(request)
    name, password = form.get("name", ""), form.get("password", "")

    async def again(sentence: str, status: int) -> Response:
        return await login_page(request, sentence, status, form.get("next", ""), name)

    try:
        account = await _account_of(request, name, password)
    except Overtaken:
        return await again(too_busy(_), 503)
    if account is None:
        # One sentence for both: which names there are is nobody's business.
        return await again(_("Name and password do not fit each other."), 403)
    return await second_step.onward(request, account, own_path(form.get("next", "")))


async def _account_of(request: PageRequest, name: str, password: str) -> Account | None:
    """The account that has this name and password.

    Raises:
        Overtaken: too many are trying at once.
    """
    if len(password) > LONGEST_PASSWORD:
        return None
    passes, passwords = services_of(request).passes, services_of(request).passwords

    async def verify(account: Account | None, hashed: str, given: str) -> bool:
        known = account is not None and passes.knows_device(request, account.id)
        return await passwords.right(hashed, given, known=known)

    return await services_of(request).accounts.sign_in(name, password, verify)


async def is_own_password(request: PageRequest, given: str) -> bool:
    """Whether `given` is the password of whoever is signed in.

    Raises:
        Overtaken: too many are trying at once.
    """
    return len(given) <= LONGEST_PASSWORD and await services_of(request).passwords.right(
        me(request).password_hash, given, known=True
    )


def too_busy(_: Speech) -> str:
    """The sentence for a try that was given up because too many others came."""
    return _(
        "Many passwords are being tried right now, so yours was not looked at. Nothing is locked: "
        "please try again."
    )


async def sign_out(request: PageRequest) -> Response:
    """Sign this browser out; with `everywhere`, all of the account's browsers and API tokens."""
    form, account = await fields_of(request), await organiser_of(request)
    # Who came from the provider is still signed in there, and is told so.
    there = account and account.subject and services_of(request).provider
    response = see(request, "/organise?left=here" if there else "/organise")
    if form.get("everywhere") and account:
        await services_of(request).accounts.end_sessions(account.id)
        await acts.note(request, "sessions.ended", account)
    services_of(request).passes.take_organiser(response, request)
    return response


def own_path(path: str) -> str:
    """`path` where it is a page of the organiser's; '' else, so that no link leads astray."""
    parts = urlsplit(path)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/organise/")
    return parts.path if ours else ""

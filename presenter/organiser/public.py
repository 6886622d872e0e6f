"""The public results page, and the organiser's switch for it."""

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server.live.ending.auditing import BrokenTally
from poll_server.locale import accepted, choose
from poll_server.report.html.page_policy import file_name
from poll_server.report.making.orders import CannotMake
from poll_server.report.published import NotPublished, Page
from poll_server.web.services import PageRequest, services_of

from .server import acts
from .shell import event_of, fields_of, see, signed_in, speech

AGAIN_SECONDS = "10"
"""When to come again where the page could not be made."""


async def results(request: PageRequest) -> Response:
    """`/results/{event}?lang=`: the results of an event, where its organiser made them public.

    `?download` saves the page as a file.
    """
    try:
        return await _results_page(request)
    except NotPublished:
        # The same as where there is no such event: nobody learns names by asking.
        raise HTTPException(404) from None


@signed_in
async def preview(request: PageRequest) -> Response:
    """`/organise/{event}/public?lang=`: what people see, or would see."""
    await event_of(request)  # or there is no such event
    return await _results_page(request, preview=True)


@signed_in
async def publish(request: PageRequest) -> Response:
    """`POST /organise/{event}/publish`: make the results public, or stop that at once."""
    listing = await event_of(request)
    public = (await fields_of(request)).get("public") == "yes"
    acts.otherwise(request, "results.published" if public else "results.withdrawn")
    await services_of(request).store.events.set_published(listing.id, published=public)
    return see(request, f"/organise/{listing.id}#public")


async def _results_page(request: PageRequest, *, preview: bool = False) -> Response:
    """Raises: NotPublished."""
    published, event_id = services_of(request).published, request.path_params["event"]
    saved = "download" in request.query_params
    language = _language(request, await published.languages(event_id, preview=preview))
    try:
        found = await published.page(event_id, language, saved=saved, preview=preview)
    except (CannotMake, BrokenTally):
        # What is wrong is the organiser's affair, whose own pages say it; readers come back.
        _ = speech(request)
        sentence = _("These results cannot be shown just now. Please try again in a minute.")
        headers = {"Retry-After": AGAIN_SECONDS, "Cache-Control": "no-store"}
        return PlainTextResponse(sentence, 503, headers)
    name = file_name(event_id, language) if saved else ""
    return _sent(request, found, language, name)


def _sent(request: PageRequest, found: Page, language: str, name: str) -> Response:
    """The page, packed where the browser can unpack it.

    Args:
        name: of the file it is to be saved as; '': it is shown.
    """
    headers = {
        "Content-Security-Policy": f"{found.policy}; frame-ancestors 'none'",
        "Content-Language": language,
        "ETag": found.tag,
        # Made by the browser, but asked for each time: it may be public no more.
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding, Accept-Language",
    }
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if found.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = found.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = found.packed
        headers["Content-Encoding"] = "gzip"  # the middleware then leaves it as it is
    return Response(content, headers=headers, media_type="text/html; charset=utf-8")


def _language(request: PageRequest, offered: tuple[str, ...]) -> str:
    """`?lang=`, else what the browser asks for, among the event's own; else the event's first."""
    asked = request.query_params.get("lang", "")
    if asked in offered:
        return asked
    return choose(accepted(request.headers.get("accept-language", "")), offered)


routes: list[BaseRoute] = [
    Route("/results/{event}", results, name="results"),
    Route("/organise/{event}/public", preview),
    Route("/organise/{event}/publish", publish, methods=["POST"]),
]

"""What an organiser says of frames: which websites may hold them, and a slide that leads to one.

POST /organise/{event}/embedding      the list of origins
POST /organise/{event}/{poll}/slide   a slide (PPTX) with a link of its own
POST /organise/{event}/{poll}/add-in  a manifest (XML) for PowerPoint, with a link of its own
"""

from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.live.links import new_link
from poll_server.store.parts.embedding import set_embedders
from poll_server.web.access.origins import MOST_ORIGINS, NoOrigin, origin_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import public_url
from presenter.organiser import event, files
from presenter.organiser.server import acts
from presenter.organiser.shell import (
    Refusal,
    event_of,
    fields_of,
    poll_of,
    see,
    signed_in,
    speech,
)

from .add_in import manifest

LONGEST_SHOWN = 80
"""Characters of a line that is quoted in a refusal: enough to find it."""


@signed_in
async def keep(request: PageRequest) -> Response:
    """`POST /organise/{event}/embedding`: a line for each website; none for nobody.

    Raises:
        Refusal: a line is no origin, or there are too many.
    """
    listing = await event_of(request)
    origins = _origins(request, (await fields_of(request)).get("origins", ""))
    await set_embedders(services_of(request).store.redis, listing.id, origins)
    acts.otherwise(request, detail=" ".join(origins))
    return see(request, f"/organise/{listing.id}#embedding")


def _origins(request: PageRequest, text: str) -> list[str]:
    _ = speech(request)
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        found = list(dict.fromkeys(origin_of(line) for line in lines))
    except NoOrigin as error:
        sentence = _(
            "“%(line)s” is no address of a website: that would be https:// and its name, and "
            "nothing after it, such as https://www.example.org. The list is as it was.",
            line=str(error)[:LONGEST_SHOWN],
        )
        raise Refusal(sentence, 422) from None
    if len(found) > MOST_ORIGINS:
        sentence = _(
            "At most %(n)s websites can show an event’s results. The list is as it was.",
            n=MOST_ORIGINS,
        )
        raise Refusal(sentence, 422)
    return found


@signed_in
async def slide(request: PageRequest) -> Response:
    """`POST /organise/{event}/{poll}/slide?lang=`: how to join, and a link to the live result.

    Raises:
        Refusal: the file could not be made.
    """
    poll = poll_of(request, await event_of(request))
    store = services_of(request).store
    link = event.link(request, "embed", poll, await new_link(store, "embed", poll.poll_id))
    secret = (await store.secret()).decode()
    return await files.made(request, live=link, address=public_url(request), secret=secret)


@signed_in
async def add_in(request: PageRequest) -> Response:
    """`POST /organise/{event}/{poll}/add-in?lang=`: what PowerPoint reads to hold the live result.

    Raises:
        Refusal: this server is not reached by https.
    """
    _, listing = speech(request), await event_of(request)
    poll = poll_of(request, listing)
    if not public_url(request).startswith("https://"):
        sentence = _(
            "PowerPoint takes add-ins by https only, and this server is reached by http: put a "
            "proxy with https in front of it, or take the slide with the QR code. No link was made."
        )
        raise Refusal(sentence, 422)
    secret = await new_link(services_of(request).store, "embed", poll.poll_id)
    language = language_of(request)
    title = say(poll.title, language)
    brand = say(listing.event.brand.name, language)
    names = (
        brand or say(listing.event.title, language),
        _("Live result: %(title)s", title=title),
        _("Shows live what the stage of “%(title)s” shows, without the code to join.", title=title),
    )
    content = manifest(
        event.link(request, "embed", poll, secret), names, language, datetime.now(UTC)
    )
    return files.download(content, f"{poll.slug}-powerpoint.xml", "application/xml")


routes: list[BaseRoute] = [
    Route("/organise/{event}/embedding", keep, methods=["POST"]),
    Route("/organise/{event}/{poll}/slide", slide, methods=["POST"]),
    Route("/organise/{event}/{poll}/add-in", add_in, methods=["POST"]),
]

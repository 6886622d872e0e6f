"""The remote: the console's main button on a phone, for one thumb.

It is a second console with fewer buttons: the same pass, the same socket, the same messages. A
console shows the way to it as a QR code, with a ticket in place of a secret (see `passes`): links
are kept as hashes only, and a code on a screen is photographed sooner than a link is copied.
"""

from base64 import b64encode

import msgspec
from starlette.responses import Response

from poll_server.web.access.passes import TICKET_LIFE
from poll_server.web.pages import json_now, language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.address import public_url, qr_svg
from presenter.screens.shells import keep_in, shared, state_of

from .remote_texts import remote_texts


class RemoteLink(msgspec.Struct):
    """The way to the remote, for a moderator's own phone."""

    address: str
    qr: str
    """the same as a picture, in an address of its own (`data:`)"""
    seconds: int
    """for how long it lets anybody in"""


async def remote(request: PageRequest) -> Response:
    """`/moderate/{poll}/remote`: empty until its socket was let in by a valid pass."""
    state = await state_of(request)
    language = language_of(request)
    account = await entering.entered_by(request, "moderator", state)
    values = shared(request, state, language) | {
        "texts": remote_texts(language),
        "entered": account is not None,
    }
    response = page("presenter", "moderator/remote.html", language, values)
    if account is not None:
        keep_in(request, response, "moderator", state, account)
    return response


async def link(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/remote/link`: a way in for some minutes, told to moderators only."""
    state = await entering.moderated(request)
    by = await entering.entered_by(request, "moderator", state) or ""
    ticket = services_of(request).passes.ticket(state.poll_id, state.live.links, by)
    query = f"lang={language_of(request)}"
    address = f"{public_url(request)}/moderate/{state.poll_id}/remote?{query}#{ticket}"
    drawn = f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}"
    return json_now(RemoteLink(address, drawn, TICKET_LIFE))

"""QR codes: the join address, and that of public results."""

import re

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.web.services import PageRequest
from presenter.address import public_url, qr_svg

A_CODE = re.compile(r"[0-9]{6}(-[0-9]{6})?")
AN_EVENT = re.compile(r"[a-z0-9-]{1,80}")


async def qr(request: PageRequest) -> Response:
    """`/qr/{code}.svg`: the join address as a QR code, dark on white with its quiet zone.

    It says the code that was asked for, six or twelve digits, and adds no ending: that would prove
    to a stranger a code that was guessed.
    """
    code = request.path_params["code"]
    if not A_CODE.fullmatch(code):
        raise HTTPException(404)
    return _picture(f"{public_url(request)}/{code}")


async def results(request: PageRequest) -> Response:
    """`/qr/results/{event}.svg`: the address of an event's public results, if they are or not.

    It is made of its own address alone, so it tells nobody which events there are.
    """
    event = request.path_params["event"]
    if not AN_EVENT.fullmatch(event):
        raise HTTPException(404)
    return _picture(f"{public_url(request)}/results/{event}")


def _picture(address: str) -> Response:
    headers = {
        # The address in it may come from this request's own host.
        "Cache-Control": "private, max-age=300",
        "Vary": "Host, X-Forwarded-Proto",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(qr_svg(address), media_type="image/svg+xml", headers=headers)

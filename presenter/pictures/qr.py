"""The join address as a QR code."""

import re

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.web.services import PageRequest
from presenter.address import public_url, qr_svg

A_CODE = re.compile(r"[0-9]{6}(-[0-9]{6})?")


async def qr(request: PageRequest) -> Response:
    """`/qr/{code}.svg`: the join address as a QR code, dark on white with its quiet zone.

    It says the code that was asked for, six or twelve digits, and adds no ending: that would prove
    to a stranger a code that was guessed.
    """
    code = request.path_params["code"]
    if not A_CODE.fullmatch(code):
        raise HTTPException(404)
    headers = {
        # The address in it may come from this request's own host.
        "Cache-Control": "private, max-age=300",
        "Vary": "Host, X-Forwarded-Proto",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(
        qr_svg(f"{public_url(request)}/{code}"), media_type="image/svg+xml", headers=headers
    )

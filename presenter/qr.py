"""The join address as a QR code."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.web.services import PageRequest

from .address import join_url, qr_svg

CODE_DIGITS = 6


async def qr(request: PageRequest) -> Response:
    """`/qr/{code}.svg`: the join address as a QR code, dark on white with its quiet zone."""
    code = request.path_params["code"]
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        raise HTTPException(404)
    headers = {
        # The address in it may come from this request's own host.
        "Cache-Control": "private, max-age=300",
        "Vary": "Host, X-Forwarded-Proto",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(qr_svg(join_url(request, code)), media_type="image/svg+xml", headers=headers)

"""The secret of an app as a page shows it: a QR code, letters to type, a link for this device."""

from base64 import b64encode
from typing import NamedTuple

from poll_server.store.organisers import Account
from poll_server.store.parts.people.time_codes import address, typed_out
from poll_server.web.services import PageRequest
from presenter.address import public_url, qr_svg, without_scheme


class SecretShown(NamedTuple):
    """What an app is set up with."""

    letters: str
    address: str
    """otpauth://…: opens the app on the device that shows the page"""
    qr: str
    """the same as a picture, an address that begins with data:"""


def secret_shown(request: PageRequest, account: Account, secret: bytes) -> SecretShown:
    """The secret for the app of an account; the app calls it by this server's name."""
    said = address(secret, account.name, without_scheme(public_url(request)))
    picture = b64encode(qr_svg(said)).decode()
    return SecretShown(typed_out(secret), said, f"data:image/svg+xml;base64,{picture}")

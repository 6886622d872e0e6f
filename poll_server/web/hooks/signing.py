"""How a delivery is signed: as Standard Webhooks 1.0.0 has it (standardwebhooks.com).

    webhook-id          the same whenever it is sent again: a receiver takes each once
    webhook-timestamp   seconds since 1970 of this try: a receiver takes none that is minutes old
    webhook-signature   v1,<base64 of HMAC-SHA256 over "id.timestamp.body">

The secret of a hook is made of the server's own and the hook's id, so that none is kept anywhere.
"""

import hmac
from base64 import b64encode

PREFIX = "whsec_"
"""What tells such a secret from others."""


def key_of(secret: bytes, hook: str) -> bytes:
    """A hook's key, 32 bytes.

    Args:
        secret: the server's.
    """
    return hmac.digest(secret, b"webhook:" + hook.encode(), "sha256")


def shown(key: bytes) -> str:
    """The key as a receiver is given it."""
    return PREFIX + b64encode(key).decode()


def headers(key: bytes, name: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery.

    Args:
        name: its id.
        seconds: since 1970.
    """
    signed = b".".join((name.encode(), str(seconds).encode(), body))
    tag = b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{tag}",
        "content-type": "application/json",
    }

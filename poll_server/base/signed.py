"""What is signed here, and good for a time."""

import time
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer


def timed(secret: bytes, purpose: bytes) -> URLSafeTimedSerializer:
    """Signs for one purpose, with the moment."""
    how = {"digest_method": sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(secret, salt=purpose, signer_kwargs=how)


def signed_lately(serializer: URLSafeTimedSerializer, value: str, seconds: int) -> Any:
    """What a cookie says that was signed here at most `seconds` ago; None for any other.

    Also one that comes out of the future: it is ours, and this clock was set back since, or is
    behind that of another machine. Left to the library whoever is in would be out until then.
    """
    try:
        said, at = serializer.loads(value, return_timestamp=True)
    except BadSignature:
        return None
    return said if abs(time.time() - at.timestamp()) <= seconds else None

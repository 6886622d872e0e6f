"""A poll's two codes: six digits for fingers, twelve for links and QR codes.

    482913          drawn at random, said and typed
    482913-047112   the same with its ending, which only this server can tell

The ending is no secret of the poll: whoever reads the QR code on the screen has it. It only proves
that somebody was given this code, and did not guess it; so the twelve digits are never made to wait
(see `web/access/door`). It needs no place in Redis, and stays the same as long as the data folder
does.
"""

import hmac
from functools import lru_cache

CODE_DIGITS = 6
ENDING_DIGITS = 6
"""Together 10^12: at 2,300 tries a second, 60 live codes are hit once in 84 days on average."""

CODES_KEPT = 512
"""Codes whose endings are remembered: a congress's polls, whatever a guesser tries beside them."""


@lru_cache(CODES_KEPT)
def ending(secret: bytes, code: str) -> str:
    """The six digits that prove `code`.

    Args:
        secret: the server's, the same in every process and after every restart.
        code: six plain digits.
    """
    key = hmac.digest(secret, b"join-code", "sha256")
    tag = int.from_bytes(hmac.digest(key, code.encode(), "sha256"))
    return f"{tag % 10**ENDING_DIGITS:0{ENDING_DIGITS}}"


def long_code(secret: bytes, code: str) -> str:
    """`482913-047112`, as it stands in links: the first half is the code that people know."""
    return f"{code}-{ending(secret, code)}"

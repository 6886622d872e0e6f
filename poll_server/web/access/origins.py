"""Which other sites may hold a page of ours in a frame: what may be written, and the header.

What is written goes into a header that says what else a page may do, so nothing gets there that is
not one origin and nothing else: no blank, no `;`, no `*`, no line break.
"""

import re
from collections.abc import Iterable

LOOPBACK = ("localhost", "127.0.0.1")
"""Where http is good enough: nobody listens between. IPv6 has no form in a content policy."""
MOST_ORIGINS = 20
"""Of an event: its own site, its partners', and where slides are shown."""
LONGEST_ORIGIN = 300
"""Characters: a name in the DNS has at most 253."""
_ORIGIN = re.compile(r"(https?)://([^\s/:;,'\"*?#@\\]+)(?::([0-9]{1,5}))?")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_DIFFERS = set("ßς\u200c\u200d")
"""Letters that two editions of the standard for names write differently: nobody guesses which."""


class NoOrigin(ValueError):
    """What was written is not the origin of a site that may hold frames."""


def origin_of(written: str) -> str:
    """The origin as browsers compare it: `https://Schule.example/` → `https://schule.example`.

    Raises:
        NoOrigin: it is something else.
    """
    text = written.strip(" \t")
    found = _ORIGIN.fullmatch(text.removesuffix("/").lower())
    if found is None or len(text) > LONGEST_ORIGIN:
        raise NoOrigin(written)
    scheme, host, port = found[1], _ascii(found[2], written), int(found[3] or 0)
    is_here = host in LOOPBACK
    is_number = host.rpartition(".")[2].isdigit()
    if port > 65535 or (scheme == "http" and not is_here) or (is_number and not is_here):
        raise NoOrigin(written)
    return f"{scheme}://{host}" + (f":{port}" if port not in (0, _DEFAULT_PORTS[scheme]) else "")


def _ascii(host: str, written: str) -> str:
    """The host's name as it is in the DNS: `köln.example` → `xn--kln-sna.example`."""
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise NoOrigin(written) from None
    if _DIFFERS & set(host) or not _NAME.fullmatch(name) or len(name) > 253:
        raise NoOrigin(written)
    return name


def ancestors(origins: Iterable[str]) -> str:
    """What `frame-ancestors` says: exactly these, or nobody.

    They are looked at once more: they come from Redis, where a backup may have put them.
    """
    good = [each for each in origins if _is_origin(each)]
    return " ".join(good) or "'none'"


def _is_origin(text: str) -> bool:
    try:
        return origin_of(text) == text
    except NoOrigin:
        return False

"""A page that is drawn and compressed once for many readers, with gaps for what is each one's own.

When 600 people scan a code within a second, all are sent the same page but for a nonce, a
credential and the moment. So it is drawn with a mark wherever something of one's own belongs, cut
there, and kept in pieces; a reader costs the filling of the gaps.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping

from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from .pressed import Piece, as_it_is, packed, pieces

_MARK = secrets.token_hex(16)
"""Nobody who writes a question can write a gap."""
_GAP = re.compile(f"{_MARK}-([a-z]+);")
SHORT = 200
"""Characters that are not worth compressing: deflate saves less on them than it costs."""
MOST_KEPT = 200
"""Pages: six forums in two languages, before, during and after a question; some 60 kB each."""


def gap(name: str) -> str:
    """What a template is given in place of something that is each reader's own.

    Args:
        name: small letters.
    """
    return f"{_MARK}-{name};"


class Gapped:
    """A page with gaps."""

    def __init__(self, content: str, kept: Iterable[str] = (), *, once: bool = True) -> None:
        """Args:
        content: drawn with `gap`s.
        kept: large texts in it that stand in other pages, too (see `pressed`).
        once: it will be sent to many.
        """
        texts = _GAP.split(content)  # texts and names of gaps, in turns
        kept = tuple(kept)
        self._texts = [tuple(pieces(each, kept, once=once)) for each in texts[::2]]
        self._names = texts[1::2]

    def filled(self, own: Mapping[str, str]) -> list[Piece]:
        """The page of one reader.

        Raises:
            KeyError: a gap is left.
        """
        filling = {name: _filling(text) for name, text in own.items()}
        found = list(self._texts[0])
        for name, texts in zip(self._names, self._texts[1:], strict=True):
            found += (filling[name], *texts)
        return found


def _filling(text: str) -> Piece:
    return as_it_is(text) if len(text) <= SHORT else next(pieces(text, ()))


class FilledPage(HTMLResponse):
    """A page with gaps as a response to one reader."""

    def __init__(
        self, page: Gapped, own: Mapping[str, str], status: int, headers: dict[str, str]
    ) -> None:
        """Args:
        own: what stands in the gaps.
        """
        self._parts = page.filled(own)
        super().__init__(b"".join(raw for raw, _ in self._parts), status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if b"gzip" in dict(scope["headers"]).get(b"accept-encoding", b""):
            self.body = packed(self._parts)
            self.headers["Content-Length"] = str(len(self.body))
            self.headers["Content-Encoding"] = "gzip"
            self.headers.add_vary_header("Accept-Encoding")
        await super().__call__(scope, receive, send)


class KeptPages:
    """The pages with gaps that were asked for last; one for each process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, Gapped]] = OrderedDict()

    def get(self, key: Hashable, of: object, draw: Callable[[], Gapped]) -> Gapped:
        """The page under `key`, drawn if it is not there or was drawn `of` something else.

        Args:
            of: the very thing that it was drawn from, besides what the key says.
        """
        found = self._kept.pop(key, None)
        if found is None or found[0] is not of:
            found = of, draw()
        self._kept[key] = found
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found[1]

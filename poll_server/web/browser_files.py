"""Scripts and styles under addresses that say what is in them: `/static/8f3a…/stage/page.js`.

A browser keeps such a file for a year without asking, so a page that was open before asks for none;
after an update its pages name other addresses, and nothing old runs beside what is new. One digest
for all files of a side, not one for each: modules name each other by relative addresses, and so
stay below it without anybody writing them anew.

Everything is read when a process starts, and answered out of memory: what stands below a digest can
then never be another text, also where an update is installed while the old server still runs.
"""

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import normpath

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

SERVED = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""What a page may ask for: styles, pictures, scripts, fonts. Their media types are not asked of the
system, whose own table may call a script a text, which no browser would run."""
FOR_EVER = "public, max-age=31536000, immutable"
"""One year, the longest HTTP knows: another content has another address."""
ASKED_EACH_TIME = "no-cache"
"""Where nothing is said browsers go by a file's age, and would run an old one for days."""
WORTH_PACKING = 500
"""Bytes: less than a packet gains nothing."""
IMPORTED = re.compile(r'^(?:import|export)\b[^;"()]*"(?P<address>\.{1,2}/[^"]+)"', re.MULTILINE)
"""What a module cannot begin without; what it loads later is called with brackets."""
STATIC = PurePosixPath("/static")
ADDRESSES = "/static/{first}/{rest:path}"
"""Of all of them, as a route knows them: `first` is a digest or, without one, a folder."""
DIGEST = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class BrowserFile:
    """One file, as it was when the server started."""

    content: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """What tells this content from any other."""
        return digest_of(self.content)

    @cached_property
    def packed(self) -> bytes | None:
        """The same by gzip; None where that gains nothing."""
        if len(self.content) < WORTH_PACKING or not self.media_type.startswith("text/"):
            return None
        return gzip.compress(self.content, 6, mtime=0)  # 9 takes twice as long for no byte less

    def answer(self, request: Request, kept: str) -> Response:
        """The file, or that it is what the browser has.

        Args:
            kept: for how long it is good, as `Cache-Control` says it.
        """
        # Weak: it is the same file, packed or not.
        headers = {"Cache-Control": kept, "ETag": f'W/"{self.digest}"', "Vary": "Accept-Encoding"}
        if self.digest in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        packed = self.packed if "gzip" in request.headers.get("accept-encoding", "") else None
        if packed is None:
            return Response(self.content, headers=headers, media_type=self.media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(packed, headers=headers, media_type=self.media_type)


class BrowserFiles:
    """All that the pages of one side ask for.

    A folder may hold other things, too: only files of the kinds that browsers need are there.
    """

    def __init__(self, folders: Mapping[PurePosixPath, Path]) -> None:
        """Read them.

        Args:
            folders: where addresses below each lie.
        """
        self.files = {
            str((at / path.relative_to(folder).as_posix()).relative_to(STATIC)): BrowserFile(
                path.read_bytes(), SERVED[path.suffix]
            )
            for at, folder in folders.items()
            for path in folder.rglob("*")
            if path.suffix in SERVED and path.is_file()
        }
        listed = "".join(f"{each} {self.files[each].digest}\n" for each in sorted(self.files))
        self.digest = digest_of(listed.encode())
        self.prefix = f"{STATIC}/{self.digest}"
        """What stands before `stage/page.js` in the address that pages name."""
        self._elements: dict[str, Markup] = {}

    def address(self, at: PurePosixPath) -> str:
        """Under which pages ask for `/static/stage/page.js`."""
        return f"{self.prefix}/{at.relative_to(STATIC)}"

    def module(self, entry: str) -> Markup:
        """The element that runs a script, and before it one for each module that it imports.

        A browser then asks for all of them at once, and does not learn of each from the one before:
        on a slow line every step of such a chain is a wait of its own.

        Args:
            entry: such as `stage/page.js`.
        """
        if entry not in self._elements:
            ahead = (
                Markup('<link rel="modulepreload" href="{}/{}">').format(self.prefix, each)
                for each in self._imported(entry)
            )
            runs = Markup('<script type="module" src="{}/{}"></script>')
            self._elements[entry] = Markup("\n").join([*ahead, runs.format(self.prefix, entry)])
        return self._elements[entry]

    def _imported(self, entry: str) -> list[str]:
        """Every module that comes with `entry`: those that it imports itself, then theirs."""
        found = [entry]
        for importer in found:  # it grows meanwhile
            text = self.files[importer].content.decode()
            for address in IMPORTED.findall(text):
                each = normpath(PurePosixPath(importer).parent / address)
                if each not in found:
                    found.append(each)
        return found[1:]


def digest_of(content: bytes) -> str:
    """What tells one content from any other: its address changes with it."""
    return hashlib.sha256(content).hexdigest()[:12]


def answering(*sides: BrowserFiles) -> Callable[[Request], Awaitable[Response]]:
    """What answers `ADDRESSES` for all of `sides`.

    Without a digest, and below that of another version, it is today's file, good once. So pages go
    on that were open during an update, or that came from a machine with another version.
    """
    kept_for_ever = {
        f"{side.digest}/{at}": each for side in sides for at, each in side.files.items()
    }
    today = {at: each for side in sides for at, each in side.files.items()}

    async def answer(request: Request) -> Response:
        first, rest = request.path_params["first"], request.path_params["rest"]
        path = f"{first}/{rest}"
        if found := kept_for_ever.get(path):
            return found.answer(request, FOR_EVER)
        if found := today.get(rest if DIGEST.fullmatch(first) else path):
            return found.answer(request, ASKED_EACH_TIME)
        raise HTTPException(404)

    return answer

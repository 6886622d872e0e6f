"""The phone's script and style as one text each, to stand in the page: a page is one request.

The script is written as ordinary ES modules, which tests and editors load as they are. `script()`
joins them by six simple rules, so that what runs can be read off what is written:

    order     a module comes after those it imports; each comes once
    imports   are lines `import { a, b } from "./x.js";`, and are dropped, as is `export `
    names     all modules then share one scope: two top-level names alike are an error
    comments  lines that are only comment are dropped, and `// …` after a statement, where no quote
              follows that could make it part of a string
    later     `import("./x.js")` in a function stays, with the module's whole address, which says
              what is in it: it is loaded when it is needed, and browsers keep it for a year
    kinds     of the modules of kinds come those that the poll asks; a page that meets another one,
              because the poll was changed since, loads itself again

Of the style sheet, comments go and the space that means nothing. There is no other minifying: gzip
does the rest, and what runs can still be read.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path, PurePosixPath

from poll_server.questions import KINDS, Question
from poll_server.questions.registry import OURS, name_of
from poll_server.web.static_files import SHARED, browser_files, folders

STATIC = Path(__file__).parent / "static"
FOLDERS = folders("audience")
"""Where the module with an address lies: the browser and `script()` follow the same imports."""
ENTRY = PurePosixPath("/static/audience/phone.js")
INDEX = PurePosixPath("/static/audience/kinds.js")
MODULES = PurePosixPath("/static/audience/questions")
"""Where the module of each kind is; one of another package is asked for there, too."""
STYLES = (SHARED[PurePosixPath("/static/shared")] / "base.css", STATIC / "phone.css")
OF_PARTS = STATIC / "questions" / "later" / "survey.css"
"""The style of a question that is made of others."""

LATER = re.compile(r'\bimport\("(?P<address>\.{1,2}/[\w./-]+)"\)')
IMPORT = re.compile(r'^import \{ (?:\w+, )*\w+ \} from "(?P<address>\.{1,2}/[\w./-]+)";$')
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:const|let|var|function\*?|class) (?P<name>\w+)")
REMARK = re.compile(r" +// [^\"'`]*$")
"""A comment after a statement."""
SPACE = re.compile(r" ?([{};,>~]) ?")
"""In a style sheet, around what parts rules, declarations, and the items of a list."""
SETS_KEPT = 64
"""Scripts by what polls ask: most polls ask of the same few kinds, and a script has 50 kB."""
NEVER_INLINE = ("</script", "<!--")
"""What would end or upset a script element in the middle of the script."""


Source = Callable[[PurePosixPath], str]
"""A module's text, by its address."""


class AssemblyError(Exception):
    """The modules cannot be joined; the message names module and line."""


@lru_cache(SETS_KEPT)
def script(kinds: frozenset[type[Question]] = frozenset(KINDS)) -> str:
    """The phone's whole script, with these kinds of questions.

    Raises:
        AssemblyError: a module breaks a rule above.
    """
    named = browser_files("audience").address
    joined = assemble(ENTRY, FOLDERS, {INDEX: index(kinds)}, named)
    for text in NEVER_INLINE:
        if text in joined:
            raise AssemblyError(f"the phone's script contains {text}, which ends its element")
    return joined


@cache
def style(*, parts: bool = False) -> str:
    """The phone's whole style sheet.

    Args:
        parts: with what a question needs that is made of others.
    """
    paths = (*STYLES, OF_PARTS) if parts else STYLES
    return tight("\n".join(path.read_text() for path in paths))


def tight(css: str) -> str:
    """A style sheet without comments, and without the space that means nothing."""
    parts = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split('"')
    for place in range(0, len(parts), 2):  # every second one is a string
        plain = SPACE.sub(r"\1", re.sub(r"\s+", " ", parts[place]))
        parts[place] = plain.replace(": ", ":").replace(";}", "}")
    return '"'.join(parts).strip()


def assemble(
    entry: PurePosixPath,
    folders: Mapping[PurePosixPath, Path],
    written: Mapping[PurePosixPath, str] | None = None,
    named: Callable[[PurePosixPath], str] = str,
) -> str:
    """The module with the address `entry` and all it imports, as one text.

    Args:
        folders: where addresses below each folder lie.
        written: modules that are taken from here instead.
        named: the address under which a browser asks for what comes later.
    """
    source = partial(_source, folders, written or {})
    done: dict[PurePosixPath, str] = {}
    _add(entry, source, done, ())
    owners: dict[str, PurePosixPath] = {}
    for address, text in done.items():
        for name in _declared(text):
            if name in owners:
                raise AssemblyError(f"{address} and {owners[name]} both declare {name}")
            owners[name] = address
    return "\n".join(_bare(_whole(text, at, source, named)) for at, text in done.items())


def _whole(
    text: str, importer: PurePosixPath, source: Source, named: Callable[[PurePosixPath], str]
) -> str:
    """`text` with the whole addresses of the modules that it loads when they are needed."""

    def whole(found: re.Match[str]) -> str:
        address = _resolve(importer, found["address"])
        source(address)  # or it is said now that there is none, and not on a phone
        return f'import("{named(address)}")'

    return LATER.sub(whole, text)


def _add(
    address: PurePosixPath,
    source: Source,
    done: dict[PurePosixPath, str],
    importers: tuple[PurePosixPath, ...],
) -> None:
    """Put the module after everything it imports."""
    if address in importers:
        circle = " → ".join(path.name for path in (*importers, address))
        raise AssemblyError(f"modules import each other in a circle: {circle}")
    if address in done:
        return
    text = source(address)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith(("import ", "export {", "export *", "export default")):
            continue
        if not (match := IMPORT.match(line)):
            cure = 'write imports as import { a } from "./x.js";'
            raise AssemblyError(f"{address}:{number}: {cure}")
        _add(_resolve(address, match["address"]), source, done, (*importers, address))
    done[address] = text


def _resolve(importer: PurePosixPath, address: str) -> PurePosixPath:
    """The address that `address` means in `importer`, as a browser reads it."""
    parts = list(importer.parent.parts)
    for part in PurePosixPath(address).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)


def _source(
    folders: Mapping[PurePosixPath, Path],
    written: Mapping[PurePosixPath, str],
    address: PurePosixPath,
) -> str:
    """A module's text; kinds of other packages have theirs beside their Python module."""
    if address in written:
        return written[address]
    if address.parent == MODULES and (kind := _brought(address.stem)):
        return (files(kind.__module__.rpartition(".")[0]) / address.name).read_text("utf-8")
    for folder, place in folders.items():
        if address.is_relative_to(folder):
            path = place / address.relative_to(folder)
            if path.suffix == ".js" and path.is_file():
                return path.read_text()
    raise AssemblyError(f"there is no module {address}")


def _brought(name: str) -> type[Question] | None:
    return next((kind for kind in KINDS[len(OURS) :] if name_of(kind) == name), None)


def index(kinds: Iterable[type[Question]]) -> str:
    """The module that names the kinds: its own comment, and a line for each."""
    written = (STATIC / INDEX.name).read_text()
    names = sorted(name_of(kind) for kind in kinds)
    return "\n".join(
        [
            *(line for line in written.splitlines() if line.startswith("//")),
            "",
            *(f'import {{ {name} }} from "./questions/{name}.js";' for name in names),
            "",
            f"export const kinds = {{ {', '.join(names)} }};",
            "",
        ]
    )


def _declared(text: str) -> list[str]:
    return [match["name"] for line in text.splitlines() if (match := DECLARED.match(line))]


def _bare(text: str) -> str:
    """A module's text without imports, `export`, comment lines and indentation."""
    text = re.sub(r"^\s*/\*\*.*?\*/$", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (REMARK.sub("", line.strip()) for line in text.splitlines())
    return "\n".join(
        line.removeprefix("export ")
        for line in lines
        if line and not line.startswith(("//", "import "))
    )


if __name__ == "__main__":
    (STATIC / INDEX.name).write_text(index(OURS))

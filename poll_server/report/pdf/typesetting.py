"""Pages and pictures through Typst: a template of ours, and data that can never become markup.

Texts go to Typst as JSON in one input, and templates only ever show them as strings: `#`, `$`, `*`
or a link in a deck's text is printed as it was written.

PDF/UA-1 forbids letters that no font here has (an emoji, a rare script). Typst names them, and the
page is set again with a small frame in their place, which has the letter's name as its alternative
text.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from poll_server.looks.look import Look

Output = Literal["pdf", "svg", "png"]
TEMPLATES = Path(__file__).parent / "templates"
FAMILIES = (
    "Inter",
    "Noto Sans",
    "DejaVu Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "Libertinus Serif",
)
"""Sans of the common systems, the look's own first; the last one is part of Typst."""
POINTS_PER_INCH = 72
MOST_TRIES = 4
"""Typst names all letters without a glyph at once; further tries are for what comes to light in a
line that broke differently."""
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that reorder the text around them: a deck's text must not turn a table round."""
_UNSHOWN = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_FORBIDDEN = re.compile(r"disallowed codepoint `\"(.+?)\"`", re.DOTALL)


class CannotTypeset(RuntimeError):
    """Typst refused a template of ours; the message is Typst's own."""


def typeset(
    template: str,
    data: dict[str, Any],
    output: Output = "pdf",
    *,
    standard: Literal["ua-1"] | None = None,
    px_per_pt: float = 2,
) -> bytes:
    """The file that `template` makes of `data`.

    Args:
        template: a file in `templates/`.
        data: plain values; the template reads them as `json(bytes(sys.inputs.data))`.
        standard: `ua-1` for a PDF that must conform to PDF/UA-1.
        px_per_pt: of a PNG, pixels for each point of 1/72 inch.

    Raises:
        CannotTypeset: the template has a mistake, or the page breaks `standard`.
    """
    data = {**_printable(data), "fonts": _families()}
    missing: set[str] = set()
    for _ in range(MOST_TRIES):
        try:
            return _compile(
                template, {**data, "missing": _named(missing)}, output, standard, px_per_pt
            )
        except typst.TypstError as error:
            found = _unfit(error.diagnostic)
            if found <= missing:
                raise CannotTypeset(error.diagnostic) from error
            missing |= found
    raise CannotTypeset(f"{template}: no page without letters that no font has")


def tokens(look: Look) -> dict[str, str]:
    """The colours a template uses, by name."""
    names = ("paper", "card", "ink", "muted", "line", "track", "accent", "bar", "soft", "warn")
    return {name: getattr(look, name) for name in names}


def _compile(
    template: str, data: dict[str, Any], output: Output, standard: str | None, px_per_pt: float
) -> bytes:
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        format=output,
        ppi=px_per_pt * POINTS_PER_INCH,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[standard] if standard else [],  # type: ignore[list-item]
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the system, looked for once a process: it takes a tenth of a second."""
    return typst.Fonts()


@cache
def _families() -> list[str]:
    """Those of `FAMILIES` that are there: Typst warns of any other."""
    there = {family.lower() for family in _fonts().families()}
    return [family for family in FAMILIES if family.lower() in there]


def _printable(value: Any) -> Any:
    """`value` with every text fit for paper: no control characters, nothing that reorders."""
    if isinstance(value, str):
        return "".join(map(_character, value))
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


def _character(c: str) -> str:
    if c in _DIRECTIONS or c == "\ufeff" or ord(c) & 0xFFFE == 0xFFFE:
        return ""
    category = unicodedata.category(c)
    if category == "Cs":
        return "\ufffd"
    return " " if category == "Cc" else c


def _unfit(diagnostic: str) -> set[str]:
    """The characters that Typst complains of; none where it complains of something else."""
    found = _UNSHOWN.findall(diagnostic) + _FORBIDDEN.findall(diagnostic)
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found)
    return {c for text in texts for c in text}


def _named(missing: set[str]) -> dict[str, str]:
    """Each character with its name; '' for one that is invisible anyway and can go."""
    return {
        c: ""
        if unicodedata.category(c) in ("Cf", "Mn", "Me", "Cc")
        else unicodedata.name(c, f"U+{ord(c):04X}").lower()
        for c in sorted(missing)
    }

"""Pages and pictures through Typst: a template of ours, and data that can never become markup.

Texts go to Typst as JSON in one input, and templates only ever show them as strings: `#`, `$`, `*`
or a link in a deck's text is printed as it was written.

What no font here has (an emoji, a rare script) is named in words, `[Daumen hoch]`: PDF/UA-1 forbids
it, and a picture would show an empty frame. Fonts of the system and of the user are looked at.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import emoji
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
AGES = 11
"""Files after which Typst has forgotten a page; one more than it keeps pages for."""
_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
"""Characters that reorder the text around them: a deck's text must not turn a table round."""
_NONE = "\ufeff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
"""A mark of byte order, and what is no character in any plane."""
_UNPRINTABLE = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_DIRECTIONS}{_NONE}]")
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
_ISOLATES = re.compile("[\u2068\u2069]")
LATIN_ENDS = 0x24F
_SORTS = frozenset(("unified", "letter", "syllable", "vowel", "sign", "capital", "small"))
"""Words of a letter's name that say what sort of one it is."""
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
    return typeset_pages(template, data, output, standard=standard, px_per_pt=px_per_pt)[0]


def typeset_pages(
    template: str,
    data: dict[str, Any],
    output: Output,
    *,
    standard: Literal["ua-1"] | None = None,
    px_per_pt: float = 2,
) -> list[bytes]:
    """The same, a file for each page where they are pictures: much cheaper than one by one.

    Raises:
        CannotTypeset: as in `typeset`.
    """
    data = {"language": "en", **_printable(data), "fonts": _families()}
    for _ in range(MOST_TRIES):
        lacking = _lacking(data)
        try:
            return _compile(template, named(data, lacking), output, standard, px_per_pt)
        except typst.TypstError as error:
            found = _unfit(error.diagnostic)
            if found <= lacking:
                raise CannotTypeset(error.diagnostic) from error
            _DRAWN.update(dict.fromkeys(found, False))
    raise CannotTypeset(f"{template}: no page without letters that no font has")


def forget() -> None:
    """Let Typst drop what it keeps of the pages just made: 200 MB for a congress.

    It does so after ten more files (typst 0.15), which until then are as cheap as can be.
    """
    probed = {"letters": ["a"], "fonts": _families(), "colours": {"ink": "#000000"}}
    for _ in range(AGES):
        _compile("probe.typ", {**probed, "language": "en"}, "svg", None, 1)


_DRAWN: dict[str, bool] = {}
"""Of each letter beyond Latin that was met, whether a font here has it."""


def _lacking(data: dict[str, Any]) -> set[str]:
    """The letters of `data` that no font has; those not met before are tried."""
    letters = {c for c in set[str]().union(*_texts(data)) if ord(c) > LATIN_ENDS}
    if unknown := sorted(letters - _DRAWN.keys()):
        probed = {"letters": unknown, "fonts": _families(), "colours": {"ink": "#000000"}}
        found: set[str] = set()
        try:
            _compile("probe.typ", {**probed, "language": "en"}, "pdf", "ua-1", 1)
        except typst.TypstError as error:
            found = _unfit(error.diagnostic)
        _DRAWN.update({c: c not in found for c in unknown})
    return {c for c in letters if not _DRAWN[c]}


def _texts(value: Any) -> Iterator[str]:
    """Every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def named(value: Any, lacking: set[str], language: str = "") -> Any:
    """`value` with every emoji and letter of `lacking` as its name: `[Daumen hoch]`."""
    if not lacking:
        return value
    if isinstance(value, dict):
        tag = language or str(value.get("language", "en"))
        return {key: named(each, lacking, tag) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [named(each, lacking, language) for each in value]
    if not isinstance(value, str) or lacking.isdisjoint(value):
        return value
    said, letters = [], ""
    for part in emoji.analyze(value, non_emoji=True):
        is_emoji = isinstance(part.value, emoji.EmojiMatch)
        if not is_emoji and not lacking.isdisjoint(part.chars):
            letters += part.chars
            continue
        said += [_spelt(letters), part.chars]
        letters = ""
        if is_emoji and not lacking.isdisjoint(part.chars):
            said[-1] = _called(part.chars, language)
    return "".join([*said, _spelt(letters)])


def _called(written: str, language: str) -> str:
    """An emoji by the name that CLDR gives it in `language`."""
    name = emoji.demojize(written, language=language, delimiters=("", "")).replace("_", " ")
    return f"[{name[:1].upper() if language == 'de' else name[:1]}{name[1:]}]"


def _spelt(letters: str) -> str:
    """Letters by Unicode's names; those of one script in one bracket, which may part at its blanks.

    `中文` is `[cjk 4e2d 6587]`: two answers in a script that no font has are still told apart.
    """
    found: list[list[str]] = []
    for c in letters:
        if unicodedata.category(c) in ("Cf", "Mn", "Me", "Cc"):
            continue
        name = unicodedata.name(c, f"u+{ord(c):04x}").lower().replace("ideograph-", "")
        script, *own = name.split()
        if not unicodedata.category(c).startswith("L"):
            found.append([name])
        elif found and found[-1][0] == script:
            found[-1] += [word for word in own if word not in _SORTS]
        else:
            found.append([script, *(word for word in own if word not in _SORTS)])
    return "".join(f"[{' '.join(words)}]" for words in found)


def tokens(look: Look) -> dict[str, str]:
    """The colours a template uses, by name."""
    names = ("paper", "card", "ink", "muted", "line", "track", "accent", "bar", "soft", "warn")
    return {name: getattr(look, name) for name in names}


def _compile(
    template: str, data: dict[str, Any], output: Output, standard: str | None, px_per_pt: float
) -> list[bytes]:
    made: bytes | list[bytes] = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        format=output,
        ppi=px_per_pt * POINTS_PER_INCH,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=[standard] if standard else [],  # type: ignore[list-item]
    )
    return made if isinstance(made, list) else [made]


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
        said = _UNPRINTABLE.sub(_instead, value)
        # An isolate that is not closed would reach past its text: then all go.
        return _ISOLATES.sub("", said) if _ISOLATES.search(_ISOLATED.sub("", said)) else said
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value


def _instead(found: re.Match[str]) -> str:
    category = unicodedata.category(found[0])
    if category == "Cs":
        return "\ufffd"
    return " " if category == "Cc" else ""


def _unfit(diagnostic: str) -> set[str]:
    """The characters that Typst complains of; none where it complains of something else."""
    found = _UNSHOWN.findall(diagnostic) + _FORBIDDEN.findall(diagnostic)
    texts = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in found)
    return {c for text in texts for c in text}

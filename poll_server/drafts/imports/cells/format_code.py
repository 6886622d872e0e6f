"""A number format, taken apart into the parts that it shows one behind another."""

import re

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<wide>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<half>AM/PM|A/P)|(?P<exponent>[eE][+-])"
    r"|(?P<date>[yYdDmMhHsS]+)|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL,
)
ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)

Token = tuple[str, str]
"""What it is (a group of `_TOKEN`) and what it says."""


def sections_of(code: str) -> list[list[Token]]:
    sections: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        said = found[kind]
        if (kind, said) == ("other", ";"):
            sections.append([])
        elif kind == "bracket":
            sections[-1].append(_bracket(said))
        else:
            sections[-1].append((kind, said))
    return sections[:4]


def _bracket(said: str) -> Token:
    """`[$€-407]` shows its sign; colours, conditions and languages show nothing."""
    if said.startswith("$") and (sign := said[1:].split("-")[0]):
        return "quoted", sign
    return "bracket", said


def literal(token: Token) -> str:
    kind, said = token
    return said if kind in ("quoted", "escaped", "other") else ""

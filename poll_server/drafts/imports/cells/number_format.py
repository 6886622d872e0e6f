"""A number, date or truth value as a spreadsheet shows it: what its number format makes of it.

A format has up to four sections for positive, negative, zero and text, `0.0 %;-0.0 %;"none";@`.
Separators and names are those of a language, as a spreadsheet in that language shows them. What a
format cannot be read for is shown as `General` is.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.numbers import get_decimal_symbol, get_group_symbol

from poll_server.drafts.imports.cells.date_format import moment_text
from poll_server.drafts.imports.cells.format_code import ELAPSED, Token, literal, sections_of

CellValue = str | bool | float | datetime | date | time | timedelta
LONGEST_FORMAT = 255
"""Characters, as in Excel."""
SIGNIFICANT = 10
"""Digits that `General` shows of a fraction; Excel's cells show up to eleven characters."""
EXACT = 10**15
"""From here on a spreadsheet itself knows no single units."""
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|<|>|=)(?P<than>-?[0-9]+(?:[.][0-9]+)?)")
_TRUTH = {"de": ("FALSCH", "WAHR"), "en": ("FALSE", "TRUE")}


def shown(value: CellValue, code: str, language: str) -> str:
    """What a cell shows.

    Args:
        code: its number format.
        language: of separators, names of months and truth values.
    """
    if isinstance(value, bool):
        return _TRUTH.get(language, _TRUTH["en"])[value]
    if len(code) > LONGEST_FORMAT:
        code = "General"
    sections = sections_of(code)
    if isinstance(value, str):
        return _text(value, sections)
    if isinstance(value, int | float):
        tokens, value = _chosen(sections, value)
        kinds = {kind for kind, _said in tokens}
        if "general" in kinds or not tokens or not kinds - {"wide", "filled", "bracket"}:
            return _general(value, language) if tokens or code in ("", "General") else ""
        return _number(value, tokens, language).strip()
    return moment_text(value, sections[0], code, language).strip()


def is_date(code: str) -> bool:
    """Whether a number in this format is a day or a time."""
    return any(
        kind == "date" or (kind == "bracket" and ELAPSED.fullmatch(said))
        for kind, said in sections_of(code[:LONGEST_FORMAT])[0]
    )


def _text(value: str, sections: Sequence[list[Token]]) -> str:
    tokens = sections[3] if len(sections) == 4 else sections[0]
    if ("other", "@") not in tokens:
        return value if len(sections) < 4 else ""
    return "".join(value if token == ("other", "@") else literal(token) for token in tokens)


def _chosen(sections: Sequence[list[Token]], value: float) -> tuple[list[Token], float]:
    """The section for a number, and the number without the sign that the section shows itself."""
    free = []
    for tokens in sections:
        said = (said for kind, said in tokens if kind == "bracket")
        condition = next(filter(None, map(_CONDITION.fullmatch, said)), None)
        if condition is None:
            free.append(tokens)
        elif _holds(value, condition["sign"], float(condition["than"])):
            return tokens, value
    sections = free or list(sections)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _holds(value: float, sign: str, than: float) -> bool:
    return {
        "<": value < than,
        ">": value > than,
        "=": value == than,
        "<=": value <= than,
        ">=": value >= than,
        "<>": value != than,
    }[sign]


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────


def _general(value: float, language: str) -> str:
    if float(value).is_integer() and abs(value) < EXACT:
        return str(int(value))
    text = f"{value:.{SIGNIFICANT}g}".upper()
    return text.replace(".", get_decimal_symbol(language))


def _number(value: float, tokens: Sequence[Token], language: str) -> str:
    kinds = [kind for kind, _said in tokens]
    if "digit" not in kinds:
        return "".join(map(literal, tokens))
    first = kinds.index("digit")
    last = len(kinds) - 1 - kinds[::-1].index("digit")
    exact = abs(Decimal(repr(value)))
    exact *= Decimal(100) ** sum(token == ("other", "%") for token in tokens)
    scaled = last + 1
    while scaled < len(tokens) and tokens[scaled] == ("other", ","):
        exact, scaled = exact / 1000, scaled + 1
    inner = tokens[first : last + 1]
    if ("other", "/") in inner:
        digits = _fraction(exact, inner)
    elif any(kind == "exponent" for kind, _said in inner):
        digits = _exponent(exact, inner, language)
    else:
        digits = _places(exact, inner, language)
    before = "".join(map(literal, tokens[:first]))
    minus = "-" if value < 0 and re.search("[1-9]", digits) else ""
    return minus + before + digits + "".join(map(literal, tokens[scaled:]))


def _places(value: Decimal, tokens: Sequence[Token], language: str) -> str:
    """Digits into `#,##0.00` and its like, with whatever stands between."""
    point = tokens.index(("other", ".")) if ("other", ".") in tokens else len(tokens)
    places = [said for kind, said in tokens[point:] if kind == "digit"]
    rounded = value.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    whole, _point, decimals = f"{rounded:f}".partition(".")
    grouped = ("other", ",") in tokens[:point]
    left = _filled(whole.lstrip("0"), tokens[:point], get_group_symbol(language) if grouped else "")
    right = ""
    for place, digit in zip(reversed(places), reversed(decimals), strict=True):
        if right or digit != "0" or place == "0":
            right = digit + right
    literals = "".join(literal(token) for token in tokens[point + 1 :])
    symbol = get_decimal_symbol(language) if right or places[:1] == ["0"] else ""
    return left + symbol + right + literals


def _filled(digits: str, tokens: Sequence[Token], group: str) -> str:
    """Digits from the right into their places; the first place takes all that are left."""
    left, text, count = list(digits), "", 0
    places = sum(kind == "digit" for kind, _said in tokens)
    for kind, said in reversed(tokens):
        if kind != "digit":
            text = ("" if (kind, said) == ("other", ",") else literal((kind, said))) + text
            continue
        places -= 1
        taken = [left.pop()] if left else (["0"] if said == "0" else [])
        if not places:
            taken += reversed(left)
        for digit in taken:
            text = digit + (group if count and count % 3 == 0 else "") + text
            count += 1
    return text


def _exponent(value: Decimal, tokens: Sequence[Token], language: str) -> str:
    at = next(place for place, (kind, _said) in enumerate(tokens) if kind == "exponent")
    mantissa = tokens[:at]
    point = mantissa.index(("other", ".")) if ("other", ".") in mantissa else len(mantissa)
    decimals = sum(kind == "digit" for kind, _said in mantissa[point:])
    number, _e, power = f"{value:.{decimals}E}".partition("E")
    sign = power[0] if power[0] == "-" or "+" in tokens[at][1] else ""
    width = sum(kind == "digit" for kind, _said in tokens[at:])
    number = number.replace(".", get_decimal_symbol(language))
    return f"{number}E{sign}{power[1:].lstrip('0').rjust(width, '0')}"


def _fraction(value: Decimal, tokens: Sequence[Token]) -> str:
    """`# ?/?`: the nearest fraction with so many digits below the line."""
    bar = tokens.index(("other", "/"))
    below = "".join(said for kind, said in tokens[bar + 1 :] if kind in ("digit", "other")).strip()
    fixed = int(below) if below.isdecimal() and int(below) else 0
    whole = int(value) if any(token == ("other", " ") for token in tokens[:bar]) else 0
    rest = Fraction(value) - whole
    if fixed:
        near = (round(rest * fixed), fixed)
    else:
        found = rest.limit_denominator(10 ** min(len(below), 4) - 1)
        near = (found.numerator, found.denominator)
    if near[0] == near[1]:
        whole, near = whole + 1, (0, 1)
    parts = [str(whole) if whole or not near[0] else "", f"{near[0]}/{near[1]}" if near[0] else ""]
    return " ".join(filter(None, parts))

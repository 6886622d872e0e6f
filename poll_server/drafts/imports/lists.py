"""Where the questions of a pasted list begin: by numbers, by bullets, by blank lines, by tabs.

Programs paste lists in many ways: with or without blank lines, numbered in one of a dozen styles,
options behind bullets, letters or boxes to tick. What parts the questions is looked for in this
order, and shown before anything is taken:

    rows of cells      every line has a tab: a question each, its options in the cells
    numbered prompts   “1.”, “Frage 1:”, “1.1”, “a)”: they count through, others lie between
    blank lines        a line without a mark between lines that have one begins a question, too
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

BULLET = re.compile(
    r"(?:[-–—*•◦▪▫‣⁃∙·○●◯◉■□❑❏➢►▶☐☑☒✓✔✗✘\uf0a7\uf0a8\uf0b7\uf06f\uf0d8]\ufe0f?|\[[ xX✓]?\]|\( ?\)"
    r"|[o§](?=\t| {2,}))\s+"
)
"""What stands before an option; private characters are Word's, letters only where a tab follows."""
_NUMBER = re.compile(r"(?P<open>[(\[]?)(?P<mark>[0-9]{1,3}|[a-zA-Z])(?P<close>[.)\]:]+)\s+")
_NESTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.(?P<mark>[0-9]{1,3})(?P<close>[.):]?)\s+")
_NAMED = re.compile(
    r"(?:(?:frage|question|nr\.?|no\.?)\s*(?P<mark>[0-9]{1,3})\s*[.:)–-]*(?:\s+|$)"
    r"|[fq](?P<short>[0-9]{1,3})\s*[.:)]+\s*)",
    re.IGNORECASE,
)
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INLINE = re.compile(r"(?<=\S)[ \t]+(?=[•◦▪‣●○☐☑□]\s)")
"""Where a bullet stands inside a line: pages and mails lose the ends of lines."""
_INLINE_NUMBER = re.compile(r"(?<=\S)\s+(?=([0-9]{1,3})[.)]\s+\S)")
BULLETED, NAMED, NESTED, LETTER = "•", "frage", "1.1", "a"


class ListLine(NamedTuple):
    """A line that says something."""

    number: int
    """from 1"""
    text: str
    style: str = ""
    """how it is marked; empty: not at all"""
    ordinal: int = 0
    """what its number or letter counts"""
    said: str = ""
    """without its mark"""
    after_blank: bool = False

    @property
    def bare(self) -> "ListLine":
        return self._replace(text=self.said or self.text)


class Astray(ValueError):
    """A line belongs to no question."""

    def __init__(self, line: ListLine) -> None:
        super().__init__(line.text)
        self.line = line


def blocks(text: str) -> list[list[ListLine]]:
    """The lines of each question, its prompt first and without its number.

    Raises:
        Astray: a heading stands where questions are numbered.
    """
    lines = list(_lines(text))
    if not lines:
        return []
    return _rows(lines) or _numbered(lines) or list(_parted(lines))


def _lines(text: str) -> Iterator[ListLine]:
    blank = False
    for number, raw in enumerate(_LINE_ENDS.sub("\n", text).split("\n"), 1):
        if not raw.strip().strip("\ufeff"):
            blank = True
            continue
        for part in _unfolded(raw.strip("\ufeff")):
            yield _marked(number, part, blank)
            blank = False


def _unfolded(raw: str) -> Iterator[str]:
    """A line, cut before each bullet within and before the next question's number behind those."""
    parts = _INLINE.split(raw)
    if len(parts) < 3:
        yield raw
        return
    for part in parts:
        found = _INLINE_NUMBER.search(part) if BULLET.match(part.strip()) else None
        yield part[: found.start()] if found else part
        if found:
            yield part[found.end() :]


def _marked(number: int, raw: str, blank: bool) -> ListLine:
    text = raw.strip()
    indent = ">" if raw.startswith(("\t", "  ")) else ""
    if found := BULLET.match(text):
        return ListLine(number, text, BULLETED, 0, text[found.end() :], blank)
    if found := _NAMED.match(text):
        ordinal = int(found["mark"] or found["short"])
        return ListLine(number, text, NAMED, ordinal, text[found.end() :], blank)
    if found := _NESTED.match(text):
        return ListLine(number, text, NESTED, int(found["mark"]), text[found.end() :], blank)
    if found := _NUMBER.match(text):
        mark = found["mark"].casefold()
        kind = "1" if mark.isdecimal() else LETTER
        ordinal = int(mark) if mark.isdecimal() else ord(mark) - ord("a") + 1
        style = f"{indent}{found['open']}{kind}{found['close']}"
        return ListLine(number, text, style, ordinal, text[found.end() :], blank)
    return ListLine(number, text, after_blank=blank)


# ── Rows of cells ─────────────────────────────────────────────────────────────────────────────


def _rows(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    """A question for each line where every line has cells, as copied from a spreadsheet."""
    cells = [[cell.strip() for cell in (line.said or line.text).split("\t")] for line in lines]
    if not all(len(list(filter(None, row))) > 1 for row in cells):
        return []
    return [
        [ListLine(line.number, cell) for cell in row if cell]
        for line, row in zip(lines, cells, strict=True)
    ]


# ── Numbered prompts ──────────────────────────────────────────────────────────────────────────


def _numbered(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    """The questions where their prompts are numbered; nothing where they are not."""
    for style in dict.fromkeys(line.style for line in lines if line.style not in ("", BULLETED)):
        if starts := _starts(lines, style):
            break
    else:
        return []
    if starts[0] > 0:
        raise Astray(lines[0])
    ends = [*starts[1:], len(lines)]
    return [_prompted(lines[at:end]) for at, end in zip(starts, ends, strict=True)]


def _starts(lines: Sequence[ListLine], style: str) -> list[int]:
    """The places of the prompts, if lines marked in this style are prompts."""
    own = [at for at, line in enumerate(lines) if line.style == style]
    counts = [lines[at].ordinal for at in own]
    if not _goes_up(counts):
        # Options are numbered as prompts are: a prompt is what the first option follows.
        own = [at for at in own[:-1] if lines[at + 1].style == style and lines[at + 1].ordinal == 1]
        counts = [lines[at].ordinal for at in own]
        return own if own[:1] == [0] and len(own) > 1 and _goes_up(counts) else []
    between = [lines[one + 1 : two] for one, two in pairwise([*own, len(lines)])]
    if own[0] > 0:
        # Behind an unmarked line, numbers may as well be its options: these have none below them.
        below = [any(line.style for line in each) for each in between]
        return own if len(own) > 1 and all(below) and lines[0].style != BULLETED else []
    if len(own) == 1:
        rest = {line.style for line in lines[1:]}
        marked = bool(rest) and "" not in rest and style != NESTED
        return own if marked or (style == NAMED and rest) else []
    return own


def _goes_up(counts: Sequence[int]) -> bool:
    """Whether numbers count through; where each list begins anew, all are 1."""
    return all(b - a == 1 for a, b in pairwise(counts)) or set(counts) == {1}


def _prompted(lines: Sequence[ListLine]) -> list[ListLine]:
    """A question's lines; “Frage 1:” may stand on a line of its own, above the prompt."""
    first, *rest = lines
    if not first.said and rest:
        first, *rest = rest
    return [first.bare, *rest]


# ── Blank lines ───────────────────────────────────────────────────────────────────────────────


def _parted(lines: Sequence[ListLine]) -> Iterator[list[ListLine]]:
    if len(lines) > 1 and all(line.style == BULLETED for line in lines):
        yield from ([line.bare] for line in lines)
        return
    block: list[ListLine] = []
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else None
        if block and _begins(block, line, following):
            yield block
            block = []
        block.append(line)
    yield block


def _begins(block: Sequence[ListLine], line: ListLine, following: ListLine | None) -> bool:
    """Whether a line begins the next question."""
    if line.after_blank:
        # Some programs put a blank line between any two: what has a bullet is still an option.
        return line.style != BULLETED
    if line.style:
        return False
    asks = line.text.endswith(("?", "？", "؟"))
    if block[-1].style:
        return asks or (following is not None and bool(following.style) and not _says(line))
    return asks and block[0].text.endswith(("?", "？", "؟"))


def _says(line: ListLine) -> bool:
    """Whether it is a line like “scale: agreement-5”."""
    return ":" in line.text

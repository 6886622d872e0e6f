"""Markdown of organisers: bold, italics, lists, links and line breaks, and nothing else.

A question says with `markdown = true` that its texts carry it; without, `*`, `_` and `1.` stay as
they were written. Only the tokens of markdown-it-py are used, never its HTML: a text becomes
`Passage`s, which every screen, page and file draws from its own elements. So there is no HTML that
could carry a script, and what has no rule here (headings, pictures, HTML) stays the words it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .passages import HALVES, Passage, PassageForm, Run, TextMark, paragraphs

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RULES = ("autolink", "emphasis", "escape", "link", "list", "newline")
"""What is read beyond paragraphs. A line ends wherever the organiser pressed Enter."""
SAFE = ("http://", "https://", "mailto:")
"""Where a link may lead; one to elsewhere stays the words it was."""
LONGEST = 2000
"""Characters that are read: no text of a deck may have half as many, but a draft can. Whatever
they are, reading them takes no more than some hundredths of a second."""
NESTED = 20
"""Tokens in each other, two for each list; markdown-it-py leaves out what is deeper."""
DEEPEST = 3
"""Lists in each other: the rows of a deeper one stand in this one, for want of room on a phone."""
TEXTS_KEPT = 256
"""Of the texts read last: screens ask for the same ones at each tick."""


@lru_cache(TEXTS_KEPT)
def blocks(text: str) -> tuple[Passage, ...]:
    """The pieces of a text in Markdown."""
    if len(text) > LONGEST:
        return tuple(paragraphs(text))
    tokens = _reader().parse(text)
    if any(token.level >= NESTED - 1 for token in tokens):
        return tuple(paragraphs(text))
    found = (piece for piece in _pieces(iter(tokens), 0) if piece.text or piece.inner)
    return tuple(found) or tuple(paragraphs(text))


@lru_cache(TEXTS_KEPT)
def inline(form: PassageForm, text: str) -> Passage:
    """One piece of this form, of a text without lists and paragraphs of its own."""
    if len(text) > LONGEST:
        return Passage(form, text)
    (token,) = _reader().parseInline(text)
    return _piece(form, _runs(token.children or ()))


def pieces(text: str, *, markdown: bool) -> tuple[Passage, ...]:
    """The pieces of `text` where there is more to show than its words: marks, lists, paragraphs."""
    found = blocks(text) if markdown else ()
    alone = len(found) == 1 and found[0].form == "paragraph" and not found[0].marks
    return () if alone and "\n" not in found[0].text else found


def words(text: str, *, markdown: bool) -> str:
    """`text` in words alone, a line for each of its paragraphs and points."""
    return in_words(blocks(text)) if markdown else text


def in_words(told: Iterable[Passage]) -> str:
    """Pieces in words alone, a line for each."""
    return "\n".join(_lines(told, ""))


def below(piece: Passage) -> str:
    """What a piece says in words alone, the list in it below."""
    return "\n".join((piece.text, *_lines(piece.inner, "")))


def _lines(told: Iterable[Passage], inset: str) -> Iterator[str]:
    for piece in told:
        sign = "• " if piece.number is None else f"{piece.number}. "
        yield f"{inset}{sign}{piece.text}" if piece.form == "point" else piece.text
        yield from _lines(piece.inner, f"{inset}  ")


@cache
def _reader() -> "MarkdownIt":
    # Only texts in Markdown need it: a server without them starts no later for it.
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero", {"maxNesting": NESTED}).enable(list(RULES))
    # Its documentation has it replaced so; to mypy, a method cannot be.
    object.__setattr__(reader, "validateLink", _is_safe)
    return reader


def _is_safe(address: str) -> bool:
    return address.lower().startswith(SAFE)


def _pieces(tokens: "Iterator[Token]", depth: int) -> Iterator[Passage]:
    """Paragraphs and points up to the end of a list's row, or of the text."""
    for token in tokens:
        if token.type == "inline":
            yield _piece("paragraph", _runs(token.children or ()))
        elif token.type == "list_item_open":
            yield from _row(token, tuple(_pieces(tokens, depth + 1)), depth)
        elif token.type == "list_item_close":
            return


def _row(token: "Token", held: Sequence[Passage], depth: int) -> Iterator[Passage]:
    """A list's row, its paragraphs one text of several lines; and what stood too deep in it."""
    runs = list[Run]()
    for piece in held:
        if piece.form == "paragraph":
            runs += [Run("\n")] if runs else []
            runs += piece.runs
    inner = tuple(piece for piece in held if piece.form == "point")
    number = int(token.info) if token.info else None
    yield _piece("point", runs, inner if depth < DEEPEST - 1 else (), number)
    if depth >= DEEPEST - 1:
        yield from inner


def _runs(children: "Sequence[Token]") -> Iterator[Run]:
    """A line's text in parts of one look each; in a link, all looks alike."""
    bold, italic, link, said = 0, 0, "", ""
    for token in children:
        match token.type:
            case "strong_open" | "strong_close":
                bold += 0 if link else token.nesting
            case "em_open" | "em_close":
                italic += 0 if link else token.nesting
            case "link_open":
                link, said = str(token.attrs["href"]), ""
            case "link_close":
                yield Run(said or link, bold > 0, italic > 0, link)
                link = ""
            case _:
                text = "\n" if token.type in ("softbreak", "hardbreak") else token.content
                said += text
                if not link:
                    yield Run(text, bold > 0, italic > 0)


def _piece(
    form: PassageForm,
    runs: Iterable[Run],
    inner: tuple[Passage, ...] = (),
    number: int | None = None,
) -> Passage:
    """Runs as words with marks beside them."""
    text, at, marks = "", 0, list[TextMark]()
    for run in runs:
        start, at = at, at + len(run.text.encode("utf-16-le", HALVES)) // 2
        text += run.text
        if run.text and any(run[1:]):
            marks.append(TextMark(start, at, run.bold, run.italic, run.link))
    return Passage(form, text, marks=tuple(marks), inner=inner, number=number)

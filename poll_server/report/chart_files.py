"""Every chart of a report as a file of its own: SVG with its words in it, or PNG.

What a chart shows is in the file in words too, question, leaders and n: in an SVG as its title,
which a screen reader says, in a PNG as its description.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape

from poll_server.report.making.orders import PictureFormat
from poll_server.report.making.task import Task
from poll_server.report.model.document import QuestionReport, Report, RoundReport

from .charts import alternative, png, svg
from .office import plain

MEDIA_TYPES: dict[PictureFormat, str] = {"svg": "image/svg+xml", "png": "image/png"}
PX_PER_PT = 4
"""Of a PNG: 1840 pixels across, sharp on a full slide."""
LONGEST_NAME = 120
"""Characters of a file's name; every file system takes 255 bytes."""
_FIRST_TAG = re.compile(rb"<svg\b([^>]*)>")
PNG_HEAD = 33
"""Bytes of a PNG's signature and first chunk, after which texts may stand."""


def chart_files(report: Report, kinds: Sequence[PictureFormat], only: str = "") -> Iterator[Task]:
    """The charts of all questions, or of the one question `only`, in each of `kinds`.

    Open answers have no chart; nor has a question that nobody answered or whose result is withheld.
    """
    found = [(poll.slug, question) for poll in report.polls for question in poll.questions]
    # A name that no poll can have, which is lower case and hyphens.
    found += [("_together", merged.result) for merged in report.merged]
    for whose, question in found:
        if only not in ("", question.question.id) or not question.last.results.drawn:
            continue
        name = f"{whose}-{question.label:0>{3 if question.part else 2}}-{question.question.id}"
        for kind in kinds:
            yield Task(
                chart_name(report.event_id, name, kind),
                MEDIA_TYPES[kind],
                partial(_draw, question, question.last, report, kind),
            )


def chart_name(event_id: str, name: str, kind: PictureFormat) -> str:
    """`zukunftsbildung-ruhr-2018-forum-1-03-handys.svg`: safe anywhere."""
    return f"{f'{event_id}-{name}'[:LONGEST_NAME]}.{kind}"


def _draw(
    question: QuestionReport, round_: RoundReport, report: Report, kind: PictureFormat
) -> bytes:
    words = plain(alternative(question, round_, report.language))
    if kind == "svg":
        drawn = svg(question, round_, report.language, report.look)
        return titled_svg(drawn, words, report.language) if drawn else b""
    drawn = png(question, round_, report.language, look=report.look, px_per_pt=PX_PER_PT)
    return described_png(drawn, words) if drawn else b""


def titled_svg(drawn: bytes, words: str, language: str) -> bytes:
    """An SVG that is one picture with a name, for whoever cannot see it."""
    tag = _FIRST_TAG.search(drawn)
    assert tag, "Typst writes one svg element"
    named = (
        f'<svg role="img" aria-labelledby="chart-title" xml:lang="{language}"{tag[1].decode()}>'
        f'<title id="chart-title">{escape(words, quote=False)}</title>'
    )
    return drawn[: tag.start()] + named.encode() + drawn[tag.end() :]


def described_png(drawn: bytes, words: str) -> bytes:
    """A PNG with a `Description` (iTXt chunk, PNG 3rd edition, 11.3.3.4), in UTF-8."""
    body = b"iTXt" + b"Description\0\0\0\0\0" + words.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return drawn[:PNG_HEAD] + chunk + drawn[PNG_HEAD:]

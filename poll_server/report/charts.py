"""A round's result as a picture, for every file: the same rows, drawn by Typst as SVG or PNG.

    bars      a track for each answer, the leader in the strong tone, percent and votes at its end
    steps     the bars of one scale, in the colours of agreement
    stacked   a bar for each statement, cut into its steps
    groups    for each answer a bar for each group of people, with the group's name
    field     a numbered spot for each row between two axes, and a list of them

Open answers have no picture; nor has a round that nobody answered or that is withheld.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from poll_server.base.percent import format_percent
from poll_server.live.screens import tables
from poll_server.looks.colours import contrast
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Results, Row, Series
from poll_server.questions.drawing import field
from poll_server.questions.drawing.figures import in_words
from poll_server.questions.drawing.shortened import wrap_apart
from poll_server.questions.drawing.tones import ink_on, palette
from poll_server.questions.drawing.widths import width, wrap
from poll_server.questions.groups.figure import colours as categories
from poll_server.questions.results import share_of
from poll_server.questions.traits import right
from poll_server.questions.writing.written import clean
from poll_server.report.model.document import QuestionReport, RoundReport
from poll_server.report.pdf.typesetting import tokens, typeset, typeset_pages

WIDTH_PT = 460.0
"""Points: the text of an A4 page between its margins."""
MOST_BARS = 30
"""As many as a question may have options; of words, the most frequent."""
MOST_WORDS = 12
"""Further words are rare, and stand in the table."""
LABEL_SHARE, LONG_LABEL_SHARE, LONG_LABEL = 0.36, 0.52, 60
"""Of a picture's width, what labels may take, and the characters that make one long."""
LABEL_PT, SMALL_LABEL_PT = 9.0, 7.0
SHARE_PT = 9.5
"""Points of a figure at the end of a bar, as `chart.typ` writes it."""
MANY = 12
"""Bars from which labels are small and take two lines at most, so that a page holds all bars."""
SMALLEST_NUMBERED = 6
"""Percent of a segment from which its number has room."""
FIELD_SHARE, FIELD_PT = 0.56, 190.0
"""Of a picture's width, and points of its height, that a field takes between its axes."""
AXIS_PT = 11.0
"""Points of what an axis says, more than the 9 that `chart.typ` sets: its font is a wide one."""
FIELD_FRAME = 34.0
"""Points beside a field for the name of its axis, and between it and its list."""
FIELD_LINES = 16
"""Lines of a list that stand beside a field, labels and means."""
SPOT_PT = 15.0
"""Points of a numbered spot, as `chart.typ` draws it."""
PALE = 3
"""To 1: a colour with less contrast to its ground gets an outline (WCAG 2.2, 1.4.11)."""


def svg(
    question: QuestionReport,
    round_: RoundReport,
    language: str,
    look: Look = LIGHT,
    *,
    width_pt: float = WIDTH_PT,
) -> bytes | None:
    """The picture as SVG, texts as outlines; None where there is nothing to draw."""
    drawn = drawing(question, round_, language, look, width_pt)
    return typeset("picture.typ", _picture_page([drawn], look, language), "svg") if drawn else None


def png(
    question: QuestionReport,
    round_: RoundReport,
    language: str,
    width_pt: float = WIDTH_PT,
    *,
    look: Look = LIGHT,
    px_per_pt: float = 3,
) -> bytes | None:
    """The picture as PNG; None where there is nothing to draw.

    Args:
        width_pt: points it will take on paper; labels keep their size.
        px_per_pt: pixels for each point: 3 is 216 to the inch, crisp in print.
    """
    shown = [(question, round_)]
    return pngs(shown, language, width_pt, look=look, px_per_pt=px_per_pt)[0]


def pngs(
    shown: Iterable[tuple[QuestionReport, RoundReport]],
    language: str,
    width_pt: float = WIDTH_PT,
    *,
    look: Look = LIGHT,
    px_per_pt: float = 3,
) -> list[bytes | None]:
    """The pictures of several rounds, as `png` makes one, in half of the time."""
    drawn = [drawing(*each, language, look, width_pt) for each in shown]
    if not any(drawn):
        return [None] * len(drawn)
    page = _picture_page([each for each in drawn if each], look, language)
    made = iter(typeset_pages("picture.typ", page, "png", px_per_pt=px_per_pt))
    return [next(made) if each else None for each in drawn]


def alternative(question: QuestionReport, round_: RoundReport, language: str) -> str:
    """What a picture shows, in words: question, leaders, n."""
    said = tables.summary(round_.results, language)
    # A plain blank: nothing breaks what is read aloud.
    n = tables.n_in_words(round_.results).replace("\u00a0", " ")
    return f"{question.prompt} {said} {n}"


def drawing(
    question: QuestionReport,
    round_: RoundReport,
    language: str,
    look: Look = LIGHT,
    width_pt: float = WIDTH_PT,
) -> dict[str, Any]:
    """What `chart.typ` draws, with every number written out; empty where there is nothing."""
    results = round_.results
    if not results.drawn:
        return {}
    if not any(series.rows for series in results.series):
        return {}
    shared = {"width": width_pt, "colours": tokens(look)}
    if results.form == "field":
        return {**shared, **_field(results, look, width_pt)}
    if results.form != "statements" and len(results.series) > 1:
        return {**shared, **_groups(results.series, language, look, width_pt)}
    if results.form != "statements":
        return {**shared, **_bars(question, results.series[0], language, look, width_pt)}
    return {**shared, **_stacked(results, language, look, width_pt)}


def _picture_page(drawn: list[dict[str, Any]], look: Look, language: str) -> dict[str, Any]:
    return {"charts": drawn, "language": language, "colours": tokens(look)}


def _bars(
    question: QuestionReport, series: Series, language: str, look: Look, width_pt: float
) -> dict[str, Any]:
    # Words are the one kind whose rows people make: there may be hundreds, most frequent first.
    made_up = any(row.written for row in series.rows)
    rows = right.standing_out(
        series.rows[: MOST_WORDS if made_up else MOST_BARS], question.question.solution(), language
    )
    is_scale = series.top is not None
    colours = (
        palette(look.agreement, len(rows))
        if is_scale
        else [look.accent if row.leading else look.bar for row in rows]
    )
    labels = _Labels([row.label for row in rows], width_pt)
    return {
        "shape": "bars",
        "label_pt": labels.pt,
        "label_width": labels.width,
        "rows": [
            {
                "lines": lines,
                "length": row.length,
                "share": row.shown or share_of(row, language),
                "votes": "" if row.shown or row.mentions else str(row.count),
                "leading": row.leading and not is_scale,
                "colour": colour,
                "outline": bool(row.count) and contrast(colour, look.track) < PALE,
            }
            for row, colour, lines in zip(rows, colours, labels.lines, strict=True)
        ],
        "foot": in_words(series, language),
    }


def _stacked(results: Results, language: str, look: Look, width_pt: float) -> dict[str, Any]:
    all_series = results.series
    names = [clean(row.label) for row in all_series[0].rows]
    colours = palette(look.agreement, len(names))
    labels = _Labels([tables.statement(series, results) for series in all_series], width_pt)
    return {
        "shape": "stacked",
        "label_pt": labels.pt,
        "label_width": labels.width,
        "legend": [
            {"name": wrap(name, 8, width_pt / 3, bold=False, most=1)[0], "colour": colour}
            for name, colour in zip(names, colours, strict=True)
        ],
        "phrase": clean(all_series[0].top.label) if all_series[0].top else "",
        "rows": [
            {
                "lines": lines,
                "share": format_percent(series.top.percent, language) if series.top else "–",
                "segments": [
                    _segment(row, colour)
                    for row, colour in zip(series.rows, colours, strict=True)
                    if row.count
                ],
            }
            for series, lines in zip(all_series, labels.lines, strict=True)
        ],
    }


def _groups(
    all_series: Sequence[Series], language: str, look: Look, width_pt: float
) -> dict[str, Any]:
    names = _Labels([series.label for series in all_series], width_pt)
    colours = categories(look, len(all_series))
    answers = [[series.rows[n] for series in all_series] for n in range(len(all_series[0].rows))]
    said = [[row.shown or share_of(row, language) for row in each] for each in answers]
    return {
        "shape": "groups",
        "label_pt": names.pt,
        "label_width": names.width,
        "share_width": max(width(text, SHARE_PT) for each in said for text in each) + 6,
        "rows": [{"lines": lines} for lines in names.lines],
        "answers": [
            {
                "lines": wrap(clean(each[0].label), LABEL_PT, width_pt, most=3),
                "bars": [
                    {
                        "length": row.length,
                        "share": text,
                        "colour": colour,
                        "outline": bool(row.length) and contrast(colour, look.track) < PALE,
                    }
                    for row, text, colour in zip(each, texts, colours, strict=True)
                ],
            }
            for each, texts in zip(answers, said, strict=True)
        ],
    }


def _field(results: Results, look: Look, width_pt: float) -> dict[str, Any]:
    across, up = results.series
    wide, high = width_pt * FIELD_SHARE, FIELD_PT
    steps = field.END + 2 * field.AIR
    shown = field.places(results, SPOT_PT / wide * steps, SPOT_PT / high * steps)
    spots = results.spots[0] if len(results.spots) == 1 else ()
    most = max((spot.people for spot in spots), default=1)
    labels = [f"{int(row.key) + 1}  {clean(row.label)}" for row in across.rows]
    room = width_pt - wide - FIELD_FRAME
    # Each of eight rows has a line beside a field; one alone has eight.
    most_lines = max(1, FIELD_LINES // len(labels) - 1)
    return {
        "shape": "field",
        "across": wrap(f"{clean(across.label)} →", AXIS_PT, wide, most=1)[0],
        "up": wrap(f"{clean(up.label)} →", AXIS_PT, high, most=1)[0],
        "wide": wide,
        "high": high,
        "label_pt": LABEL_PT,
        "ink": ink_on(look.accent),
        "people": [_at(s.x, s.y) | {"size": field.dot(s.people, most)} for s in spots],
        "stands": [_at(each.x, each.y) for each in shown if each.at != (each.x, each.y)],
        "numbers": [_at(*each.at) | {"number": each.number} for each in shown],
        "rows": [
            {"lines": lines, "means": f"→ {x.shown or '–'}   ↑ {y.shown or '–'}"}
            for x, y, lines in zip(
                across.rows,
                up.rows,
                wrap_apart(labels, LABEL_PT, room, most=most_lines),
                strict=True,
            )
        ],
    }


def _at(x: float, y: float) -> dict[str, float]:
    """A place between the axes, as shares of the field."""
    whole = field.END + 2 * field.AIR
    return {"x": (x + field.AIR) / whole, "y": (y + field.AIR) / whole}


def _segment(row: Row, colour: str) -> dict[str, Any]:
    number = str(row.percent) if row.percent and row.percent >= SMALLEST_NUMBERED else ""
    return {"votes": row.count, "number": number, "colour": colour, "ink": ink_on(colour)}


class _Labels:
    """The labels of a picture in lines, all of one size, and the width they take."""

    def __init__(self, texts: Sequence[str], width_pt: float) -> None:
        many, texts = len(texts) > MANY, [clean(text) for text in texts]
        self.pt = SMALL_LABEL_PT if many else LABEL_PT
        long = max(map(len, texts), default=0) > LONG_LABEL
        room = width_pt * (LONG_LABEL_SHARE if long else LABEL_SHARE)
        self.lines = wrap_apart(texts, self.pt, room, bold=False, most=2 if many else 4)
        self.width = max(
            (width(line, self.pt, bold=False) for lines in self.lines for line in lines), default=0
        )

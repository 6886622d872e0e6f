"""Plotly figures as plain dicts: one hue, the leader in the strong tone, a number at every bar.

Every figure is made for a stage of 1920 × 1080 px, on which it takes `WIDTH` × `HEIGHT`; whoever
draws it elsewhere scales the whole picture. Every text from a deck or a participant is HTML-escaped
on its way in, because Plotly renders `<a>`, `<b>` and `<span style>` in labels.
"""

import html
from collections.abc import Sequence
from typing import Any

from poll_server.base.percent import format_decimal, format_percent
from poll_server.locale import speak
from poll_server.looks.colours import contrast
from poll_server.looks.look import FONT, Look
from poll_server.questions.results import Measure, Row, Series, Share
from poll_server.questions.writing.written import clean

from .rows import GAP, HEIGHT, LABEL_PX, LINE_HEIGHT, WIDTH, Rows, escaped, whiskers
from .tones import ink_on, palette
from .widths import width, wrap

FIGURE_PX = 54
FEW, FEW_LABEL_PX, FEW_FIGURE_PX = 3, 52, 72
"""Up to three rows are larger: a yes or no fills the hall."""
TALLEST_ROW, TALLEST_FEW, TALLEST_STACK = 118, 170, 132
"""Pixels from bar to bar at most, so that few bars do not become blocks."""
THICK = 0.66
"""Of a row's height that its bar takes."""
SMALL_PX, SEGMENT_PX = 34, 36
TOP_ROOM = 280
"""Pixels that the words beside a stacked bar may take."""
FOOT = 80
"""Pixels under the bars for one line."""
SMALLEST_NUMBERED = 6
"""Percent of a segment from which its number has room."""
MOST_TONES = 5
"""Steps whose colours differ clearly, also to the colour-blind; more get lines between them."""


def bars(
    rows: Sequence[Row],
    look: Look,
    measure: Measure,
    language: str,
    *,
    colours: Sequence[str] = (),
    foot: str = "",
) -> dict[str, Any]:
    """Horizontal bars on a track, the first row on top.

    Args:
        measure: what the number beside each bar says; the bar's length is its share either way.
        colours: one for each bar, instead of the strong tone for the leader.
        foot: a line under the bars.
    """
    few = len(rows) <= FEW
    grid = Rows(
        [row.label for row in rows],
        largest=FEW_LABEL_PX if few else LABEL_PX,
        tallest=TALLEST_FEW if few else TALLEST_ROW,
        below=FOOT if foot else 0,
    )
    figure_px = min(FEW_FIGURE_PX if few else FIGURE_PX, round(grid.pitch * 0.62))
    values = [value(row, measure, language) for row in rows]
    fills = colours or [look.accent if row.leading else look.bar for row in rows]
    track = {"color": look.track, "cornerradius": 8}
    return {
        "data": [
            _bar(grid, [100] * len(rows), track),
            _bar(grid, [row.percent or 0 for row in rows], _fill(fills, rows, look))
            | {"yaxis": "y2"}
            | whiskers(rows, look),
        ],
        "layout": layout(look)
        | {
            "margin": _margin(grid, max((width(text, figure_px) for text in values), default=0)),
            "xaxis": _no_axis([0, 100]),
            "yaxis": grid.axis(look, [row.leading for row in rows]),
            # An axis of their own: on one axis with the track, Plotly would not round the bars.
            "yaxis2": _no_axis([HEIGHT, 0]) | {"overlaying": "y"},
            "annotations": [
                _beside(middle, f"<b>{text}</b>", figure_px, look.ink)
                for middle, text in zip(grid.middles, values, strict=True)
            ]
            + ([_across(grid.bottom + FOOT, foot, SEGMENT_PX, look)] if foot else []),
        },
    }


def distribution(series: Series, look: Look, measure: Measure, language: str) -> dict[str, Any]:
    """One statement's steps as bars in the colours of agreement, and its mean in words."""
    return bars(
        series.rows,
        look,
        measure,
        language,
        colours=palette(look.agreement, len(series.rows)),
        foot=html.escape(in_words(series, language)),
    )


def stacked(
    series: Sequence[Series], look: Look, measure: Measure, language: str
) -> dict[str, Any]:
    """One bar for each statement, cut into its steps; on the right, who is on the top steps."""
    names = [clean(row.label) for row in series[0].rows]
    colours = palette(look.agreement, len(names))
    phrase = wrap(series[0].top.label if series[0].top else "", SMALL_PX, TOP_ROOM, bold=False)
    phrase_high = round(len(phrase) * SMALL_PX * LINE_HEIGHT)
    legend = _legend(names, colours)
    above = round(len(legend) * SMALL_PX * 1.6) + GAP
    labels = [one.label for one in series]
    grid = Rows(labels, largest=LABEL_PX, tallest=TALLEST_STACK, above=above)
    figure_px = min(FIGURE_PX, round(grid.pitch * 0.5))
    # Room for the words beside every bar; otherwise they stand once, over the column.
    each = grid.pitch >= figure_px * 1.1 + phrase_high + GAP / 2
    if not each:
        above += phrase_high
        grid = Rows(labels, largest=LABEL_PX, tallest=TALLEST_STACK, above=above)
        figure_px = min(FIGURE_PX, round(grid.pitch * 0.62))
    margin = _margin(
        grid,
        max(width("100 %", figure_px), *(width(line, SMALL_PX, bold=False) for line in phrase)),
    )
    bar = WIDTH - margin["l"] - margin["r"]
    tops = [value(one.top, measure, language) if one.top else "–" for one in series]
    return {
        "data": [
            _bar(
                grid,
                [one.rows[step].count for one in series],
                {"color": colours[step], "line": {"color": look.paper, "width": 2}}
                if len(names) > MOST_TONES
                else {"color": colours[step], "cornerradius": 8},
            )
            | {
                "name": html.escape(name),
                "text": [_in_segment(one.rows[step], measure, bar) for one in series],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"size": SEGMENT_PX, "color": ink_on(colours[step]), "weight": 700},
            }
            for step, name in enumerate(names)
        ],
        "layout": layout(look)
        | {
            "barmode": "stack",
            "barnorm": "percent",
            "margin": margin,
            "xaxis": _no_axis([0, 100]),
            "yaxis": grid.axis(look, [False] * len(series)),
            "annotations": [
                _across(grid.top - above, "<br>".join(legend), SMALL_PX, look)
                | {"yanchor": "top", "xshift": (margin["r"] - margin["l"]) / 2},
                *(
                    _beside(middle, f"<b>{text}</b>", figure_px, look.ink)
                    | ({"yshift": round(phrase_high / 2)} if each else {})
                    for middle, text in zip(grid.middles, tops, strict=True)
                ),
                *(
                    _beside(at, escaped(phrase), SMALL_PX, look.muted) | {"align": "left"} | where
                    for at, where in (
                        [(m, {"yshift": -round(figure_px * 0.55)}) for m in grid.middles]
                        if each
                        else [(grid.top, {"yanchor": "bottom"})]
                    )
                ),
            ],
        },
    }


def layout(look: Look) -> dict[str, Any]:
    """What every figure shares: no frame, grid line, legend or tool bar."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "color": look.ink},
        "showlegend": False,
        "dragmode": False,
        "hovermode": False,
    }


def value(row: Row | Share, measure: Measure, language: str) -> str:
    """The number beside a bar; the kind's own figure where it is no share."""
    if isinstance(row, Row) and row.shown:
        return row.shown
    return format_percent(row.percent, language) if measure == "percent" else str(row.count)


def in_words(series: Series, language: str) -> str:
    """Top steps, mean and median of one statement; empty where nobody answered."""
    if series.top is None or series.mean is None or series.median is None:
        return ""
    _ = speak(language)
    return _(
        "%(percent)s %(whatever)s · mean %(mean)s · median %(median)s",
        percent=format_percent(series.top.percent, language),
        whatever=series.top.label,
        mean=format_decimal(series.mean, language),
        median=_short(series.median, language),
    )


def _legend(names: Sequence[str], colours: Sequence[str]) -> list[str]:
    """Lines of coloured squares with the names of the steps, as Plotly's markup."""
    lines: list[list[str]] = [[]]
    room = WIDTH
    for name, colour in zip(names, colours, strict=True):
        entry = width(f"■ {name}\u2003", SMALL_PX, bold=False)
        if lines[-1] and entry > room:
            lines.append([])
            room = WIDTH
        room -= round(entry)
        square = f'<span style="color:{colour}">■</span>'
        lines[-1].append(f"{square} {html.escape(name)}")
    return ["\u2003".join(line) for line in lines]


def _fill(colours: Sequence[str], rows: Sequence[Row], look: Look) -> dict[str, Any]:
    """Bars in `colours`; a pale one gets an outline, so that its length is seen on the track."""
    pale = [contrast(colour, look.track) < 3 for colour in colours]  # 3:1: WCAG 2.2, 1.4.11
    lines = [2 if is_pale and row.count else 0 for is_pale, row in zip(pale, rows, strict=True)]
    outline = {"line": {"color": look.muted, "width": lines}} if any(lines) else {}
    return {"color": list(colours), "cornerradius": 8, **outline}


def _bar(grid: Rows, lengths: Sequence[int], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": grid.middles,
        "x": list(lengths),
        "width": round(grid.pitch * THICK, 1),
        "marker": marker,
        "hoverinfo": "skip",
    }


def _margin(grid: Rows, right: float) -> dict[str, int]:
    return {"l": round(grid.label_width) + GAP, "r": round(right) + GAP, "t": 0, "b": 0}


def _no_axis(span: Sequence[float]) -> dict[str, Any]:
    return {"range": list(span), "visible": False, "fixedrange": True}


def _beside(middle: float, text: str, px: int, colour: str) -> dict[str, Any]:
    """A text at the right of the bar at `middle`."""
    return {
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": GAP,
        "borderpad": 0,
        "y": middle,
        "yref": "y",
        "text": text,
        "showarrow": False,
        "font": {"size": px, "color": colour},
    }


def _across(y: float, text: str, px: int, look: Look) -> dict[str, Any]:
    """Lines in the middle of the plot, their lower edge at `y`."""
    return {
        "x": 0.5,
        "xref": "paper",
        "y": y,
        "yref": "y",
        "yanchor": "bottom",
        "text": text,
        "showarrow": False,
        "font": {"size": px, "color": look.muted},
    }


def _in_segment(row: Row, measure: Measure, bar: int) -> str:
    """The number in a segment of a bar of `bar` pixels; none where it has no room."""
    if row.percent is None or row.percent < SMALLEST_NUMBERED:
        return ""
    number = str(row.percent if measure == "percent" else row.count)
    return number if width(number, SEGMENT_PX) < bar * row.percent // 100 else ""


def _short(median: float, language: str) -> str:
    """`4`, or `3,5` between two steps."""
    return str(int(median)) if median == int(median) else format_decimal(median, language)

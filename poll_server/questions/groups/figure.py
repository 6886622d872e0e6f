"""A figure of several groups of people: for each row of a result one bar for each group.

Every bar has its group's name beside it, so that nobody needs colours to tell them apart. A
question with steps is drawn as a bar for each group, cut into its steps; several statements as a
line for each group through its means.
"""

import html
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import value
from poll_server.questions.drawing.marks import across, bar, beside, layout, no_axis
from poll_server.questions.drawing.rows import GAP, HEIGHT, LABEL_PX, WIDTH, Rows, escaped
from poll_server.questions.drawing.stacked import stacked
from poll_server.questions.drawing.widths import width, wrap
from poll_server.questions.results import Measure, Results, Row, Series, Share
from poll_server.questions.shifts import shares
from poll_server.questions.writing.written import clean

MOST_BARS = 12
"""Of one figure; more go on further ones: thinner ones are not read from the last row."""
MOST_LINES = 8
"""Statements of one figure of lines."""
TALLEST, TALLEST_BAR = 200, 58
"""Pixels of a row of statements, and of one bar, at most."""
THICK = 0.84
"""Of a row's height that its bars take together."""
LARGEST_PX, SMALL_PX = 40, 34
NAME_ROOM = 380
"""Pixels beside a bar that a group's name may take."""
FOOT = 130
AT_ITS_END = {"xref": "x", "xshift": GAP // 2}
"""Where a bar's figure stands."""
SYMBOLS = {
    "circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆", "triangle-down": "▼",
    "star": "★", "cross": "✚", "x": "✖", "hexagon": "⬢",
}  # fmt: skip
"""What each group's points look like, and the same as a letter of the legend."""

Named = Sequence[tuple[str, Results]]
"""Groups by their names."""


def figures(groups: Named, look: Look, measure: Measure, language: str) -> list[dict[str, Any]]:
    """The groups beside each other, on as many figures as it takes; none where nothing is drawn."""
    first = groups[0][1]
    if first.form == "statements":
        spans = _spans(len(first.series), MOST_LINES)
        return [_lines(groups, span, look, language) for span in spans]
    if first.series[0].top:
        steps = [_as_statement(name, of.series[0]) for name, of in groups]
        return [stacked(steps, look, measure, language)]
    found = [shares(of) for _name, of in groups]
    labels = {at: row.label for each in found for at, row in each.items()}
    if all(row.percent is None for each in found for row in each.values()):
        return []
    spans = _spans(len(labels), max(1, MOST_BARS // len(groups)))
    return [
        _bars(groups, dict(list(labels.items())[slice(*span)]), found, look, measure, language)
        for span in spans
    ]


def _spans(rows: int, most: int) -> list[tuple[int, int]]:
    """Where figures of about equal length begin and end."""
    wanted = -(-rows // most)
    return list(pairwise(round(rows * n / wanted) for n in range(wanted + 1)))


def _as_statement(name: str, series: Series) -> Series:
    rows, base, top = series.rows, series.base, series.top
    return Series(f"{name} (n\u00a0=\u00a0{base})", base, rows, series.mean, series.median, top)


def colours(look: Look, groups: int) -> list[str]:
    """One for each group: beyond those that everybody tells apart they come again."""
    return [look.categories[n % len(look.categories)] for n in range(groups)]


def _bars(
    groups: Named,
    labels: Mapping[tuple[str, str], str],
    found: Sequence[Mapping[tuple[str, str], Row | Share]],
    look: Look,
    measure: Measure,
    language: str,
) -> dict[str, Any]:
    tallest = round(len(groups) * TALLEST_BAR / THICK)
    grid = Rows(list(labels.values()), largest=LABEL_PX, tallest=tallest)
    each = grid.pitch * THICK / len(groups)
    px = min(LARGEST_PX, round(each * 0.72))
    names = [wrap(clean(name), px, NAME_ROOM, bold=False, most=1)[0] for name, _of in groups]
    data, words, right = [], [], 0.0
    for n, (name, rows, colour) in enumerate(
        zip(names, found, colours(look, len(groups)), strict=True)
    ):
        own = [rows.get(at) for at in labels]
        offset = each * (n - len(groups) / 2)
        lengths = [(row.percent or 0) if row else 0 for row in own]
        place = {"width": round(each - 2, 1), "offset": round(offset, 1)}
        data.append(bar(grid, lengths, {"color": colour, "cornerradius": 4}) | place)
        for row, middle in zip(own, grid.middles, strict=True):
            figure = value(row, measure, language) if row else "–"
            right = max(right, width(f"{figure}  {name}", px))
            said = f"<b>{figure}</b>  {html.escape(name)}"
            at = {"x": row.percent or 0 if row else 0, "yshift": -round(offset + each / 2, 1)}
            words.append(beside(middle, said, px, look.ink) | AT_ITS_END | at)
    return {
        "data": data,
        "layout": layout(look)
        | {
            "barmode": "overlay",
            "margin": {"l": round(grid.label_width) + GAP, "r": round(right) + GAP, "t": 0, "b": 0},
            "xaxis": no_axis([0, 100]),
            "yaxis": grid.axis(look, [False] * len(labels)),
            "annotations": words,
        },
    }


# ── Several statements ────────────────────────────────────────────────────────────────────────


def _lines(groups: Named, span: tuple[int, int], look: Look, language: str) -> dict[str, Any]:
    """A line for each group, from statement to statement at its means."""
    statements = groups[0][1].series[slice(*span)]
    grid = Rows([one.label for one in statements], largest=LABEL_PX, tallest=TALLEST, below=FOOT)
    steps = groups[0][1].steps
    ends = [wrap(clean(step.label), SMALL_PX, 500, bold=False) for step in (steps[0], steps[-1])]
    marks = list(zip(groups, colours(look, len(groups)), SYMBOLS.items(), strict=False))
    legend = "\u2003".join(
        f'<span style="color:{colour}">{letter}</span> {html.escape(clean(name))}'
        for (name, _of), colour, (_symbol, letter) in marks
    )
    return {
        "data": [
            _line(grid, of.series[slice(*span)], colour, symbol)
            for (_name, of), colour, (symbol, _letter) in marks
        ],
        "layout": layout(look)
        | {
            "margin": {"l": round(grid.label_width) + GAP, "r": GAP, "t": 0, "b": 0},
            "xaxis": no_axis([-3, 103]),
            "yaxis": grid.axis(look, [False] * len(statements)),
            "shapes": _scale(grid, len(steps), look),
            "annotations": [
                *(
                    _end(at, grid.bottom + 44, escaped(lines[:1]), look)
                    for at, lines in zip((0, 100), ends, strict=True)
                ),
                across(min(grid.bottom + FOOT, HEIGHT), legend, _legend_px(groups), look)
                | {"font": {"size": _legend_px(groups), "color": look.ink}},
            ],
        },
    }


def _legend_px(groups: Named) -> int:
    """As large as the legend has room in one line."""
    long = sum(width(f"● {name}\u2003", 1, bold=False) for name, _of in groups)
    return max(16, min(SMALL_PX, int((WIDTH - 2 * GAP) * 0.7 / long)))


def _line(grid: Rows, series: Sequence[Series], colour: str, symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_place(one) for one in series],
        "y": grid.middles,
        "line": {"color": colour, "width": 4},
        "marker": {"color": colour, "size": 26, "symbol": symbol},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _place(series: Series) -> float | None:
    """How far from the lowest step to the highest its mean is, in percent."""
    far = sum(step * count for step, count in enumerate(series.counts))
    return round(100 * far / series.base / (len(series.rows) - 1), 1) if series.base else None


def _scale(grid: Rows, steps: int, look: Look) -> list[dict[str, Any]]:
    """A thin line at every step."""
    return [
        {
            "type": "line",
            "x0": 100 * step / (steps - 1),
            "x1": 100 * step / (steps - 1),
            "y0": grid.top,
            "y1": grid.bottom,
            "line": {"color": look.line, "width": 2},
            "layer": "below",
        }
        for step in range(steps)
    ]


def _end(at: int, y: float, text: str, look: Look) -> dict[str, Any]:
    """What an end of the scale is called."""
    return {
        "x": at,
        "xref": "x",
        "xanchor": "left" if at == 0 else "right",
        "y": y,
        "yref": "y",
        "yanchor": "bottom",
        "text": text,
        "showarrow": False,
        "font": {"size": SMALL_PX, "color": look.muted},
    }

"""What figures are made of: frame, bars, axes without a line, and the words beside them."""

from collections.abc import Sequence
from typing import Any

from poll_server.looks.look import FONT, Look

from .rows import GAP, HEIGHT, WIDTH, Rows

THICK = 0.66
"""Of a row's height that its bar takes."""


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


def bar(grid: Rows, lengths: Sequence[int], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": grid.middles,
        "x": list(lengths),
        "width": round(grid.pitch * THICK, 1),
        "marker": marker,
        "hoverinfo": "skip",
    }


def margin(grid: Rows, right: float) -> dict[str, int]:
    return {"l": round(grid.label_width) + GAP, "r": round(right) + GAP, "t": 0, "b": 0}


def no_axis(span: Sequence[float]) -> dict[str, Any]:
    return {"range": list(span), "visible": False, "fixedrange": True}


def beside(middle: float, text: str, px: int, colour: str) -> dict[str, Any]:
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


def numbers(grid: Rows, texts: Sequence[str], px: int, look: Look) -> list[dict[str, Any]]:
    """A number, in bold, at the right of every bar."""
    return [
        beside(middle, f"<b>{text}</b>", px, look.ink)
        for middle, text in zip(grid.middles, texts, strict=True)
    ]


def across(y: float, text: str, px: int, look: Look) -> dict[str, Any]:
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

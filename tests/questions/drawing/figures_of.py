"""Figures of invented results."""

from typing import Any

from poll_server.looks.look import LIGHT
from poll_server.questions import Scale

LONG = "Zusammenarbeit mit den Unternehmen der Region und gemeinsame Projekte von Schulen"


def scale_figure(tally: dict[str, int], measure: Any = "percent", **fields: Any) -> dict[str, Any]:
    question = Scale(id="q", prompt="?", **fields)
    return question.figure(question.results(tally, 100, "de"), LIGHT, measure, "de")

"""Statements on one scale: segments with numbers, and all of it inside the frame."""

from typing import Any

import pytest

from poll_server.looks.colours import contrast
from poll_server.questions.drawing.rows import HEIGHT
from poll_server.questions.drawing.widths import width
from tests.questions.drawing.figures_of import LONG, scale_figure


def test_segments_are_numbered_where_there_is_room_and_the_top_stands_beside() -> None:
    tally = {"0:0": 5, "0:1": 6, "0:3": 38, "0:4": 51, "1:4": 3}
    fields: dict[str, Any] = {"statements": ("A", "B"), "set": "agreement-5"}
    figure = scale_figure(tally, **fields)
    assert [trace["text"] for trace in figure["data"]] == [
        ["", ""],
        ["6", ""],
        ["", ""],
        ["38", ""],
        ["51", "100"],
    ]
    texts = [annotation["text"] for annotation in figure["layout"]["annotations"]]
    assert "<b>89\u202f%</b>" in texts
    assert texts.count("stimmen zu") == 2
    assert texts[0].count("■") == 5
    counted = scale_figure(tally, "count", **fields)
    assert counted["data"][4]["text"] == ["51", "3"]
    for trace in figure["data"]:
        assert contrast(trace["textfont"]["color"], trace["marker"]["color"]) >= 4.5


@pytest.mark.parametrize("statements", [1, 3, 8])
@pytest.mark.parametrize("steps", [{"set": "likelihood-5"}, {"labels": ("A", "B"), "steps": 10}])
def test_stacked_bars_stay_inside(statements: int, steps: dict[str, Any]) -> None:
    names = tuple(f"{n} {LONG}" for n in range(statements))
    figure = scale_figure({"0:1": 1}, statements=names, **steps)
    layout = figure["layout"]
    for annotation in layout["annotations"]:
        assert 0 <= annotation["y"] <= HEIGHT
        if annotation.get("xanchor") == "left":
            for line in annotation["text"].split("<br>"):
                plain = line.replace("<b>", "").replace("</b>", "")
                bold = plain != line
                room = layout["margin"]["r"]
                assert width(plain, annotation["font"]["size"], bold=bold) <= room

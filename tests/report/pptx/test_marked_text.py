"""Bold and italic words of an explanation, on slides."""

import pytest

from poll_server.questions import Choice
from poll_server.report import render
from tests.report.pptx.test_slides import open_
from tests.support.events.report_cases import event, outcome, report

ASKED = Choice(
    id="q",
    prompt="Was?",
    options=("Ja", "Nein"),
    markdown=True,
    right_options=("Ja",),
    explanation="So **war** es, *sagt* man zu 93 %.\n\n- **Eins**\n- zwei",
)


@pytest.mark.parametrize("more", ["", "\n\n" + "- und *noch* eins\n" * 12])
def test_what_is_marked_is_marked_on_a_slide(more: str) -> None:
    """Under the chart, and on a slide of its own where there is too much of it."""
    asked = Choice(
        id="q",
        prompt=ASKED.prompt,
        options=ASKED.options,
        markdown=True,
        right_options=ASKED.right_options,
        explanation=f"{ASKED.explanation}{more}",
    )
    found = outcome(asked, [{"options": [0]}] * 3, "de")
    deck = open_(render(report(event(asked), [found], "de"), "pptx"))
    (told,) = (
        paragraph
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        if paragraph.text.startswith("Erklärung: ")
    )
    assert told.text.startswith("Erklärung: So war es, sagt man zu 93 %. • Eins • zwei")
    looks = {run.text: (run.font.bold, run.font.italic) for run in told.runs}
    assert looks["war"] == (True, None)
    assert looks["sagt"] == (None, True)
    assert looks["Eins"] == (True, None)
    assert looks["zwei"] == (None, None)

"""One slide with address, code, QR code, and a link to the live result."""

import io

import pptx

from poll_server.report.pptx.join_slide import JoinSlide, render
from tests.support.cases import EVENT, POLL
from tests.support.files.office_files import sound

LIVE = "https://poll.example.org/embed/2mtt26wc6if2ntpo#q3nB1xT9cG2yV7mK5sW8dA"


def test_it_says_how_to_join_and_leads_to_the_live_result() -> None:
    join = "https://poll.example.org/482913-047112"
    content = render(
        JoinSlide(
            language="de",
            event=EVENT,
            poll=POLL,
            code="482913",
            join=join,
            typed="poll.example.org",
            live=LIVE,
        )
    )
    sound(content)
    (slide,) = pptx.Presentation(io.BytesIO(content)).slides
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame]
    said = "\n".join(frame.text for frame in frames)
    assert slide.shapes.title.text_frame.text == "Themenforum 1"
    assert "poll.example.org" in said
    assert "482\u00a0913" in said
    runs = [run for frame in frames for each in frame.paragraphs for run in each.runs]
    assert [run.text for run in runs if run.hyperlink.address == LIVE] == ["Live-Ergebnis öffnen"]
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert picture._element.nvPicPr.cNvPr.get("descr") == f"QR-Code zum Beitreten: {join}"
    assert LIVE in slide.notes_slide.notes_text_frame.text
    # What is shown to the hall has no secret in it.
    assert LIVE.partition("#")[2] not in said

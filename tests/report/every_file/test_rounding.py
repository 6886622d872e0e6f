"""Shares that do not add up to 100 as printed: every screen and every file says “rounded”."""

import io
from typing import Any

import docx
import pptx
import pytest
from openpyxl import load_workbook

from poll_server.live.screens import views
from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.report import Report, render
from tests.report.every_file.test_agree import on_screen
from tests.support.events.report_cases import event, outcome, report
from tests.support.files.report_texts import pdf_pages

YES_NO = Choice(id="q", prompt="Reicht das?", options=("Ja", "Nein"))
OFF = [{"options": [0]}] * 3 + [{"options": [1]}] * 37
"""8 % and 93 %"""
EVEN = [{"options": [0]}] * 10 + [{"options": [1]}] * 30
WORDS = {"de": "Prozente gerundet", "en": "percentages rounded"}


def said_on_screens(question: AnyQuestion, answers: list[Any], language: str) -> list[str]:
    """The base as stage, phone and console have it."""
    state = on_screen(outcome(question, answers, language), event(question).polls[0])
    stage, phone = views.stage(state, language, "light"), views.phone(state, language)
    assert stage.result is not None
    assert phone.results is not None
    return [stage.result.base, phone.results.base, views.moderator(state, language, "light").base]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_screen_says_it(language: str) -> None:
    assert all(said.endswith(WORDS[language]) for said in said_on_screens(YES_NO, OFF, language))
    assert not any(WORDS[language] in said for said in said_on_screens(YES_NO, EVEN, language))


def test_several_options_each_are_not_a_whole() -> None:
    several = Choice(id="q", prompt="Was?", options=("a", "b", "c"), most=3)
    answers = [{"options": [0, 1]}] * 2 + [{"options": [1, 2]}]
    assert not any("gerundet" in said for said in said_on_screens(several, answers, "de"))


def test_one_statement_of_a_scale_is_enough() -> None:
    scale = Scale(id="q", prompt="Wie sehr?", statements=("A", "B"), labels=("1", "2", "3"))
    answers = [{"steps": [step, 0]} for step in range(3)]  # 33 % three times; 100 %
    assert all("gerundet" in said for said in said_on_screens(scale, answers, "de"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_format_says_it(language: str) -> None:
    built = report(event(YES_NO), [outcome(YES_NO, OFF, language)], language)
    for name, text in texts_of(built).items():
        assert WORDS[language] in text, name


def texts_of(built: Report) -> dict[str, str]:
    """What a reader finds in each format that says what 100 % is."""
    word = docx.Document(io.BytesIO(render(built, "docx")))
    slides = pptx.Presentation(io.BytesIO(render(built, "pptx")))
    book = load_workbook(io.BytesIO(render(built, "xlsx")))
    return {
        "html": render(built, "html").decode(),
        "json": render(built, "json").decode(),
        "docx": "".join(word.element.itertext()),
        "pptx": "".join(
            shape.text_frame.text
            for slide in slides.slides
            for shape in slide.shapes
            if shape.has_text_frame
        ),
        "xlsx": "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row),
        "pdf": " ".join(" ".join(page.split()) for page in pdf_pages(render(built, "pdf"))),
    }

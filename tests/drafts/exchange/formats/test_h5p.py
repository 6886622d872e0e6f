"""H5P packages: sets, columns and questionnaires, with pictures; what they cannot have is named."""

import json
from typing import Any

from poll_server.drafts.exchange.h5p import LARGEST_CONTENT
from tests.drafts.exchange.packed_files import h5p, inside, picture
from tests.drafts.exchange.taking import came, refused

SHOWN = {"type": {"library": "H5P.Image 1.1", "params": {
    "alt": "A hall", "file": {"path": "images/hall.png"}}}}  # fmt: skip
MULTI = {
    "question": "<p>Which &amp; <strong>why</strong>?</p>", "media": SHOWN,
    "answers": [
        {"text": "<div>a</div>\n", "correct": True, "tipsAndFeedback": {"chosenFeedback": "Yes"}},
        {"text": "b", "correct": False}, {"text": "c", "correct": True},
    ],
    "behaviour": {"type": "auto", "randomAnswers": True},
}  # fmt: skip


def told(content: bytes) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    found = came(content, "q.h5p")
    return found.items, [(loss.question, loss.message) for loss in found.losses]


def test_a_question_set_comes_along_with_its_picture_and_every_loss() -> None:
    questions = [
        inside("H5P.MultiChoice", MULTI),
        inside("H5P.TrueFalse", {"question": "<p>So?</p>", "correct": "false"}),
        inside("H5P.Blanks", {"text": "<p>Capital?</p>", "questions": [
            "<p>*Bonn/Berlin:once*</p>", "<p>It is *x* or *y*</p>"]}),
        inside("H5P.Essay", {"taskDescription": "Write", "keywords": [{}]}),
        inside("H5P.DragQuestion", {}),
    ]  # fmt: skip
    items, losses = told(
        h5p("H5P.QuestionSet", {"questions": questions}, {"images/hall.png": picture()})
    )
    shown, multi, true, gap, essay = items
    assert (shown["kind"], shown["picture_text"]) == ("slide", {"de": "A hall"})
    assert multi["prompt"] == {"de": "Which & why?"}
    assert (multi["right_options"], multi["most"], multi["shuffled"]) == (["a", "c"], 3, True)
    assert true["options"] == [{"de": "True"}, {"de": "False"}]
    assert true["right_options"] == ["False"]
    assert (gap["prompt"], gap["right_words"]) == ({"de": "Capital?"}, ["Bonn", "Berlin"])
    assert (essay["kind"], essay["prompt"]) == ("text", {"de": "Write"})
    assert losses == [
        (0, "what the quiz is called, or says of itself: “Forum”"),
        (0, "its settings: repeated tries, what is needed to pass, words at the end"),
        (1, "what is said about single answers"),
        (1, "its picture stands on a slide of its own before it"),
        (3, "what is said about single answers"),
        (4, "“several gaps in one text” does not exist here; the question is left out"),
        (5, "words that are looked for in answers, and a model answer"),
        (6, "“H5P.DragQuestion” does not exist here; the question is left out"),
    ]


def test_columns_questionnaires_and_types_alone_are_read_as_well() -> None:
    survey = {"questionnaireElements": [
        {"library": inside("H5P.SimpleMultiChoice", {
            "question": "So?", "inputType": "checkbox", "alternatives": [{"text": "a"}, "b"]})},
        {"library": inside("H5P.OpenEndedQuestion", {"question": "Why?"})},
        {"requiredField": False},
    ]}  # fmt: skip
    column = {"content": [
        {"content": inside("H5P.AdvancedText", {"text": "<h2>Hello</h2><p>all</p>"})},
        {"content": inside("H5P.Questionnaire", survey)},
        {"content": inside("H5P.SingleChoiceSet", {
            "choices": [{"question": "Who?", "answers": ["me", "you"]}]})},
        {"content": inside("H5P.SortParagraphs", {
            "taskDescription": "Order", "paragraphs": ["x", "y", "z"]})},
    ]}  # fmt: skip
    slide, several, text, single, order = told(h5p("H5P.Column", column))[0]
    assert (slide["prompt"], slide["body"]) == ({"de": "Hello"}, {"de": "all"})
    assert (several["most"], several["options"][1]) == (2, {"de": "b"})
    assert (text["kind"], single["right_options"]) == ("text", ["me"])
    assert order["right_order"] == ["x", "y", "z"]
    (alone,) = told(h5p("H5P.MultiChoice", {**MULTI, "media": {}}))[0]
    assert alone["right_options"] == ["a", "c"]


def test_a_picture_that_is_not_there_and_a_film_are_named() -> None:
    film = {"type": {"library": "H5P.Video 1.6", "params": {"sources": [{"path": "https://x"}]}}}
    for media in (SHOWN, film):
        losses = told(h5p("H5P.MultiChoice", {**MULTI, "media": media}))[1]
        assert (1, "a picture, sound or film") in losses


def test_hostile_and_broken_packages_are_refused_with_a_sentence() -> None:
    deep: Any = inside("H5P.MultiChoice", MULTI)
    for _ in range(6):
        deep = inside("H5P.Column", {"content": [{"content": deep}]})
    large = {"questions": [], "x": " " * LARGEST_CONTENT}
    assert "too large once it is unpacked" in refused(h5p("H5P.QuestionSet", large), "q.h5p")
    bomb = {"images/hall.png": bytes(9_000_000)}
    assert "too large once it is unpacked" in refused(h5p("H5P.MultiChoice", MULTI, bomb), "q.h5p")
    broken: list[Any] = [{"questions": 3}, [], {}, {"questions": [3]}, {"questions": [deep]}]
    for content in broken:
        assert "broken" in refused(h5p("H5P.QuestionSet", content), "q.h5p"), json.dumps(content)
    assert "holds nothing that H5P wrote" in refused(b"PK\x03\x04 no archive", "q.h5p")
    refused_all = refused(h5p("H5P.DragQuestion", {}), "q.h5p")
    assert "“H5P.DragQuestion” does not exist here" in refused_all

"""Moodle XML: `<quiz>` with a `<question type="…">` for each question.

Fields as Moodle's documentation has them (“Moodle XML format”). A survey is unknown there: a
question of opinion goes as multiple choice in which every answer has no mark.
"""

import base64
import binascii
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import plain
from poll_server.drafts.exchange.xml import parsed, text_of
from poll_server.questions.kinds.elsewhere import Carried

TITLE = 60
"""Characters of a prompt that name the question in lists."""


def is_moodle(text: str) -> bool:
    """Whether a text is Moodle XML."""
    return "<quiz" in text[:2000] and "<question" in text


def read(text: str, taken: Taken) -> None:
    """Takes the questions of a Moodle XML text.

    Raises:
        ValueError: it is no XML, or has a document type.
    """
    _ = taken.speech
    for question in parsed(text.encode()).iter("question"):
        called = question.get("type", "")
        if called == "category":
            taken.lose(_("the category “%(name)s”", name=text_of(question, "category/text")))
            continue
        taken.number += 1
        asked = _asked(question, called, taken)
        if asked is not None:
            taken.take(asked, _picture(question, taken))


def _asked(question: Element, called: str, taken: Taken) -> Carried | None:
    _ = taken.speech
    asked = Carried("text", _html(question.find("questiontext"), taken))
    asked.explanation = _html(question.find("generalfeedback"), taken)
    _beside(asked, question, taken)
    match called:
        case "multichoice":
            _choice(asked, question, taken)
        case "truefalse":
            asked.form, asked.options = "choice", [_("True"), _("False")]
            right = [text_of(each, "text") for each in question.iter("answer") if _share(each) > 0]
            asked.right = [0 if "true" in right else 1]
        case "shortanswer":
            asked.form = "words"
            asked.words = [
                _html(each, taken) for each in question.iter("answer") if _share(each) > 0
            ]
        case "numerical":
            _number(asked, question)
        case "ordering":
            asked.form = "ranking"
            asked.options = [_html(each, taken) for each in question.iter("answer")]
            asked.right = list(range(len(asked.options)))
        case "description":
            prompt, *rest = asked.prompt.split("\n", 1)
            asked = Carried("slide", prompt, body="".join(rest))
        case "essay":
            if asked.explanation:
                taken.lose(_("the explanation"))
        case _:
            taken.left_out(called)
            return None
    return asked


def _beside(asked: Carried, question: Element, taken: Taken) -> None:
    """Names what a question has beside what comes along."""
    _ = taken.speech
    if question.find("tags/tag") is not None or question.find("hint") is not None:
        taken.lose(_("its hints and tags"))
    name = text_of(question, "name/text")
    if name and not asked.prompt.replace("\n", " ").startswith(name.rstrip(".… ")):
        taken.lose(_("its title “%(name)s”", name=name))
    if float(text_of(question, "defaultgrade") or 1) != 1:
        taken.lose(_("how many marks it brings"))
    if any(text_of(answer, "feedback/text") for answer in question.iter("answer")):
        taken.lose(_("what is said about single answers"))


def _html(element: Element | None, taken: Taken) -> str:
    _ = taken.speech
    if element is None:
        return ""
    html = {"html": True, "plain_text": False, "markdown": False}.get(element.get("format", ""))
    words, pictures = plain(element.findtext("text") or "", html=html)
    if pictures and element.find("file") is None:
        taken.lose(_("a picture, sound or film"))
    return words


def _picture(question: Element, taken: Taken) -> bytes:
    """The first picture of its text; all other files are lost."""
    _, found = taken.speech, question.find("questiontext/file")
    if len(list(question.iter("file"))) > (found is not None):
        taken.lose(_("a picture, sound or film"))
    if found is None or found.get("encoding") != "base64":
        return b""
    try:
        return base64.b64decode(found.text or "")
    except binascii.Error:
        taken.lose(_("a picture, sound or film"))
        return b""


def _share(answer: Element) -> float:
    return float(answer.get("fraction") or 0)


def _choice(asked: Carried, question: Element, taken: Taken) -> None:
    _ = taken.speech
    answers = list(question.iter("answer"))
    asked.form, asked.options = "choice", [_html(each, taken) for each in answers]
    shares = [_share(each) for each in answers]
    asked.right = [place for place, share in enumerate(shares) if share > 0]
    several = text_of(question, "single").casefold() in ("false", "0")
    if several:
        asked.most = len(answers)
    elif len(asked.right) > 1:
        asked.right = [shares.index(max(shares))]
    if len({share for share in shares if share > 0}) > 1 or min(shares, default=0) < 0:
        taken.lose(_("different marks for single answers"))
    asked.shuffled = text_of(question, "shuffleanswers").casefold() in ("true", "1")


def _number(asked: Carried, question: Element) -> None:
    asked.form = "number"
    for answer in question.iter("answer"):
        if _share(answer) > 0:
            asked.number = text_of(answer, "text")
            if float(text_of(answer, "tolerance") or 0):
                asked.off = text_of(answer, "tolerance")
            return


def write(questions: Sequence[Carried]) -> bytes:
    """Questions as Moodle XML, in UTF-8."""
    quiz = Element("quiz")
    for asked in questions:
        quiz.append(_written(asked))
    ElementTree.indent(quiz)
    return bytes(ElementTree.tostring(quiz, "utf-8", xml_declaration=True)) + b"\n"


def _written(asked: Carried) -> Element:
    question = Element("question", {"type": _type(asked)})
    _text(question, "name", asked.prompt.replace("\n", " ")[:TITLE])
    body = "\n".join(filter(None, (asked.prompt, asked.body)))
    _text(question, "questiontext", body, format="plain_text")
    if asked.explanation:
        _text(question, "generalfeedback", asked.explanation, format="plain_text")
    if asked.form == "choice":
        several = len(asked.right) > 1 or asked.most > 1
        SubElement(question, "single").text = str(not several).lower()
        SubElement(question, "shuffleanswers").text = str(asked.shuffled).lower()
        SubElement(question, "answernumbering").text = "none"
        share = f"{100 / len(asked.right):.5f}".rstrip("0").rstrip(".") if asked.right else "0"
        for place, option in enumerate(asked.options):
            _answer(question, option, share if place in asked.right else "0")
    if asked.form == "words":
        for word in asked.words:
            _answer(question, word, "100")
    if asked.form == "number" and asked.number:
        SubElement(_answer(question, asked.number, "100"), "tolerance").text = asked.off or "0"
    return question


def _type(asked: Carried) -> str:
    if asked.form == "words" and asked.words:
        return "shortanswer"
    if asked.form == "number" and asked.number:
        return "numerical"
    return {"choice": "multichoice", "slide": "description"}.get(asked.form, "essay")


def _answer(question: Element, text: str, share: str) -> Element:
    return _text(question, "answer", text, fraction=share, format="plain_text")


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    SubElement(element, "text").text = text
    return element

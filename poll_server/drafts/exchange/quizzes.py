"""Quizzes as JSON: arsnova.eu, arsnova.click, and Kahoot's file.

Only what their files are seen to hold is read; a kind without a like here is named and left out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import plain
from poll_server.questions.checking import LONGEST_TIMER, MOST_OPTIONS
from poll_server.questions.kinds.elsewhere import Carried

Json = Mapping[str, Any]


class Quiz(NamedTuple):
    """A quiz of a tool that is known."""

    questions: Sequence[Any]
    read_one: Callable[[Any, Taken], Carried | None]
    heading: Sequence[Any]
    """what it is called, and says of itself"""


def quiz_in(found: Any) -> Quiz | None:
    """The quiz of a JSON text; None where it is of no tool that is known.

    Args:
        found: what the text holds.
    """
    if not isinstance(found, dict):
        return None
    quiz = found.get("quiz")
    if isinstance(quiz, dict) and "exportVersion" in found:
        heading = (quiz.get("name"), quiz.get("description"))
        return Quiz(_listed(quiz.get("questions")), _arsnova, heading)
    if isinstance(found.get("questionList"), list):
        return Quiz(found["questionList"], _click, (found.get("name"),))
    kahoot = found.get("kahoot", found)
    questions = _listed(kahoot.get("questions")) if isinstance(kahoot, dict) else ()
    if any(isinstance(each, dict) and "choices" in each for each in questions):
        heading = (kahoot.get("title"), kahoot.get("description"))
        return Quiz(questions, _kahoot, heading)
    return None


def read(quiz: Quiz, taken: Taken) -> None:
    """Takes the questions of a quiz."""
    _ = taken.speech
    for each in quiz.heading:
        if words := _words(each, taken):
            taken.lose(_("what the quiz is called, or says of itself: “%(words)s”", words=words))
    for each in quiz.questions:
        taken.number += 1
        if asked := quiz.read_one(each, taken):
            taken.asked.append(asked)


def _listed(questions: Any) -> Sequence[Any]:
    return questions if isinstance(questions, list) else ()


def _words(text: Any, taken: Taken) -> str:
    _ = taken.speech
    words, pictures = plain(text if isinstance(text, str) else "")
    if pictures or "![" in words:
        taken.lose(_("a picture, sound or film"))
    return words


def _options(asked: Carried, answers: Sequence[Json], taken: Taken, text: str, right: str) -> None:
    asked.form = "choice"
    asked.options = [_words(each.get(text), taken) for each in answers]
    asked.right = [place for place, each in enumerate(answers) if each.get(right) is True]


def _timer(seconds: Any) -> int:
    return min(int(seconds), LONGEST_TIMER) if isinstance(seconds, int | float) else 0


def _number(value: Any) -> str:
    return "" if value is None else str(value)


def _arsnova(question: Json, taken: Taken) -> Carried | None:
    _, called = taken.speech, str(question.get("type", ""))
    asked = Carried("text", _words(question.get("text"), taken))
    asked.seconds = _timer(question.get("timer"))
    if question.get("difficulty"):
        taken.lose(_("how difficult it is"))
    match called:
        case "SINGLE_CHOICE" | "MULTIPLE_CHOICE" | "SURVEY":
            _options(asked, question.get("answers") or [], taken, "text", "isCorrect")
            if called == "MULTIPLE_CHOICE":
                asked.most = len(asked.options)
            if called == "SURVEY":
                asked.right = []
        case "RATING":
            asked.form, asked.options = "choice", _stars(question)
            taken.lose(_("that its options are the steps of a scale"))
        case "NUMERIC_ESTIMATE":
            asked.form = "number"
            asked.low = _number(question.get("numericMin"))
            asked.high = _number(question.get("numericMax"))
            asked.number = _number(question.get("numericReferenceValue"))
        case "ORDERING":
            items = question.get("orderingItems") or []
            asked.form = "ranking"
            asked.options = [_words(_text_in(each), taken) for each in items]
            asked.right = list(range(len(items)))
        case "FREETEXT":
            pass
        case "SHORT_TEXT":
            answers = question.get("answers") or []
            asked.form = "words"
            asked.words = [
                _words(each.get("text"), taken) for each in answers if each.get("isCorrect")
            ]
        case _:
            taken.left_out(called)
            return None
    return asked


def _stars(question: Json) -> list[str]:
    """The steps of a rating, both ends with what they mean."""
    least, most = int(question.get("ratingMin") or 1), int(question.get("ratingMax") or 5)
    steps = [str(step) for step in range(least, min(most, least + MOST_OPTIONS - 1) + 1)]
    for place, label in ((0, "ratingLabelMin"), (-1, "ratingLabelMax")):
        if question.get(label):
            steps[place] = f"{steps[place]} – {question[label]}"
    return steps


def _text_in(item: Any) -> Any:
    return item.get("text") if isinstance(item, dict) else item


def _click(question: Json, taken: Taken) -> Carried | None:
    called = str(question.get("TYPE", ""))
    asked = Carried("text", _words(question.get("questionText"), taken))
    asked.seconds = _timer(question.get("timer"))
    match called:
        case "FreeTextQuestion":
            pass
        case "RangedQuestion":
            asked.form = "number"
            asked.low, asked.high = map(
                _number, (question.get("rangeMin"), question.get("rangeMax"))
            )
            asked.number = _number(question.get("correctValue"))
        case _ if isinstance(question.get("answerOptionList"), list):
            _options(asked, question["answerOptionList"], taken, "answerText", "isCorrect")
            several = called == "MultipleChoiceQuestion" or question.get("multipleSelectionEnabled")
            asked.most = len(asked.options) if several else 1
        case _:
            taken.left_out(called)
            return None
    return asked


def _kahoot(question: Json, taken: Taken) -> Carried | None:
    _, called = taken.speech, str(question.get("type", "quiz"))
    asked = Carried("text", _words(question.get("question") or question.get("title"), taken))
    asked.seconds = _timer((question.get("time") or 0) // 1000)
    if question.get("image") or question.get("video", {}).get("id"):
        taken.lose(_("a picture, sound or film"))
    if question.get("pointsMultiplier", 1) != 1:
        taken.lose(_("how many marks it brings"))
    choices = question.get("choices") or []
    match called:
        case "quiz" | "survey" | "multiple_select_quiz" | "multiple_select_poll":
            _options(asked, choices, taken, "answer", "correct")
            if called == "survey":
                asked.right = []
            asked.most = len(choices) if called.startswith("multiple") else 1
        case "jumble":
            asked.form = "ranking"
            asked.options = [_words(each.get("answer"), taken) for each in choices]
            asked.right = list(range(len(choices)))
        case "open_ended":
            asked.form = "words"
            asked.words = [_words(each.get("answer"), taken) for each in choices]
        case "word_cloud":
            asked.form = "words"
        case "content":
            return Carried("slide", asked.prompt, body=_words(question.get("description"), taken))
        case "brainstorming" | "feedback":
            pass
        case _:
            taken.left_out(called)
            return None
    return asked

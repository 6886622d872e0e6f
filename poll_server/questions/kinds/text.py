"""Open answers, shown as cards once the moderator approved them.

An answer is `{"text": "…"}`. Counters: those of the text, so that the same words count together.
"""

from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from poll_server.base.text import isolated
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.form import Control, Form
from poll_server.questions.kind import (
    LONGEST_TEXT,
    InvalidAnswer,
    Measure,
    Question,
    ResultForm,
    Results,
    Series,
    Tally,
    clean,
    rows,
    shaped,
    text_counters,
    written_texts,
)


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    text: str


class OpenText(Question, frozen=True, kw_only=True, tag="text"):
    """One short text from everybody."""

    by_group = ""

    @property
    def result_form(self) -> ResultForm:
        return "texts"

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Open answers")

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 1  # a prompt that stands alone

    def check(self, answer: Any) -> dict[str, Any]:
        text = clean(shaped(answer, Answer).text)
        if not 1 <= len(text) <= LONGEST_TEXT:
            raise InvalidAnswer(f"between 1 and {LONGEST_TEXT} characters")
        return {"text": text}

    def count(self, answer: Any) -> dict[str, int]:
        return text_counters(answer["text"])

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        return (Control("text", "textarea", _("Your answer"), most=1, length=LONGEST_TEXT),)

    def read(self, form: Form) -> dict[str, Any]:
        return {"text": next(iter(form.get("text", ())), "")}

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        return (Series("", votes, rows(written_texts(tally), votes)),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        """Nothing to plot: screens draw the rows as cards."""
        return {}

    def default_sentence(self, results: Results, language: str) -> str:
        _ = speak(language)
        answers = results.series[0].rows
        if not answers:
            return ""
        if answers[0].count > 1 and (len(answers) == 1 or answers[1].count < answers[0].count):
            first, times = isolated(answers[0].label), answers[0].count
            return _("Most often: “%(text)s”, %(times)s times.", text=first, times=times)
        return _.ngettext(
            "%(n)s answer was given.", "%(n)s different answers were given.", len(answers)
        )

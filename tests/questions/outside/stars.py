"""Give one to so many stars: a kind that no file of ours names.

An answer is `{"stars": 4}`. Counters: the number of stars.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from poll_server.locale import Speech
from poll_server.looks.look import Look
from poll_server.questions import (
    Control,
    Described,
    Fact,
    InvalidAnswer,
    Measure,
    Question,
    Results,
)
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Filled, Form
from poll_server.questions.kind import Series, Tally, number, rows, shaped


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    stars: int


class Stars(Question, frozen=True, kw_only=True, tag="stars"):
    """One number of stars from everybody."""

    stars: int = 5
    """the most that one person can give"""

    @classmethod
    def called(cls, _: Speech) -> str:
        return "Stars"

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        pattern = r"stars\s*[:=]\s*(?P<value>[0-9]{1,2})"
        return {
            "stars": Described(
                "Most stars", "Ten at most.", least=2, most=10, column="Stars", line=pattern
            )
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 4 if "stars" in given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer)
        if not 1 <= given.stars <= self.stars:
            raise InvalidAnswer(f"between 1 and {self.stars} stars")
        return {"stars": given.stars}

    def count(self, answer: Any) -> dict[str, int]:
        return {str(answer["stars"]): 1}

    def controls(self, language: str) -> tuple[Control, ...]:
        return (Control("stars", "number", "Your stars", low=1, high=self.stars, look="stars"),)

    def read(self, form: Form) -> dict[str, Any]:
        return {"stars": number(next(iter(form.get("stars", ())), ""))}

    def fill(self, answer: Any, language: str) -> Filled:
        return {"stars": [str(answer["stars"])]}

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        counts = [(str(n), "★" * n, tally.get(str(n), 0)) for n in range(1, self.stars + 1)]
        return (Series("", votes, rows(counts, votes)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        given = sum(n * tally.get(str(n), 0) for n in range(1, self.stars + 1))
        return (Fact("Brightness", f"{given} stars", "all added up"),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return bars(results.series[0].rows, look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        best = next((row for row in results.series[0].rows if row.leading), None)
        return f"Most gave {best.label}." if best else ""

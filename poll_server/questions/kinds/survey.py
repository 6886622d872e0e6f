"""A survey: several questions in one, answered at one's own pace while it is open.

An answer is `{"answers": {"mood": {…}, "wish": {…}}, "done": true}`: to each part what its own kind
takes, those left out missing; `done` from whoever said that they are through. It is sent again as
a whole with every step, so that nothing is lost and who comes back finds everything.

Counters: `traits/parts.py`; and `done`. Its own result is who answered which part; the parts'
results are exactly those of their kinds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any

import msgspec

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Control, Described, Filled, Form
from poll_server.questions.kind import (
    Fact,
    InvalidAnswer,
    Measure,
    Question,
    Results,
    Series,
    Tally,
    rows,
    shaped,
)
from poll_server.questions.traits.parts import DONE, WithParts, answered, put_together
from poll_server.questions.traits.statements import WithStatements

from .single import AnyPart

MOST_PARTS = 20
"""Ten minutes at thirty seconds each, as long as a hall stays with its phones."""
MOST_BYTES = 3500
"""Of an answer: with what stands around it, a phone's frame holds 4,096."""
OF_A_PART, OF_A_CHOICE = 60, 8
"""Bytes that a part's id and its answer's shape take, and one number in it."""
STOPPING = 0.06
"""Share of invented people who do not get to the end."""


class Answer(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The shape of an answer."""

    answers: dict[str, Any]
    done: bool = False


class Survey(WithParts, frozen=True, kw_only=True, tag="survey"):
    """Several questions of any kind, back and forth."""

    questions: tuple[AnyPart, ...] = ()

    by_group = ""

    @property
    def parts(self) -> tuple[Question, ...]:
        return self.questions

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Survey")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "prompt": Described(_("Title of the survey")),
            "questions": Described(
                _("Questions of the survey"),
                row=_("Question"),
                column=_("Questions of the survey"),
                line=r"(?:survey|fragebogen|umfrage)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            "required": Described(
                _("Every question must be answered"),
                _("Who left one out is led back to it before they are through."),
                column=_("All required"),
            ),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 9 if "questions" in given else 0

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _.ngettext(
            "Survey of %(n)s question", "Survey of %(n)s questions", len(self.questions)
        )

    # ── Answers ───────────────────────────────────────────────────────────────────────────────

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer)
        if not given.answers or not given.answers.keys() <= {each.id for each in self.questions}:
            raise InvalidAnswer("an answer to one of its questions at least, and to no other")
        checked = {
            each.id: each.check(given.answers[each.id])
            for each in self.questions
            if each.id in given.answers
        }
        if given.done and self.required and len(checked) < len(self.questions):
            raise InvalidAnswer("an answer to every question")
        return {"answers": checked} | ({"done": True} if given.done else {})

    def count(self, answer: Any) -> dict[str, int]:
        counts = {DONE: 1} if answer.get("done") else {}
        for each in self.questions:
            if each.id in answer["answers"]:
                counts |= put_together(each.id, each.count(answer["answers"][each.id]))
        return counts

    def controls(self, language: str) -> tuple[Control, ...]:
        found = []
        for each in self.questions:
            prompt = say(each.prompt, language)
            for control in each.controls(language):
                legend = f"{prompt} – {control.legend}" if control.legend else prompt
                name = f"{each.id}.{control.name}"
                found.append(msgspec.structs.replace(control, name=name, legend=legend))
        return tuple(found)

    def read(self, form: Form) -> dict[str, Any]:
        answers = {}
        for each in self.questions:
            start = f"{each.id}."
            own = {n.removeprefix(start): v for n, v in form.items() if n.startswith(start)}
            if any(text.strip() for texts in own.values() for text in texts):
                answers[each.id] = each.read(own)
        return {"answers": answers, "done": True}

    def fill(self, answer: Any, language: str) -> Filled:
        return {
            f"{each.id}.{name}": values
            for each in self.questions
            if each.id in answer["answers"]
            for name, values in each.fill(answer["answers"][each.id], language).items()
        }

    def in_words(self, answer: Any, language: str) -> str:
        _, said, size = speak(language), len(answer["answers"]), len(self.questions)
        return _("%(n)s of %(all)s questions", n=said, all=size)

    def objection(self, answer: Any, language: str) -> str:
        _, given = speak(language), answer["answers"]
        for n, each in enumerate(self.questions, 1):
            if each.id not in given:
                if self.required:
                    return _("Question %(n)s still needs your answer.", n=n)
                continue
            try:
                each.check(given[each.id])
            except InvalidAnswer:
                why = each.objection(given[each.id], language)
                why = why or _("The answer does not fit the question.")
                return _("Question %(n)s: %(why)s", n=n, why=why)
        return ""

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        inventors = [(each.id, each.invent(random, language)) for each in self.questions]

        def one() -> Any:
            stops = len(inventors) > 1 and random.random() < STOPPING
            reached = random.randrange(1, len(inventors)) if stops else len(inventors)
            answers = {part: invented() for part, invented in inventors[:reached]}
            return self.check({"answers": answers, "done": not stops})

        return one

    # ── Results ───────────────────────────────────────────────────────────────────────────────

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        counts = [
            (each.id, say(each.prompt, language), answered(tally, each.id))
            for each in self.questions
        ]
        return (Series("", votes, rows(counts, votes)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        _, done = speak(language), tally.get(DONE, 0)
        share = format_percent(percent(done, votes), language)
        return (Fact(_("Finished"), share, _("%(n)s of %(all)s", n=done, all=votes)),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return bars(results.series[0].rows, look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        if not results.base:
            return ""
        _ = speak(language)
        through = results.facts[0].value if results.facts else format_percent(0, language)
        return _("%(percent)s answered to the end.", percent=through)

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        return [set()]  # a row tells of how many, and nothing of what anybody chose

    @property
    def reveals(self) -> bool:
        return any(each.reveals for each in self.questions)

    @property
    def approved_first(self) -> bool:
        return any(each.approved_first for each in self.questions)

    # ── As a deck wrote it ────────────────────────────────────────────────────────────────────

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 1 <= len(self.questions) <= MOST_PARTS:
            yield "questions", _("between 1 and %(most)s questions", most=MOST_PARTS)
            return
        if any(next(iter(each.mistakes(_)), None) for each in self.questions):
            return  # told at the part itself, of which nothing more is known then
        if any(isinstance(each, WithStatements) and each.proposals for each in self.questions):
            yield "questions", _("no statements that the audience proposes: ask that by itself")
        if self.live and self.reveals:
            yield "live", _("nothing where an answer is right: it would be seen at once")
        if sum(_bytes(each) for each in self.questions) > MOST_BYTES:
            yield "questions", _("fewer texts to write: one answer to all has to fit one message")


def _bytes(part: Question) -> int:
    """The most that an answer to it takes in JSON: four bytes a letter, and quotation marks."""
    found = OF_A_PART
    for control in part.controls("en"):
        if control.length:
            found += max(control.most, 1) * (4 * control.length + 3)
        elif control.paired or control.type == "checkbox":
            groups = control.paired * max(control.together, 2) // 2
            found += OF_A_CHOICE * max(groups, len(control.options) // 2, 1)
        else:
            found += OF_A_CHOICE * max(len(control.parts), 1)
    return found

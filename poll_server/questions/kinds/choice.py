"""Pick one option, or up to `most` of them; abstain, or write something of your own, where allowed.

An answer is `{"options": [0, 2]}`, `{"options": [1], "other": "…"}` or `{"abstain": true}`.
Counters: the option's number from 0, `other` with the text's own counters, `abstain`.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

import msgspec

from poll_server.base.percent import format_percent
from poll_server.base.text import Text, isolated, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Control, Described, Form, Option
from poll_server.questions.kind import (
    ABSTAIN,
    LONGEST_OPTION,
    LONGEST_TEXT,
    MOST_OPTIONS,
    OTHER,
    InvalidAnswer,
    Measure,
    Question,
    Results,
    Series,
    Tally,
    clean,
    listed,
    number,
    rows,
    text_counters,
    text_mistakes,
)


class Answer(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The shape of an answer; `check` sees to the rest."""

    options: tuple[int, ...] = ()
    other: str = ""
    abstain: bool = False


class Choice(Question, frozen=True, kw_only=True, tag="choice"):
    """Single or multiple choice."""

    options: tuple[Text, ...]
    most: int = 1
    """options one person may pick"""
    abstain: bool = False
    """offers an abstention"""
    other: bool = False
    """offers a text of one's own (“Sonstiges”)"""

    lines: ClassVar[str] = "options"
    begun: ClassVar[Mapping[str, Any]] = {"options": ["", ""]}

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Choice")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "options": Described(_("Options"), row=_("Option"), column=_("Answer")),
            "most": Described(
                _("Options that one person may choose"),
                _("1: just one."),
                least=1,
                most=MOST_OPTIONS,
                column=_("Answers at most"),
                line=r"(?:up to|bis zu|max\.?|maximal)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            "abstain": Described(_("Offer an abstention"), column=_("Abstention")),
            "other": Described(_("Offer an answer of one’s own (“Other”)"), column=_("Own answer")),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 2 if "lines" in given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        try:
            given = msgspec.convert(answer, Answer)
        except msgspec.ValidationError as error:
            raise InvalidAnswer(str(error)) from error
        other = clean(given.other)
        if given.abstain:
            if not self.abstain or given.options or other:
                raise InvalidAnswer("an abstention stands alone, where the question offers one")
            return {"abstain": True}
        picked = sorted(set(given.options))
        if len(picked) != len(given.options) or not all(0 <= n < len(self.options) for n in picked):
            raise InvalidAnswer("pick each option at most once, from those on the list")
        if other and (not self.other or len(other) > LONGEST_TEXT):
            raise InvalidAnswer(f"at most {LONGEST_TEXT} characters, where the question offers it")
        if not 1 <= len(picked) + bool(other) <= self.most:
            raise InvalidAnswer(f"pick between 1 and {self.most} options")
        return {"options": picked, **({"other": other} if other else {})}

    def count(self, answer: Any) -> dict[str, int]:
        if answer.get("abstain"):
            return {ABSTAIN: 1}
        counts = {str(number): 1 for number in answer["options"]}
        if other := answer.get("other"):
            counts |= {OTHER: 1, **text_counters(other)}
        return counts

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        options = [Option(str(n), say(text, language)) for n, text in enumerate(self.options)]
        if self.other:
            options.append(Option(OTHER, _("Other")))
        if self.abstain:
            options.append(Option(ABSTAIN, _("I abstain")))
        groups = [
            Control(
                "options",
                "radio" if self.most == 1 else "checkbox",
                options=tuple(options),
                most=self.most,
            )
        ]
        if self.other:
            groups.append(Control(OTHER, "text", legend=_("Your own answer"), length=LONGEST_TEXT))
        return tuple(groups)

    def read(self, form: Form) -> dict[str, Any]:
        picked = form.get("options", ())
        if ABSTAIN in picked:
            return {"abstain": True}
        answer: dict[str, Any] = {"options": [number(n) for n in picked if n != OTHER]}
        if OTHER in picked:
            answer["other"] = next(iter(form.get(OTHER, ())), "")
        return answer

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Multiple choice") if self.most > 1 else _("Single choice")

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        _ = speak(language)
        base = votes - tally.get(ABSTAIN, 0)
        counts = [
            (str(n), say(text, language), tally.get(str(n), 0))
            for n, text in enumerate(self.options)
        ]
        if self.other:
            counts.append((OTHER, _("Other"), tally.get(OTHER, 0)))
        return (Series("", base, rows(counts, base)),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        return bars(results.series[0].rows, look, measure, language)

    def default_sentence(self, results: Results, language: str) -> str:
        leaders = [row for row in results.series[0].rows if row.leading]
        if not leaders:
            return ""
        _ = speak(language)
        share = format_percent(leaders[0].percent, language)
        if self.most == 1 and len(leaders) == 1:
            return _(
                "%(percent)s answered “%(option)s”.",
                percent=share,
                option=isolated(leaders[0].label),
            )
        options = listed(
            [_("“%(option)s”", option=isolated(row.label)) for row in leaders], language
        )
        if len(leaders) == 1:
            return _(
                "%(options)s was chosen most often: %(percent)s.", options=options, percent=share
            )
        return _(
            "%(options)s were chosen most often: %(percent)s each.", options=options, percent=share
        )

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 2 <= len(self.options) <= MOST_OPTIONS:
            yield "options", _("between 2 and %(most)s options", most=MOST_OPTIONS)
        yield from text_mistakes("options", self.options, LONGEST_OPTION, _)
        # Where options are missing that is one mistake, and not another one of their number.
        offered = max(len(self.options) + self.other, 2)
        if not 1 <= self.most <= offered:
            yield "most", _("between 1 and the number of options, %(offered)s", offered=offered)

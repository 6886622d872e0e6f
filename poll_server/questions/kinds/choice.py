"""Pick one option, or up to `most` of them; abstain, or write something of your own, where allowed.

An answer is `{"options": [0, 2]}`, `{"options": [1], "other": "…"}` or `{"abstain": true}`; with
`"reason": "…"` beside options where the question asks why. Counters: the option's number from 0,
`other` with the text's own counters, `abstain`; of a reason the text's own counters, and
`why:<option>:<key>` for each option that it was given for; `right` where it is.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any, ClassVar

from poll_server.base.text import Text
from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form, Option
from poll_server.questions.kind import (
    LONGEST_TEXT,
    MOST_OPTIONS,
    OTHER,
    RIGHT,
    Fact,
    InvalidAnswer,
    Results,
    Series,
    Solution,
    Tally,
    clean,
    fold_clean,
    number,
    rows,
    text_counters,
)
from poll_server.questions.methods.reasons import reasons
from poll_server.questions.traits import option_pictures, right
from poll_server.questions.traits.abstention import MayAbstain, base
from poll_server.questions.traits.option_pictures import OptionPicture
from poll_server.questions.traits.options import WithOptions, called, chosen_most

GIVING_REASONS = 0.3
"""Of those who vote in a rehearsal: most people say no more than they have to."""


class Answer(MayAbstain):
    """The shape of an answer."""

    options: tuple[int, ...] = ()
    other: str = ""
    reason: str = ""


class Choice(WithOptions, frozen=True, kw_only=True, tag="choice"):
    """Single or multiple choice."""

    options: tuple[Text, ...]
    most: int = 1
    """options one person may pick"""
    least: int = 1
    """options one person has to pick"""
    shuffled: bool = False
    """every phone shows the options in an order of its own"""
    kept_last: int = 0
    """of shuffled options, how many keep their place at the end (“none of these”)"""
    reason: bool = False
    """asks why; reasons are shown once approved, by what was chosen"""
    abstain: bool = False
    """offers an abstention"""
    other: bool = False
    """offers a text of one's own (“Sonstiges”)"""
    pictures: tuple[OptionPicture, ...] = ()
    right_options: tuple[str, ...] = ()
    """what is right, as options are called in any language; of several to choose, all of these"""
    explanation: Text = ""
    """why, told with the result"""
    worth: int = 1
    """points for a right answer"""
    speed_bonus: int = 0
    """points on top for the fastest; see `traits.speed`"""

    by_group = "people"
    shape: ClassVar[type[MayAbstain]] = Answer
    in_list: ClassVar[str] = "options"

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Choice")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            **cls.described_options(_),
            "most": Described(
                _("Options that one person may choose"),
                _("1: just one."),
                least=1,
                most=MOST_OPTIONS,
                column=_("Answers at most"),
                line=r"(?:up to|bis zu|max\.?|maximal)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            "least": Described(
                _("Options that one person has to choose"),
                _("1: one is enough."),
                least=1,
                most=MOST_OPTIONS,
                column=_("Answers at least"),
                line=r"(?:at least|mindestens|min\.?)\s*[:=]\s*(?P<value>[0-9]{1,2})",
            ),
            "shuffled": Described(
                _("Each phone shows the options in its own order"),
                _("So none wins by standing first. “Other” and an abstention stay last."),
                column=_("Random order"),
            ),
            "kept_last": Described(
                _("Options that stay last nevertheless"),
                _("How many, such as “none of these”."),
                least=0,
                most=MOST_OPTIONS,
                column=_("Stay last"),
            ),
            "reason": Described(
                _("Ask why"),
                _("An optional short text; shown once the moderator approved it."),
                column=_("Ask why"),
            ),
            **cls.described_abstention(_),
            "other": Described(_("Offer an answer of one’s own (“Other”)"), column=_("Own answer")),
            **cls._described_extras(_),
        }

    @classmethod
    def _described_extras(cls, _: Speech) -> Mapping[str, Described]:
        return {
            **option_pictures.described(_),
            "right_options": Described(
                _("Right answers"),
                _("None: no quiz. Where several may be chosen, right is who chose just these."),
                offered="options",
                column=_("Right answers"),
                line=r"(?:right|correct|richtig)\s*[:=]\s*(?P<value>.*[^\W\d_].*)",
            ),
            **right.described(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 2 if "lines" in given else 0

    def check_given(self, given: Answer) -> dict[str, Any]:
        other = clean(given.other)
        picked = sorted(set(given.options))
        if len(picked) != len(given.options) or not all(0 <= n < len(self.options) for n in picked):
            raise InvalidAnswer("pick each option at most once, from those on the list")
        if other and (not self.other or len(other) > LONGEST_TEXT):
            raise InvalidAnswer(f"at most {LONGEST_TEXT} characters, where the question offers it")
        if not self.least <= len(picked) + bool(other) <= self.most:
            raise InvalidAnswer(f"pick between {self.least} and {self.most} options")
        reason = clean(given.reason)
        if reason and (not self.reason or len(reason) > LONGEST_TEXT):
            raise InvalidAnswer(f"at most {LONGEST_TEXT} characters, where the question asks why")
        texts = {"other": other, "reason": reason}
        return {"options": picked} | {name: text for name, text in texts.items() if text}

    def count_given(self, answer: Any) -> dict[str, int]:
        counts = {str(number): 1 for number in answer["options"]}
        if other := answer.get("other"):
            counts |= {OTHER: 1, **text_counters(other)}
        if reason := answer.get("reason"):
            chosen = [str(n) for n in answer["options"]] + [OTHER] * bool(other)
            counts |= {f"why:{option}:{fold_clean(reason)}": 1 for option in chosen}
            counts |= text_counters(reason)
        return counts | ({RIGHT: 1} if self._is_right(answer) else {})

    def _is_right(self, answer: Any) -> bool:
        picked, wanted = set(answer["options"]), set(self._right())
        if "other" in answer or not wanted:
            return False
        return picked == wanted if self.most > 1 else picked <= wanted

    def _right(self) -> list[int]:
        """The right options by their numbers."""
        return [n for n, each in enumerate(called(self.options)) if each & set(self.right_options)]

    def solution(self) -> Solution | None:
        keys = tuple(map(str, self._right()))
        return Solution(keys, self.most > 1) if keys else None

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        options = [Option(str(n), name) for n, name in enumerate(self.names(language))]
        if self.other:
            options.append(Option(OTHER, _("Other")))
        pictures = option_pictures.pictured(self.options, self.pictures, language)
        rules = {"least": str(self.least), "too_few": self._too_few(language)}
        groups = [
            Control(
                "options",
                "radio" if self.most == 1 else "checkbox",
                options=(*options, *self.boxes(language)),
                most=self.most,
                least=self.least if self.least > 1 else 0,
                shuffled=len(self.options) - self.kept_last if self.shuffled else 0,
                look=option_pictures.LOOK if pictures else "",
                for_script=pictures | (rules if self.least > 1 else {}),
            )
        ]
        if self.other:
            groups.append(Control(OTHER, "text", legend=_("Your own answer"), length=LONGEST_TEXT))
        if self.reason:
            groups.append(Control("reason", "textarea", _("Why? (optional)"), length=LONGEST_TEXT))
        return tuple(groups)

    def read_given(self, form: Form) -> dict[str, Any]:
        picked = form.get("options", ())
        answer: dict[str, Any] = {"options": [number(n) for n in picked if n != OTHER]}
        if OTHER in picked:
            answer["other"] = next(iter(form.get(OTHER, ())), "")
        if self.reason:
            answer["reason"] = next(iter(form.get("reason", ())), "")
        return answer

    def fill_given(self, answer: Any, language: str) -> Filled:
        texts = {OTHER: self.other, "reason": self.reason}
        ticked = [str(n) for n in answer["options"]] + [OTHER] * (OTHER in answer)
        written = {name: [answer[name]] if name in answer else [] for name in texts if texts[name]}
        return {"options": ticked} | written

    def objection(self, answer: Any, language: str) -> str:
        picked = len(answer.get("options", ())) + bool(clean(answer.get("other", "")))
        return self._too_few(language) if 0 < picked < self.least else ""

    def _too_few(self, language: str) -> str:
        _ = speak(language)
        return _("Please choose at least %(n)s answers.", n=self.least)

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        invented = super().invent(random, language)

        def one() -> Any:
            """Most people give no reason."""
            answer = invented()
            if random.random() >= GIVING_REASONS:
                answer.pop("reason", None)
            return answer

        return one if self.reason else invented

    @property
    def approved_first(self) -> bool:
        return self.reason

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Multiple choice") if self.most > 1 else _("Single choice")

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        _ = speak(language)
        people = base(tally, votes)
        counts = [
            (str(n), name, tally.get(str(n), 0)) for n, name in enumerate(self.names(language))
        ]
        if self.other:
            counts.append((OTHER, _("Other"), tally.get(OTHER, 0)))
        return (Series("", people, rows(counts, people)),)

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        """What is right; the most frequent reasons that may be seen, the favourites first."""
        names = self.names(language)
        wanted = [names[n] for n in self._right()]
        people, together = base(tally, votes), self.most > 1
        found = right.told(self, wanted, tally, people, language, together=together)
        if not self.reason:
            return found
        options = [(str(n), name) for n, name in enumerate(names)]
        options.append((OTHER, speak(language)("Other")))
        return (*found, *reasons(tally, options, language))

    def default_sentence(self, results: Results, language: str) -> str:
        return right.with_share(chosen_most(results, self.most, language), results, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        # Where options are missing that is one mistake, and not another one of their number.
        offered = max(len(self.options) + self.other, 2)
        if not 1 <= self.most <= offered:
            yield "most", _("between 1 and the number of options, %(offered)s", offered=offered)
        elif not 1 <= self.least <= self.most:
            yield "least", _("between 1 and the most that may be chosen, %(most)s", most=self.most)
        if not 0 <= self.kept_last <= len(self.options):
            yield "kept_last", _("between 0 and the number of options")
        if not set(self.right_options) <= set().union(*called(self.options)):
            yield "right_options", _("the words of an option, as they stand there")
        elif self.most < len(self._right()) and self.most > 1:
            yield "right_options", _("no more than may be chosen, %(most)s", most=self.most)
        yield from option_pictures.mistakes(self.options, self.pictures, _)
        yield from right.mistakes(self, "right_options", self.explanation, _)

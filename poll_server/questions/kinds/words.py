"""A word cloud: a few words or short phrases from everybody, alike ones counted together.

An answer is `{"words": ["Mut", "mehr Zeit"]}`. Counters: those of each text, once an answer, and
`right` where one of them is.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any

import msgspec

from poll_server.base.text import Text, isolated
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing import cloud
from poll_server.questions.form import Control, Described, Form
from poll_server.questions.kind import (
    RIGHT,
    Fact,
    InvalidAnswer,
    Measure,
    Results,
    Series,
    Solution,
    Tally,
    clean,
    fold,
    listed,
    rows,
    shaped,
    text_counters,
    written_texts,
)
from poll_server.questions.results import share_of
from poll_server.questions.traits import right, variants
from poll_server.questions.writing.small_words import LEFT_OUT, is_small

LONGEST_WORD = 40
"""Characters: `Berufsorientierungsveranstaltung` and short phrases fit, sentences do not."""
MOST_ENTRIES = 5
NAMED_IN_SENTENCE = 3


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """The shape of an answer; `check` sees to the rest."""

    words: tuple[str, ...]


class Words(variants.WithVariants, frozen=True, kw_only=True, tag="words"):
    """Up to `entries` words or phrases from everybody, drawn as a cloud."""

    entries: int = 3
    """words one person may give"""
    approval: bool = False
    """words are shown only once the moderator approved them"""
    left_out: str = ""
    """of which language function words are not in the picture: de, en, both"""

    right_words: tuple[str, ...] = ()
    """any of these is right, whatever its case; only where one person gives one word"""
    explanation: Text = ""
    """why, told with the result"""
    worth: int = 1
    """points for a right answer"""
    speed_bonus: int = 0
    """points on top for the fastest; see `traits.speed`"""

    by_group = ""

    @property
    def merges(self) -> bool:
        # Where a word is right, laying others with it would say that these are, too.
        return not self.right_words

    @property
    def one_each(self) -> bool:
        return self.entries == 1

    @property
    def approved_first(self) -> bool:
        return self.approval

    @classmethod
    def called(cls, _: Speech) -> str:
        return _("Word cloud")

    @classmethod
    def described(cls, _: Speech) -> Mapping[str, Described]:
        return {
            "entries": Described(
                _("Words that one person may give"),
                least=1,
                most=MOST_ENTRIES,
                column=_("Words at most"),
                line=r"(?:words|wörter|worte)\s*[:=]\s*(?P<value>[0-9])",
            ),
            "approval": Described(
                _("Show words only once approved"),
                _("The moderator decides on each. Otherwise only swear words wait."),
                column=_("Approved first"),
                line=r"(?:approved first|erst nach freigabe|freigabe)\s*[:=]\s*(?P<value>\w+)",
            ),
            "left_out": Described(
                _("Function words that the cloud leaves out"),
                _("“and”, “the”, “for”: nothing is deleted; tables and files have every word."),
                choices=(
                    ("", _("None")),
                    ("de", _("German ones")),
                    ("en", _("English ones")),
                    ("both", _("German and English ones")),
                ),
                line=r"(?:left out|weglassen)\s*[:=]\s*(?P<value>\w+)",
            ),
            "right_words": Described(
                _("Right words"),
                _("Each way that counts as right, where one person gives one word. None: no quiz."),
                row=_("Right word"),
                column=_("Right words"),
                line=r"(?:right words?|richtige wörter|richtiges wort)\s*[:=]\s*(?P<value>.+)",
            ),
            **right.described(_),
        }

    @classmethod
    def suggested(cls, given: AbstractSet[str]) -> int:
        return 3 if given & {"entries", "approval", "right_words"} and "lines" not in given else 0

    def check(self, answer: Any) -> dict[str, Any]:
        given = shaped(answer, Answer)
        # The first way of writing a word stands; blank fields of a form are no words.
        words = {fold(word): clean(word) for word in reversed(given.words) if clean(word)}
        kept = list(reversed(words.values()))
        if len(given.words) > MOST_ENTRIES or not 1 <= len(kept) <= self.entries:
            raise InvalidAnswer(f"between 1 and {self.entries} words")
        if any(len(word) > LONGEST_WORD for word in kept):
            raise InvalidAnswer(f"at most {LONGEST_WORD} characters in each")
        return {"words": kept}

    def count(self, answer: Any) -> dict[str, int]:
        counts: dict[str, int] = {}
        for word in answer["words"]:
            counts |= text_counters(word)
        accepted = {fold(word) for word in self.right_words}
        is_right = any(fold(word) in accepted for word in answer["words"])
        return counts | ({RIGHT: 1} if is_right else {})

    def solution(self) -> Solution | None:
        keys = tuple(f"text:{fold(word)}" for word in self.right_words)
        return Solution(keys) if keys else None

    def facts(self, tally: Tally, votes: int, language: str) -> tuple[Fact, ...]:
        return (
            *right.told(self, self.right_words, tally, votes, language),
            *variants.told(self, tally, language),
            *self._small(tally, language),
        )

    def _small(self, tally: Tally, language: str) -> list[Fact]:
        """How many words the picture goes without."""
        all_ = written_texts(tally) if self.left_out else ()
        left = [text for _counter, text, _n in all_ if is_small(text, self.left_out)]
        if not left:
            return []
        _ = speak(language)
        told = _.ngettext("%(n)s function word", "%(n)s function words", len(left))
        return [Fact(_("Not in the cloud"), told, _("in the table all the same"))]

    def controls(self, language: str) -> tuple[Control, ...]:
        _ = speak(language)
        legend = _("Your words") if self.entries > 1 else _("Your word")
        return (Control("words", "text", legend, most=self.entries, length=LONGEST_WORD),)

    def read(self, form: Form) -> dict[str, Any]:
        return {"words": list(form.get("words", ()))}

    def invent(self, random: Random, language: str) -> Callable[[], Any]:
        known = [self.check({"words": [word]}) for word in self.right_words]
        return right.some_know(random, known, super().invent(random, language))

    def asked_as(self, language: str) -> str:
        _ = speak(language)
        return _("Own words")

    def series(self, tally: Tally, votes: int, language: str) -> tuple[Series, ...]:
        found = rows(written_texts(tally), votes)
        return (Series("", votes, variants.with_variants(self, found, tally)),)

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        drawn = [row for row in results.series[0].rows if not is_small(row.label, self.left_out)]
        return cloud.figure(drawn, look)

    def default_sentence(self, results: Results, language: str) -> str:
        _, rows = speak(language), results.series[0].rows
        # Who is level with the first that is not named is not named either.
        left = max((row.count for row in rows[NAMED_IN_SENTENCE:]), default=0)
        named = [
            f"{isolated(row.label)} ({share_of(row, language)})"
            for row in rows[:NAMED_IN_SENTENCE]
            if row.count > left
        ]
        said = _("Named most often: %(words)s.", words=listed(named, language)) if named else ""
        if rows and not named:
            level = sum(row.count == left for row in rows)
            share = share_of(rows[0], language)
            said = _("%(n)s entries are level in front: %(share)s each.", n=level, share=share)
        return right.with_share(said, results, language)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        if not 1 <= self.entries <= MOST_ENTRIES:
            yield "entries", _("between 1 and %(most)s words", most=MOST_ENTRIES)
        for word in self.right_words:
            if not 1 <= len(clean(word)) <= LONGEST_WORD:
                yield "right_words", _("between 1 and %(most)s characters", most=LONGEST_WORD)
        if self.left_out not in LEFT_OUT:
            yield "left_out", _("one of %(names)s", names=", ".join(filter(None, LEFT_OUT)))
        if self.right_words and self.entries > 1:
            yield "right_words", _("nothing where one person may give several words")
        yield from right.mistakes(self, "right_words", self.explanation, _)

"""A kind that offers an abstention: it stands alone, is counted apart, and is part of no base.

Whether it is offered is the question's `abstain`, and what an answer says of it is its own. So a
kind's methods here have another name (`check_given` for `check`, and so on) and never meet one.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, ClassVar

import msgspec

from poll_server.locale import Speech, speak
from poll_server.questions.form import Control, Described, Filled, Form, Option
from poll_server.questions.inventing import invention
from poll_server.questions.kind import ABSTAIN, InvalidAnswer, Question, Tally, shaped


class MayAbstain(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The shape of an answer, to which a kind adds what it asks; `check` sees to the rest."""

    abstain: bool = False


class WithAbstention(Question, frozen=True, kw_only=True):
    """What all kinds with an abstention have; a kind adds its fields and the methods below."""

    shape: ClassVar[type[MayAbstain]]
    """of the kind's answers"""
    in_list: ClassVar[str] = ABSTAIN
    """the control that holds the box, where it is not one of its own"""

    @property
    def abstain(self) -> bool:
        """Whether an abstention is offered: a field, which stands in the kind's own order."""
        raise NotImplementedError

    def check_given(self, given: Any) -> Any:
        """`given`, of the kind's shape, in its one canonical form.

        Raises:
            InvalidAnswer: it does not fit the question.
        """
        raise NotImplementedError

    def count_given(self, answer: Any) -> dict[str, int]:
        """The counters that this checked answer adds to, each by how much."""
        raise NotImplementedError

    def read_given(self, form: Form) -> Any:
        """The (unchecked) answer in a posted form."""
        raise NotImplementedError

    def fill_given(self, answer: Any, language: str) -> Filled:
        """The form that says `answer`."""
        return super().fill(answer, language)

    def in_words_given(self, answer: Any, language: str) -> str:
        """What `answer` says, for whoever gave it."""
        return super().in_words(answer, language)

    def check(self, answer: Any) -> Any:
        given = shaped(answer, self.shape)
        if not given.abstain:
            return self.check_given(given)
        if not self.abstain or given != self.shape(abstain=True):
            raise InvalidAnswer("an abstention stands alone, where the question offers one")
        return {"abstain": True}

    def count(self, answer: Any) -> dict[str, int]:
        return {ABSTAIN: 1} if answer.get("abstain") else self.count_given(answer)

    def read(self, form: Form) -> Any:
        if any(ABSTAIN in form.get(name, ()) for name in (ABSTAIN, self.in_list)):
            return {"abstain": True}
        return self.read_given(form)

    def fill(self, answer: Any, language: str) -> Filled:
        if answer.get("abstain"):
            return super().fill(answer, language)
        return self.fill_given(answer, language)

    def in_words(self, answer: Any, language: str) -> str:
        if answer.get("abstain"):
            return super().in_words(answer, language)
        return self.in_words_given(answer, language)

    def boxes(self, language: str) -> tuple[Option, ...]:
        """The box for an abstention, where one is offered."""
        _ = speak(language)
        return (Option(ABSTAIN, _("I abstain")),) if self.abstain else ()

    def box_apart(self, language: str) -> tuple[Control, ...]:
        """The control for it, where it is one of its own."""
        boxes = self.boxes(language)
        return (Control(ABSTAIN, "checkbox", options=boxes, most=1),) if boxes else ()

    def or_abstain(self, random: Random, invented: Callable[[], Any]) -> Callable[[], Any]:
        """Invented answers, some of them abstentions where one is offered."""

        def one() -> Any:
            if self.abstain and random.random() < invention.ABSTAINING:
                return self.check({"abstain": True})
            return self.check(invented())

        return one

    @classmethod
    def described_abstention(cls, _: Speech) -> Mapping[str, Described]:
        """What is said of the field, for its place among the kind's own."""
        return {"abstain": Described(_("Offer an abstention"), column=_("Abstention"))}


def base(tally: Tally, votes: int) -> int:
    """People of `votes` who answered: 100 %."""
    return votes - tally.get(ABSTAIN, 0)

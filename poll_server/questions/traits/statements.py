"""A kind that is made of statements, of which everybody meets a few, beside each other."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from poll_server.base.text import Text, say
from poll_server.locale import Speech
from poll_server.questions.form import Option
from poll_server.questions.kind import LONGEST_OPTION, Question, text_mistakes

MOST_STATEMENTS = 100
"""Of more, few would be met often enough in a hall."""


class WithStatements(Question, frozen=True, kw_only=True):
    """What all kinds of statements have."""

    lines: ClassVar[str] = "statements"
    fewest_statements: ClassVar[int]

    @property
    def statements(self) -> tuple[Text, ...]:
        """What stands beside each other: a field, which stands in the kind's own order."""
        raise NotImplementedError

    def names(self, language: str) -> tuple[str, ...]:
        """The statements, in their order."""
        return tuple(say(text, language) for text in self.statements)

    def options(self, language: str) -> tuple[Option, ...]:
        """The statements as they stand in a form."""
        return tuple(Option(str(n), name) for n, name in enumerate(self.names(language)))

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        """None: a row tells of everybody's decisions."""
        return [set()]

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        least, most = self.fewest_statements, MOST_STATEMENTS
        if not least <= len(self.statements) <= most:
            said = _("between %(least)s and %(most)s statements", least=least, most=most)
            yield "statements", said
        yield from text_mistakes("statements", self.statements, LONGEST_OPTION, _)

"""A kind that is made of statements, of which everybody meets a few, beside each other.

The audience may add to them, where the question wants it. What somebody proposes is a text of their
vote, and waits for the moderator as open answers do; once approved it is *joined*: phones meet it
from then on. Its name in answers and counters comes from its text (`h` and a digest), so a proposal
and the decisions about it need no number that somebody hands out. Who proposed it can take it back
while the vote is open; decisions about what is not there, or not approved, count for nothing.

Joined late, it would be met less often than the others. So every phone is asked about it a little
more often than about each of them (`often`), beside those that it is asked about anyhow: the
catch-up rule of Salganik, M. J. and Levy, K. E. C. (2015): “Wiki Surveys: Open and Quantifiable
Social Data Collection”, PLOS ONE 10 (5), e0123483, which gives more weight to what is new.
"""

import html
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from random import Random
from typing import Any, ClassVar

from poll_server.base.percent import format_percent
from poll_server.base.text import Text, isolated, say
from poll_server.locale import Speech, speak
from poll_server.looks.look import Look
from poll_server.questions.drawing.figures import bars
from poll_server.questions.form import Control, Described, Form, Option
from poll_server.questions.inventing.invention import TEXTS
from poll_server.questions.kind import (
    LONGEST_OPTION,
    LONGEST_TEXT,
    InvalidAnswer,
    Measure,
    Question,
    Results,
    Tally,
    clean,
    number,
    text_counters,
    text_mistakes,
    written_texts,
)
from poll_server.questions.methods.duels import CONFIDENCE

MOST_STATEMENTS = 100
"""Of more, few would be met often enough in a hall."""
MOST_MORE = 30
"""Groups that one person may be asked about what the audience added: an answer of them all has
2 kB, half of what a message may."""
NAME_BYTES = 5
"""Of the name of what somebody added: of 100 texts two collide once in 200 million questions."""
JOINED = re.compile(f"h[0-9a-f]{{{2 * NAME_BYTES}}}")
PROPOSING = 0.05
"""Share of a rehearsal's people who propose something."""

StatementPlace = int | str
"""A statement: its place in the deck, or the name of one that the audience added."""


class WithStatements(Question, frozen=True, kw_only=True):
    """What all kinds of statements have."""

    proposals: bool = False
    """the audience may add statements, each of which waits for the moderator"""

    lines: ClassVar[str] = "statements"
    fewest_statements: ClassVar[int]
    most_often: ClassVar[int]
    """groups in which one phone is asked about a statement that was added, at most"""

    @property
    def statements(self) -> tuple[Text, ...]:
        """What stands beside each other: a field, which stands in the kind's own order."""
        raise NotImplementedError

    @property
    def met(self) -> int:
        """In how many of the groups that one phone is asked a statement is, on average."""
        raise NotImplementedError

    @classmethod
    def described_proposals(cls, _: Speech) -> dict[str, Described]:
        """What is said of the field, for its place among the kind's own."""
        return {
            "proposals": Described(
                _("The audience may propose statements"),
                _("Each is met by others once the moderator approved it."),
                column=_("Proposals"),
            )
        }

    @property
    def often(self) -> int:
        """In how many groups one phone is asked about a statement that was added."""
        return min(self.met + 1, self.most_often)

    @property
    def most_joined(self) -> int:
        """Statements that the audience can add."""
        return min(MOST_MORE // self.often, MOST_STATEMENTS - len(self.statements))

    @property
    def approved_first(self) -> bool:
        return self.proposals

    def named(self, language: str, tally: Tally) -> dict[StatementPlace, str]:
        """All statements by their places: those of the deck, then those that were added.

        Args:
            tally: as moderated.
        """
        found: dict[StatementPlace, str] = dict(enumerate(self.names(language)))
        _ = speak(language)
        for each in self.joined(tally):
            found[each.value] = _("%(statement)s (from the audience)", statement=each.label)
        return found

    def joined(self, tally: Tally) -> tuple[Option, ...]:
        """The statements that were added."""
        if not self.proposals:
            return ()
        texts = {place_called(counter): text for counter, text, _n in written_texts(tally)}
        own = {clean(name).casefold() for tag in ("de", "en") for name in self.names(tag)}
        new = (Option(key, text) for key, text in texts.items() if text.casefold() not in own)
        return tuple(sorted(new, key=lambda option: option.value)[: self.most_joined])

    def names(self, language: str) -> tuple[str, ...]:
        """The deck's statements, in their order."""
        return tuple(say(text, language) for text in self.statements)

    def grouped(self, control: Control, language: str, tally: Tally) -> tuple[Control, ...]:
        """The form of `control`, whose options are all statements; and a field to add one."""
        _ = speak(language)
        told = control.for_script
        own = [Option(str(n), name) for n, name in enumerate(self.names(language))]
        joined = self.joined(tally)
        options = (*own, *joined)
        whole = Control(
            control.name,
            "radio",
            control.legend,
            options,
            parts=control.parts,
            look="pairs",
            shuffled=len(own),
            paired=control.paired,
            together=control.together,
            joined=len(joined),
            often=self.often if joined else 0,
            for_script=told,
        )
        if not self.proposals:
            return (whole,)
        legend = _("Is a statement missing? (optional)")
        return whole, Control("own", "text", legend, length=LONGEST_TEXT)

    def controls_now(self, language: str, tally: Tally) -> tuple[Control, ...]:
        raise NotImplementedError

    def controls(self, language: str) -> tuple[Control, ...]:
        return self.controls_now(language, {})

    def place(self, place: StatementPlace) -> StatementPlace:
        """`place`, if it can be one of a statement.

        Raises:
            InvalidAnswer: it cannot.
        """
        if isinstance(place, int):
            if 0 <= place < len(self.statements):
                return place
        elif self.proposals and JOINED.fullmatch(place):
            return place
        raise InvalidAnswer("a statement of the question")

    def proposed(self, own: str) -> dict[str, str]:
        """The part of a checked answer that adds a statement.

        Raises:
            InvalidAnswer: it is too long, or nobody asked for one.
        """
        text = clean(own)
        if text and (not self.proposals or len(text) > LONGEST_TEXT):
            raise InvalidAnswer(f"at most {LONGEST_TEXT} characters, where statements are wanted")
        return {"own": text} if text else {}

    def read_own(self, form: Form) -> dict[str, str]:
        """The part of an answer that adds a statement, as a form has it."""
        own = next(iter(form.get("own", ())), "") if self.proposals else ""
        return {"own": own} if clean(own) else {}

    def invented_own(self, random: Random, language: str) -> dict[str, str]:
        """What a rehearsal's person adds: mostly nothing."""
        if not self.proposals or random.random() >= PROPOSING:
            return {}
        return {"own": random.choice(TEXTS["de" if language == "de" else "en"])}

    def rows_of(
        self, answer: Any, language: str, shown: Sequence[AbstractSet[str]] = ()
    ) -> list[set[str]]:
        """None: a row tells of everybody's decisions."""
        return [set()]

    def figure(
        self, results: Results, look: Look, measure: Measure, language: str
    ) -> dict[str, Any]:
        shown = results.series[0].rows
        sure = format_percent(CONFIDENCE, language)
        said = self.lines_mean(speak(language), sure) if any(row.between for row in shown) else ""
        return bars(shown, look, measure, language, foot=html.escape(said))

    def lines_mean(self, _: Speech, sure: str) -> str:
        """What the thin lines over the bars say.

        Args:
            sure: in how many cases an interval holds what is true, written out.
        """
        raise NotImplementedError

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        least, most = self.fewest_statements, MOST_STATEMENTS
        if not least <= len(self.statements) <= most:
            said = _("between %(least)s and %(most)s statements", least=least, most=most)
            yield "statements", said
        yield from text_mistakes("statements", self.statements, LONGEST_OPTION, _)


def is_full(question: Question | None, tally: Tally) -> bool:
    """Whether the audience has added as many statements as there is room for."""
    if not isinstance(question, WithStatements) or not question.proposals:
        return False
    return len(question.joined(tally)) >= question.most_joined


def place_called(counter: str) -> str:
    """The name of the statement whose text is counted under `counter`."""
    return "h" + blake2b(counter.encode(), digest_size=NAME_BYTES).hexdigest()


def place_of(written: str) -> StatementPlace:
    """The statement of a form's value; -1, which none has, for anything else."""
    return written if JOINED.fullmatch(written) else number(written)


def in_order(place: StatementPlace) -> tuple[bool, int, str]:
    """Those of the deck come first."""
    return (True, 0, place) if isinstance(place, str) else (False, place, "")


def own_counters(answer: Any) -> dict[str, int]:
    """The counters of what somebody added."""
    return text_counters(answer["own"]) if "own" in answer else {}


def with_own(said: str, answer: Any) -> str:
    """An answer in words, and what was added."""
    own = answer.get("own", "")
    return ", ".join(filter(None, (said, f"“{isolated(own)}”" if own else "")))

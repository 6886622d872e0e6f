"""Written texts in piles: what a moderator laid together, step by step.

The steps are kept and not what came of them: so the last one is taken back by forgetting it. A step
names a text by a short sum over its counter, and says nothing of who wrote what.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from poll_server.locale import Speech

from .written import written_texts

StepId = Annotated[str, Meta(pattern="^[a-z2-7]{8}$")]
"""Made with the page that sends it: a retry is the same step."""


class PileStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one press of a button changed."""

    id: StepId
    laid: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """pile -> the texts that lie there from now on, by `text_sum`; '' is no pile"""
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    """pile -> what it is called from now on"""


class PileText(msgspec.Struct, frozen=True):
    """A text that people wrote."""

    key: str
    text: str
    count: int


class Pile(msgspec.Struct, frozen=True):
    """A topic with what belongs to it."""

    id: str
    name: str
    texts: tuple[PileText, ...]

    @property
    def people(self) -> int:
        """How many wrote one of its texts."""
        return sum(each.count for each in self.texts)


class Laid(msgspec.Struct, frozen=True):
    """How the texts of one round lie."""

    round: int
    piles: tuple[Pile, ...] = ()
    """as they came about; each has a text"""
    loose: tuple[PileText, ...] = ()
    """in none"""
    steps: tuple[PileStep, ...] = ()
    fresh: str = "1"
    """id of a pile that is to be made"""

    @property
    def last(self) -> str:
        """Id of the last step; '' where there was none."""
        return self.steps[-1].id if self.steps else ""

    @property
    def in_order(self) -> list[Pile]:
        """The piles as all but their moderator see them: the largest first."""
        return sorted(self.piles, key=lambda pile: -pile.people)

    @property
    def inside(self) -> int:
        """Contributions that lie in a pile."""
        return sum(pile.people for pile in self.piles)

    @property
    def contributions(self) -> int:
        """All of them."""
        return self.inside + sum(each.count for each in self.loose)

    def told(self, _: Speech) -> tuple[str, str]:
        """Who put it together, and how much of it: wherever piles are shown, it says so."""
        topics = _.ngettext("%(n)s topic", "%(n)s topics", len(self.piles))
        contributions = _.ngettext(
            "%(inside)s of %(n)s contribution",
            "%(inside)s of %(n)s contributions",
            self.contributions,
            inside=self.inside,
        )
        return _("Grouped by the moderator"), f"{topics}, {contributions}"

    def in_words(self, _: Speech) -> str:
        """The same as one line."""
        return ": ".join(self.told(_))


def lie(number: int, tally: Mapping[str, int], steps: Sequence[PileStep]) -> Laid:
    """How the texts of a round lie after `steps`.

    Args:
        tally: its counters, of texts that may be seen.
    """
    texts = [PileText(text_sum(counter), text, n) for counter, text, n in written_texts(tally)]
    names = names_after(steps)
    lies: dict[str, str] = {}
    for step in steps:
        for pile, sums in step.laid.items():
            lies |= dict.fromkeys(sums, pile)
    made = sorted({pile for pile in lies.values() if pile} | names.keys(), key=int)
    inside: dict[str, list[PileText]] = {pile: [] for pile in ["", *made]}
    for each in texts:
        inside[lies.get(each.key, "")].append(each)
    ordered = _typical_first(inside, steps)
    piles = tuple(
        Pile(pile, names.get(pile) or ordered[pile][0].text, tuple(ordered[pile]))
        for pile in made
        if ordered[pile]
    )
    return Laid(
        number,
        piles,
        tuple(ordered[""]),
        tuple(steps),
        str(1 + max(map(int, made), default=0)),
    )


def names_after(steps: Sequence[PileStep], last: str = "") -> dict[str, str]:
    """What piles were called, by their ids, after the step with the id `last`; '': after all."""
    names: dict[str, str] = {}
    for step in steps:
        names |= step.names
        if step.id == last:
            break
    return names


def _typical_first(
    inside: Mapping[str, list[PileText]], steps: Sequence[PileStep]
) -> dict[str, list[PileText]]:
    """Each pile's texts as they were laid: a suggestion begins with its most typical one."""
    turn: dict[str, int] = {}
    for step in steps:
        for sums in step.laid.values():
            for each in sums:
                turn.setdefault(each, len(turn))
    return {
        pile: sorted(texts, key=lambda each: turn.get(each.key, 0)) if pile else texts
        for pile, texts in inside.items()
    }


@lru_cache(4096)  # the words of a cloud are laid at every snapshot
def text_sum(counter: str) -> str:
    """What stands for a written text: 48 bits, by which a hall's texts don't meet."""
    return sha256(counter.encode()).hexdigest()[:12]

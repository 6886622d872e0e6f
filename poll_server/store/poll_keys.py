"""Keys of a poll that belong together, each group under a name; `keys` says what stands there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoundKeys:
    """The keys of one round."""

    base: str

    @property
    def votes(self) -> str:
        return f"{self.base}:votes"

    @property
    def tally(self) -> str:
        return f"{self.base}:tally"

    @property
    def result(self) -> str:
        return f"{self.base}:result"

    @property
    def moderation(self) -> str:
        return f"{self.base}:moderation"

    @property
    def moves(self) -> str:
        return f"{self.base}:moves"

    @property
    def piles(self) -> str:
        return f"{self.base}:piles"

    @property
    def every(self) -> tuple[str, ...]:
        """All that goes with the round."""
        of = self.votes, self.tally, self.result, self.moderation, self.moves, self.piles
        return self.base, *of


@dataclass(frozen=True)
class NicknameKeys:
    """The keys of a poll's nicknames."""

    base: str

    @property
    def names(self) -> str:
        return f"{self.base}:names"

    @property
    def ballots(self) -> str:
        return f"{self.base}:ballots"

    @property
    def every(self) -> tuple[str, ...]:
        """All that goes with the single votes."""
        return self.base, self.names, self.ballots


@dataclass(frozen=True)
class FloorKeys:
    """The keys of a poll's questions from the hall."""

    base: str

    @property
    def entries(self) -> str:
        return f"{self.base}:entries"

    @property
    def writers(self) -> str:
        return f"{self.base}:writers"

    @property
    def counts(self) -> str:
        return f"{self.base}:counts"

    def supporters(self, entry: str) -> str:
        return f"{self.base}:by:{entry}"

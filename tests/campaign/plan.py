"""What a campaign is to be, and what came of it."""

from dataclasses import dataclass, field

from poll_server.deck import deck
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.words import Words

from .faults import FAULTS, Fault
from .oracle import Verdict
from .people import Habits, Ledger


@dataclass(frozen=True)
class Plan:
    """One campaign's size and weather."""

    seed: int
    voters: int = 600
    window: float = 6.0
    """seconds within which people tap"""
    faults: tuple[Fault, ...] = FAULTS
    rounds: int = 2
    servers: int = 1
    appendfsync: str = "always"
    cluster: bool = False
    """on a cluster, whose faults are others; see `FAULTS_OF_MANY`"""
    confirmed: bool = True
    """there, whether a replica has a vote before it is acknowledged"""
    habits: Habits = field(default_factory=Habits)


@dataclass
class Outcome:
    """What one campaign showed."""

    seed: int
    verdict: Verdict
    ledger: Ledger
    reconnects: int
    bytes_lost: int
    """what the power cuts took from Redis's files"""
    seconds: float

    def line(self) -> str:
        """The campaign in one line of the table."""
        verdict, ledger = self.verdict, self.ledger
        return (
            f"{self.seed:>5} {len(verdict.lost):>5} {len(verdict.double):>6} "
            f"{len(verdict.wrong):>5} {len(verdict.other):>5} {ledger.acks:>6} "
            f"{ledger.destroyed:>9} {ledger.duplicates:>10} {ledger.retries:>7} "
            f"{self.reconnects:>10} {self.bytes_lost:>8} {self.seconds:>7.1f}"
        )


HEAD = (
    " seed  lost double wrong other   acks destroyed duplicates retries reconnects    bytes seconds"
)


def poll() -> deck.Event:
    """Questions of three kinds; each round asks one."""
    questions: tuple[Choice | Scale | Words, ...] = (
        Choice(id="choice", prompt="Which?", options=("A", "B", "C", "D"), most=2, abstain=True),
        Words(id="words", prompt="What comes to mind?", entries=3),
        Scale(id="scale", prompt="How much?", statements=("X", "Y", "Z"), set="agreement-5"),
    )
    return deck.Event(
        id="campaign",
        title="Campaign",
        languages=("en",),
        polls=(deck.Poll(id="poll", title="Poll", questions=questions),),
    )

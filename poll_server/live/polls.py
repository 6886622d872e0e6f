"""What happens to polls: one object of twelve parts that share what a process remembers.

voting       a phone votes                       moderating   a moderator moves on
looking      a screen asks how things stand      auditing     closed rounds, frozen and checked
greeting     phones say hello                    floor        the hall asks, and supports
mood         reactions, and how fast it goes     speakers     who wants to speak
scoring      what points somebody has            nicknames    what they want to be called
leaderboards who of these has most points    piles     what people wrote, in topics
"""

from poll_server.live.ending.auditing import Auditing
from poll_server.live.verbs.greeting import Greeting
from poll_server.live.verbs.looking import Looking
from poll_server.live.verbs.moderating import TAKE_BACK, Moderating
from poll_server.live.verbs.voting import Voting
from poll_server.store.records import About
from poll_server.store.store import Store

from .ballots import Ballots
from .beside.floor import Asking
from .beside.leaderboard import Leaderboards
from .beside.mood import Moods
from .beside.nicknames import Nicknames
from .beside.piles import Piling
from .beside.scoring import Scoring
from .beside.speakers import Speaking
from .crowd import Crowd
from .memory import Memory
from .risks import Risks


class Polls:
    """The verbs. Any number of processes may run them on the same poll at once."""

    def __init__(
        self,
        store: Store,
        ballots: Ballots,
        crowd: Crowd,
        *,
        accept_risk: bool = False,
        take_back: float = TAKE_BACK,
    ) -> None:
        """Args:
        accept_risk: open votes although Redis could lose some in a power cut.
        take_back: seconds in which the moderator can take a close back.
        """
        self._store = store
        self.risks = Risks(accept_risk)
        self._memory = memory = Memory(store)
        self.poll_of_code, self.poll_at_hand = memory.poll_of_code, memory.poll_at_hand
        self.forget = memory.forget

        self.looking = looking = Looking(store, crowd, memory, ballots.witness, self.risks)
        self.state, self.lately, self.marks = looking.state, looking.lately, looking.marks
        self.proof_of_version = looking.proof_of_version

        voting = Voting(store, ballots, crowd, memory, looking)
        self.vote, self.count, self.held = voting.vote, voting.count, voting.held
        self.greet = Greeting(looking, voting).greet
        self.hear = looking.hear

        self.floor = Asking(store, memory)
        self.mood, self.piles = Moods(store), Piling(store)
        self.speakers = Speaking(store, memory)
        self.scoring = Scoring(store)
        self.nicknames, self.leaderboards = Nicknames(store), Leaderboards(store, self.scoring)
        auditing = Auditing(store, memory)
        self.freeze, self.audit, self.frozen = auditing.freeze, auditing.audit, auditing.frozen

        moderating = Moderating(store, looking, auditing, self.risks, take_back)
        self.command = moderating.command
        self.close_overdue = moderating.close_overdue
        self.close_forgotten = moderating.close_forgotten

    @classmethod
    def reading(cls, store: Store) -> "Polls":
        """Polls that are only looked at, as a command line does: nobody votes through them."""
        return cls(store, Ballots(store.url), Crowd(store))

    async def about(self, poll_id: str) -> About:
        """What stays the same while the poll runs.

        Raises:
            UnknownPoll: there is no such poll.
        """
        return (await self._memory.of(poll_id)).about

    async def logo(self, event_id: str) -> bytes:
        """The logo of an event, a PNG as large as paper needs it; empty: it has none."""
        return await self._store.events.logo_picture(event_id)

"""Phones say hello: all that come in the same moment are answered from one reading.

    hello ──▶ waiting ──▶ group ──▶ one picture of the poll, one HMGET for all their votes ──▶ each

A hall that comes back after a drop says hello within a second or two. While one group is answered
the next one gathers, so the more phones come, the fewer questions to Redis each of them costs. The
groups of a moment share their picture, unless somebody in one has seen a newer one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import structlog
from redis.exceptions import RedisError

from poll_server.live.state import PollState
from poll_server.live.verbs.looking import Looking
from poll_server.live.verbs.voting import Voting
from poll_server.wire.messages import Hello, MyVote

LARGEST_GROUP = 200
"""Phones that are answered in one go, some 4 ms; between two groups votes are read."""
RECENT = 0.05
"""Seconds that the picture of a welcome may be old, as any that the hub sends: it has what came
since sent as the next one. A hundred phones that join make ten groups, and were ten readings."""

TellHeld = Callable[[tuple[PollState, MyVote | None] | None], None]
"""Hears how things stand and what is held of this phone; None: Redis did not say."""

log = structlog.get_logger(__name__)


class Newcomer(NamedTuple):
    """A phone that said hello, and who answers it."""

    credential: bytes
    hello: Hello
    tell: TellHeld


class Greeting:
    """Welcomes to any poll."""

    def __init__(self, looking: Looking, voting: Voting) -> None:
        self._looking, self._voting = looking, voting
        self._waiting: dict[str, list[Newcomer]] = defaultdict(list)
        self._at_work: dict[str, asyncio.Task[None]] = {}

    def greet(self, poll_id: str, credential: bytes, hello: Hello, tell: TellHeld) -> None:
        """Answer a hello; `tell` is called once, later."""
        self._waiting[poll_id].append(Newcomer(credential, hello, tell))
        if poll_id not in self._at_work:
            self._at_work[poll_id] = asyncio.create_task(self._greet_all(poll_id))

    async def _greet_all(self, poll_id: str) -> None:
        try:
            while group := self._waiting.pop(poll_id, []):
                for at in range(0, len(group), LARGEST_GROUP):
                    await self._greet(poll_id, group[at : at + LARGEST_GROUP])
        finally:
            del self._at_work[poll_id]

    async def _greet(self, poll_id: str, group: list[Newcomer]) -> None:
        mine: list[MyVote | None] = [None] * len(group)
        state: PollState | None = None
        try:
            state = await self._state(poll_id, group)
            if state.round is not None:
                credentials = [each.credential for each in group]
                mine = await self._voting.held_of(poll_id, credentials, state.round.number)
        except (RedisError, OSError, LookupError) as error:
            log.warning("welcome_failed", error=type(error).__name__, phones=len(group))
            state = None
        except Exception:
            log.exception("welcome_failed")
            state = None
        for each, held in zip(group, mine, strict=True):
            try:
                each.tell((state, held) if state else None)
            except Exception:  # one phone's trouble is not the others'
                log.exception("welcome_failed")

    async def _state(self, poll_id: str, group: list[Newcomer]) -> PollState:
        """How things stand, after everything the phones know of it was heard."""
        state = await self._looking.recently(poll_id, RECENT)
        if any(said.epoch == state.epoch and said.version > state.version for _, said, _ in group):
            state = await self._looking.state(poll_id)
        for _, hello, _ in group:
            if await self._looking.hear(state, hello.epoch, hello.version, hello.proof):
                state = await self._looking.state(poll_id)
        return state

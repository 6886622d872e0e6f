"""A screen asks how a poll stands; and whether Redis still is where it was."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import structlog

from poll_server.base.metrics import ROLLBACKS
from poll_server.base.sharing import Shared
from poll_server.live.crowd import Crowd, attendance, connected
from poll_server.live.memory import Known, Memory
from poll_server.live.risks import Risks
from poll_server.live.state import HeldTally, PollState, earlier_of
from poll_server.live.texts import moderated, own_stop_words
from poll_server.live.witness import Witness, proof, proves
from poll_server.questions import Tally
from poll_server.questions.writing.piles import PileStep
from poll_server.store.records import Live, Mark, Reading, Round
from poll_server.store.store import Store

log = structlog.get_logger(__name__)


class Looking:
    """Readings of any poll."""

    def __init__(
        self, store: Store, crowd: Crowd, memory: Memory, witness: Witness, risks: Risks
    ) -> None:
        self._store, self._crowd, self._memory = store, crowd, memory
        self._witness, self._risks = witness, risks
        self._holding: dict[str, Counter[str]] = {}
        """poll -> question -> how many screens of this process are held at it"""

    @contextmanager
    def holding(self, poll_id: str, question: str) -> Iterator[None]:
        """Until the block ends, readings of the poll also say what this question came to."""
        held = self._holding.setdefault(poll_id, Counter())
        held[question] += 1
        try:
            yield
        finally:
            held[question] -= 1
            if not +held:
                self._holding.pop(poll_id, None)

    async def state(self, poll_id: str) -> PollState:
        """How things stand.

        Raises:
            UnknownPoll: there is no such poll.
        """
        known = await self._memory.of(poll_id)
        if known.reading is None:
            known.reading = Shared(partial(self._read, poll_id))
        asked_at = time.monotonic()
        state = await known.reading()
        known.lately = asked_at, state
        return state

    async def lately(self, poll_id: str, seconds: float) -> PollState:
        """How things stood at most `seconds` ago: for many who only look now and then.

        Raises:
            UnknownPoll: there is no such poll.
        """
        known = await self._memory.of(poll_id)
        if known.lately is None or time.monotonic() - known.lately[0] > seconds:
            return await self.state(poll_id)
        return known.lately[1]

    async def recently(self, poll_id: str, seconds: float) -> PollState:
        """The same for who comes after all that was done here: votes, or a step.

        Raises:
            UnknownPoll: there is no such poll.
        """
        state = await self.lately(poll_id, seconds)
        if self._witness.seen(poll_id) == (state.epoch, state.version):
            return state
        return await self.state(poll_id)

    def outdate(self, poll_id: str) -> None:
        """A step was taken: what was read before it is no answer for who comes now."""
        if (known := self._memory.at_hand(poll_id)) is not None:
            known.lately = None

    async def _read(self, poll_id: str) -> PollState:
        known = await self._memory.of(poll_id)
        while True:
            before = self._witness.seen(poll_id)
            reading = await self._store.polls.read(poll_id)
            live = reading.live
            if live.epoch == before.epoch and live.version < before.version:
                # It was told before this read began: no screen may follow Redis under this epoch.
                await self._set_back(poll_id, before.epoch, before.version, live.version)
                continue
            self._witness.note(poll_id, live.epoch, live.version)
            if (live.epoch, live.edition) == (known.epoch, known.about.edition):
                return await self._state(known, reading)
            # Somebody put other questions in: none of them may be opened or shown under the old.
            # In another epoch the same edition may be other questions, too.
            known = await self._memory.ask(poll_id)

    async def _state(self, known: Known, reading: Reading) -> PollState:
        live, round_ = reading.live, reading.round
        self._crowd.enter(known.about.poll_id, live.round, reading.at_ms)
        rounds = {n: closed for n, closed in known.closed.items() if n in live.numbers}
        for number in live.numbers:
            if round_ and number == round_.number:
                rounds[number] = round_
            elif number not in rounds:
                found = await self._store.rounds.round(known.about.poll_id, number)
                if found is None:
                    continue
                rounds[number] = found
                if found.frozen and (found.sha256 or found.source):
                    known.closed[number] = found
        present, stages = attendance(reading.crowd, live.round, round_.votes if round_ else 0)
        at_end = live.scene == "end"
        published = at_end and await self._store.events.is_published(known.about.event_id)
        return PollState(
            known.about,
            live,
            round_,
            reading.tally,
            reading.moderation,
            present,
            stages,
            rounds,
            risk=self._risks.accepted,
            free_mb=disk.free_mb if (disk := self._risks.disk) and disk.scarce else None,
            connected=connected(reading.crowd),
            tally_before=await self._tally_before(known, live, rounds, round_),
            moves=await self._moves(known, round_),
            held=await self._held(known, live, rounds),
            piles=await self._piles(known, live, round_),
            published=published,
            at_ms=reading.at_ms,
        )

    async def _tally_before(
        self, known: Known, live: Live, rounds: dict[int, Round], now: Round | None
    ) -> Tally | None:
        """What the question's earlier round came to, where it is to be compared."""
        earlier = earlier_of(rounds, now) if live.compare else None
        if earlier is None:
            return None
        about = known.about
        question = next((q for q in about.poll.questions if q.id == earlier.question), None)
        tally, moderation = await self._store.rounds.result(about.poll_id, earlier.number)
        return moderated(question, tally, moderation, own_stop_words(about, earlier))

    async def _moves(self, known: Known, now: Round | None) -> Mapping[str, int] | None:
        """Who moved since an earlier round: once the one in sight is frozen, it stays as it is."""
        if now is None or not now.moves_from or not now.frozen:
            return None
        if now.number not in known.moves:
            known.moves[now.number] = await self._store.rounds.moves(
                known.about.poll_id, now.number
            )
        return known.moves[now.number]

    async def _piles(self, known: Known, live: Live, now: Round | None) -> tuple[PileStep, ...]:
        """How the texts in sight were laid in piles, where the stage is to show it."""
        if now is None or now.state != "closed" or now.number != live.piles_stage:
            return ()
        return tuple(await self._store.piles.steps(known.about.poll_id, now.number))

    async def _held(
        self, known: Known, live: Live, rounds: Mapping[int, Round]
    ) -> dict[str, HeldTally]:
        """What the questions came to at which screens are held, of those that are not in sight."""
        found: dict[str, HeldTally] = {}
        for question in +self._holding.get(known.about.poll_id, Counter()):
            round_ = rounds.get(live.last.get(question, 0))
            if round_ is None or question == live.question:
                continue
            # What was written can be dismissed only while it is in sight, and that is a step.
            as_of = live.control, round_.frozen
            if (kept := known.held.get(round_.number)) is None or kept[:2] != as_of:
                result = await self._store.rounds.came_to(
                    known.about.poll_id, round_.number, frozen=round_.frozen
                )
                kept = known.held[round_.number] = (*as_of, HeldTally(*result))
            found[question] = kept[2]
        return found

    def proof_of_version(self, poll_id: str) -> tuple[int, str]:
        """The newest version of a poll that this process knows, and what proves it later."""
        if (known := self._memory.at_hand(poll_id)) is None:
            return 0, ""  # it was forgotten just now: nothing is proved
        seen = self._witness.seen(poll_id)
        if known.proved is None or known.proved[0] != seen:
            known.proved = seen, proof(known.about, seen.epoch, seen.version)
        return seen.version, known.proved[1]

    async def hear(self, state: PollState, epoch: str, version: int, given: str) -> bool:
        """A phone says how far the poll had got when it last heard of it.

        Args:
            state: as it was read after the phone spoke.
            given: what the phone was given to prove it.

        Returns:
            Whether Redis was found to have gone back in time; the poll then has a new epoch.
        """
        if epoch != state.epoch or version <= state.version:
            return False
        if not proves(state.about, epoch, version, given):
            return False
        # `state` may have been read for somebody else, a moment before this phone spoke.
        (now,) = await self._store.polls.versions([state.poll_id])
        if now is None or now[0] != epoch or now[1] >= version:
            return False
        await self._set_back(state.poll_id, epoch, version, now[1])
        return True

    async def _set_back(self, poll_id: str, epoch: str, seen: int, now: int) -> None:
        """Redis went back in time: alarm, and a new epoch, so that every screen starts afresh.

        Args:
            epoch: under which `seen` was the version; `now` is what Redis says.
        """
        ROLLBACKS.inc()
        log.critical("redis_rolled_back", poll=poll_id, seen=seen, now=now)
        await self._store.polls.renew_epoch(poll_id, epoch)
        self._memory.forget(poll_id)

    async def marks(self, poll_ids: Sequence[str]) -> tuple[int, list[Mark]]:
        """Redis's clock in ms, and after that moment how far the moderators of polls have got.

        Raises:
            UnknownPoll: one of them is gone.
        """
        return await self._store.polls.marks(poll_ids)

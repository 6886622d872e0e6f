"""A moderator moves a poll on; what is overdue or forgotten is closed."""

import structlog
from redis.exceptions import RedisError

from poll_server.live.ballots import GRACE_MS
from poll_server.live.ending.auditing import Auditing
from poll_server.live.flow.plan import NotNow, Plan
from poll_server.live.flow.steps import plan
from poll_server.live.risks import Risks
from poll_server.live.state import PollState
from poll_server.live.verbs.looking import Looking
from poll_server.locale import Speech, speak
from poll_server.store.parts import practice
from poll_server.store.store import Store
from poll_server.wire.messages import Command, Conflict, Done, NotDone

TAKE_BACK = 5.0
"""Seconds in which a close can be taken back, where nothing else is set."""

log = structlog.get_logger(__name__)


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


TOO_LATE_OR_SOON = {
    "late": _("Too late to take that back: the result is frozen. “Ask again” makes a new round."),
    "hasty": _("Nothing was done: that came within a second of the last step. Press once more."),
    "frozen": _("The result is frozen: a hand count is typed in before it is shown."),
    "asked": _(
        "The audience has asked something already, asked to speak, or given nicknames, and that "
        "counts: no practice now."
    ),
}
"""What the script said, for the moderator."""


class Moderating:
    """Commands to any poll."""

    def __init__(
        self, store: Store, looking: Looking, auditing: Auditing, risks: Risks, take_back: float
    ) -> None:
        """Args:
        take_back: seconds in which a close can be taken back; 0: none.
        """
        self._store, self._looking, self._auditing = store, looking, auditing
        self._risks, self._take_back_ms = risks, round(take_back * 1000)

    async def command(
        self,
        poll_id: str,
        command: Command,
        language: str = "en",
        *,
        not_before_ms: int = 0,
        rest_ms: int = 0,
    ) -> Done | Conflict | NotDone:
        """Carry out a moderator's command, if nobody moved since they looked.

        Args:
            language: of the sentence that says why not.
            not_before_ms: by Redis's clock; before it, the answer is `Conflict`.
            rest_ms: so soon after the last step nothing is done, because the second press of a
                bouncing clicker means nothing.

        Raises:
            UnknownPoll: there is no such poll.
        """
        _ = speak(language)
        state = await self._looking.state(poll_id)
        planned, detail = _planned(state, command, _)
        if planned and planned.opens and (cure := await self._forbidding()):
            return NotDone(
                id=command.id,
                detail=_("Not opened: Redis could lose votes in a power cut. %(cure)s", cure=cure),
            )
        if planned and not_before_ms:
            planned.not_before_ms = not_before_ms
        status, control = await self._carry_out(state, command, planned, rest_ms)
        if status == "done":
            await self._see_to_what_is_left(state, planned)
            log.info("command", action=command.action, poll=state.about.slug, control=control)
            return Done(id=command.id, control=control)
        if status in TOO_LATE_OR_SOON:
            detail = _(TOO_LATE_OR_SOON[status])
        if detail:
            return NotDone(id=command.id, detail=detail)
        return Conflict(id=command.id, control=control)

    async def _carry_out(
        self, state: PollState, command: Command, planned: Plan | None, rest_ms: int
    ) -> tuple[str, int]:
        """What the script said, and the control that the poll then has."""
        # A plan made for another state than its sender saw is never carried out: -1 fits none.
        fits = planned is not None and state.control == command.expected_version
        doomed: list[str] = []
        if planned and fits:
            await self._add_sums(state, planned)
            if planned.practice == "off":
                doomed, planned.entries = await practice.doomed(
                    self._store.redis, state.poll_id, state.live.numbers
                )
        return await self._store.rounds.command(
            state.poll_id,
            command.id,
            command.expected_version if fits else -1,
            planned.as_json() if planned else {},
            in_sight=state.live.round,
            opening=state.live.rounds + 1,
            take_back_ms=self._take_back_ms,
            rest_ms=rest_ms,
            doomed=doomed,
        )

    async def _forbidding(self) -> str:
        """What forbids to open a vote, and its cure, in a sentence; empty: nothing."""
        # Read now: somebody may have changed them since the last look, which is a minute apart.
        self._risks.found = await self._store.wrong_settings()
        return self._risks.forbidding

    async def _see_to_what_is_left(self, state: PollState, done: Plan | None) -> None:
        """Show nobody what was read before; freeze a round that is closed now and whose close
        nobody can take back; and have votes that a practice deleted go from the append-only file,
        too."""
        self._looking.outdate(state.poll_id)
        if done and state.round and (done.leaves or (done.close and not self._take_back_ms)):
            # Late is harmless: were this process to die here, any other look freezes it.
            await self._auditing.freeze(state.poll_id, state.round.number)
        if done and done.practice == "off":
            try:
                await self._store.events.rewrite_log()
            except RedisError as error:  # it is over all the same; the next rewrite has it
                log.warning("practice_still_on_disk", error=type(error).__name__)

    async def _add_sums(self, state: PollState, planned: Plan) -> None:
        """Give a plan that shows a result, or leaves it, the checksums to freeze it with."""
        if state.round is None or not state.round.freeze_ms or not planned.settles:
            return
        made = await self._auditing.to_freeze(state.poll_id, state.round.number)
        if made is not None:
            sums, planned.moves = made
            planned.freeze = {
                "sha256": sums.votes,
                "result_sha256": sums.result,
                "scheme": sums.scheme,
            }

    async def close_overdue(self, state: PollState) -> None:
        """Close the round whose countdown and grace are over; freeze the one closed long enough.

        Of many processes one does.
        """
        round_ = state.round
        if round_ is not None and round_.freeze_ms:
            await self._auditing.freeze(state.poll_id, round_.number)
        if round_ is None or not round_.deadline_ms or round_.state != "open":
            return
        command = Command(
            id=f"timer-{round_.number}-{round_.deadline_ms}",
            expected_version=state.control,
            action="close",
        )
        await self.command(state.poll_id, command, not_before_ms=round_.deadline_ms + GRACE_MS)

    async def close_forgotten(self, poll_id: str) -> None:
        """Close the round that its moderator left open for days."""
        state = await self._looking.state(poll_id)
        if state.round is None or state.round.state != "open":
            return
        command = Command(
            id=f"forgotten-{state.round.number}", expected_version=state.control, action="close"
        )
        await self.command(poll_id, command)


def _planned(state: PollState, command: Command, _: Speech) -> tuple[Plan | None, str]:
    """What is to be done, or a sentence that says why it makes no sense now."""
    try:
        return plan(state, command), ""
    except NotNow as reason:
        # A repeated command may be impossible by now only because it was done before.
        return None, reason.sentence(_)

"""Go or no-go: what the phones of a rehearsal waited for, told beside what a hall needs.

Each wait is measured on the phones' side, so the network between them and the server is in it:
from the server's own machine it is the server's share, from a second laptop in the hall also the
Wi-Fi's. Told is the wait that 99 of 100 had at most: the last ones are what a hall talks about.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil

from poll_server.live.beside.rehearsals import Wait, Waited

from .hall import Hall
from .simulated import SentAway, SimulatedPhone, StageWatch

SHARE = 0.99
LOOK = 0.25
"""Seconds between two looks at whether a vote has ended."""
LATEST = 3600.0
"""Seconds after which nobody waits any more for phones that do not come in."""
SETTLED = 5.0
"""Seconds that the last acknowledgements of a closed vote may take; more is told as they are."""


@dataclass(frozen=True)
class Need:
    """Something that people wait for, and how long they do without wondering."""

    what: Wait
    seconds: float
    """that 99 of 100 may wait, at most"""
    cure: str


# The limits are those of `make bench` and `docs/capacity.md`, or what a person takes for "at once".
PAGE = Need("page", 2.0, "more access points, or fewer people for each")
LINE = Need("connection", 2.0, "a proxy that passes WebSockets on, or more access points")
VOTE = Need(
    "acknowledgement", 1.0, "a faster disk under Redis (`poll-server check` measures it), or Wi-Fi"
)

STAGE = Need("stage", 1.0, "nothing else that computes on the server's machine, or a faster one")


def within(waits: Sequence[float]) -> float:
    """Seconds that 99 of 100 of `waits` took at most; 0 where there is none.

    The nearest-rank percentile (Hyndman & Fan 1996, definition 1).
    """
    return sorted(waits)[ceil(SHARE * len(waits)) - 1] if waits else 0.0


def verdict(found: Sequence[tuple[Need, Sequence[float]]]) -> list[str]:
    """“Go” or “No-go”, and what each wait was beside what it may be.

    Args:
        found: the waits in seconds of each need; none: it was not met, and is left out.
    """
    told = [(need, within(waits)) for need, waits in found if waits]
    if not told:
        return []
    missed = [(need, wait) for need, wait in told if wait > need.seconds]
    said = ", ".join(
        f"{need.what} {_spelt(wait)} (limit {need.seconds:g} s)" for need, wait in told
    )
    lines = [f"{'No-go' if missed else 'Go'}: {said}; 99 of 100 phones waited no longer."]
    return lines + [f"  {need.what}: what helps is {need.cure}." for need, _wait in missed]


def _spelt(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def _sees(phone: SimulatedPhone) -> bool:
    return phone.snapshot is not None


class Readiness:
    """Watches the phones of a rehearsal, and says what they meet."""

    def __init__(
        self, hall: Hall, say: Callable[[str], None], stage: StageWatch | None = None
    ) -> None:
        """Args:
        say: is told each line.
        stage: watched beside the phones, where there is a way in.
        """
        self._hall, self._say, self._stage = hall, say, stage
        self._told: dict[SimulatedPhone, int] = {}
        """of how many of its acknowledgements a phone's wait was told"""

    async def watch(self) -> None:
        """Say who is in, and then what each vote took, until cancelled."""
        await self._all_in()
        number = 0
        while True:
            number = await self._closed(number)
            await self._settled()
            if waits := list(self._new()):
                slowest = _spelt(max(waits))
                self._say(
                    f"{len(waits)} answers acknowledged: 99 of 100 within {_spelt(within(waits))}, "
                    f"the slowest in {slowest}."
                )

    def end(self) -> list[str]:
        """The verdict over all that the phones met; nothing where they met nothing."""
        return verdict(self._met())

    def waits(self) -> tuple[Waited, ...]:
        """What was met so far, as a page shows it."""
        return tuple(
            Waited(need.what, within(waits), need.seconds, len(waits))
            for need, waits in self._met()
            if waits
        )

    @property
    def inside(self) -> int:
        """How many have the poll in sight."""
        return sum(map(_sees, self._hall.phones))

    def _met(self) -> list[tuple[Need, list[float]]]:
        phones = self._hall.phones
        votes = (vote for phone in phones for vote in phone.acknowledged)
        return [
            (PAGE, [phone.page_wait for phone in phones if phone.page_wait]),
            (LINE, [phone.line_wait for phone in phones if phone.line_wait]),
            (VOTE, [wait for phone in phones for wait in phone.latencies]),
            (STAGE, list(self._stage.delays(votes, STAGE.seconds)) if self._stage else []),
        ]

    async def _all_in(self) -> None:
        """Until everybody who comes has the poll in sight; late ones take their time."""
        phones = self._hall.phones
        for phone in phones:
            with suppress(SentAway):
                await phone.until(partial(_sees, phone), LATEST)
        page = within([phone.page_wait for phone in phones])
        line = within([phone.line_wait for phone in phones])
        self._say(
            f"{len(phones)} phones are in: 99 of 100 had the page within {_spelt(page)} and the "
            f"poll within {_spelt(line)} more."
        )

    async def _closed(self, last: int) -> int:
        """Until a round after `last` has been open and is not any more; its number."""
        number = last
        while True:
            open_now = {
                phone.snapshot.round
                for phone in self._hall.phones
                if phone.snapshot is not None and phone.snapshot.state == "open"
            }
            if number > last and number not in open_now:
                return number
            number = max([number, *open_now])
            await asyncio.sleep(LOOK)

    async def _settled(self) -> None:
        """Until no phone waits for an answer any more, or long enough."""
        for _ in range(round(SETTLED / LOOK)):
            if not any(phone.pending for phone in self._hall.phones):
                return
            await asyncio.sleep(LOOK)

    def _new(self) -> Iterator[float]:
        """The waits that were not told yet."""
        for phone in self._hall.phones:
            waits = phone.latencies
            yield from waits[self._told.get(phone, 0) :]
            self._told[phone] = len(waits)

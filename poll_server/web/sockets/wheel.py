"""One clock for all: thousands of sockets that are each to be looked at some time later.

A timer for each would be an object for each, started and cancelled at every turn. Here they lie in
slots of a tenth of a second, and one timer looks into the slots that are due.
"""

import asyncio
from typing import Protocol

STEP = 0.1
"""Seconds of one slot: nobody's time here is shorter than some seconds."""


class Looked(Protocol):
    """What is looked at."""

    slot: int
    """where it lies; 0: nowhere. Only the wheel changes it."""

    def look(self) -> float:
        """Its time has come: what is due is done. Returns seconds until the next look; 0: none."""


class Wheel:
    """The slots of one process; what lies in them is looked at once its time has come."""

    def __init__(self) -> None:
        self._slots: dict[int, dict[Looked, None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def put(self, one: Looked, seconds: float) -> None:
        """Look at it so much later, and not when it was said before."""
        self.take(one)
        loop = asyncio.get_running_loop()
        one.slot = int((loop.time() + seconds) / STEP) + 1
        self._slots.setdefault(one.slot, {})[one] = None
        if self._timer is None:
            self._timer = loop.call_later(STEP, self._turn)

    def take(self, one: Looked) -> None:
        """Do not look at it any more."""
        if one.slot:
            if lying := self._slots.get(one.slot):
                lying.pop(one, None)
            one.slot = 0

    def __len__(self) -> int:
        """How many are waited for."""
        return sum(len(lying) for lying in self._slots.values())

    def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        now = int(loop.time() / STEP)
        for slot in sorted(each for each in self._slots if each <= now):
            lying = self._slots[slot]
            while lying:  # one that is looked at may take others out
                one, _ = lying.popitem()
                one.slot = 0
                if seconds := one.look():
                    self.put(one, seconds)
            del self._slots[slot]
        if self._slots and self._timer is None:
            self._timer = loop.call_later(STEP, self._turn)

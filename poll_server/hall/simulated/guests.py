"""Screens that a secret link lets in: the projected one, and the moderator's."""

import asyncio
import secrets
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

import httpx
import msgspec

from poll_server.wire.messages import (
    Action,
    Command,
    Conflict,
    Done,
    ModeratorSnapshot,
    NotDone,
    StageSnapshot,
    ToModerator,
    ToStage,
)

from .screen import ANSWER_WAIT, SimulatedScreen

to_stage: msgspec.json.Decoder[ToStage] = msgspec.json.Decoder(ToStage)
to_moderator: msgspec.json.Decoder[ToModerator] = msgspec.json.Decoder(ToModerator)


class SimulatedGuest(SimulatedScreen):
    """A screen that a secret link lets in."""

    def __init__(self, base: str, page: str, secret: str) -> None:
        """Args:
        page: the path of the link, `/stage/…` or `/moderate/…`.
        secret: what stands after its `#`.
        """
        role, poll_id = page.strip("/").split("/")
        socket_role = {"moderate": "moderator"}.get(role, role)
        super().__init__(base, f"/ws/{socket_role}/{poll_id}?lang=de")
        self._page, self._secret = page, secret

    async def enter(self, http: httpx.AsyncClient) -> None:
        """Exchange the link's secret for the pass.

        Raises:
            httpx.HTTPError: the server refused.
        """
        response = await http.post(
            f"{self.base}{self._page}/enter",
            json={"secret": self._secret},
            headers={"Origin": self.base},
        )
        response.raise_for_status()
        self.cookies = "; ".join(f"{name}={value}" for name, value in response.cookies.items())


class SimulatedStage(SimulatedGuest):
    """A projected screen."""

    def __init__(self, base: str, poll_id: str, secret: str) -> None:
        super().__init__(base, f"/stage/{poll_id}", secret)
        self.snapshots: list[tuple[float, StageSnapshot]] = []

    def decode(self, frame: str | bytes) -> Any:
        return to_stage.decode(frame)

    async def receive(self, message: Any) -> None:
        if isinstance(message, StageSnapshot):
            self.snapshots.append((asyncio.get_running_loop().time(), message))


class StageWatch(SimulatedStage):
    """A stage of which only matters when it had which version of the poll.

    Attributes:
        seen: when, by the loop's clock, and the version.
    """

    def __init__(self, base: str, poll_id: str, cookie: str) -> None:
        """Args: cookie: the pass that lets it in, as `name=value`."""
        super().__init__(base, poll_id, "")
        self.cookies = cookie
        self.seen: list[tuple[float, int]] = []
        self._epoch = ""

    async def receive(self, message: Any) -> None:
        if isinstance(message, StageSnapshot):
            if message.epoch != self._epoch:  # versions begin anew
                self._epoch, self.seen = message.epoch, []
            self.seen.append((asyncio.get_running_loop().time(), message.version))

    def delays(self, acknowledged: Iterable[tuple[float, int]], patience: float) -> Iterator[float]:
        """Seconds from each vote's acknowledgement until this stage had it; 0: it had it before.

        Args:
            acknowledged: when each was, and the version that has it.
            patience: seconds after which a vote that is not here yet counts with what it waits.
        """
        if not self.seen:
            return
        began, now = self.seen[0][0], asyncio.get_running_loop().time()
        for at, version in acknowledged:
            if at < began:
                continue  # there was no stage yet
            place = bisect_left(self.seen, version, key=itemgetter(1))
            if place < len(self.seen):
                yield max(0.0, self.seen[place][0] - at)
            elif now - at > patience:
                yield now - at


class SimulatedModerator(SimulatedGuest):
    """The person at the laptop."""

    def __init__(self, base: str, poll_id: str, secret: str) -> None:
        super().__init__(base, f"/moderate/{poll_id}", secret)
        self.snapshot: ModeratorSnapshot | None = None
        self._answers: dict[str, Done | Conflict | NotDone] = {}

    async def do(self, action: Action, value: str | int = "", seconds: float = 60.0) -> None:
        """Carry out one command, again and again until it is done and in sight.

        Raises:
            RuntimeError: it makes no sense now.
            TimeoutError: it was not done within `seconds`.
        """
        async with asyncio.timeout(seconds):
            while True:
                await self.until(lambda: self.snapshot is not None, seconds)
                assert self.snapshot is not None
                control = self.snapshot.control
                answer = await self._ask(
                    Command(
                        id=secrets.token_hex(8),
                        expected_version=control,
                        action=action,
                        value=value,
                    )
                )
                if isinstance(answer, NotDone):
                    raise RuntimeError(answer.detail)
                if isinstance(answer, Done):
                    await self._until_control(answer.control.__le__, seconds)
                    return
                await self._until_control(control.__ne__, seconds)

    async def _until_control(self, fits: Callable[[int], bool], seconds: float) -> None:
        await self.until(lambda: self.snapshot is not None and fits(self.snapshot.control), seconds)

    async def _ask(self, command: Command) -> Done | Conflict | NotDone:
        """One command's answer; sent again, with the same id, for as long as none comes."""
        while True:
            await self.send(command)
            try:
                await self.until(lambda: command.id in self._answers, ANSWER_WAIT)
            except TimeoutError:
                continue
            return self._answers.pop(command.id)

    def decode(self, frame: str | bytes) -> Any:
        return to_moderator.decode(frame)

    async def receive(self, message: Any) -> None:
        if isinstance(message, ModeratorSnapshot):
            self.snapshot = message
        elif isinstance(message, (Done, Conflict, NotDone)):
            self._answers[message.id] = message

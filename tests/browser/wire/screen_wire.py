"""The server's end of a stage's or moderator's socket, in a test's hands."""

import re
from collections.abc import Callable
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, WebSocketRoute, expect

from poll_server.wire.messages import (
    Command,
    Conflict,
    Done,
    Message,
    NotDone,
    encode,
    from_moderator,
)
from tests.support.screen_states import HERE, Scene

_LINES: WeakKeyDictionary[Page, "Wire"] = WeakKeyDictionary()
"""Who answers a page. Each page is caught but once: another time would cost every later load."""


class Wire:
    """Catches every WebSocket that `page` opens, until another does."""

    def __init__(
        self, page: Page, greeting: Callable[[str], Message | None], *, deaf: bool = False
    ) -> None:
        """Args:
        greeting: what the server says to a socket opened at this address; None: it hangs up.
        deaf: to whatever the page says.
        """
        self._is_deaf = deaf
        self.addresses: list[str] = []
        self.commands: list[Command] = []
        self.on_command: Callable[[Command], None] = lambda command: None
        self.greeting = greeting
        self._route: WebSocketRoute | None = None
        if page not in _LINES:
            page.route_web_socket(re.compile("/ws/"), lambda route: _LINES[page]._accept(route))
        _LINES[page] = self

    def _accept(self, route: WebSocketRoute) -> None:
        self.addresses.append(route.url)
        first = self.greeting(route.url)
        if first is None:
            route.close(code=1001)
            return
        self._route = route
        route.on_message(self._hear)
        self.say(first)

    def _hear(self, frame: str | bytes) -> None:
        if self._is_deaf:
            return
        command = from_moderator.decode(frame)
        self.commands.append(command)
        self.on_command(command)

    def say(self, message: Message) -> None:
        """Send a frame to the page."""
        assert self._route is not None
        self._route.send(encode(message).decode())

    def hang_up(self, code: int = 1001) -> None:
        """Close the page's socket from the server's side."""
        assert self._route is not None
        self._route.close(code=code)


def still_caught(page: Page) -> Wire | None:
    """Who answers `page`, if anybody does."""
    return _LINES.get(page)


class Room:
    """A poll with one moderator's page: carries out the commands that change the flow."""

    def __init__(self, page: Page, scene: Scene, language: str = "de") -> None:
        self.scene = scene
        self._page, self._turns = page, 0
        self._language = language
        self.wire = Wire(page, lambda _: self.snapshot())
        self.wire.on_command = self.obey

    @property
    def actions(self) -> list[str]:
        """The commands so far, without their values."""
        return [command.action for command in self.wire.commands]

    def snapshot(self) -> Message:
        """How things stand."""
        return self.scene.moderator(self._language)

    def become(self, **changes: object) -> None:
        """Change the poll and tell the page."""
        version = self.scene.version + 1
        self.scene = replace(self.scene, version=version, **changes)
        self.wire.say(self.snapshot())

    def turn_to(self, scene: Scene) -> None:
        """Have the page show another poll, of which it knows nothing: a fifth of what a load costs.

        It is drawn when this returns: by the number of phones, which no poll before had.
        """
        self._turns += 1
        self.wire.commands.clear()
        self.scene = replace(scene, epoch=f"turn {self._turns}", here=HERE + self._turns)
        self.wire.say(self.snapshot())
        expect(self._page.locator("#attendance dd").first).to_have_text(str(self.scene.here))

    def obey(self, command: Command) -> None:
        """Answer as the server does; only what the flow needs is changed."""
        scene = self.scene
        if command.expected_version != scene.control:
            self.wire.say(Conflict(id=command.id, control=scene.control))
            return
        control = scene.control + 1
        step = self._step(command)
        if step is None:
            self.wire.say(NotDone(id=command.id, detail="Das geht jetzt nicht."))
            return
        self.wire.say(Done(id=command.id, control=control))
        self.become(control=control, **step)

    def _step(self, command: Command) -> dict[str, object] | None:
        scene, action = self.scene, command.action
        if action == "forward":
            if scene.phase == "ready":
                return {"phase": "open"}
            if scene.phase == "open":
                return {"phase": "closed"}
            if not scene.shown:
                return {"shown": True}
            return {"position": scene.position + 1, "phase": "ready", "shown": False, "votes": 0}
        if action in ("approve", "dismiss"):
            verdict = "approved" if action == "approve" else "dismissed"
            return {"verdicts": {**(scene.verdicts or {}), str(command.value): verdict}}
        simple: dict[str, dict[str, object]] = {
            "back": {"position": scene.position - 1, "phase": "closed"},
            "close": {"phase": "closed"},
            "open": {"phase": "open"},
            "reopen": {"phase": "open", "take_back": 0.0},
            "show": {"shown": True},
            "hide": {"shown": False},
            "again": {"phase": "open", "attempt": scene.attempt + 1, "shown": False},
            "timer": {"seconds": 60},
            "extend": {"seconds": 90},
            "measure": {"measure": command.value},
            "black": {"black": not scene.black},
            "join": {"join": not scene.join},
            "scene": {"around": command.value, "until": 0},
            "until": {"until": command.value},
        }
        return simple.get(action)


def replace(scene: Scene, **changes: object) -> Scene:
    """`scene` with some of its fields changed."""
    fields = {name: getattr(scene, name) for name in scene.__dataclass_fields__}
    return Scene(**(fields | changes))


__all__ = ["Room", "Wire", "replace", "still_caught"]

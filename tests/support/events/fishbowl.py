"""A fishbowl in every state that a page can meet, without Redis: chairs, who waits, one's own hand.

Its pages ask for it over HTTP, so a server has it: `screen_app` answers with the `now` of
`PretendedSpeakers`, whoever asks.
"""

from dataclasses import dataclass, replace

from msgspec import structs

from poll_server.live.beside.speakers import InTurn, MyHand, OnList
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.looks.look import Theme
from poll_server.store.parts.beside.speaker_store import HandState, SpeakersList
from poll_server.wire.messages import StageSnapshot
from tests.support.screen_states import Scene

SEAT = "Reihe 12, Platz 7 b"
"""Nearly as long as one may be."""
LISTS = ("Saal", "Online")


@dataclass(frozen=True)
class Circle:
    """One state of it; numbers are those of hands, 0 is a free chair."""

    chairs: tuple[int, ...] = (0, 0, 0, 0)
    waiting: tuple[int, ...] = ()
    mine: HandState | None = None
    """of the phone that looks: hand 3"""
    open: bool = True
    spoken: int = 0

    def in_turn(self) -> InTurn:
        """As everybody sees it."""
        return InTurn(
            version=1,
            open=self.open,
            lists=LISTS,
            seats=True,
            current=None,
            until_ms=0,
            waiting=tuple(map(_hand, self.waiting)),
            chairs=tuple(_hand(number) if number else None for number in self.chairs),
            one_leaves=bool(self.chairs) and 0 not in self.chairs,
        )

    def whole(self) -> SpeakersList:
        """As its moderators have set it."""
        return SpeakersList(
            open=self.open,
            stage=True,
            seats=True,
            lists=LISTS,
            chairs=len(self.chairs),
            spoken=self.spoken,
        )

    def own(self) -> MyHand:
        """As the phone has it."""
        before = self.waiting.index(3) if self.mine == "waiting" else 0
        return MyHand(1, self.mine, 3, before) if self.mine else MyHand()


def _hand(number: int) -> OnList:
    return OnList(number, LISTS[number % 2], SEAT if number % 2 else "", times=number // 5)


CIRCLES = {
    "closed": Circle(open=False),
    "empty": Circle(),
    "waits": Circle((1, 2, 0, 0), (5, 3, 4), "waiting"),
    "inside": Circle((1, 2, 3, 0), (4, 5, 6, 7, 8, 9, 10), "speaking"),
    "all-taken": Circle((1, 2, 3, 4, 5, 6), (7, 8), "speaking"),
    "has-spoken": Circle((1, 2, 0, 4), (5,), "done", spoken=1),
}


class PretendedSpeakers:
    """The speakers' list of a server that has none."""

    def __init__(self) -> None:
        self.now = Circle()

    async def all(self, poll_id: str) -> SpeakersList:
        return self.now.whole()

    async def listing(self, poll_id: str) -> InTurn:
        return self.now.in_turn()

    async def mine(self, poll_id: str, credential: bytes) -> MyHand:
        return self.now.own()


def with_list(scene: Scene) -> PollState:
    """A poll whose list is open, and on the stage."""
    state = scene.state()
    return replace(state, live=structs.replace(state.live, speakers=True, speakers_stage=True))


def on_stage(scene: Scene, language: str, theme: Theme) -> StageSnapshot:
    """What the hall sees of it: that there is a list, for which the stage then asks."""
    return views.stage(with_list(scene), language, theme, None)

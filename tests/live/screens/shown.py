"""What each role is shown of a state."""

from collections.abc import Callable

import msgspec

from poll_server.deck.deck import Poll
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.questions import Question
from poll_server.store.records import About, Live, Round
from poll_server.wire.messages import Attendance, Message, Verdict
from tests.support.cases import EVENT, POLL

HEADING = msgspec.structs.replace(EVENT, polls=())
CANARY = 7919
"""A count that nothing else in a frame is: a prime no clock, code or version here contains."""
ROLES: dict[str, Callable[[PollState], Message]] = {
    "phone": lambda state: views.phone(state, "de"),
    "stage": lambda state: views.stage(state, "de", "light"),
    "moderator": lambda state: views.moderator(state, "de", "light"),
}


def state_of(
    question: Question,
    tally: dict[str, int],
    *,
    poll: Poll = POLL,
    votes: int = 20_000,
    open_: bool = True,
    shown: bool = False,
    moderation: dict[str, Verdict] | None = None,
) -> PollState:
    """The poll with `question` in sight, asked once."""
    round_ = Round(1, question.id, state="open" if open_ else "closed", votes=votes)
    return PollState(
        About("poll", "congress", poll.id, "482913", poll, HEADING, b"key"),
        Live("epoch", 2, 1, question.id, 1, 1, shown, last={question.id: 1}),
        round_,
        tally,
        moderation or {},
        Attendance(0, 0, 0, 0, {}),
        0,
        {1: round_},
        at_ms=1,
    )


def tally_of(question: Question) -> dict[str, int]:
    """Every counter of the question at `CANARY`."""
    if question.kind == "choice":
        options = [str(n) for n in range(len(question.options))]  # type: ignore[attr-defined]
        return dict.fromkeys([*options, "other", "text:eigenes", "form:Eigenes"], CANARY)
    if question.kind == "scale":
        return {f"{s}:{n}": CANARY for s in range(8) for n in range(10)}
    if question.kind == "resistance":
        return {f"{proposal}:{n}": CANARY for proposal in range(3) for n in range(11)}
    if question.kind == "grid":
        return {f"{item}:{n}:{10 - n}": CANARY for item in range(2) for n in range(11)}
    if question.kind == "pin":
        return {str(n): CANARY for n in range(5)} | {f"at:{n}:{n}": CANARY for n in range(1, 41)}
    if question.kind == "pairs":
        won = {f"won:{one}:{other}": CANARY for one in range(4) for other in range(one)}
        return won | {f"seen:{n}": CANARY for n in range(4)}
    if question.kind == "maxdiff":
        return {f"{n}:1:0:0": CANARY for n in range(5)} | {"0:1:1:0": CANARY}
    if question.kind == "number":
        return {str(n): CANARY for n in range(0, 200, 7)}
    return {"text:geheim": CANARY, "form:Geheim": CANARY}

"""What is on the stage beside the question in sight: how it looks, and the screens around a show.

    start    before the first question, and whenever a moderator wants it: who it is, how to join
    pause    a clock, and when it goes on
    end      thanks, and the way to the public results

A screen takes nothing away: an open vote stays open, and whatever was in sight comes back.
"""

from typing import Literal, get_args

from poll_server.live.state import PollState
from poll_server.questions import Measure
from poll_server.questions.methods.hands import as_kept
from poll_server.questions.methods.moves import stations
from poll_server.questions.results import ChartForm, Grouping
from poll_server.questions.traits.parts import parts_of
from poll_server.wire.messages import Scene

from .plan import NotNow, Plan

SCENES = get_args(Scene)
LATEST = 24 * 3600
"""Seconds until a show starts or goes on, at most: a day."""


ALONE, BESIDE, STREAM = 0, 1, 2
"""What `compare` is: the last round, two beside each other, who moved between them."""


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


def measure(state: PollState, value: str | int) -> Plan:
    """Percent, count or both."""
    other = "count" if state.measure == "percent" else "percent"
    return Plan(set={"measure": value if value in get_args(Measure) else other})


def chart(state: PollState, value: str | int) -> Plan:
    """As what the result in sight is drawn, from now on."""
    if state.question is None or value not in get_args(ChartForm):
        raise NotNow(_("There is no such chart."))
    return Plan(set={f"chart:{state.question.id}": value})


def part(state: PollState, value: str | int) -> Plan:
    """Of a question that is made of others, the result of one, from 1; 0: of the whole."""
    if state.question is None or not isinstance(value, int):
        raise NotNow(_("There is no such result."))
    if not 0 <= value <= len(parts_of(state.question)) or not parts_of(state.question):
        raise NotNow(_("There is no such result."))
    return Plan(set={f"part:{state.question.id}": value}, pages=True)


def black(state: PollState, value: str | int) -> Plan:
    """Dark, or not."""
    return Plan(set={"black": int(not state.black)})


def join(state: PollState, value: str | int) -> Plan:
    """The large join panel, or not."""
    return Plan(set={"join": int(not state.join), "black": 0})


def compare(state: PollState, value: str | int) -> Plan:
    """A question's last two rounds beside each other, who moved between them, or the last alone."""
    if state.live.stream or (state.live.compare and not state.streams):
        return Plan(set={"compare": ALONE})
    if state.live.compare:
        return Plan(set={"compare": STREAM})
    if state.earlier is None:
        raise NotNow(_("There is no earlier round of this question to compare with."))
    return Plan(set={"compare": BESIDE, **_off(state, "grouping")})


def group(state: PollState, value: str | int) -> Plan:
    """The result of all, of each group, or with every group of equal weight."""
    if value not in get_args(Grouping):
        raise NotNow(_("There is no such view of a result."))
    if value and not state.poll.here_as:
        raise NotNow(_("This poll asks nobody for their group."))
    return Plan(set={"grouping": value, **_off(state, "compare")})


def looks_off(state: PollState) -> dict[str, str | int]:
    """What another question, or another round, begins without."""
    return _off(state, "compare") | _off(state, "grouping")


def _off(state: PollState, look: Literal["compare", "grouping"]) -> dict[str, str | int]:
    if look == "compare":
        return {"compare": ALONE} if state.live.compare or state.live.stream else {}
    return {"grouping": ""} if state.live.grouping else {}


def hands(state: PollState, value: str | int) -> Plan:
    """Who raised their hands, of those without a phone; until the result is frozen."""
    if state.question is None or state.round is None or not stations(state.question, "en"):
        raise NotNow(_("Hands can be counted where everybody gives one answer, once it is asked."))
    if state.round.frozen:
        raise NotNow(_("The result is frozen: a hand count is typed in before it is shown."))
    try:
        return Plan(hands=as_kept(state.question, str(value)))
    except ValueError:
        raise NotNow(_("That is no hand count: whole numbers, please.")) from None


def scene(state: PollState, value: str | int) -> Plan:
    """One of the screens around a show; '' for none."""
    if value not in SCENES:
        raise NotNow(_("There is no such screen."))
    at = {"scene": value, "until_ms": 0, "join": 0, "black": 0}
    return Plan(set=at, unpin=value != "" and state.live.pinned is not None)


def until(state: PollState, value: str | int) -> Plan:
    """In how many seconds the show starts or goes on; 0: nobody says."""
    if state.live.scene not in ("start", "pause") and (state.live.scene or state.position):
        raise NotNow(_("Neither the start screen nor the break is on the stage."))
    if not isinstance(value, int) or not 0 <= value <= LATEST:
        raise NotNow(_("At most a day ahead, please."))
    return Plan(set={"until_ms": state.at_ms + value * 1000 if value else 0})


def off(state: PollState) -> dict[str, str | int]:
    """What takes a screen off the stage, for a step that leads elsewhere."""
    return {"scene": "", "until_ms": 0} if state.live.scene or state.live.until_ms else {}

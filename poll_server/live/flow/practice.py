"""Practice: a moderator tries everything, and nothing of it counts.

It may begin only where nothing was asked yet. When it ends, every round goes with its votes, and so
does what the hall asked, raised and tapped: the poll is as before its first question. Numbers of
rounds go on, so that a late vote of the practice fits no round that counts. Until then no report
has anything of it.
"""

from poll_server.live.state import PollState

from .plan import NotNow, Plan


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


def may_begin(state: PollState) -> bool:
    """Whether nothing was asked that a practice would take away."""
    return not (state.live.practice or state.over or state.live.numbers)


def practice(state: PollState, value: str | int) -> Plan:
    """`on` or `off`."""
    if value == "off":
        return _end(state)
    if state.live.practice:
        raise NotNow(_("This is practice already."))
    if not may_begin(state):
        raise NotNow(_("A question has been asked already, and its votes count: no practice now."))
    return Plan(practice="on", set={"practice": 1})


def _end(state: PollState) -> Plan:
    if not state.live.practice:
        raise NotNow(_("There is no practice to end."))
    before_the_first = {"question": "", "scene": "", "grouping": ""}
    nothing = ("round", "shown", "join", "black", "compare", "until_ms", "practice")
    return Plan(
        practice="off",
        set={"practised": state.live.rounds, **before_the_first, **dict.fromkeys(nothing, 0)},
    )

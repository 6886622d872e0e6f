"""The flow of a poll: what each command does to the state it meets. No I/O.

    ready ──open──▶ open ──close──▶ closed ──show──▶ shown ──forward──▶ the next question, ready
                     ◀──reopen──┘

`forward` takes whichever of these steps comes next; of a question that is made of others, it shows
their results one after the other; a slide, which asks nothing, has just the last step. After the
last question that is the end screen, and from a break back to where the poll was. A close can be
taken back for some seconds, until its result is frozen; a frozen round is never opened again:
`again` makes the next one. Moving to another question closes an open round for good.
"""

from collections.abc import Callable

from poll_server.live.state import PollState
from poll_server.questions import Question
from poll_server.questions.methods.moves import stations
from poll_server.questions.traits.parts import ResultOf, parts_of
from poll_server.questions.traits.scored import measured
from poll_server.questions.traits.statements import is_full
from poll_server.questions.writing.stop_list import EDITION
from poll_server.wire.messages import Action, Command

from . import laying, moods, practice, scenes
from .plan import NotNow, Plan

DEFAULT_TIMER = 60
"""Seconds of a countdown where the deck names none: long enough to read and tap."""
LONGEST_TIMER = 3600
"""Seconds; an hour is a whole session."""
FEW = 0.1
"""Share of the phones that are here; a vote that is meant to end has far more."""
SOON_MS = 10_000
"""After its opening; nobody reads and answers a question, and everybody else too, in 10 s."""
FOR_EVER = 2**53 - 1
"""The largest number that JavaScript counts exactly."""
EXTENSION = 30
"""Seconds that “+30 s” adds."""


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


def plan(state: PollState, command: Command) -> Plan:
    """What `command` means for a poll in `state`.

    Raises:
        NotNow: it means nothing there.
    """
    planned = STEPS[command.action](state, command.value)
    if planned.opens or planned.reopen or "question" in planned.set or planned.set.get("shown"):
        planned.set |= scenes.off(state)
    if planned.opens or "question" in planned.set:
        planned.set |= scenes.looks_off(state)
    if (planned.opens or planned.reopen) and state.live.over:
        raise NotNow(_("This event is over: it is in the archive. Nothing was opened."))
    return planned


def few_until(state: PollState) -> int:
    """Until when, by Redis's clock in ms, closing looks like a slip, because so few have voted.

    That is while nobody has, or fewer than the smallest group that is shown; and for `SOON_MS`
    after the opening while it is less than a tenth of the phones that are here. 0: it does not.
    """
    if state.round is None or state.state != "open":
        return 0
    whole = ResultOf(state.question) if state.question else None
    if whole is None or not state.enough_of(whole):
        return FOR_EVER
    if state.votes < FEW * state.attendance.here:
        return state.round.opened_ms + SOON_MS
    return 0


def next_step(state: PollState) -> Action | None:
    """What `forward` will do: open, close, show, part, goto or scene; None at the end."""
    if state.question is None:
        return "goto"
    if state.live.scene:
        return None if state.live.scene == "end" and _is_through(state) else "scene"
    if not state.question.asks:
        return "goto" if state.following else "scene"
    if state.state == "ready":
        return "open"
    if state.state == "open":
        return "close"
    if not state.shown:
        return "show"
    if state.part < len(parts_of(state.question)):
        return "part"
    return "goto" if state.following else "scene"


def _is_through(state: PollState) -> bool:
    """Whether the last result is, or was, to be seen."""
    told = state.question is not None and not state.question.asks
    return state.following is None and (told or (state.state == "closed" and state.shown))


def _forward(state: PollState, value: str | int) -> Plan:
    step = next_step(state)
    if step is None:
        raise NotNow(_("This was the last question."))
    if value and value != step:
        raise NotNow(_("Nothing was done: the poll had moved on already."))
    if step == "scene":
        return scenes.scene(state, "" if state.live.scene else "end")
    following = state.following
    if step == "part":
        return scenes.part(state, state.part + 1)
    if step == "goto" and following is not None:
        return _goto(state, following.id)
    return STEPS[step](state, value)


def _back(state: PollState, value: str | int) -> Plan:
    if state.live.scene and state.position:
        return scenes.scene(state, "")
    if state.part > 1 and state.shown and state.state == "closed":
        return scenes.part(state, state.part - 1)
    if state.position <= 1:
        raise NotNow(_("This is the first question."))
    return _goto(state, state.poll.questions[state.position - 2].id)


def _goto(state: PollState, value: str | int) -> Plan:
    if value not in [question.id for question in state.poll.questions]:
        raise NotNow(_("There is no such question."))
    if state.question is not None and value == state.question.id:
        # It is in sight already: nothing closes by a second tap.
        return Plan(set=scenes.off(state) | {"join": 0})
    question = next(q for q in state.poll.questions if q.id == value)
    latest = state.live.last.get(question.id, 0)
    timed = question.seconds if not question.asks else 0
    timer = {} if timed or not state.live.deadline_ms else {"deadline_ms": 0}
    shown = int(question.live and latest > 0)
    return Plan(
        close=state.state == "open",
        timer_ms=timed * 1000 or None,
        aside=timed > 0,
        set={"question": question.id, "round": latest, "shown": shown, "join": 0, **timer},
    )


def _open(state: PollState, value: str | int) -> Plan:
    question = state.question
    if question is None:
        raise NotNow(_("Choose a question first."))
    if not question.asks:
        raise NotNow(_("Nothing is asked here: this is a slide."))
    if state.state == "open":
        raise NotNow(_("The vote is open already."))
    if state.state == "closed":
        raise NotNow(_("A closed vote stays closed. “Ask again” makes a new round."))
    return _new_round(state, question)


def _again(state: PollState, value: str | int) -> Plan:
    question = state.question
    if question is None or state.round is None:
        raise NotNow(_("Nothing has been asked yet."))
    opening = _new_round(state, question)
    opening.close = state.state == "open"
    return opening


def _new_round(state: PollState, question: Question) -> Plan:
    number = state.live.rounds + 1
    attempt = 1 + sum(r.question == question.id for r in state.rounds.values())
    whole = {f"part:{question.id}": 0} if parts_of(question) else {}
    return Plan(
        open={
            "question": question.id,
            "attempt": attempt,
            **_moving(state, question),
            **measured(state.poll.questions, question),
            "holds": EDITION,
            "stop_words": "\n".join(state.about.event.stop_words),
        },
        timer_ms=question.timer * 1000 if question.timer else None,
        set={
            "round": number,
            "rounds": number,
            f"q:{question.id}": number,
            "shown": int(question.live),
            "join": 0,
            "black": 0,
            **whole,
        },
    )


def _moving(state: PollState, question: Question) -> dict[str, int]:
    """From which round on it is counted who moves to another answer: the phones say so first."""
    before = state.live.last.get(question.id, 0)
    if not before or not stations(question, state.event.languages[0]):
        return {}
    if (earlier := state.rounds.get(before)) and earlier.source:
        return {}  # who voted there, nobody knows here
    return {"moves_from": before if before > state.live.deleted else -1}


def _close(state: PollState, value: str | int) -> Plan:
    if state.state != "open":
        raise NotNow(_("The vote is not open."))
    return Plan(close=True)


def _reopen(state: PollState, value: str | int) -> Plan:
    if state.round is None or state.round.state == "open":
        raise NotNow(_("There is no close to take back."))
    return Plan(reopen=True)


def _show(state: PollState, value: str | int) -> Plan:
    if state.round is None:
        raise NotNow(_("There is no result to show yet."))
    if state.state == "open" and state.question and state.question.reveals:
        raise NotNow(_("Close the vote first: the result says what is right."))
    # Of several results the first one comes, where nobody has chosen another.
    first = (
        {f"part:{state.live.question}": 1} if parts_of(state.question) and not state.part else {}
    )
    return Plan(set={"shown": 1, "join": 0, "black": 0, **first})


def _hide(state: PollState, value: str | int) -> Plan:
    return Plan(set={"shown": 0})


def _timer(state: PollState, value: str | int) -> Plan:
    if state.state != "open" and not state.on_slide:
        raise NotNow(_("The vote is not open."))
    if value == -1:
        return Plan(stop=True, aside=state.on_slide)
    own = state.question.seconds if state.question else 0
    seconds = _seconds(value, own or DEFAULT_TIMER)
    return Plan(timer_ms=seconds * 1000, aside=state.on_slide)


def _extend(state: PollState, value: str | int) -> Plan:
    if not state.deadline_ms:
        raise NotNow(_("No countdown is running."))
    return Plan(extend_ms=_seconds(value, EXTENSION) * 1000, aside=state.on_slide)


def _seconds(value: str | int, default: int) -> int:
    if not isinstance(value, int) or value <= 0:
        return default
    return min(value, LONGEST_TIMER)


def _approve(state: PollState, value: str | int) -> Plan:
    return _moderate(state, value, "approved")


def _dismiss(state: PollState, value: str | int) -> Plan:
    return _moderate(state, value, "" if value == "*" else "dismissed")


def _moderate(state: PollState, value: str | int, verdict: str) -> Plan:
    if state.round is None or not (value == "*" or value in state.unmoderated):
        raise NotNow(_("There is no such text."))
    if verdict == "approved" and is_full(state.question, state.tally):
        raise NotNow(_("No more statements of the audience fit into this question."))
    return Plan(moderate={str(value): verdict})


STEPS: dict[Action, Callable[[PollState, str | int], Plan]] = {
    "forward": _forward,
    "back": _back,
    "goto": _goto,
    "open": _open,
    "close": _close,
    "reopen": _reopen,
    "show": _show,
    "hide": _hide,
    "again": _again,
    "timer": _timer,
    "extend": _extend,
    "measure": scenes.measure,
    "black": scenes.black,
    "join": scenes.join,
    "chart": scenes.chart,
    "part": scenes.part,
    "compare": scenes.compare,
    "group": scenes.group,
    "scene": scenes.scene,
    "hands": scenes.hands,
    "until": scenes.until,
    "mood": moods.mood,
    "practice": practice.practice,
    "approve": _approve,
    "dismiss": _dismiss,
    "lay": laying.lay,
}

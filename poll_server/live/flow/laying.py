"""Variants of a word are laid together, taken apart, or the last of that is undone. No I/O."""

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from poll_server.live.state import PollState
from poll_server.questions.traits.parts import tally_of
from poll_server.questions.traits.variants import LAID, as_kept, merging, steps_of
from poll_server.questions.writing.piles import Laid, PileStep, lie
from poll_server.questions.writing.written import clean, fold

from .plan import NotNow, Plan

LONGEST_NAME = 40
"""Characters, as of a word (`kinds/words.py`)."""
FEWEST = 2
"""Words that can be laid together."""
STEP_ID = "abcdefghijklmnopqrstuvwxyz234567"


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


class _Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """What a console asks for."""

    words: tuple[Annotated[str, Meta(pattern="^[0-9a-f]{12}$")], ...] = ()
    """each by its `text_sum`; none: the last step is undone"""
    name: str = ""
    """under which they stand from now on; empty: each for itself again"""
    part: str = ""
    """what stands before the counters of their question, of one with parts"""


_wanted = msgspec.json.Decoder(_Wanted)


def lay(state: PollState, value: str | int) -> Plan:
    """Lay words together under a name, take them apart, or undo the last of these steps."""
    try:
        wanted = _wanted.decode(str(value))
    except msgspec.DecodeError:
        raise NotNow(_("There is no such text.")) from None
    if state.round is None or wanted.part not in (
        start for start, _each in merging(state.question)
    ):
        raise NotNow(_("Of this question no words are laid together."))
    steps = steps_of(state.moderation, wanted.part)
    if wanted.words:
        steps.append(_step(state, wanted, steps))
    elif not steps:
        raise NotNow(_("No words were laid together yet."))
    else:
        steps.pop()
    return Plan(moderate={f"{wanted.part}{LAID}": as_kept(steps)})


def _step(state: PollState, wanted: _Wanted, steps: list[PileStep]) -> PileStep:
    part = wanted.part.removesuffix("/")
    laid = lie(0, tally_of(state.unmoderated, part) if part else state.unmoderated, steps)
    known = {each.key for each in (*laid.loose, *(t for pile in laid.piles for t in pile.texts))}
    if not known.issuperset(wanted.words):
        raise NotNow(_("There is no such text."))
    id_ = _id(wanted, len(steps))
    name = clean(wanted.name)[:LONGEST_NAME]
    if not name:
        return PileStep(id_, {"": wanted.words})
    pile = next((pile for pile in laid.piles if fold(pile.name) == fold(name)), None)
    if pile is None and len({*wanted.words, *_called(laid, name)}) < FEWEST:
        raise NotNow(_("Choose two words or more."))
    to = pile.id if pile else laid.fresh
    return PileStep(id_, {to: wanted.words}, {to: name})


def _called(laid: Laid, name: str) -> list[str]:
    """The text in no pile that is the name itself: it is counted in."""
    return [each.key for each in laid.loose if fold(each.text) == fold(name)]


def _id(wanted: _Wanted, number: int) -> str:
    """What tells this step from the others: no two moderators take the same one."""
    told = sha256(f"{number} {wanted}".encode()).digest()
    return "".join(STEP_ID[byte % len(STEP_ID)] for byte in told[:8])

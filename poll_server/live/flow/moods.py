"""Which of reactions and tempo are wanted, and where they are seen."""

import unicodedata

from poll_server.live.state import PollState
from poll_server.wire.messages import MoodWanted

from .plan import NotNow, Plan

USUAL = ("👏", "❤️", "😄", "🤔")
"""Applause, liking, laughter, a doubt: what every phone can draw, and nobody takes amiss."""
LONGEST_EMOJI = 12
"""Code points: a family of four with skin tones has eleven."""
SWITCHES = {"reactions": "reactions", "tempo": "tempo", "stage": "mood_stage"}
"""What a command names -> the field that holds it."""
PARTS = ("So", "Sk", "Mn", "Me", "Cf")
"""Categories of which emoji are made: signs, skin tones, what joins them and how they look."""


def _(message: str) -> str:
    """Marks a message for the catalogue; it is translated when it is said."""
    return message


def mood(state: PollState, value: str | int) -> Plan:
    """One of the switches the other way, or other reactions."""
    live = state.live
    if name := SWITCHES.get(str(value)):
        return Plan(set={name: int(not getattr(live, name))})
    emoji = str(value).split()
    if len(set(emoji)) != len(USUAL) or not all(map(_is_emoji, emoji)):
        raise NotNow(_("Please give four different emoji, with blanks between them."))
    return Plan(set={"emoji": " ".join(emoji)})


def wanted(state: PollState) -> MoodWanted:
    """What a moderator chose."""
    live = state.live
    emoji = tuple(live.emoji.split()) or USUAL
    return MoodWanted(emoji, live.reactions, live.tempo, live.mood_stage)


def offered(state: PollState) -> MoodWanted | None:
    """What phones may tap; None where it is nothing."""
    live = state.live
    if state.over or not (live.reactions or live.tempo):
        return None
    chosen = wanted(state)
    return MoodWanted(chosen.emoji if live.reactions else (), live.reactions, live.tempo)


def on_stage(state: PollState) -> MoodWanted | None:
    """What the stage shows of it; None where it is nothing."""
    return offered(state) if state.live.mood_stage else None


def _is_emoji(text: str) -> bool:
    kinds = [unicodedata.category(each) for each in text]
    return len(text) <= LONGEST_EMOJI and "So" in kinds and all(kind in PARTS for kind in kinds)

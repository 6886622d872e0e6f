"""Reactions and the tempo: what is wanted of them, and how they stand."""

import msgspec


class MoodWanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a moderator wants of it; phones are told where they may tap anything."""

    emoji: tuple[str, ...] = ()
    """the reactions that are offered"""
    reactions: bool = False
    tempo: bool = False
    stage: bool = False
    """the stage shows it"""


class MoodNow(msgspec.Struct, frozen=True):
    """The last minutes, over all phones."""

    reactions: tuple[int, ...]
    """how often each was tapped"""
    tempo: dict[str, int]
    """word -> phones whose last word it is; each once"""

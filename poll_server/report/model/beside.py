"""What a hall did beside voting, for the report: how often, in one line, and nothing of anybody."""

from typing import NamedTuple

from poll_server.locale import speak


class BesideCounts(NamedTuple):
    """Of one poll."""

    raised: int = 0
    """hands"""
    spoken: int = 0
    """how often somebody had the floor and spoke"""
    reactions: int = 0
    tempo: int = 0
    """words on the tempo"""


def beside_line(counts: BesideCounts, language: str) -> str:
    """The line; empty where there was nothing of it."""
    _ = speak(language)
    parts = []
    if counts.raised:
        hands = _.ngettext("%(n)s request to speak", "%(n)s requests to speak", counts.raised)
        parts += [hands, _("%(n)s of them taken up", n=counts.spoken)]
    if counts.reactions:
        parts.append(_.ngettext("%(n)s reaction", "%(n)s reactions", counts.reactions))
    if counts.tempo:
        parts.append(
            _.ngettext("%(n)s word on the tempo", "%(n)s words on the tempo", counts.tempo)
        )
    return " · ".join(parts)

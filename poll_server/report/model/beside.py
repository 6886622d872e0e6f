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


def beside_named(counts: BesideCounts, language: str) -> list[tuple[str, int]]:
    """Each of the counts that is there, by its name, as a table has it."""
    _ = speak(language)
    named = (
        (_("Requests to speak"), counts.raised),
        (_("Requests taken up"), counts.spoken if counts.raised else 0),
        (_("Reactions"), counts.reactions),
        (_("Words on the tempo"), counts.tempo),
    )
    return [each for each in named if each[1]]


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

"""What was taken over from another tool: what screens and reports say of that."""

from datetime import UTC, datetime

from babel.dates import format_date
from msgspec import structs

from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions.results import Fact
from poll_server.store.records import Pinned, Round
from poll_server.wire.messages import FloorEntry, Shown


def taken_over(round_: Round, language: str) -> str:
    """`taken over from Mentimeter, March 12, 2025`; without the day where nobody knows it.

    Args:
        round_: one with a `source`.
    """
    _ = speak(language)
    said = _("taken over from %(tool)s", tool=round_.source)
    day = long_day(round_.opened_ms, language)
    return f"{said}, {day}" if day else said


def asked_on_stage(pinned: Pinned | None, language: str) -> FloorEntry | None:
    """The question from the hall that is on the stage."""
    if pinned is None:
        return None
    _ = speak(language)
    source = _("taken over from %(tool)s", tool=pinned.source) if pinned.source else ""
    return FloorEntry(pinned.text, pinned.name, source)


def long_day(ms: int, language: str) -> str:
    """`March 12, 2025`: a day in UTC, as other tools' files have it; '' where it is not known.

    Args:
        ms: since 1970; 0: not known.
    """
    if not ms:
        return ""
    return format_date(datetime.fromtimestamp(ms / 1000, UTC), "long", locale=language)


def facts_of_source(state: PollState, language: str) -> tuple[Fact, ...]:
    """That the result in sight was taken over; nothing where it came from phones here."""
    if state.round is None or not state.round.source:
        return ()
    _, day = speak(language), long_day(state.round.opened_ms, language)
    return (Fact(_("Taken over from"), ", ".join(filter(None, (state.round.source, day)))),)


def with_source(state: PollState, drawn: Shown, language: str) -> Shown:
    """A result as a screen draws it, and from where it was taken over, if it was."""
    told = facts_of_source(state, language)
    return structs.replace(drawn, facts=(*told, *drawn.facts)) if told else drawn

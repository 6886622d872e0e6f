"""What the hall asked, for the report: only what everybody saw, and no name that nobody gave."""

from collections.abc import Iterator, Sequence

from poll_server.base.text import isolated
from poll_server.live.beside.board import HallEntry, board_of
from poll_server.locale import Speech, speak
from poll_server.store.parts.beside.floor_store import Floor

from .document import FloorReport, Written


def floor_report(floor: Floor | None, language: str) -> FloorReport | None:
    """What is said of a poll's questions from the hall; None where nobody asked any.

    Args:
        floor: at the moment of the report.
    """
    entries = board_of(floor).entries if floor else ()
    if not entries:
        return None
    _ = speak(language)
    # What is on the stage at this moment is no order for a report.
    ordered = tuple(
        sorted(entries, key=lambda each: (each.answered, -each.votes, -each.taken, each.number))
    )
    parts = (
        _.ngettext("%(n)s question", "%(n)s questions", len(ordered)),
        _("%(n)s of them answered", n=sum(each.answered for each in ordered)),
        _.ngettext("%(n)s vote", "%(n)s votes", sum(each.votes for each in ordered)),
        *_elsewhere(ordered, _),
    )
    return FloorReport(
        title=_("Questions from the audience"),
        summary=" · ".join(parts),
        entries=ordered,
        told=tuple(_written(each, _) for each in ordered),
    )


def _elsewhere(entries: Sequence[HallEntry], _: Speech) -> Iterator[str]:
    """How many were taken over, and their support there: never added to that here."""
    for tool in dict.fromkeys(each.source for each in entries if each.source):
        of_it = [each for each in entries if each.source == tool]
        yield _("%(n)s of them taken over from %(tool)s", n=len(of_it), tool=tool)
        yield _.ngettext(
            "%(n)s vote there, counted apart",
            "%(n)s votes there, counted apart",
            sum(each.taken for each in of_it),
        )


def _taken(each: HallEntry, _: Speech) -> str:
    """`12 votes taken over from Slido`; empty for what was asked here."""
    if not each.source:
        return ""
    return _.ngettext(
        "%(n)s vote taken over from %(tool)s",
        "%(n)s votes taken over from %(tool)s",
        each.taken,
        tool=each.source,
    )


def _written(each: HallEntry, _: Speech) -> Written:
    text = isolated(each.text)
    if each.name:
        by = _("Asked by %(name)s", name=isolated(each.name))
        text = f"{text} ({by})"
    if each.answer:
        answer = _("Answer: %(text)s", text=isolated(each.answer))
        text = f"{text} – {answer}"
    if taken := _taken(each, _):
        text = f"{text} ({taken})"
    said = _.ngettext("%(n)s vote", "%(n)s votes", each.votes)
    if each.answered:
        said = _("%(votes)s, answered", votes=said)
    return Written(text, each.votes, f"·\u00a0{said}")

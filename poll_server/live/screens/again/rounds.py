"""A question that was asked again: its last two rounds beside each other, where that is wanted.

Both rounds are held to the smallest group, and what was dismissed in either stays away.
"""

from collections.abc import Iterator, Sequence

from poll_server.live.screens import tables
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.looks.look import Theme, branded
from poll_server.questions import Measure, Results
from poll_server.questions.drawing.before_after import MOST, before_after
from poll_server.questions.methods.hands import counted, enough, hands_of
from poll_server.questions.shifts import UNKNOWN, RowMoved, comparable, shifts
from poll_server.wire.messages import Shown, Table, TableRow

from .taken import taken_over


def earlier_results(state: PollState, language: str) -> Results | None:
    """What came out the last time, where that may be shown and stand beside what comes out now."""
    if state.subject is None or state.earlier is None or state.tally_before is None:
        return None
    subject, before = state.subject, state.tally_before
    hands = hands_of(state.earlier.hands)
    if not enough(subject, before, state.earlier.votes, hands, state.smallest_group):
        return None
    found = counted(subject, before, state.earlier.votes, hands, language)
    return found if comparable(found) else None


def rounds_shown(state: PollState, language: str, theme: Theme, measure: Measure) -> Shown | None:
    """Both rounds as a screen draws them; None where there is one only, or nothing to compare."""
    before, now = earlier_results(state, language), state.results(language)
    if before is None or now is None or not comparable(now) or not state.round or not state.earlier:
        return None
    _ = speak(language)
    rows = shifts(before, now)
    names = [
        f"{_('Round %(n)s', n=each.attempt)}: {tables.n_in_words(results)}"
        for each, results in ((state.earlier, before), (state.round, now))
    ]
    look = branded(state.event.brand.accent)[theme]
    pages = [rows[at : at + MOST] for at in range(0, len(rows), MOST)]
    figure, *more = (
        before_after(page, (names[0], names[1]), look, measure, language) for page in pages
    )
    return Shown(
        figure=figure,
        summary=f"{now.prompt} {names[0]}; {names[1]}. {_told(rows[:MOST], language)}.",
        base=" · ".join((_("In brackets: change in points"), *_taken(state, language))),
        table=_table(rows, names, language),
        more=tuple(more),
    )


def _taken(state: PollState, language: str) -> Iterator[str]:
    """Which of both rounds was taken over, and from where."""
    _ = speak(language)
    for each in (state.earlier, state.round):
        if each and each.source:
            yield f"{_('Round %(n)s', n=each.attempt)}: {taken_over(each, language)}"


def _told(rows: Sequence[RowMoved], language: str) -> str:
    """The rows in words, for those who do not see the bars."""
    _ = speak(language)
    return ", ".join(
        _(
            "%(label)s %(now)s, before %(before)s",
            label=row.label,
            now=tables.figure(row.now, language).text,
            before=tables.figure(row.before, language).text if row.before else UNKNOWN,
        )
        for row in rows
    )


def _table(rows: Sequence[RowMoved], names: Sequence[str], language: str) -> Table:
    _ = speak(language)
    return Table(
        _("Rounds compared"),
        (_("Answer"), *names, _("Change in points")),
        tuple(
            TableRow(
                (
                    row.label,
                    *(tables.figure(each, language).text for each in (row.before, row.now)),
                    row.points(language),
                )
            )
            for row in rows
        ),
    )

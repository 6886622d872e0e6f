"""Who moved between two rounds of a question: in words, as a table, and as a stream on the stage.

A way that fewer people went than the smallest group is shown to nobody, and then no other way
either: the missing one could be found by subtraction. So could what few people said who voted in
one of the rounds only, from its result and the ways.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypedDict

from msgspec import structs

from poll_server.live.screens.offered import told_besides
from poll_server.live.screens.tables import Cell, Column, Figures, counted
from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.looks.look import Theme, branded
from poll_server.questions import Question, Results
from poll_server.questions.drawing.stream import stream
from poll_server.questions.methods.moves import Moves, Station, stations
from poll_server.questions.results import Fact
from poll_server.store.records import Round
from poll_server.wire.messages import PhoneQuestion, Shown, Table, TableRow

from .taken import facts_of_source


class MovesTold(NamedTuple):
    """What may be said of who moved."""

    fact: Fact
    figures: Figures | None
    """a line for each answer before, a column for each answer now; None: too few went some way"""
    moves: Moves
    """without any figure where none may be told"""
    people: tuple[int, int] | None = None
    """how many kept their answer, and how many changed it; None: that is not told either"""


def told(
    question: Question,
    round_: Round,
    counters: Mapping[str, int] | None,
    smallest: int,
    language: str,
    votes_before: int = 0,
) -> MovesTold | None:
    """What may be said of a frozen round; None where nobody counts who moved.

    Args:
        counters: from>to → people.
        smallest: people that must have gone each way.
        votes_before: how many voted in the earlier round.
    """
    if not round_.moves_from or counters is None:
        return None
    _, moves = speak(language), Moves.of(counters, (votes_before, round_.votes))
    label = _("Who changed since round %(n)s", n=round_.attempt - 1)
    whole = moves.cells_may_be_shown(smallest)
    sums = bool(moves.n) and moves.sums_may_be_shown(smallest)
    figures = _figures(moves, stations(question, language), _) if whole else None
    fact = Fact(label, _in_words(round_, moves, smallest, _, sums=sums))
    people = (moves.stayed, moves.changed) if sums and round_.moves_from > 0 else None
    return MovesTold(fact, figures, moves if whole else Moves({}), people)


def _in_words(round_: Round, moves: Moves, smallest: int, _: Speech, *, sums: bool) -> str:
    if round_.moves_from < 0:
        return _("not counted: the single votes of that round had been deleted after their time")
    if not moves.n:
        return _("nobody voted in both rounds")
    if not sums:
        return _(
            "not shown: ways that fewer than %(n)s people went could point to single persons",
            n=smallest,
        )
    return _.ngettext(
        "of %(n)s person who voted in both rounds, %(stayed)s kept the answer and %(changed)s "
        "changed it",
        "of %(n)s people who voted in both rounds, %(stayed)s kept their answer and %(changed)s "
        "changed it",
        moves.n,
        stayed=moves.stayed,
        changed=moves.changed,
    )


def _figures(moves: Moves, answers: tuple[Station, ...], _: Speech) -> Figures:
    """The ways as a table: from the answer of a line to that of a column."""
    ends = [each for each in answers if any(way[1] == each.counter for way in moves.cells)]
    starts = [each for each in answers if any(way[0] == each.counter for way in moves.cells)]
    return Figures(
        (Column(_("From ↓ to →")), *(Column(each.label, "count") for each in ends)),
        tuple(
            (
                Cell(start.label),
                *(counted(moves.cells.get((start.counter, end.counter), 0)) for end in ends),
            )
            for start in starts
        ),
    )


def of_state(state: PollState, language: str) -> MovesTold | None:
    """The same of the round in sight."""
    if state.question is None or state.round is None:
        return None
    least, before = state.smallest_group, state.votes_before
    return told(state.question, state.round, state.moves, least, language, before)


class _ToldAgain(TypedDict):
    """What a console is told of a question's rounds."""

    compare: bool
    comparable: bool
    stream: bool
    streams: bool


def told_again(state: PollState) -> _ToldAgain:
    """How a question that was asked again is shown, and how it can be."""
    return {
        "compare": state.live.compare,
        "comparable": state.earlier is not None,
        "stream": state.live.stream,
        "streams": state.streams,
    }


def facts_of(state: PollState, results: Results | None, language: str) -> tuple[Fact, ...]:
    """What the moderator reads beside the rows: from where they are, and who moved, if so."""
    moved = of_state(state, language) if results else None
    told = (moved.fact,) if moved else ()
    return (*facts_of_source(state, language), *(results.facts if results else ()), *told)


def asked_again(state: PollState, question: PhoneQuestion, language: str) -> PhoneQuestion:
    """`question` as it is asked now: from the second round on it says which one it is.

    And, before the first tap, that it is counted who moves.
    """
    attempt = state.round.attempt if state.round else 1
    if attempt < 2:
        return question
    _ = speak(language)
    prompt = f"{question.prompt} ({_('Round %(n)s', n=attempt)})"
    question = structs.replace(question, prompt=prompt)
    if state.round is None or state.round.moves_from <= 0:
        return question
    told_first = _("It is counted who changes from which answer to which, without names.")
    return told_besides(question, told_first)


def stream_shown(state: PollState, language: str, theme: Theme) -> Shown | None:
    """Who moved as a screen draws it; None where it is not wanted, or may not be shown."""
    found = of_state(state, language) if state.live.stream and state.streams else None
    if found is None or found.figures is None or state.question is None or state.round is None:
        return None
    _, moves = speak(language), found.moves
    now = state.round.attempt
    heads = (_("Round %(n)s", n=now - 1), _("Round %(n)s", n=now))
    answers = stations(state.question, language)
    look = branded(state.event.brand.accent)[theme]
    ways = ", ".join(
        _("%(start)s to %(end)s: %(n)s", start=row[0].text, end=column.name, n=cell.text)
        for row in found.figures.rows
        for column, cell in zip(found.figures.columns[1:], row[1:], strict=True)
        if cell.value
    )
    head = tuple(column.name for column in found.figures.columns)
    rows = tuple(TableRow(tuple(cell.text for cell in row)) for row in found.figures.rows)
    return Shown(
        figure=stream(moves, answers, heads, look),
        summary=f"{found.fact}. {ways}.",
        base=str(found.fact),
        table=Table(_("Who changed"), head, rows),
    )

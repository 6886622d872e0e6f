"""A result by group of people, where the moderator wants it: beside each other, or of equal weight.

Only a round that takes no more votes is told so, and only groups from which nothing of any other
can be worked out (`questions.groups.suppression`).
"""

from poll_server.base.percent import format_decimal
from poll_server.base.text import listed
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.looks.look import Theme, branded
from poll_server.questions import Measure, Results
from poll_server.questions.drawing.figure_pages import pages
from poll_server.questions.groups.compared import ByGroup, by_group, equally
from poll_server.questions.groups.figure import figures
from poll_server.questions.results import Grouping
from poll_server.questions.shifts import shares
from poll_server.wire.messages import Shown, Table, TableRow

from . import tables


def groups_of(state: PollState, language: str) -> ByGroup:
    """What came out in each group: of a round that takes no more votes, and of all its votes.

    Earlier ones are not told: from two results, the votes between them could be worked out.
    """
    subject, all_ = state.subject, state.unmoderated
    if subject is None or not (state.round and state.round.frozen and state.enough):
        return ByGroup()
    if (of := ("groups", language)) not in state.made:
        names, least = state.poll.groups(language), state.smallest_group
        votes = subject.votes(all_, state.votes)
        state.made[of] = by_group(
            subject.question, subject.tally(all_), votes, names, least, language
        )
    found: ByGroup = state.made[of]
    return found


def groupings(state: PollState, language: str) -> tuple[Grouping, ...]:
    """In which ways the result in sight can be told; none where the poll asks for no group."""
    if not state.poll.here_as:
        return ()
    found = groups_of(state, language)
    ways: list[Grouping] = [""]
    if found.shown:
        ways.append("each")
        if equally(found):
            ways.append("equal")
    return tuple(ways)


def note(state: PollState, language: str) -> str:
    """Why the result cannot be told by group now, or which groups are left out."""
    _, question = speak(language), state.subject.question if state.subject else None
    if not state.poll.here_as or question is None or not question.asks:
        return ""
    if not question.by_group:
        return _("This kind of question is not shown by group.")
    if state.round is None or not state.round.frozen:
        return _("By group once the vote is closed for good.")
    return left_out(groups_of(state, language), language)


def left_out(found: ByGroup, language: str) -> str:
    """Which groups are not shown, and why; empty: none."""
    _ = speak(language)
    if not found.hidden:
        return ""
    if not found.shown:
        return _("Not by group: too few people of some group answered.")
    return _(
        "Not shown, to protect single people: %(groups)s.", groups=listed(found.hidden, language)
    )


def groups_shown(state: PollState, language: str, theme: Theme, measure: Measure) -> Shown | None:
    """The result by group as a screen draws it; None where it is not wanted, or cannot be told."""
    wanted, results = state.live.grouping, state.results(language)
    if wanted not in groupings(state, language) or not wanted or results is None:
        return None
    assert state.question is not None
    found = groups_of(state, language)
    if wanted == "equal":
        return _equal(state, found, language, theme)
    look = branded(state.event.brand.accent)[theme]
    named = [(each.name, each.results) for each in found.shown]
    first, *more = figures(named, look, measure, language) or [{}]
    table = by_group_table(found, results, language)
    said = [f"{cells[0]}: {_of(table.head, cells)}" for cells in (r.cells for r in table.rows)]
    return Shown(
        figure=first,
        summary=f"{results.prompt} {'; '.join(said)}.",
        base=base_by_group(found, language, of_more=state.question.by_group == "more"),
        table=table,
        more=tuple(more),
        cards=() if first else tuple(_card(each.name, each.results) for each in found.shown),
    )


def _of(head: tuple[str, ...], cells: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {cell}" for name, cell in zip(head[1:], cells[1:], strict=True))


def _card(name: str, results: Results) -> str:
    """A group's figures where nothing can be drawn of them."""
    rows = [f"{row.label} {row.shown}" for row in results.steps[:2]]
    return f"{name}: {' · '.join(rows)}"


def base_by_group(found: ByGroup, language: str, *, of_more: bool) -> str:
    """What is compared where that is not the usual figure, and how many people each group has."""
    sizes = [f"{each.name} ({each.results.base})" for each in found.shown]
    first = found.shown[0].results
    what = first.measured.value if first.measured and of_more else ""
    return " · ".join(filter(None, (what, *sizes, left_out(found, language))))


def by_group_table(found: ByGroup, results: Results, language: str) -> Table:
    """A row an answer, a column a group."""
    _ = speak(language)
    every = [shares(each.results) for each in found.shown]
    labels = {at: row.label for each in (shares(results), *every) for at, row in each.items()}
    if results.form == "statements":
        labels = {at: f"{at[0]}: {label}" for at, label in labels.items()}
    rows = [
        (label, *(tables.figure(each.get(at), language).text for each in every))
        for at, label in labels.items()
        if any(at in each for each in every)
    ]
    if results.form == "statements":
        rows += _means(found, language)
    heads = (f"{each.name} ({tables.n_in_words(each.results)})" for each in found.shown)
    return Table(_("By group"), (_("Answer"), *heads), tuple(map(TableRow, rows)))


def _means(found: ByGroup, language: str) -> list[tuple[str, ...]]:
    """A row for each statement with its mean in each group: what the lines are drawn through."""
    _, every = speak(language), [each.results.series for each in found.shown]
    return [
        (
            f"{same[0].label}: {_('Mean')}",
            *("–" if one.mean is None else format_decimal(one.mean, language) for one in same),
        )
        for same in zip(*every, strict=True)
    ]


def _equal(state: PollState, found: ByGroup, language: str, theme: Theme) -> Shown | None:
    """What comes out where every group weighs the same, and beside it what all people said."""
    _, question, results = speak(language), state.question, state.results(language)
    weighed = equally(found)
    if question is None or results is None or weighed is None:
        return None
    look = branded(state.event.brand.accent)[theme]
    figure, *more = (question.figure(part, look, "percent", language) for part in pages(weighed))
    now, all_ = shares(weighed), shares(results)
    table = Table(
        _("Every group weighs the same"),
        (_("Answer"), _("Groups equal"), _("All people")),
        tuple(
            TableRow(
                (
                    f"{at[0]}: {row.label}" if results.form == "statements" else row.label,
                    tables.share(row, language).text,
                    tables.share(all_.get(at), language).text,
                )
            )
            for at, row in now.items()
        ),
    )
    names = listed([each.name for each in found.named], language)
    base = _("Every group weighs the same: %(groups)s", groups=names)
    said = f"{results.prompt} {base}. {tables.summary(weighed, language)}"
    return Shown(figure=figure, summary=said, base=base, table=table, more=tuple(more))

"""Go or no-go: what simulated phones have met, and what it means for a hall, in sentences."""

from typing import Literal, NamedTuple, get_args

from poll_server.live.beside.rehearsals import RehearsalProgress, Wait, Waited
from poll_server.locale import Speech, speak

GoOrNot = Literal["go", "no-go", "open"]


class MeasuredRow(NamedTuple):
    """A line of the table."""

    what: str
    command: Wait
    """what `poll-server rehearse` calls it"""
    took: str
    limit: str
    found: str
    is_long: bool


class Readied(NamedTuple):
    """What the page says."""

    verdict: GoOrNot
    title: str
    reasons: tuple[str, ...]
    rows: tuple[MeasuredRow, ...]


def judged(progress: RehearsalProgress, language: str) -> Readied:
    """What the phones have met so far, judged."""
    _ = speak(language)
    by_name = {each.what: each for each in progress.waits}
    late = [each for each in progress.waits if each.seconds > each.limit]
    came = progress.inside >= progress.people
    missing = [name for name in get_args(Wait) if name not in by_name]
    verdict: GoOrNot = "open" if missing or not came else "go"
    reasons = [
        _(
            "%(what)s: %(took)s, and %(limit)s would be good. What helps: %(cure)s.",
            what=_names(_)[each.what],
            took=seconds(each.seconds, language),
            limit=seconds(each.limit, language),
            cure=_cures(_)[each.what],
        )
        for each in late
    ]
    if not came and progress.ended in ("time", "unreachable"):
        reasons.append(
            _(
                "Only %(inside)s of %(people)s phones had the poll in sight.",
                inside=progress.inside,
                people=progress.people,
            )
        )
    if reasons:
        verdict = "no-go"
    elif verdict == "open":
        reasons = [_open(progress, missing, _)]
    else:
        reasons = [_("Nobody waited longer than a hall does without wondering.")]
    titles = {"go": _("Go"), "no-go": _("No-go"), "open": _("No verdict yet")}
    rows = tuple(_row(name, by_name.get(name), language) for name in get_args(Wait))
    return Readied(verdict, titles[verdict], tuple(reasons), rows)


def _open(progress: RehearsalProgress, missing: list[Wait], _: Speech) -> str:
    if progress.ended:
        return _("It ended before everything was measured: please rehearse once more.")
    if progress.inside < progress.people or "acknowledgement" not in missing:
        return _("Not everything is measured yet.")
    return _("Votes are still to be measured: open a question on the console.")


def _row(name: Wait, waited: Waited | None, language: str) -> MeasuredRow:
    _ = speak(language)
    if waited is None:
        return MeasuredRow(_names(_)[name], name, "–", "–", _("not measured yet"), is_long=False)
    is_long = waited.seconds > waited.limit
    return MeasuredRow(
        _names(_)[name],
        name,
        seconds(waited.seconds, language),
        seconds(waited.limit, language),
        _("too long") if is_long else _("good"),
        is_long,
    )


def _names(_: Speech) -> dict[Wait, str]:
    return {
        "page": _("To join: until the page is there"),
        "connection": _("To join: from then on until the poll is in sight"),
        "acknowledgement": _("From a tap until “Vote counted”"),
        "stage": _("From then on until the stage has it"),
    }


def _cures(_: Speech) -> dict[Wait, str]:
    computer = _("nothing else that computes on this computer, or a faster one")
    return {
        "page": _("more access points, or fewer people for each; on this computer: a faster one"),
        "connection": _("a proxy that passes WebSockets on, or more access points"),
        "acknowledgement": _(
            "a faster disk under Redis (“poll-server check” measures it), or better Wi-Fi"
        ),
        "stage": computer,
    }


def seconds(much: float, language: str) -> str:
    """`0.04 s`, or `0,04 s` in German, with a space that does not break; whole ones as such."""
    text = f"{much:.2f}" if much != round(much) else f"{much:.0f}"
    return f"{text.replace('.', ',') if language == 'de' else text}\u00a0s"

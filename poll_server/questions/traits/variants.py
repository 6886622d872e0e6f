"""Variants of a word that a moderator laid together: “Schüler”, “Schüler*innen” as one row.

They are piles (`writing/piles.py`), with one difference: the result itself has them, so every
screen and file has one number. The steps stand with the round's moderation under `laid`, as what
was hidden does; ballots, counters and what was frozen stay as people sent them.

Counters say how many people wrote each variant, and not who. Where somebody may give several
words, their sum is therefore no number of people: it is told as mentions, without a share.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from poll_server.base.text import isolated
from poll_server.locale import speak
from poll_server.questions.kind import Question
from poll_server.questions.results import Fact, Row, Tally
from poll_server.questions.writing.piles import Laid, PileStep, lie
from poll_server.questions.writing.written import fold, fold_clean, written_texts

from .parts import parts_of, tally_of

LAID = "laid"
"""In a round's moderation, behind a part's id and a stroke: JSON, the steps. No counter is called
so."""
MOST_STEPS = 100
"""That can be taken back; older ones are kept as one. 60 kB in a round's moderation at most."""
TOLD_ROWS, TOLD_VARIANTS = 8, 6
"""Rows, and variants of each, that are named: more than anybody reads."""
FULL = 100
"""Percent: no bar is longer."""

_steps = msgspec.json.Decoder(list[PileStep])


class WithVariants(Question, frozen=True, kw_only=True):
    """What kinds have whose texts are counted one by one, so that variants part what is one."""

    @property
    def merges(self) -> bool:
        """Whether variants may be laid together."""
        raise NotImplementedError

    @property
    def one_each(self) -> bool:
        """Whether everybody gives one text, so that a sum of them is a number of people."""
        raise NotImplementedError


def merging(question: Question | None) -> Iterator[tuple[str, WithVariants]]:
    """Whose texts a moderator may lay together, each behind what stands before its counters."""
    if question is None:
        return
    parts = [(f"{part.id}/", part) for part in parts_of(question)]
    for start, each in parts or [("", question)]:
        if isinstance(each, WithVariants) and each.merges:
            yield start, each


def steps_of(moderation: Mapping[str, str], start: str = "") -> list[PileStep]:
    """What a moderator did, in order.

    Args:
        start: what stands before the counters of a part.
    """
    kept = moderation.get(f"{start}{LAID}")
    return _steps.decode(kept) if kept else []


def as_kept(steps: Sequence[PileStep]) -> str:
    """The steps as a round's moderation keeps them; empty where there is none."""
    older, later = steps[:-MOST_STEPS], steps[-MOST_STEPS:]
    kept = [_as_one([*older, later[0]]), *later[1:]] if older else later
    return msgspec.json.encode(kept).decode() if kept else ""


def _as_one(steps: Sequence[PileStep]) -> PileStep:
    """Steps that nobody can take back any more."""
    lies: dict[str, str] = {}
    names: dict[str, str] = {}
    for step in steps:
        names |= step.names
        for pile, sums in step.laid.items():
            lies |= dict.fromkeys(sums, pile)
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for each, pile in lies.items():
        inside[pile].append(each)
    return PileStep(steps[-1].id, {pile: tuple(sums) for pile, sums in inside.items()}, names)


def laid_together(
    question: Question | None, tally: Tally, moderation: Mapping[str, str]
) -> Iterator[tuple[str, Laid]]:
    """How texts lie, of the question or of its parts; nothing where no moderator laid any.

    Args:
        tally: of texts that may be seen.
    """
    for start, _each in merging(question):
        if steps := steps_of(moderation, start):
            own = tally_of(tally, start.removesuffix("/")) if start else tally
            yield start, lie(0, own, steps)


def merged(question: Question | None, tally: Tally, moderation: Mapping[str, str]) -> Tally:
    """`tally` with the variants as one text, under the name that the moderator chose.

    A text that comes later goes where its folded form was put; a name that is itself a text of the
    round counts that in.
    """
    found = dict(tally)
    for start, laid in laid_together(question, tally, moderation):
        inside = {fold_clean(text.text) for pile in laid.piles for text in pile.texts}
        loose = {fold_clean(text.text): text for text in laid.loose}
        joining = {key: loose[key] for pile in laid.piles if (key := fold(pile.name)) in loose}
        gone = inside | joining.keys()
        found = {name: n for name, n in found.items() if _key(name, start) not in gone}
        for pile in laid.piles:
            key = fold(pile.name)
            texts = [*pile.texts, *([joining.pop(key)] if key in joining else [])]
            for name in (f"text:{key}", f"form:{pile.name}"):
                found[start + name] = found.get(start + name, 0) + sum(each.count for each in texts)
            if len(texts) > 1:
                found |= {f"{start}{LAID}:{key}\n{each.text}": each.count for each in texts}
    return found


def _key(counter: str, start: str) -> str | None:
    """The folded text that a counter is of; None: it is of none, or of another part."""
    if not counter.startswith(start):
        return None
    means, stroke, text = counter.removeprefix(start).partition(":")
    if not stroke or means not in ("text", "form"):
        return None
    return text if means == "text" else fold_clean(text)


def variants(tally: Tally) -> dict[str, dict[str, int]]:
    """Of each row that was laid together, by its key: what people wrote, and how many did."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for counter, n in tally.items():
        means, _stroke, told = counter.partition(":")
        key, line, text = told.partition("\n")  # no text that is clean holds a line's end
        if means == LAID and line:
            found[f"text:{key}"][text] = n
    return found


def with_variants(question: WithVariants, rows: Sequence[Row], tally: Tally) -> tuple[Row, ...]:
    """`rows` with what was laid together in each; without a share where one person may be in it
    twice.
    """
    several = variants(tally)
    if not several:
        return tuple(rows)
    found = []
    for row in rows:
        if row.key in several:
            row = msgspec.structs.replace(row, variants=tuple(several[row.key]))
            if not question.one_each:
                bar = min(row.percent or 0, FULL)
                row = msgspec.structs.replace(row, percent=None, bar=bar)
        found.append(row)
    return tuple(found)


def told(question: WithVariants, tally: Tally, language: str) -> list[Fact]:
    """What was laid together, and how it is counted: wherever figures are, it says so."""
    _, several = speak(language), variants(tally)
    if not several:
        return []
    lines = [
        _line(name, several[counter])
        for counter, name, _n in written_texts(tally)
        if counter in several
    ]
    if len(lines) > TOLD_ROWS:
        rest = len(lines) - TOLD_ROWS
        more = _.ngettext("%(n)s row more", "%(n)s rows more", rest)
        lines = [*lines[:TOLD_ROWS], f"… {more}"]
    note = ""
    if not question.one_each:
        note = _("mentions: whoever gave several of the words is in it with each of them")
    return [Fact(_("Laid together by the moderator"), " · ".join(lines), note)]


def _line(name: str, texts: Mapping[str, int]) -> str:
    """“Schüler (Schüler 8, Schüler*innen 4)”, the most frequent first."""
    ordered = sorted(texts.items(), key=lambda each: (-each[1], each[0]))
    said = [f"{isolated(text)} {n}" for text, n in ordered[:TOLD_VARIANTS]]
    more = ["…"] if len(ordered) > TOLD_VARIANTS else []
    return f"{isolated(name)} ({', '.join([*said, *more])})"

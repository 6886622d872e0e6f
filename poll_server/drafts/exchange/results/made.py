"""Questions of ours, and the counters of their rounds, from what came out elsewhere.

Every answer is checked and counted by the kind of question itself, as a vote is. What does not fit
is named, with how many people it was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from poll_server.drafts.exchange.asked import Taken
from poll_server.questions import AnyQuestion
from poll_server.questions.checking import (
    LONGEST_OPTION,
    LONGEST_PROMPT,
    LONGEST_TIMER,
    MOST_OPTIONS,
    InvalidAnswer,
)
from poll_server.questions.writing.written import clean, fold

from .guessed import LONGEST_NAMED, parts
from .old import OldQuestion, OldRound

LONGEST_SAID = 300
"""Characters of a text that somebody wrote elsewhere: twice as long as ours, read in files."""
MOST_WORDS = 5
"""Of one person in a cloud."""
MOST_STATEMENTS = 15
"""On one scale."""
TOPS = (5, 7, 10)
"""Highest steps that scales usually have."""
Answers = Callable[[str], Any]
"""What an answer of a file is as one of ours; None: it does not fit."""


class MadeRound(NamedTuple):
    """What one round came to."""

    people: int
    from_ms: int
    to_ms: int
    tally: dict[str, int]


class MadeQuestion(NamedTuple):
    """A question of ours with its rounds."""

    question: AnyQuestion
    rounds: tuple[MadeRound, ...]


def made(old: OldQuestion, name: str, taken: Taken) -> list[MadeQuestion]:
    """The question, or several where a scale has too many statements; none where it cannot be one.

    Args:
        name: its short name; further ones get a number behind it.
        taken: is told what does not come along.
    """
    _, taken.number = taken.speech, old.number
    if old.form == "none":
        taken.lose(_("the question is left out, as was chosen"))
        return []
    if old.form == "scale":
        return _scales(old, name, taken)
    makes = {"one": _choice, "several": _choice, "words": _words, "text": _text}
    plain, answer = makes[old.form](old, taken)
    if plain is None:
        return []
    return _checked(_common(old, name, taken) | plain, old.rounds, answer, taken)


def _common(old: OldQuestion, name: str, taken: Taken) -> dict[str, Any]:
    prompt = _shortened(clean(old.prompt), LONGEST_PROMPT, taken)
    return {"id": name, "prompt": prompt, "timer": min(old.seconds, LONGEST_TIMER)}


def _shortened(text: str, most: int, taken: Taken) -> str:
    if len(text) <= most:
        return text
    _ = taken.speech
    taken.lose(_("texts of more than %(most)s characters are cut there", most=most))
    return text[: most - 1].rstrip() + "…"


def _checked(
    plain: Mapping[str, Any], rounds: Sequence[OldRound], answer: Answers, taken: Taken
) -> list[MadeQuestion]:
    """The question with its rounds, if it is one and somebody's answer fits."""
    _ = taken.speech
    question = _question(plain, taken)
    if question is None:
        return []
    lost, found = 0, []
    for old in rounds:
        tally: dict[str, int] = {}
        people = 0
        for said, n in old.answers[0].items():
            if (counts := _counted(question, answer(said))) is None:
                lost += n
                continue
            people += n
            for counter, by in counts.items():
                tally[counter] = tally.get(counter, 0) + by * n
        if people:
            found.append(MadeRound(people, old.from_ms, old.to_ms, tally))
    if lost:
        taken.lose(
            _.ngettext("%(n)s answer that does not fit", "%(n)s answers that do not fit", lost)
        )
    return [MadeQuestion(question, tuple(found))] if found else []


def _question(plain: Mapping[str, Any], taken: Taken) -> AnyQuestion | None:
    """The question, where nothing is wrong with it."""
    _ = taken.speech
    question: AnyQuestion = msgspec.convert(plain, AnyQuestion)
    for _field, message in question.mistakes(_):
        taken.lose(_("the question is left out: %(message)s", message=message))
        return None
    return question


def _counted(question: AnyQuestion, answer: Any) -> dict[str, int] | None:
    if answer is None:
        return None
    try:
        # A text may be longer than those of phones, and there is nothing else to check of it.
        to_be_read = question.result_form == "texts"
        return question.count(answer if to_be_read else question.check(answer))
    except InvalidAnswer:
        return None


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _choice(old: OldQuestion, taken: Taken) -> tuple[dict[str, Any] | None, Answers]:
    _, several = taken.speech, old.form == "several"
    names = _options(old, several, taken)
    if not 2 <= len(names) <= MOST_OPTIONS:
        taken.lose(
            _(
                "the question is left out: there are %(n)s different answers, and a choice has 2 "
                "to %(most)s. Perhaps they are words or open answers?",
                n=len(names),
                most=MOST_OPTIONS,
            )
            if len(names) > 1
            else _("the question is left out: everybody gave the same answer")
        )
        return None, lambda said: None
    places = {fold(name): place for place, name in enumerate(names)}

    def answer(said: str) -> Any:
        picked = _picked(said, places) if several else [places.get(fold(said))]
        return None if None in picked or not picked else {"options": picked}

    right = [places[key] for each in old.right if (key := fold(each)) in places]
    shown = [_shortened(name, LONGEST_OPTION, taken) for name in names]
    given = (len(_picked(said, places)) for each in old.rounds for said in each.answers[0])
    plain: dict[str, Any] = {
        "kind": "choice",
        "options": shown,
        "most": min(max(given, default=1), len(names)) if several else 1,
        "right_options": [shown[place] for place in right],
    }
    return plain, answer


def _options(old: OldQuestion, several: bool, taken: Taken) -> list[str]:
    """The options, in the file's order or, where it has none, the most frequent first."""
    if old.options:
        return [clean(each) for each in old.options]
    _ = taken.speech
    taken.lose(_("options that nobody chose, and the order of the others: the file has neither"))
    counts: dict[str, int] = {}
    written: dict[str, str] = {}
    for each in old.rounds:
        for said, n in each.answers[0].items():
            for option in parts(said) if several else [said]:
                if name := clean(option):
                    written.setdefault(fold(name), name)
                    counts[fold(name)] = counts.get(fold(name), 0) + n
    return [written[key] for key in sorted(counts, key=lambda key: (-counts[key], key))]


def _picked(said: str, places: Mapping[str, int]) -> list[int | None]:
    """The places of the options that one answer names, also of options with a comma in them."""
    rest, found = fold(said), []
    longest = sorted(places, key=len, reverse=True)
    while rest:
        name = next((each for each in longest if _begins(rest, each)), None)
        if name is None:
            return [None]
        found.append(places[name])
        rest = re.sub(r"^\s*[;,]?\s*", "", rest[len(name) :])
    return list(dict.fromkeys(found))


def _begins(rest: str, name: str) -> bool:
    return rest.startswith(name) and re.match(r"\s*([;,]|$)", rest[len(name) :]) is not None


# ── Words and texts ───────────────────────────────────────────────────────────────────────────


def _words(old: OldQuestion, taken: Taken) -> tuple[dict[str, Any] | None, Answers]:
    _ = taken.speech
    each_said = [parts(said) for each in old.rounds for said in each.answers[0]]
    most = max(map(len, each_said), default=1)
    if most > MOST_WORDS:
        taken.lose(_("of one person more than %(most)s words", most=MOST_WORDS))
    if any(len(clean(word)) > LONGEST_NAMED for words in each_said for word in words):
        taken.lose(_("words of more than %(most)s characters", most=LONGEST_NAMED))

    def answer(said: str) -> Any:
        fitting = [word for word in parts(said) if 0 < len(clean(word)) <= LONGEST_NAMED]
        return {"words": fitting[:MOST_WORDS]} if fitting else None

    return {"kind": "words", "entries": max(1, min(most, MOST_WORDS))}, answer


def _text(old: OldQuestion, taken: Taken) -> tuple[dict[str, Any] | None, Answers]:
    def answer(said: str) -> Any:
        text = clean(said)
        return {"text": _shortened(text, LONGEST_SAID, taken)} if text else None

    return {"kind": "text"}, answer


# ── Scales ────────────────────────────────────────────────────────────────────────────────────


def _scales(old: OldQuestion, name: str, taken: Taken) -> list[MadeQuestion]:
    """A question for each 15 statements."""
    _ = taken.speech
    steps = _steps(old, taken)
    if steps is None:
        return []
    first, labels = steps
    found = []
    places = range(max(len(old.statements), 1))
    together = [places[n : n + MOST_STATEMENTS] for n in places[::MOST_STATEMENTS]]
    for number, of in enumerate(together, 1):
        plain = _common(old, name if number == 1 else f"{name}-{number}", taken) | labels
        statements = [clean(old.statements[place]) for place in of if old.statements]
        plain["statements"] = [_shortened(each, LONGEST_OPTION, taken) for each in statements]
        question = _question({**plain, "kind": "scale"}, taken)
        if question is None:
            continue
        rounds = [_scaled(question, each, of, first) for each in old.rounds]
        found.append(MadeQuestion(question, tuple(rounds)))
    return found


def _scaled(question: AnyQuestion, old: OldRound, of: Sequence[int], first: int) -> MadeRound:
    """One round of some of the statements: each step as a vote that leaves all others out."""
    tally: dict[str, int] = {}
    for row, place in enumerate(of):
        for said, n in old.answers[place].items():
            steps: list[int | None] = [None] * len(of)
            steps[row] = int(said) - first
            for counter in question.count(question.check({"steps": steps})):
                tally[counter] = tally.get(counter, 0) + n
    return MadeRound(old.people, old.from_ms, old.to_ms, tally)


def _steps(old: OldQuestion, taken: Taken) -> tuple[int, dict[str, Any]] | None:
    """The lowest step, and how a scale says all of them; None: these are no steps."""
    _ = taken.speech
    said = {each for round_ in old.rounds for counts in round_.answers for each in counts}
    fitting = [int(each) for each in said if re.fullmatch(r"[0-9]{1,2}", each)]
    if len(fitting) < len(said) or max(fitting, default=TOPS[-1] + 1) > TOPS[-1]:
        taken.lose(_("the question is left out: its values are no whole numbers from 0 to 10"))
        return None
    values = sorted(fitting)
    first = 0 if values[0] == 0 else 1
    last = next(top for top in TOPS if top >= values[-1])
    taken.lose(
        _(
            "what the ends of the scale were called, and how many steps it had: %(first)s to "
            "%(last)s is taken, since nobody chose more than %(most)s",
            first=first,
            last=last,
            most=values[-1],
        )
    )
    if first:
        return first, {"labels": [str(step) for step in range(first, last + 1)]}
    return first, {"labels": [_("lowest"), _("highest")], "steps": last + 1, "first": 0}

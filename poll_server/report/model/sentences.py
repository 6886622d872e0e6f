"""The sentences of a report: what came out, in words.

    Kreativität wird von 93 % als wichtig erachtet (n = 174).

A deck gives each sentence with places for figures and the condition under which it is true; where
it gives none, the kind of question has one of its own. Nothing is said of a question that nobody
answered.
"""

import re
from collections.abc import Mapping, Sequence

from poll_server.base.percent import format_percent
from poll_server.base.text import isolated, listed, say
from poll_server.deck.sentence_rules import PLACEHOLDER
from poll_server.deck.subjects import Subject, find, subjects
from poll_server.locale import speak
from poll_server.questions import Condition, Question, Results, Sentence

ROUND = (10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 100)
"""Percentages that people say as they are: tens, a quarter, three quarters."""
NEAR = 3
"""Points from a round percentage that still are “knapp” (just under) or “gut” (just over) it."""
FEW = 10
"""Fewer answers, and one person moves a bar by more than ten points: the report says so."""


def sentences(
    question: Question, results: Results, others: Mapping[str, Results], language: str
) -> list[str]:
    """What came out of `results`, each sentence with its own n.

    Args:
        results: of one round of `question`, in `language`.
        others: the poll's results by question id, for sentences that compare.
    """
    return [said for said, _ in _told(question, results, others, language)]


def findings(
    question: Question, results: Results, others: Mapping[str, Results], language: str
) -> list[str]:
    """`sentences`, those of few answers each with a word of caution: it may be quoted alone."""
    told = _told(question, results, others, language)
    return [f"{said} {_caution(n, language)}".rstrip() for said, n in told]


def _told(
    question: Question, results: Results, others: Mapping[str, Results], language: str
) -> list[tuple[str, int]]:
    """Each sentence, and its n."""
    if results.base <= 0:
        return []
    if not question.sentences:
        said = question.default_sentence(results, language)
        base = _base_of(said, results)
        return [(with_base(said, base), base)] if said else []
    told = (_tell(each, question, results, others, language) for each in question.sentences)
    return [each for each in told if each[0]]


def _caution(n: int, language: str) -> str:
    """A word of caution where `n` are few; else nothing."""
    _ = speak(language)
    few = 0 < n < FEW
    return (
        _.ngettext("Caution: only %(n)s answer.", "Caution: only %(n)s answers.", n) if few else ""
    )


def holds(
    when: Condition, meant: Sequence[Subject], results: Results, others: Mapping[str, Results]
) -> bool:
    """Whether every part of `when` is true of the subjects `meant`; never without figures."""
    shares = [subject.percent for subject in meant]
    if not meant or any(share is None for share in shares):
        return False
    known = [share for share in shares if share is not None]
    if when.below is not None and not all(share < when.below for share in known):
        return False
    if when.at_least is not None and not all(share >= when.at_least for share in known):
        return False
    rest = [each for each in subjects(results) if each not in meant]
    if when.top is not None and not _on_top(meant, rest, when.top):
        return False
    if when.lowest and any(each.count < least.count for each in rest for least in meant):
        return False
    return not when.same_as or known[0] == first_figure(others.get(when.same_as))


def first_figure(results: Results | None) -> int | None:
    """The percentage of the first thing in `results`: what another question compares itself to."""
    there = subjects(results) if results else []
    return there[0].percent if there else None


def with_base(sentence: str, n: int) -> str:
    """`sentence` with `(n = 174)` before its full stop, which is added where there is none."""
    end = re.search(r"[.!?]?$", sentence)
    assert end is not None
    return f"{sentence[: end.start()]} (n = {n}){end[0] or '.'}"


def about(shares: Sequence[int], language: str) -> str:
    """`shares` in words: “knapp 50 %” where all are up to 3 points under 50, “gut 50 %” over it.

    Nearer to another round percentage counts as that one, and halfway between two as “knapp” the
    upper. Shares that would not all be called the same are given as they are: “46 % und 52 %”.
    """
    called = {_called(share, language) for share in shares}
    if len(called) == 1:
        return called.pop()
    return listed([format_percent(share, language) for share in shares], language)


def _called(share: int, language: str) -> str:
    # Of two equally near the upper, so that 23 is “knapp 25” and not “gut 20”.
    near = min(ROUND, key=lambda each: (abs(each - share), -each))
    _ = speak(language)
    if share == near or abs(share - near) > NEAR:
        return format_percent(share, language)
    if share < near:
        return _("just under %(percent)s", percent=format_percent(near, language))
    return _("just over %(percent)s", percent=format_percent(near, language))


def _tell(
    sentence: Sentence,
    question: Question,
    results: Results,
    others: Mapping[str, Results],
    language: str,
) -> tuple[str, int]:
    """One sentence of the deck with its figures, or what it says otherwise, and n; empty: none."""
    meant = find(question, results, sentence.of) if sentence.of else subjects(results)[:1]
    if any(subject.percent is None for subject in meant):
        return "", 0
    true = sentence.when == Condition() or holds(sentence.when, meant, results, others)
    text = say(sentence.text if true else sentence.otherwise, language)
    names = set(PLACEHOLDER.findall(text))
    if not text or (not meant and names - {"n"}):
        return "", 0
    base = meant[0].base if meant else results.base
    said = PLACEHOLDER.sub(lambda found: _figure(found[1], meant, base, language), text)
    return (said if "n" in names else with_base(said, base)), base


def _figure(name: str, meant: Sequence[Subject], base: int, language: str) -> str:
    """What stands in the place of `{name}`."""
    if name == "n":
        return str(base)
    shares = [subject.percent or 0 for subject in meant]
    match name:
        case "percent":
            return format_percent(shares[0], language)
        case "percents":
            return listed([format_percent(share, language) for share in shares], language)
        case "about":
            return about(shares, language)
        case "count":
            return str(meant[0].count)
        case "option":
            return isolated(meant[0].label)
    return f"{{{name}}}"


def _on_top(meant: Sequence[Subject], rest: Sequence[Subject], places: int) -> bool:
    """Whether `meant` are among the first `places`, in whichever order equal counts are put."""
    lowest = min(subject.count for subject in meant)
    as_many = sum(subject.count >= lowest for subject in rest)
    return lowest > 0 and len(meant) + as_many <= places


def _base_of(said: str, results: Results) -> int:
    """n of a kind's own sentence: of the statement that it quotes, where each has its own base."""
    # Of labels that are part of each other the longest: “Essen” is quoted in “Essen und Trinken”.
    quoted = [series for series in results.series if series.label and series.label in said]
    return max(quoted, key=lambda series: len(series.label)).base if quoted else results.base

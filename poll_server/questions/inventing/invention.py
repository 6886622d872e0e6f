"""An invented answer, by the question's form: plausible, some more popular than others.

It fills in the form as people do, so it knows no kinds; a kind whose answers this would not find
invents its own (`Question.invent`).
"""

from collections.abc import Callable, Sequence
from math import exp
from random import Random
from typing import Any

from ..form import Control, HasForm

ABSTAIN = "abstain"
OTHER = "other"
ABSTAINING = 0.03
"""Share of voters, where a question offers it."""
SKIPPING = 0.03
"""Share of voters who leave one of several statements out."""
MOST_PICKS = 3
"""Options of a long list that one person ticks, at most."""
PREFERENCE = 0.4
"""How wide the favourites spread, as a share of the list: narrower looks staged, wider even."""

WORDS = {
    "de": ["Zeit", "Vertrauen", "Motivation", "Austausch", "Mut", "Ideen", "Neugier", "Offenheit",
           "Freiräume", "Geduld", "Teamgeist", "Fortbildung", "Vernetzung", "Praxis", "Humor"],
    "en": ["time", "trust", "motivation", "exchange", "courage", "ideas", "curiosity", "openness",
           "freedom", "patience", "team spirit", "training", "networking", "practice", "humour"],
}  # fmt: skip
TEXTS = {
    "de": ["Mehr Zeit für gemeinsame Projekte", "Einfach anfangen", "Alle früher beteiligen",
           "Ein offener Treffpunkt für alle", "Weniger Formulare", "Voneinander lernen",
           "Jugendliche selbst entscheiden lassen", "Einmal im Monat etwas Neues ausprobieren",
           "Erfahrene und Neue zusammenbringen", "Öfter zuhören"],
    "en": ["More time for projects we share", "Just start", "Involve everybody earlier",
           "An open place to meet", "Fewer forms to fill in", "Learn from each other",
           "Let those decide who do the work", "Try something new once a month",
           "Bring newcomers and old hands together", "Listen more often"],
}  # fmt: skip


def inventor(question: HasForm, random: Random, language: str) -> Callable[[], Any]:
    """Makes up one answer a call; the more popular ones more often.

    Args:
        random: decides now what is popular, and then each answer.
        language: of words and texts.
    """
    controls = question.controls(language)
    tastes = [_taste(control, language, random) for control in controls]
    return lambda: _answer(question, controls, tastes, random)


def _taste(control: Control, language: str, random: Random) -> dict[str, float]:
    """How popular each answer is: around one place of the list, and less the further from it."""
    if control.options:
        values = [each.value for each in control.options if each.value not in ("", ABSTAIN, OTHER)]
    elif control.type in ("number", "select"):
        values = [str(n) for n in range(control.low, control.high + 1)]
    else:
        pool = WORDS if control.type == "text" else TEXTS
        values = [text for text in pool[language] if len(text) <= control.length]
        random.shuffle(values)
    ordered = control.options or control.type in ("number", "select")
    favourite = random.uniform(0, len(values) - 1) if ordered else 0.0
    width = max(len(values) * PREFERENCE, 1)
    taste = {
        value: exp(-(((place - favourite) / width) ** 2)) for place, value in enumerate(values)
    }
    if any(each.value == OTHER for each in control.options):
        taste[OTHER] = min(taste.values()) / 2
    return taste


def _answer(
    question: HasForm,
    controls: Sequence[Control],
    tastes: Sequence[dict[str, float]],
    random: Random,
) -> Any:
    """One person's answer."""
    form: dict[str, list[str]] = {}
    abstaining = random.random() < ABSTAINING
    for place, (control, taste) in enumerate(zip(controls, tastes, strict=True)):
        if abstaining and any(each.value == ABSTAIN for each in control.options):
            return question.check(question.read({control.name: [ABSTAIN]}))
        # The first list is always filled in: an answer without anything is none; and so is “Other”
        # without its text.
        if taste and (
            place == 0 or control.least or control.name == OTHER or random.random() >= SKIPPING
        ):
            form[control.name] = _pick(taste, control.least, control.most, random)
    if OTHER in form and not any(OTHER in picked for picked in form.values()):
        del form[OTHER]
    return question.check(question.read(form))


def _pick(taste: dict[str, float], least: int, most: int, random: Random) -> list[str]:
    """`least` to `most` different answers by taste."""
    left = dict(taste)
    picked: list[str] = []
    least = max(1, min(least, len(left)))
    for _ in range(random.randint(least, max(least, min(most, MOST_PICKS, len(left))))):
        choice = random.choices(list(left), list(left.values()))[0]
        picked.append(choice)
        del left[choice]
    return picked

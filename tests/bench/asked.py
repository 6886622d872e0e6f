"""What the forums of a congress ask, and what people answer."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from poll_server import report
from poll_server.deck import deck
from poll_server.questions import AnyQuestion
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words

from .figures import SHORT as SHORT_HALL
from .figures import Size

WORDS = ("Zeit", "Geld", "Mut", "Technik", "Vertrauen", "Motivation", "Austausch", "Ideen", "Raum")


@dataclass(frozen=True)
class Congress:
    """How much there is to report, and how often people vote meanwhile."""

    forums: int = 6
    questions: int = 20
    votes: int = 600
    """for each question"""
    rounds: int = 3
    """reports by themselves, and as many while people vote, in turns"""
    bursts: int = 8
    """before each report beside votes; during it as many as there is time for"""
    formats: Sequence[str] = report.FORMATS
    look_seconds: float = 1.0
    """between two looks at how far the report is: the page's own script looks as often"""
    size: Size = field(default_factory=partial(Size, share=True))
    """of the hall that votes meanwhile"""


SHORT = Congress(
    forums=1,
    questions=3,
    votes=20,
    rounds=1,
    bursts=2,
    formats=("csv", "json"),
    look_seconds=0.1,
    size=SHORT_HALL,
)
"""For the tests: it must run, its figures say little."""


def event(congress: Congress) -> deck.Event:
    """Forums that ask questions of every kind, some of them the same in all forums."""
    return deck.Event(
        id="bench-congress",
        title="Kongress",
        polls=tuple(
            deck.Poll(
                id=f"forum-{n}",
                title=f"Themenforum {n}",
                questions=tuple(_question(n, q) for q in range(1, congress.questions + 1)),
            )
            for n in range(1, congress.forums + 1)
        ),
    )


def _question(forum: int, number: int) -> AnyQuestion:
    """Of twenty: eleven choices, four scales, three word clouds, two open questions."""
    name, where = f"question-{number}", "" if number % 4 == 0 else f" in Forum {forum}"
    prompt = f"Frage {number}{where}: Was ist hier besonders wichtig?"
    if number % 5 == 2:
        names = tuple(f"Aussage {n} über das Lernen" for n in range(1, 1 + number % 4))
        return Scale(id=name, prompt=prompt, set="agreement-5", statements=names)
    if number % 7 == 3:
        return Words(id=name, prompt=prompt)
    if number % 10 == 9:
        return OpenText(id=name, prompt=prompt)
    options = tuple(f"Antwort {n}: {WORDS[n]}" for n in range(3 + number % 6))
    return Choice(id=name, prompt=prompt, options=options, most=2, abstain=True)


def answer_to(question: AnyQuestion, chance: random.Random) -> Any:
    if isinstance(question, Choice):
        return {"options": chance.sample(range(len(question.options)), 1 + chance.randrange(2))}
    if isinstance(question, Scale):
        return {"steps": [chance.randrange(5) for _ in range(max(len(question.statements), 1))]}
    if isinstance(question, Words):
        return {"words": [f"{chance.choice(WORDS)} {min(chance.randrange(40), 20)}"]}
    return {"text": f"Mehr {chance.choice(WORDS)} und {chance.choice(WORDS)}"}

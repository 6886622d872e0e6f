"""Made-up events for the report's tests: real questions, answered by made-up people."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from poll_server.deck import deck
from poll_server.live.state import RoundResults
from poll_server.live.texts import moderated
from poll_server.questions import AnyQuestion, Question
from poll_server.questions.kinds.choice import Choice
from poll_server.questions.kinds.scale import Scale
from poll_server.questions.kinds.text import OpenText
from poll_server.questions.kinds.words import Words
from poll_server.report import Cut, Report, build
from poll_server.store.records import Round
from poll_server.store.shown import Showing

OPENED_MS = 1_537_431_300_000
"""20 September 2018, 08:15 UTC: the first morning of the congress."""
HOSTILE = (
    '=HYPERLINK("http://evil.example";"x")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "=cmd|'/c calc'!A1",
    '<a href="javascript:alert(1)">x</a>',
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<b>bold</b> &amp; ${x} {{ x }} {% x %} %(n)s %s {percent}",
    "]]></style><style>*{display:none}",
    "a;b,c\"d'e",
    "_x0041_ \\u003c",
    "مرحبا بالعالم",
    "שלום 50 % עולם",
    "👩🏽‍🏫 🏳️‍🌈 𝒳",
    "＝1＋1",
    "  =1",
)
"""What somebody may write, in a deck or on a phone."""


def outcome(
    question: Question,
    answers: Iterable[Any],
    language: str,
    *,
    number: int = 1,
    attempt: int = 1,
    verdicts: Mapping[str, Any] | None = None,
    shown: tuple[Showing, ...] | None = None,
) -> RoundResults:
    """A closed round of these answers; texts as `verdicts` says, else all of them shown."""
    tally: dict[str, int] = {}
    votes = 0
    for answer in answers:
        votes += 1
        for counter, n in question.count(question.check(answer)).items():
            tally[counter] = tally.get(counter, 0) + n
    seen = moderated(question, tally, {"*": "approved"} if verdicts is None else verdicts)
    round_ = Round(
        number,
        question.id,
        attempt=attempt,
        state="closed",
        opened_ms=OPENED_MS + number * 600_000,
        closed_ms=OPENED_MS + number * 600_000 + 90_000,
        votes=votes,
        sha256=hashlib.sha256(f"{question.id} {number} {votes}".encode()).hexdigest(),
    )
    return RoundResults(round_, question, question.results(seen, votes, language), seen, shown)


def event(*questions: AnyQuestion, **poll: Any) -> deck.Event:
    """An event with one poll of these questions."""
    one = deck.Poll(
        id="forum-1", title=poll.pop("title", "Themenforum 1"), questions=questions, **poll
    )
    return deck.Event(
        id="zbr", title="Zukunftsbildung Ruhr", place="Essen", date="20. September", polls=(one,)
    )


def report(made: deck.Event, rounds: Sequence[RoundResults], language: str, **more: Any) -> Report:
    """The report of an event whose one poll had these rounds."""
    return build(made.id, made, Cut({made.polls[0].id: rounds}), language, **more)


def forums(
    asked: Sequence[Sequence[tuple[AnyQuestion, Sequence[Any]]]],
    language: str,
    *,
    smallest: Sequence[int] = (),
    **more: Any,
) -> Report:
    """The report of a congress.

    Args:
        asked: of each forum, its questions with their answers; one that is there twice was asked
            again.
        smallest: each forum's smallest shown group.
    """
    polls: list[deck.Poll] = []
    rounds: dict[str, list[RoundResults]] = {}
    for place, questions in enumerate(asked):
        poll = deck.Poll(
            id=f"forum-{place + 1}",
            title=f"Forum {place + 1}",
            smallest_group=smallest[place] if smallest else 1,
            questions=tuple({question.id: question for question, _ in questions}.values()),
        )
        polls.append(poll)
        seen: list[str] = []
        rounds[poll.id] = []
        for number, (question, answers) in enumerate(questions, 1):
            seen.append(question.id)
            found = outcome(
                question, answers, language, number=number, attempt=seen.count(question.id)
            )
            rounds[poll.id].append(found)
    made = deck.Event(id="zbr", title="Zukunftsbildung Ruhr", polls=tuple(polls))
    return build(made.id, made, Cut(rounds), language, **more)


def every_kind(
    say: Sequence[str] = ("Kreativität", "Selbstorganisation", "Technik"),
) -> list[tuple[AnyQuestion, list[Any]]]:
    """A question of each kind with answers to it; `say` stands in every text there is."""
    options = tuple(dict.fromkeys(say))
    choice = Choice(id="choice", prompt=say[0], options=options, most=2, abstain=True, other=True)
    scale = Scale(
        id="scale",
        prompt=say[0],
        statements=options[:3],
        labels=("gar nicht", *options[:3], "sehr"),
    )
    answers: dict[str, list[Any]] = {
        "choice": [{"options": [0]}, {"options": [0, 1]}, {"abstain": True}]
        + [{"options": [1], "other": text[:140]} for text in say],
        "scale": [{"steps": [n % 5] * len(options[:3])} for n in range(11)],
        "words": [{"words": [text[:40]]} for text in say] * 2,
        "text": [{"text": text[:140]} for text in say],
    }
    questions: list[AnyQuestion] = [
        choice,
        scale,
        Words(id="words", prompt=say[0]),
        OpenText(id="text", prompt=say[0]),
    ]
    return [(question, answers[question.id]) for question in questions]

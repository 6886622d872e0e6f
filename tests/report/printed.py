"""The congress of 2018 as a PDF, and what can be read in one."""

import re
from functools import cache

from poll_server.deck import shipped as decks
from poll_server.hall.vote_plan import plan
from poll_server.hall.vote_targets import targets_of
from poll_server.report import Cut, Report, build, render
from tests.support.events.report_cases import outcome
from tests.support.files.report_texts import pdf_pages


@cache
def congress(language: str = "de", *, whole: bool = False) -> Report:
    """The forum of 2018, as the demo's simulated hall voted."""
    made = decks.load(decks.CONGRESS)
    forum = made.polls[0]
    votes = plan(forum, targets_of(decks.CONGRESS), 150, seed=1)
    rounds = [
        outcome(question, [v for v in votes[question.id] if v is not None], language, number=number)
        for number, question in enumerate(forum.questions, 1)
    ]
    only = "" if whole else forum.id
    return build(made.id, made, Cut({forum.id: rounds}), language, simulated=150, only=only)


@cache
def printed(language: str = "de") -> bytes:
    """That forum's file."""
    return render(congress(language), "pdf")


@cache
def text_of(file: bytes) -> str:
    """What the pages say, as one line: breaks come where a line was full."""
    return squeezed(" ".join(pdf_pages(file)))


def squeezed(text: str) -> str:
    """`text` without anything that a line break may have added or taken, or that is invisible."""
    return re.sub(r"[\s\u200b\u200d\ufe0f]+", "", text)

"""What the console lists: the poll's questions, and what people wrote."""

from poll_server.base.text import say
from poll_server.live.state import PollState, verdict_on
from poll_server.questions import Question
from poll_server.questions.writing.written import written_texts
from poll_server.wire.messages import Listed, WrittenText

MOST_TEXTS = 200
"""Written texts in one frame to a moderator; the most frequent first."""


def listed(state: PollState, question: Question, language: str) -> Listed:
    """A line of the question list."""
    latest = state.rounds.get(state.live.last.get(question.id, 0))
    return Listed(
        question.id,
        say(question.prompt, language),
        latest.state if latest else "ready",
        latest.votes if latest else 0,
        sum(round_.question == question.id for round_ in state.rounds.values()),
        question.asks,
        question.on_the_spot,
    )


def texts(state: PollState) -> tuple[WrittenText, ...]:
    """What people wrote; what waits for a decision is never cut off."""
    first = state.question is not None and state.question.approved_first
    found = [
        WrittenText(
            counter, written, count, verdict_on(counter, state.moderation, first, state.stop_words)
        )
        for counter, written, count in written_texts(state.unmoderated)
    ]
    found.sort(key=lambda text: text.state != "waiting")  # stable: the most frequent first in each
    return tuple(found[:MOST_TEXTS])

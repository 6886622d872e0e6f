"""Snapshots are small, and told by Redis's clock."""

import msgspec
import pytest

from poll_server.deck import shipped as decks
from poll_server.deck.deck import Poll
from poll_server.live.screens import views
from poll_server.questions import Question, Scale
from poll_server.wire.messages import Snapshot, encode
from tests.live.screens.shown import ROLES, state_of, tally_of
from tests.support.cases import POLL, TOPICS


def test_every_screen_is_told_redis_time_so_that_countdowns_agree() -> None:
    assert {ROLES[role](state_of(TOPICS, {})).server_ms for role in ROLES} == {1}  # type: ignore[attr-defined]


SHIPPED = [
    (f"{name}-{poll.id}-{question.id}", poll, question)
    for name in decks.NAMES
    for poll in decks.load(name).polls
    for question in poll.questions
]


LARGEST = 2048
"""Bytes of a snapshot to a phone."""


LARGEST_RATINGS = 2560
"""Bytes of the shown result of several statements: the form and five shares for each; and of one
with facts beside its rows."""


@pytest.mark.parametrize("shown", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_snapshot_to_a_phone_is_small(language: str, shown: bool) -> None:
    large = {}
    for name, poll, question in SHIPPED:
        snapshot = largest_snapshot(poll, question, language, shown=shown)
        assert (snapshot.results is not None) == shown
        series = snapshot.results.series if snapshot.results else ()
        facts = snapshot.results.facts if snapshot.results else ()
        size = len(encode(snapshot))
        if size > (LARGEST_RATINGS if facts or len(series) > 1 else LARGEST):
            large[name] = size
    assert large == {}


def largest_snapshot(poll: Poll, question: Question, language: str, *, shown: bool) -> Snapshot:
    """What a phone is sent of a hall of 600, with the longest numbers."""
    tally = {counter: 100 + n for n, counter in enumerate(tally_of(question))}
    if question.kind in ("words", "text"):
        words = [f"{n} Lerngelegenheiten ohne Noten" for n in range(40)]
        tally = {f"text:{w.lower()}": 9 for w in words} | {f"form:{w}": 9 for w in words}
    state = state_of(
        question,
        tally,
        poll=poll,
        votes=600,
        open_=not (shown and question.reveals),
        shown=shown,
        moderation={"*": "approved"},
    )
    return msgspec.structs.replace(
        views.phone(state, language),
        epoch="0123456789abcdef",
        version=1_234_567,
        server_ms=1_763_763_000_000,
        deadline_ms=1_763_763_060_000,
    )


def test_fifteen_statements_on_eleven_steps_are_a_row_each_on_a_phone() -> None:
    """165 bars would fill ten screens, and frames of 8 KB."""
    said = "Das ist eine Aussage von üblicher Länge über unsere Arbeit"
    ends = {"labels": ("trifft nicht zu", "trifft zu"), "steps": 11, "first": 0}
    names = tuple(f"{n} {said}" for n in range(15))
    question = Scale(id="q", prompt="Wie sehr?", statements=names, **ends)  # type: ignore[arg-type]
    tally = {f"{n}:{step}": 1 for n in range(15) for step in (n % 10, 10)}
    poll = msgspec.structs.replace(POLL, questions=(question,))
    phone = views.phone(state_of(question, tally, poll=poll, votes=2, shown=True), "de")
    assert len(encode(phone)) < 5120
    assert phone.results is not None
    (means,) = phone.results.series
    assert means.label == "Mittelwerte, von „0 · trifft nicht zu“ bis „10 · trifft zu“"
    assert [(row.label, row.shown, row.percent) for row in means.rows[:2]] == [
        (names[0], "5,0", 50),
        (names[1], "5,5", 55),
    ]
    state = state_of(question, {**tally, "3:4": 1}, poll=poll, votes=3, shown=True)
    bases = views.phone(state, "de").results
    assert bases is not None
    assert bases.base.startswith("100\u202f% = Teilnehmende, die die jeweilige Aussage bewertet")
    assert "haben: 2 bis 3" in bases.base

"""Where items of a draft go, on a draft of two polls: `a` with two questions, and `b` with none."""

import pytest

from poll_server.deck import deck
from poll_server.drafts import EVENT, Draft, Move
from poll_server.drafts.changes import Locks
from poll_server.drafts.document.from_deck import document_of
from poll_server.questions import OpenText
from presenter.editor.positions import behind, moved, neighbour

LIVE = deck.Event(
    id="e",
    title="E",
    polls=(
        deck.Poll(
            id="a",
            title="A",
            questions=(OpenText(id="a1", prompt="1?"), OpenText(id="a2", prompt="2?")),
        ),
        deck.Poll(id="b", title="B", questions=()),
    ),
)
DRAFT = Draft("e", 0, document_of(LIVE), LIVE, {}, Locks())
A, B = (poll["uid"] for poll in DRAFT.document["polls"])
A1, A2 = (question["uid"] for question in DRAFT.item(A)["questions"])


def test_a_new_question_goes_behind_what_is_shown() -> None:
    assert behind(DRAFT, A1) == (A, A1)
    assert behind(DRAFT, A) == (A, A2)
    assert behind(DRAFT, EVENT) == behind(DRAFT, B) == (B, "")


@pytest.mark.parametrize(
    ("uid", "way", "wanted"),
    [
        (A1, "down", Move(A1, A, A2)),
        (A2, "up", Move(A2, A, "")),
        (A2, "down", Move(A2, B, "")),  # on into the next poll
        (A1, "up", None),
        (A, "down", Move(A, EVENT, B)),
        (B, "up", Move(B, EVENT, "")),
        (B, "down", None),
    ],
)
def test_a_step_up_or_down(uid: str, way: str, wanted: Move | None) -> None:
    assert moved(DRAFT, uid, way) == wanted


def test_once_an_item_is_gone_its_neighbour_is_shown() -> None:
    assert [neighbour(DRAFT, uid) for uid in (A1, A2, A, B)] == [A2, A1, B, A]
    alone = document_of(deck.Event(id="e", title="E", polls=LIVE.polls[:1]))
    only = alone["polls"][0]["uid"]
    assert neighbour(Draft("e", 0, alone, LIVE, {}, Locks()), only) == EVENT

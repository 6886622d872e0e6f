"""What a hall asked in Slido: words, support and what was answered; nobody's name."""

import json

import msgspec
import pytest

from poll_server.drafts.exchange.results import slido
from poll_server.drafts.exchange.results.made import LONGEST_SAID
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.drafts.imports.sheets import LARGEST_SHEET
from poll_server.live.beside.floor import ENTRY_ID, LONGEST_ENTRY
from poll_server.store.parts.beside.floor_store import MOST_ENTRIES
from tests.drafts.exchange.results import slido_files
from tests.drafts.exchange.results.slido_files import question


def refused(content: bytes) -> str:
    with pytest.raises(SheetMistakes) as wrong:
        slido.entries_in(content, "en")
    return "\n".join(each.message for each in wrong.value.mistakes)


def test_questions_come_in_their_order_with_support_and_every_loss() -> None:
    old = slido.entries_in(slido_files.slido(), "en")
    told = [(e.text, e.taken, e.answered, e.waits) for e in old.entries.values()]
    long = "x" * (LONGEST_ENTRY - 1) + "…"
    assert told == [
        ("Who pays for it?", 12, False, False),
        ("When is the break?", 3, True, False),
        ("Rude?", 1, False, True),
        (long, 0, False, False),
    ]
    assert (LONGEST_SAID, slido.MOST_ASKED) == (LONGEST_ENTRY, MOST_ENTRIES)
    assert all(ENTRY_ID.fullmatch(each) for each in old.entries)
    assert "Ada" not in slido.packed(old)
    assert [loss.message.partition(":")[0] for loss in old.losses] == [
        "questions that were deleted there",
        "questions without words",
        "“Idea” does not exist here; it is left out",
        "who asked, and when",
        "votes against a question",
        "questions that were not public there wait for the moderator here",
        "texts of more than 300 characters are cut there",
    ]
    assert slido.unpacked(slido.packed(old)).entries == old.entries
    again = slido.entries_in(slido_files.slido(list(reversed(slido_files.FORUM))), "en")
    assert again.entries == old.entries


def test_of_too_many_those_with_least_support_are_named() -> None:
    many = [question(f"{n}?", n % 50, n) for n in range(MOST_ENTRIES + 3)]
    old = slido.entries_in(slido_files.slido(many), "en")
    assert len(old.entries) == MOST_ENTRIES
    assert {f"{n}?" for n in (400, 450, 500)}.isdisjoint(e.text for e in old.entries.values())
    assert "3 questions with least support: a poll holds 500" in [
        loss.message for loss in old.losses
    ]


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b"[1]", b"[{}]", b'[{"text": "a", "score": "x"}]', b"[\xff]", b'{"a": 1}',
     b'[{"text": "a", "score": Infinity}]', b'[{"text": "a", "score": true}]'],
)  # fmt: skip
def test_what_is_none_is_refused(content: bytes) -> None:
    assert "no questions that Slido wrote" in refused(content)


def test_empty_and_large_ones_are_refused() -> None:
    assert "No question of this file" in refused(b"[]")
    assert "deleted there" in refused(json.dumps([question("a", date_deleted="x")]).encode())
    assert "at most 2 MB" in refused(b"[" + b" " * LARGEST_SHEET + b"]")


def test_a_form_that_somebody_made_up_is_none_of_ours() -> None:
    old = slido.entries_in(slido_files.slido(), "en")
    (key, entry), *_ = old.entries.items()
    for wrong in ({"taken": -1}, {"text": ""}, {"text": "x" * 301}):
        old.entries = {key: msgspec.structs.replace(entry, **wrong)}
        with pytest.raises(ValueError, match="of ours"):
            slido.unpacked(slido.packed(old))

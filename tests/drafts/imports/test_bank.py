"""The question bank: every ready set, every kind, both languages, and nothing half finished."""

from typing import Any

import pytest

from poll_server.deck import shipped as decks
from poll_server.drafts.changes import Insert, Locks
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.editing import Editing
from poll_server.drafts.imports import entries
from poll_server.drafts.mistakes import mistakes
from poll_server.locale import LANGUAGES, speak
from poll_server.questions import KINDS
from poll_server.questions.methods.likert import SETS
from tests.support.cases import EVENT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ready_set_and_every_kind_is_there(language: str) -> None:
    own = [entry for entry in entries(language) if entry.key.startswith("bank/")]
    assert {entry.item["set"] for entry in own if entry.item.get("set")} == SETS.keys()
    assert {entry.kind for entry in own} == {str(kind.__struct_config__.tag) for kind in KINDS}
    assert len({entry.key for entry in entries(language)}) == len(entries(language))


def test_the_questions_of_2018_are_there_in_both_languages() -> None:
    polls = decks.load(decks.CONGRESS).polls
    for language, title in (("de", "Was brauchen Sie?"), ("en", "What do you need?")):
        found = [each for each in entries(language) if each.key.startswith(decks.CONGRESS)]
        assert len(found) == sum(len(poll.questions) for poll in polls)
        assert title in {each.title for each in found}
    assert {each.group for each in entries("de")} & {each.group for each in entries("en")} == set()


def test_what_is_taken_is_a_finished_question_without_a_past() -> None:
    document = document_of(EVENT)
    editing = Editing(document, Locks(), speak("en"))
    taken: list[dict[str, Any]] = [
        entry.item for entry in entries("en") if "de" in entry.item["prompt"]
    ]
    for item in taken:
        assert not {"uid", "id"} & item.keys()
        assert editing.apply(Insert(document["polls"][0]["uid"], item))
    assert len(document["polls"][0]["questions"]) == 5 + len(taken)
    assert mistakes(document, EVENT, "en") == []

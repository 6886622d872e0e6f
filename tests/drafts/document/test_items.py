"""Items come in, go, move and are copied, whole or not at all."""

from typing import Any

import pytest

from poll_server.drafts import EVENT, Copy, Insert, Move, Remove, Write
from poll_server.drafts.document.fields import LONGEST_TEXT
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import places
from tests.drafts.paper import Paper, both
from tests.support.cases import EVENT as CONGRESS


def test_what_is_inserted_is_complete_and_keeps_the_uid_its_editor_chose(paper: Paper) -> None:
    (poll,) = paper.document["polls"]
    new = {"uid": "aaaabbbb", "kind": "choice", "prompt": "Neu?", "options": ["Ja", {"de": "Nein"}]}
    assert paper.do(Insert(poll["uid"], new, paper.uid("phones")))
    assert not paper.do(Insert(poll["uid"], new, paper.uid("phones")))  # a retry
    made = poll["questions"][1]
    assert (made["uid"], made["prompt"], made["most"]) == ("aaaabbbb", both("Neu?"), 1)
    assert made["options"] == [both("Ja"), {"de": "Nein", "en": ""}]
    assert made.keys() == paper.question("phones").keys()
    assert paper.undo()
    assert paper.document == document_of(CONGRESS)
    assert paper.redo()
    assert poll["questions"][1] == made


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"kind": "riddle"},
        {"kind": []},
        {"kind": "text", "options": []},
        {"kind": "text", "prompt": 5},
        {"kind": "text", "prompt": "x" * (LONGEST_TEXT + 1)},
    ],
)
def test_what_is_no_question_is_not_inserted(paper: Paper, item: dict[str, Any]) -> None:
    (poll,) = paper.document["polls"]
    clash = paper.clash(Insert(poll["uid"], item))
    assert (clash.reason, clash.yours) == ("refused", item)
    assert paper.clash(Insert(EVENT, {"questions": [item]})).reason == "refused"
    assert paper.clash(Insert(paper.uid("phones"), {"kind": "text"})).reason == "gone"


def test_a_poll_and_all_in_it_are_copied_removed_and_brought_back(paper: Paper) -> None:
    (poll,) = paper.document["polls"]
    phones, topics = paper.question("phones"), paper.uid("topics")
    when = {"same_as": topics}
    paper.do(Write(phones["uid"], "sentences", [], [{"text": both("x"), "when": when}]))
    paper.do(Copy(poll["uid"], "ccccdddd"))
    copied = paper.document["polls"][1]
    assert copied["uid"] == "ccccdddd"
    assert not paper.do(Copy(poll["uid"], "ccccdddd"))
    assert len(set(places(paper.document))) == 1 + 2 * 6
    assert {each["id"] for each in copied["questions"]} == {""}
    named = copied["questions"][0]["sentences"][0]["when"]["same_as"]
    assert named == copied["questions"][1]["uid"] != topics
    paper.do(Remove("ccccdddd"))
    assert not paper.do(Remove("ccccdddd"))
    assert paper.undo()
    assert paper.document["polls"][1] == copied


def test_questions_and_polls_are_put_in_another_order(paper: Paper) -> None:
    (poll,) = paper.document["polls"]
    order = [each["id"] for each in poll["questions"]]
    paper.do(Move(paper.uid("thoughts"), poll["uid"]))
    paper.do(Move(paper.uid("phones"), poll["uid"], paper.uid("skills")))
    moved = ["thoughts", "topics", "skills", "phones", "words"]
    assert [each["id"] for each in poll["questions"]] == moved
    assert not paper.do(Move(paper.uid("phones"), poll["uid"], paper.uid("skills")))
    assert paper.clash(Move(paper.uid("phones"), EVENT)).reason == "refused"
    assert paper.clash(Move(paper.uid("phones"), "zzzzzzzz")).reason == "gone"
    assert paper.undo()
    assert paper.undo()
    assert [each["id"] for each in poll["questions"]] == order


def test_in_another_poll_a_question_is_named_anew_where_its_name_is_taken(paper: Paper) -> None:
    (poll,) = paper.document["polls"]
    paper.do(Insert(EVENT, {"uid": "ccccdddd", "questions": [{"kind": "text"}]}))
    other = paper.document["polls"][0]
    other["questions"][0]["id"] = "phones"
    phones, topics, *_ = (each["uid"] for each in poll["questions"])
    paper.do(Move(phones, "ccccdddd"))
    paper.do(Move(topics, "ccccdddd"))
    assert [each["id"] for each in other["questions"]] == ["topics", "", "phones"]

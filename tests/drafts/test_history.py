"""One undoes one's own changes, as far as they still stand."""

import msgspec

from poll_server.drafts import Copy, Insert, Move, Remove, Write
from poll_server.drafts.changes import Inserted, Moved, Removed, Wrote
from poll_server.drafts.history import Step

from .paper import Paper


def test_one_undoes_one_s_own_changes_newest_first_and_redoes_them(paper: Paper) -> None:
    phones, topics = paper.uid("phones"), paper.uid("topics")
    paper.do(Write(phones, "timer", 0, 1), "anna")
    paper.do(Write(topics, "timer", 60, 2), "ben")
    paper.do(Write(phones, "timer", 1, 3), "anna")
    assert paper.undo("anna")
    assert (paper.question("phones")["timer"], paper.question("topics")["timer"]) == (1, 2)
    assert paper.undo("anna")
    assert not paper.undo("anna")
    assert paper.redo("anna")
    assert paper.question("phones")["timer"] == 1
    assert paper.redo("anna")
    assert paper.question("phones")["timer"] == 3
    assert not paper.redo("anna")
    assert paper.question("topics")["timer"] == 2


def test_what_another_wrote_over_it_is_not_undone(paper: Paper) -> None:
    phones = paper.uid("phones")
    paper.do(Write(phones, "most", 1, 2), "anna")
    paper.do(Write(phones, "timer", 0, 1), "anna")
    paper.do(Write(phones, "timer", 1, 2), "ben")
    assert paper.undo("anna")  # the one before
    assert (paper.question("phones")["timer"], paper.question("phones")["most"]) == (2, 1)
    (poll,) = paper.document["polls"]
    paper.do(Insert(poll["uid"], {"uid": "aaaabbbb", "kind": "text"}), "anna")
    paper.do(Write("aaaabbbb", "prompt.de", "", "Von Ben"), "ben")
    assert not paper.undo("anna")
    assert poll["questions"][0]["prompt"]["de"] == "Von Ben"


def test_the_history_says_what_was_done(paper: Paper) -> None:
    phones, (poll,) = paper.uid("phones"), paper.document["polls"]
    paper.do(Write(phones, "timer", 0, 1))
    paper.do(Move(phones, poll["uid"], paper.uid("topics")))
    paper.do(Copy(phones))
    paper.do(Remove(phones))
    assert [type(step.done) for step in paper.steps] == [Wrote, Moved, Inserted, Removed]
    kept = msgspec.json.decode(msgspec.json.encode(paper.steps), type=list[Step])
    assert kept == paper.steps

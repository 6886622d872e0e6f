"""What an editor's previews are drawn from: a poll in which the draft's question runs."""

import pytest

from poll_server.base.text import say
from poll_server.deck import shipped as decks
from poll_server.drafts import Draft, blank_item, kinds
from poll_server.drafts.changes import Locks
from poll_server.drafts.document.from_deck import document_of
from poll_server.live.screens import tables, views
from poll_server.questions.form import answerable
from poll_server.web.preview import VOTERS, answered, asked

NAME = "zukunftsbildung-ruhr-2018"


def draft() -> Draft:
    event = decks.load(NAME)
    return Draft("x", 7, document_of(event), event, {}, Locks())


def test_a_question_is_asked_and_shown_as_it_will_be() -> None:
    written = draft()
    poll = written.document["polls"][0]
    for place, (item, real) in enumerate(
        zip(poll["questions"], written.live.polls[0].questions, strict=True), 1
    ):
        phone = views.phone(asked(written, item["uid"], "de"), "de")
        assert phone.question is not None
        assert phone.question.controls == views.phone_question(real, "de").controls
        assert phone.question.prompt == say(real.prompt, "de")
        assert (phone.state, phone.results) == ("open", None)
        state = answered(written, item["uid"], "de")
        stage = views.stage(state, "de", "light")
        assert (stage.position, stage.questions) == (place, len(poll["questions"]))
        assert (stage.prompt, stage.hint) == (say(real.prompt, "de"), say(real.hint, "de"))
        assert stage.kind == real.kind
        assert stage.result is not None
        assert 0 < stage.votes == stage.here <= VOTERS
        results = real.results(state.tally, state.votes, "de")
        assert stage.result.table == tables.table(results, "de")


@pytest.mark.parametrize("kind", kinds())
def test_what_nobody_can_answer_yet_is_not_opened(kind: str) -> None:
    written = draft()
    item = blank_item("question", written.languages, kind=kind)
    written.document["polls"][0]["questions"].append(item)
    for state in (asked(written, item["uid"], "de"), answered(written, item["uid"], "de")):
        assert state.question is not None
        stage = views.stage(state, "de", "light")
        assert stage.prompt == "(noch kein Text)"
        if answerable(state.question.controls("de")):
            assert state.round
        else:
            assert (stage.state, stage.shown, stage.result) == ("ready", False, None)
            told = views.phone(state, "de").question  # a slide is told, nothing else is there yet
            assert (told is not None) == (not state.question.asks)


def test_a_poll_stands_before_its_first_question() -> None:
    written = draft()
    state = answered(written, written.document["polls"][0]["uid"], "en")
    assert (state.position, state.question, state.round) == (0, None, None)
    with pytest.raises(KeyError):
        answered(written, "event", "en")


def test_a_bonus_for_speed_is_said_as_on_the_phone() -> None:
    written = draft()
    questions = written.document["polls"][0]["questions"]
    item = next(each for each in questions if each["kind"] == "choice" and len(each["options"]) > 1)
    before = views.phone(asked(written, item["uid"], "en"), "en").question
    right = next(iter(item["options"][0].values()))
    item |= {"right_options": [right], "live": False, "timer": 20, "speed_bonus": 4}
    after = views.phone(asked(written, item["uid"], "en"), "en").question
    assert before is not None
    assert after is not None
    assert "up to 4 points more" not in before.hint
    assert "up to 4 points more" in after.hint

"""A survey: what is counted of it, and that each part comes out as if it had been asked alone."""

from collections import Counter
from typing import Any

import pytest

from poll_server.deck import deck
from poll_server.live.state import RoundResults
from poll_server.live.texts import moderated
from poll_server.locale import speak
from poll_server.questions import Choice, InvalidAnswer, OpenText, Question, Scale, Survey, Words
from poll_server.questions.inventing.improvise import improvise
from poll_server.questions.kinds.survey import MOST_PARTS
from poll_server.questions.traits.parts import approved_first, in_turn, split
from poll_server.report.model.model import Cut, build
from poll_server.store.records import Round
from poll_server.store.shown import Showing
from poll_server.wire.messages import LARGEST_FRAME, Hello, Vote, encode

MOOD = Scale(id="mood", prompt="Mood?", set="agreement-5", enough=3)
AGAIN = Choice(id="again", prompt="Again?", options=("Yes", "No"), right_options=("Yes",))
WISH = OpenText(id="wish", prompt="Wish?")
WHOLE = Survey(id="end", prompt="At the end", questions=(MOOD, AGAIN, WISH))
ANSWERS: list[Any] = [
    {"answers": {"mood": {"steps": [4]}, "again": {"options": [0]}, "wish": {"text": "and/or"}},
     "done": True},
    {"answers": {"again": {"options": [1]}}},
    {"answers": {"mood": {"steps": [0]}, "again": {"options": [0]}}},
]  # fmt: skip


def tally_of(question: Question, answers: list[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for answer in answers:
        found.update(question.count(question.check(answer)))
    return found


def test_each_part_comes_out_as_if_it_had_been_asked_alone() -> None:
    tally = tally_of(WHOLE, ANSWERS)
    whole, *parts = in_turn(WHOLE)
    assert whole.question is WHOLE
    for of, part in zip(parts, (MOOD, AGAIN, WISH), strict=True):
        given = [each["answers"][part.id] for each in ANSWERS if part.id in each["answers"]]
        alone = of.question.results(tally_of(part, given), len(given), "en")
        assert of.results(tally, len(ANSWERS), "en") == alone
        assert alone.question == f"end.{part.id}"
    own = whole.results(tally, len(ANSWERS), "en")
    assert [(row.key, row.count) for row in own.steps] == [("mood", 2), ("again", 3), ("wish", 1)]
    assert [(fact.value, fact.note) for fact in own.facts] == [("33%", "1 of 3")]
    assert WHOLE.default_sentence(own, "en") == "33% answered to the end."


def test_what_is_no_answer_to_it_is_refused() -> None:
    wrong: list[Any] = [
        {"answers": {}},
        {"answers": {}, "done": True},
        {"answers": {"other": {"text": "x"}}},
        {"answers": {"wish": {"text": ""}}},
        {"answers": {"wish": {"text": "x"}}, "drafts": {}},
    ]
    for answer in wrong:
        with pytest.raises(InvalidAnswer):
            WHOLE.check(answer)
    strict = Survey(id="end", prompt="?", questions=(AGAIN, WISH), required=True)
    begun = {"answers": {"again": {"options": [0]}}}
    assert strict.check(begun) == begun  # on the way
    with pytest.raises(InvalidAnswer):
        strict.check(begun | {"done": True})
    assert strict.objection(strict.read({"again.options": ["0"]}), "en") == (
        "Question 2 still needs your answer."
    )
    assert WHOLE.objection(WHOLE.read({"wish.text": ["x" * 141]}), "en").startswith("Question 3: ")


def test_texts_wait_where_their_part_wants_that() -> None:
    words = Words(id="words", prompt="Words?", entries=2)
    both = Survey(id="end", prompt="?", questions=(WISH, words))
    answer = {"answers": {"wish": {"text": "Mut"}, "words": {"words": ["Mut", "Scheiße"]}}}
    tally = tally_of(both, [answer])
    assert split("wish/text:mut") == ("wish/", "text:mut")
    assert split("text:wish/mut") == ("", "text:wish/mut")  # no part: somebody wrote a stroke
    assert approved_first(both, "wish/text:mut")
    assert not approved_first(both, "words/text:mut")
    shown = moderated(both, tally, {})
    assert {each for each in shown if "text:" in each} == {"words/text:mut"}
    approved = moderated(both, tally, {"wish/text:mut": "approved", "words/text:mut": "dismissed"})
    assert {each for each in approved if "form:" in each} == {"wish/form:Mut"}


def test_an_answer_fits_into_a_frame_of_a_phone() -> None:
    _ = speak("en")
    texts = tuple(OpenText(id=f"t-{n}", prompt=f"{n}?") for n in range(MOST_PARTS + 1))
    assert dict(Survey(id="s", prompt="?", questions=texts).mistakes(_))["questions"]
    fits = next(
        n for n in range(1, 9) if list(Survey(id="s", prompt="?", questions=texts[:n]).mistakes(_))
    )
    most = Survey(id="s", prompt="?", questions=texts[: fits - 1])
    assert len(most.questions) >= 5
    answer = most.check(
        {"answers": {each.id: {"text": "🙂" * 140} for each in most.questions}, "done": True}
    )
    vote = Vote(round=2**31, seq=2**31, answer=answer)
    hello = Hello(epoch="e" * 64, version=2**53, proof="p" * 64, pending=vote)
    assert len(encode(hello)) <= LARGEST_FRAME


def test_a_deck_is_told_what_is_wrong_with_each_part() -> None:
    text = deck.write(
        deck.Event(
            id="e",
            title="E",
            polls=(deck.Poll(id="p", title="P", questions=(WHOLE,)),),
        )
    )
    assert deck.read(text).polls[0].questions == (WHOLE,)
    spoilt = text.replace('id = "wish"', 'id = "again"\ntimer = 9').replace(
        'set = "agreement-5"', 'set = "none"'
    )
    with pytest.raises(deck.DeckMistake) as wrong:
        deck.read(spoilt)
    assert {each.field.removeprefix("polls[0].questions[0].") for each in wrong.value.mistakes} == {
        "questions[0].set",
        "questions[2].id",
        "questions[2].timer",
    }


def test_what_is_right_is_not_shown_while_people_vote() -> None:
    live = Survey(id="end", prompt="?", questions=(AGAIN,), live=True)
    assert WHOLE.reveals
    assert list(dict(live.mistakes(speak("en")))) == ["live"]


def test_some_do_not_get_to_the_end_of_a_rehearsal() -> None:
    answers = [each for each in improvise(WHOLE, 200, seed=1, language="en") if each]
    assert all(WHOLE.check(answer) == answer for answer in answers)
    done = sum(answer.get("done", False) for answer in answers)
    assert 0.8 * len(answers) < done < len(answers)
    assert all(answer.get("done") == (len(answer["answers"]) == 3 or None) for answer in answers)


def test_a_report_tells_of_each_part_with_its_own_base() -> None:
    poll = deck.Poll(id="p", title="P", questions=(MOOD, WHOLE), smallest_group=2)
    event = deck.Event(id="e", title="E", languages=("en",), polls=(poll,))
    tally = moderated(WHOLE, tally_of(WHOLE, ANSWERS), {"*": "approved"})
    round_ = Round(1, "end", state="closed", votes=3, closed_ms=1, sha256="ab")
    found = RoundResults(round_, WHOLE, WHOLE.results(tally, 3, "en"), tally, (Showing(1, 2),))
    report = build("e", event, Cut({"p": [found]}), "en")
    (told,) = report.polls
    assert [(each.label, each.question.id) for each in told.questions] == [
        ("2", "end"), ("2a", "end.mood"), ("2b", "end.again"), ("2c", "end.wish")
    ]  # fmt: skip
    assert [each.last.withheld for each in told.questions] == [False, True, False, True]
    assert [each.last.sha256 for each in told.questions] == ["ab", "", "", ""]
    assert told.questions[2].last.results.base == 3
    assert told.questions[1].last.texts == told.questions[3].last.texts == ()
    assert [each.id for each in told.unasked] == ["mood"]

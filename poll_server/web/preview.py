"""A draft's question as a poll in which it runs: what an editor's previews are drawn from.

Both previews show what the real screens would, since it is made of a `PollState` like theirs, by
the same views. Nothing of it is stored or sent to anybody. No I/O.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from poll_server.deck import deck
from poll_server.drafts import Draft
from poll_server.drafts.document.items import asks, within
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions import Question, Tally
from poll_server.questions.form import Control, answerable
from poll_server.questions.inventing.improvise import improvise
from poll_server.questions.traits.speed import measured_ms
from poll_server.store.records import About, Live, Round
from poll_server.wire.messages import Attendance, Verdict

VOTERS = 60
"""Made-up answers: enough that every option has some."""
SEED = 2018
NO_CODE = "000000"
"""Stands for the code of a poll that has none yet."""
ALL_APPROVED: dict[str, Verdict] = {"*": "approved"}


class Unfinished(Question, frozen=True, kw_only=True, tag=""):
    """A question of which only the prompt can be shown."""

    def controls(self, language: str) -> tuple[Control, ...]:
        """None."""
        return ()


class UnseenSlide(Unfinished, frozen=True, kw_only=True, tag=""):
    """One that asks nothing, and so is not counted among the others."""

    asks: ClassVar[bool] = False


def asked(draft: Draft, uid: str, language: str) -> PollState:
    """The question called `uid` open, before anybody voted; not opened while nobody could.

    Args:
        uid: of a question, or of a poll before its first one.

    Raises:
        KeyError: there is no such item, or it is the event.
    """
    question = _question(draft, uid, language)
    opened: Round | None = None
    if question is not None and _finished(question, language):
        # As in a quiz: of the others nobody looks whether they have a right answer.
        opened = Round(1, uid, state="open", speed_ms=measured_ms(question))
    return _state(draft, uid, question, opened, {})


def answered(draft: Draft, uid: str, language: str) -> PollState:
    """The question called `uid` with made-up answers, its result shown; see `asked`."""
    question = _question(draft, uid, language)
    if question is None or not _finished(question, language):
        return _state(draft, uid, question, None, {})
    tally: dict[str, int] = {}
    answers = [each for each in improvise(question, VOTERS, SEED, language) if each is not None]
    for answer in answers:
        for counter, n in question.count(answer).items():
            tally[counter] = tally.get(counter, 0) + n
    return _state(draft, uid, question, Round(1, uid, state="closed", votes=len(answers)), tally)


def _question(draft: Draft, uid: str, language: str) -> Question | None:
    """The question in sight, under its uid; None where `uid` is a poll's."""
    if draft.level(uid) != "question":
        return None
    prompt = _written(draft.item(uid)["prompt"]) or speak(language)("(no text yet)")
    question = draft.question(uid) or Unfinished(id=uid, prompt=prompt)
    return msgspec.structs.replace(question, id=uid, prompt=prompt)


def _finished(question: Question | None, language: str) -> bool:
    """Whether anybody could answer it."""
    return question is not None and answerable(question.controls(language))


def _state(
    draft: Draft, uid: str, question: Question | None, round_: Round | None, tally: Tally
) -> PollState:
    votes = round_.votes if round_ else 0
    return PollState(
        about=_about(draft, uid, question),
        live=Live(
            epoch="preview",
            version=draft.revision,
            control=0,
            question=uid if question else "",
            round=1 if round_ else 0,
            rounds=1 if round_ else 0,
            shown=round_ is not None and round_.state == "closed",
        ),
        round=round_,
        unmoderated=tally,
        moderation=ALL_APPROVED,
        attendance=Attendance(here=votes, seen=votes, voted=votes, waiting=0, refused={}),
        stages=1,
        rounds={1: round_} if round_ else {},
        at_ms=0,
    )


def _about(draft: Draft, uid: str, question: Question | None) -> About:
    poll = draft.poll_of(uid)
    code = draft.codes.get(poll["uid"], NO_CODE)
    # Only the question in sight is looked at; the others count.
    questions: tuple[Any, ...] = tuple(
        question if question and uid in within(each) else _other(each) for each in poll["questions"]
    )
    title = _written(poll["title"])
    return About(
        poll_id="",
        event_id=draft.event_id,
        slug="",
        code=code,
        poll=deck.Poll(
            id=poll["uid"],
            title=title,
            subtitle=_written(poll["subtitle"]),
            code=code,
            linkable=poll["linkable"],
            questions=questions,
        ),
        event=deck.Event(
            id=draft.event_id,
            title=_written(draft.document["title"]),
            languages=tuple(draft.languages),
            brand=draft.live.brand,
            polls=(),
        ),
        secret=b"preview",
    )


def _other(item: Mapping[str, Any]) -> Question:
    """A question that is not looked at."""
    shape = Unfinished if asks(item["kind"]) else UnseenSlide
    return shape(id=item["uid"], prompt="")


def _written(text: Mapping[str, str]) -> dict[str, str]:
    """A text without the languages that it is not written in yet."""
    return {language: each for language, each in text.items() if each.strip()}

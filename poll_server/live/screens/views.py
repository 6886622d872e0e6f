"""What each kind of screen is shown of a poll's state: the only place that decides who sees what.

Hidden means not sent: counts are in a snapshot only for a role that may see them now, and only
when enough people answered (the poll's smallest group).
"""

from functools import cache
from typing import TypedDict

from poll_server.base.text import say
from poll_server.live.flow import moods
from poll_server.live.flow.practice import may_begin
from poll_server.live.flow.steps import few_until
from poll_server.live.state import PollState
from poll_server.live.witness import proof
from poll_server.looks.look import Theme, branded
from poll_server.questions import Measure, Question, Results, Tally
from poll_server.questions.drawing.figure_pages import pages as figure_pages
from poll_server.questions.form import shared
from poll_server.questions.traits.parts import DONE, parts_of, required
from poll_server.questions.traits.scored import earned_by_anybody, scored
from poll_server.questions.writing.passages import Passage
from poll_server.wire.messages import (
    ModeratorSnapshot,
    PhoneQuestion,
    PhoneResults,
    Scene,
    Shown,
    Snapshot,
    StageSnapshot,
    State,
)

from . import tables
from .again.moved import asked_again, facts_of, told_again
from .again.otherwise import told_otherwise
from .again.taken import asked_on_stage, with_source
from .alarms import little_room, set_back
from .charting import as_chosen, chart, charts
from .console_lists import by_hand, listed, texts
from .groups import groupings, note
from .offered import hint_of, offered, pictures_of, under_of, with_bonus, written_hint
from .phone_results import phone_results
from .pictures import View

NOTHING: Tally = {}
MOST_CARDS = 24
"""Open answers on a stage at once: what still reads from the last row."""


@cache
def phone_view(language: str, every: float) -> View:
    """The view that all phones of `language` share, at most one frame in `every` seconds."""
    return View("phone", lambda state: phone(state, language), every, (language,))


def phone(state: PollState, language: str) -> Snapshot:
    """What every phone of `language` sees: the question once opened, results once shown."""
    return Snapshot(
        epoch=state.epoch,
        version=state.version,
        server_ms=state.at_ms,
        round=state.round.number if state.round else 0,
        state=state.state,
        question=question_of(state, language),
        deadline_ms=state.deadline_ms,
        proof=proof(state.about, state.epoch, state.version),
        results=_phone_results(state, language),
        floor=state.live.floor and not state.over,
        scene=state.scene if state.live.scene or state.live.until_ms else "",
        until_ms=state.live.until_ms,
        published=state.published,
        mood=moods.offered(state),
        speakers=state.live.speakers and not state.over,
        practice=state.live.practice,
    )


def _phone_results(state: PollState, language: str) -> PhoneResults | None:
    results = state.results(language) if _visible(state) else None
    part = parts_of(state.question)[state.part - 1].id if state.part else ""
    return phone_results(results, language, part, _earned(state, language)) if results else None


def _earned(state: PollState, language: str) -> str:
    """What is told to whoever answered right, where the poll counts points."""
    if state.subject not in scored(state.poll.questions):
        return ""
    timed = bool(state.round and state.round.speed_ms)
    return earned_by_anybody(state.subject.question, language, timed=timed)


def _visible(state: PollState) -> bool:
    """Whether all may see the result, so that it is counted; what is right, nobody who can vote."""
    if state.state == "open" and state.question and state.question.reveals:
        return False
    return state.round is not None and state.shown and state.enough


def question_of(state: PollState, language: str) -> PhoneQuestion | None:
    """The question as it is asked now; None before its round has been opened. A slide at once."""
    question = state.in_sight
    asked = phone_question(question, language, state.tally) if question else None
    return with_bonus(state, asked_again(state, asked, language), language) if asked else None


def phone_question(question: Question, language: str, tally: Tally = NOTHING) -> PhoneQuestion:
    """The question as a phone asks it, with what people added to it (`tally`, as moderated)."""
    parts = tuple(phone_question(part, language) for part in parts_of(question))
    return PhoneQuestion(
        question.id,
        question.kind,
        say(question.prompt, language),
        hint_of(question, language),
        () if parts else shared(question.controls_now(language, tally)),
        () if question.asks else question.told(language),
        question.asks,
        parts,
        required(question),
        under_of(question, language),
    )


def stage(
    state: PollState, language: str, theme: Theme, measure: Measure | None = None
) -> StageSnapshot:
    """What the hall sees.

    Args:
        measure: the screen's own choice of percent or count, instead of the moderator's.
    """
    question, chosen, visible = state.question, measure or state.measure, _visible(state)
    return StageSnapshot(
        **_told_both(state, language),
        questions=len(state.poll.questions),
        votes=state.votes,
        here=state.attendance.here,
        measure=chosen,
        result=None if state.scene or not visible else shown(state, language, theme, chosen),
        brand=state.about.worn,
        hint=hint_of(question, language) if question else "",
        under=under_of(question, language) if question else (),
        options=offered(question, language) if question else (),
        pictures=tuple(pictures_of(question, language).values()) if question else (),
        number=state.number if state.number != state.position else 0,
        asked=len(asked) if len(asked := state.poll.asked) < len(state.poll.questions) else 0,
        floor=asked_on_stage(state.live.pinned, language),
        motto=say(state.event.motto, language) if state.scene == "start" else "",
        mood=moods.on_stage(state),
        part_prompt=say(state.subject.question.prompt, language) if state.subject else "",
        parts=len(parts_of(question)),
        speakers=state.live.speakers_stage and not state.over,
        leaderboard=state.live.leaderboard_stage and state.poll.leaderboard and not state.over,
    )


class _ToldBoth(TypedDict):
    """What stage and moderator are told alike."""

    epoch: str
    version: int
    server_ms: int
    event: str
    poll: str
    code: str
    position: int
    prompt: str
    kind: str
    round: int
    attempt: int
    state: State
    shown: bool
    black: bool
    join: bool
    deadline_ms: int
    asks: bool
    told: tuple[Passage, ...]
    part: int
    done: int
    scene: Scene
    until_ms: int
    published: bool
    practice: bool


def _told_both(state: PollState, language: str) -> _ToldBoth:
    question, round_ = state.question, state.round
    return {
        "epoch": state.epoch,
        "version": state.version,
        "server_ms": state.at_ms,
        "event": say(state.event.title, language),
        "poll": say(state.poll.title, language),
        "code": state.code,
        "position": state.position,
        "prompt": say(question.prompt, language) if question else "",
        "kind": question.kind if question else "",
        "round": round_.number if round_ else 0,
        "attempt": round_.attempt if round_ else 0,
        "state": state.state,
        "shown": state.shown and round_ is not None,
        "black": state.black,
        "join": state.join,
        "deadline_ms": state.deadline_ms,
        "asks": not state.on_slide,
        "told": question.told(language) if question else (),
        "scene": state.scene,
        "until_ms": state.live.until_ms,
        "published": state.published,
        "practice": state.live.practice,
        "part": state.part,
        "done": state.unmoderated.get(DONE, 0) if parts_of(question) else 0,
    }


def shown(state: PollState, language: str, theme: Theme, measure: Measure) -> Shown | None:
    """The result as a screen draws it."""
    subject, results = state.subject, state.results(language)
    if subject is None or results is None:
        return None
    if otherwise := told_otherwise(state, language, theme, measure):
        return otherwise
    accent = state.event.brand.accent
    drawn = result(subject.question, results, language, theme, measure, accent=accent)
    look = branded(accent)[theme]
    return with_source(state, as_chosen(state, drawn, look, measure, language), language)


def result(
    question: Question,
    results: Results,
    language: str,
    theme: Theme,
    measure: Measure,
    *,
    accent: str = "",
) -> Shown:
    """`results` as figure, sentence, base and table.

    Args:
        accent: the event's own colour.
    """
    look = branded(accent)[theme]
    figure, *more = (
        question.figure(part, look, measure, language) for part in figure_pages(results)
    )
    return Shown(
        figure=figure,
        summary=f"{results.prompt} {tables.summary(results, language)}",
        base=tables.base(results, language),
        table=tables.table(results, language),
        facts=results.facts,
        more=tuple(more),
        cards=() if figure else tuple(row.label for row in results.series[0].rows[:MOST_CARDS]),
    )


def moderator(state: PollState, language: str, theme: Theme) -> ModeratorSnapshot:
    """What the moderator sees: everything, results included while the stage hides them."""
    question, following = state.question, state.following
    results = state.results(language) if state.enough else None
    return ModeratorSnapshot(
        **_told_both(state, language),
        **told_again(state),
        control=state.control,
        stages=state.stages,
        questions=tuple(listed(state, q, language) for q in state.poll.questions),
        question=question.id if question else "",
        notes=say(question.notes, language) if question else "",
        hint=written_hint(question, language) if question else "",
        next_prompt=say(following.prompt, language) if following else "",
        live=question.live if question else False,
        measure=state.measure,
        attendance=state.attendance,
        base=tables.base(results, language) if results else "",
        series=results.series if results else (),
        facts=facts_of(state, results, language),
        pictures=pictures_of(state.subject.question, language) if state.subject else {},
        texts=texts(state, language),
        moderated=question.approved_first if question else False,
        approving_all=state.moderation.get("*") == "approved",
        take_back_ms=state.take_back_ms,
        few_until_ms=few_until(state),
        risk=state.risk or set_back(state, language) or little_room(state, language),
        opened_ms=state.round.opened_ms if state.round else 0,
        timer=question.seconds if question else 0,
        parts=tuple(say(part.prompt, language) for part in parts_of(question)),
        over=state.over,
        practicable=may_begin(state),
        chart=chart(state, language) if results else "bars",
        charts=charts(state, language) if results else (),
        grouping=state.live.grouping,
        groupings=groupings(state, language),
        grouping_note=note(state, language),
        mood=moods.wanted(state),
        **by_hand(state, language),
    )

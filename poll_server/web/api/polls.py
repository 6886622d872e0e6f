"""Polls: how they stand, their questions, what the hall asks, and everything a moderator can do."""

from collections.abc import Iterable

import msgspec
from redis.exceptions import RedisError
from starlette.responses import Response

from poll_server.base.text import say
from poll_server.live.beside.board import FloorState, Moderated, seen_by_moderator, state_of
from poll_server.live.screens.offered import hint_of, offered
from poll_server.live.state import PollState
from poll_server.questions import Question
from poll_server.report.model.times import iso
from poll_server.store.reach.probe import refusal
from poll_server.store.records import new_id
from poll_server.web.access.token_door import may
from poll_server.wire.messages import Command, Conflict, NotDone

from .operation import ApiCall, operation
from .problems import Problem
from .shapes import (
    ApiPoll,
    ApiQuestion,
    ControlDone,
    ControlOrder,
    FloorOrder,
    QuestionList,
)


@operation("GET", "/polls/{poll}", "read", "moderate", answers={200: ApiPoll})
async def poll(call: ApiCall) -> Response:
    """Read how a poll stands: what is in sight, and the control version that commands name."""
    state, language = await _state(call), call.language
    return call.answer(
        ApiPoll(
            id=state.poll_id,
            event=call.event,
            slug=state.about.slug,
            title=say(state.poll.title, language),
            subtitle=say(state.poll.subtitle, language),
            host=say(state.poll.host, language),
            code=state.code,
            control=state.control,
            question=state.question.id if state.question else "",
            position=state.position,
            round=state.round.number if state.round else 0,
            attempt=state.round.attempt if state.round else 0,
            state=state.state,
            shown=state.shown and state.round is not None,
            scene=state.scene,
            black=state.black,
            join=state.join,
            deadline=iso(state.deadline_ms) if state.deadline_ms else None,
            votes=state.votes,
            here=state.attendance.here,
            over=state.over,
        )
    )


@operation("GET", "/polls/{poll}/questions", "read", "moderate", answers={200: QuestionList})
async def questions(call: ApiCall) -> Response:
    """List a poll's questions, with the state and the votes of the latest round of each."""
    state = await _state(call)
    told = [_told(state, each, n, call.language) for n, each in enumerate(state.poll.questions, 1)]
    return call.answer(QuestionList(tuple(told)))


@operation(
    "GET", "/polls/{poll}/questions/{question}", "read", "moderate", answers={200: ApiQuestion}
)
async def question(call: ApiCall) -> Response:
    """Read one question, by its id."""
    state, wanted = await _state(call), call.named("question")
    for number, each in enumerate(state.poll.questions, 1):
        if each.id == wanted:
            return call.answer(_told(state, each, number, call.language))
    raise Problem("nothing")


@operation(
    "POST", "/polls/{poll}/control", "control", "moderate",
    deed="poll.controlled", body=ControlOrder, answers={200: ControlDone},
    problems=("moved", "not_now"),
)  # fmt: skip
async def control(call: ApiCall) -> Response:
    """Do what the moderator's page can do: open, close, show, the next question, a countdown …"""
    wanted: ControlOrder = call.body
    poll_id, services = call.named("poll"), call.services
    command = Command(
        id=wanted.id or new_id(),
        expected_version=wanted.expected_version,
        action=wanted.action,
        value=wanted.value,
    )
    try:
        done = await services.polls.command(poll_id, command, call.language)
    except RedisError as error:
        if not (cure := refusal(error)):
            raise  # it may have been carried out: the same id is answered then
        _ = call.say
        detail = _("Not done: Redis stores nothing just now. %(cure)s", cure=cure)
        raise Problem("away", detail) from error
    services.hub.changed(poll_id, at_once=True)
    if isinstance(done, Conflict):
        raise Problem("moved", control=done.control)
    if isinstance(done, NotDone):
        raise Problem("not_now", done.detail)
    return call.answer(ControlDone(done.id, done.control))


@operation("GET", "/polls/{poll}/floor", "read", "moderate", answers={200: FloorState})
async def floor(call: ApiCall) -> Response:
    """Read what the hall asks; with the right `control` also what waits or was hidden."""
    found = await call.services.polls.floor.all((await _state(call)).poll_id)
    told = seen_by_moderator(found)
    return call.answer(state_of(found, told if may(call.holder, "control") else in_public(told)))


@operation(
    "POST", "/polls/{poll}/floor", "control", "moderate", deed="floor.moderated", body=FloorOrder,
    answers={204: None},
    problems=("not_now",),
)  # fmt: skip
async def moderate_floor(call: ApiCall) -> Response:
    """Do what the moderator's page of the hall's questions can do."""
    wanted: FloorOrder = call.body
    asking, poll_id = call.services.polls.floor, (await _state(call)).poll_id
    if not await asking.moderate(poll_id, wanted.verb, wanted.entry, wanted.value):
        raise Problem("not_now")
    return Response(status_code=204)


def in_public(entries: Iterable[Moderated]) -> list[Moderated]:
    """Of what a moderator sees, what everybody does."""
    return [msgspec.structs.replace(each, joined=()) for each in entries if each.state == "shown"]


async def _state(call: ApiCall) -> PollState:
    return await call.services.polls.state(call.named("poll"))


def _told(state: PollState, question: Question, number: int, language: str) -> ApiQuestion:
    latest = state.rounds.get(state.live.last.get(question.id, 0))
    return ApiQuestion(
        id=question.id,
        number=number,
        kind=question.kind,
        prompt=say(question.prompt, language),
        hint=hint_of(question, language),
        options=offered(question, language),
        asks=question.asks,
        timer=question.seconds,
        state=latest.state if latest else "ready",
        votes=latest.votes if latest else 0,
        rounds=sum(each.question == question.id for each in state.rounds.values()),
    )


OPERATIONS = (poll, questions, question, control, floor, moderate_floor)

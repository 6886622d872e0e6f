"""Results of another tool's poll come in: looked at with all that is lost, and then taken over.

The file is not kept: what was read of it, how many gave each answer, travels in the form until
somebody takes it over or leaves the page. Each way round is a form that is sent, so it needs no
script.
"""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, cast, get_args

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import Busy
from poll_server.drafts.exchange import Loss
from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.results import (
    MadeQuestion,
    OldForm,
    OldQuestion,
    OldResults,
    made,
    packed,
    results_in,
    slido,
    unpacked,
)
from poll_server.drafts.imports import SheetMistakes
from poll_server.drafts.live.taken_over import CannotTakeOver, TakingOver
from poll_server.live.screens import tables
from poll_server.live.screens.again.taken import long_day
from poll_server.locale import Speech, speak
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import (
    Refusal,
    event_of,
    poll_of,
    see,
    show_of_event,
    signed_in,
    speech,
)

from . import entries
from .sent import file_in, form_with_file

MOST_TEXTS = 12
"""Open answers that are shown of one round; the report has them all."""


@dataclass(frozen=True)
class _Preview:
    """What was read, as the form says that it is meant."""

    old: OldResults
    title: str
    made: Sequence[tuple[OldQuestion, list[MadeQuestion]]]
    losses: Sequence[Loss]
    date: str
    approved: bool

    @property
    def questions(self) -> list[MadeQuestion]:
        return [each for _old, found in self.made for each in found]


@signed_in
async def page(request: PageRequest) -> Response:
    """`/organise/{event}/_results`: a field for the file."""
    return await _page(request)


@signed_in
async def look(request: PageRequest) -> Response:
    """`POST /organise/{event}/_results`: what a file holds; once more, as it is said to be meant.

    What a hall asked elsewhere has a page of its own.

    Raises:
        Refusal: there is no file, or the form is none of ours.
    """
    language, form = language_of(request), await form_with_file(request)
    try:
        file = await file_in(request, form)
        if file and slido.is_slido(file[1]):
            return await entries.shown(request, file[1])
        preview = await to_thread(_read, form, file, language)
    except SheetMistakes as wrong:
        said = [each.message for each in wrong.mistakes]
        return await _page(request, mistakes=said, status=422)
    return await _page(request, preview)


@signed_in
async def take(request: PageRequest) -> Response:
    """`POST /organise/{event}/_results/take`: make a poll of it.

    Raises:
        Refusal: it cannot be one, or somebody else changes the event.
    """
    _, language, form = speech(request), language_of(request), await form_with_file(request)
    preview = await to_thread(_read, form, None, language)
    event = request.path_params["event"]
    if not preview.questions:
        return await _page(request, preview, mistakes=[_("No question is left to take over.")])
    try:
        slug = await taking(request).take_over(
            event,
            preview.title,
            preview.old.tool,
            preview.questions,
            approved=preview.approved,
            language=language,
        )
    except CannotTakeOver as wrong:
        return await _page(request, preview, mistakes=[str(wrong)], status=422)
    except Busy as error:
        raise Refusal(_busy(_), 503) from error
    return see(request, f"/organise/{event}/{slug}")


@signed_in
async def remove(request: PageRequest) -> Response:
    """`POST /organise/{event}/{poll}/give-up`: remove a poll in which all was taken over.

    Raises:
        Refusal: somebody voted in it, or somebody else changes the event.
    """
    _, listing, services = speech(request), await event_of(request), services_of(request)
    poll = poll_of(request, listing)
    try:
        await taking(request).remove(listing.id, poll.slug, language_of(request))
    except CannotTakeOver as stays:
        raise Refusal(str(stays), 409) from stays
    except Busy as error:
        raise Refusal(_busy(_), 503) from error
    services.polls.forget(poll.poll_id)
    return see(request, f"/organise/{listing.id}")


def taking(request: PageRequest) -> TakingOver:
    """What takes results over, and gives them up."""
    services = services_of(request)
    return TakingOver(services.store, services.events, services.drafts)


def _busy(_: Speech) -> str:
    return _("Somebody else is at it just now. Please try again in a moment.")


async def _page(
    request: PageRequest,
    preview: _Preview | None = None,
    *,
    mistakes: Sequence[str] = (),
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {"mistakes": mistakes, "preview": preview}
    if preview:
        language = language_of(request)
        _ = speak(language)
        values |= {
            "packed": packed(preview.old),
            "shown": [_shown(old, found, language) for old, found in preview.made],
            "forms": _forms(_),
            "has_texts": any(m.question.approved_first for m in preview.questions),
            "count": len(preview.questions),
        }
    return await show_of_event(request, "organiser/event/taking_over.html", values, status)


def _forms(_: Speech) -> dict[OldForm, str]:
    """As what answers can be read, in words."""
    return {
        "one": _("a choice of one option"),
        "several": _("a choice of several options, with commas between"),
        "words": _("words for a cloud"),
        "text": _("open answers"),
        "none": _("nothing: leave it out"),
    }


def _shown(old: OldQuestion, found: Sequence[MadeQuestion], language: str) -> dict[str, Any]:
    """A question of the file, with what it becomes."""
    return {
        "number": old.number,
        "prompt": old.prompt,
        "form": old.form,
        "certain": old.certain,
        "made": [
            {
                "asked_as": each.question.asked_as(language),
                "rounds": [_round(each, place, language) for place in range(len(each.rounds))],
            }
            for each in found
        ],
    }


def _round(each: MadeQuestion, place: int, language: str) -> dict[str, Any]:
    """What came out of one round, and when."""
    round_ = each.rounds[place]
    results = each.question.results(round_.tally, round_.people, language)
    texts = [row.label for series in results.series for row in series.rows]
    is_text = results.form == "texts"
    return {
        "people": round_.people,
        "when": long_day(round_.from_ms, language),
        "texts": texts[:MOST_TEXTS] if is_text else [],
        "more": max(len(texts) - MOST_TEXTS, 0) if is_text else 0,
        "table": None if is_text else tables.table(results, language),
    }


# ── What was sent ─────────────────────────────────────────────────────────────────────────────


def _read(form: FormData, file: tuple[str, bytes] | None, language: str) -> _Preview:
    """What a file holds, or what was read of it before, as the form says that it is meant.

    Raises:
        SheetMistakes: the file cannot be read.
        Refusal: the form is none of ours.
    """
    _, fields = speak(language), {k: v for k, v in form.items() if isinstance(v, str)}
    if file:
        old, title = results_in(file[1], language), PurePath(file[0]).stem
    else:
        try:
            old, title = unpacked(fields.get("old", "")), fields.get("title", "")
        except ValueError as error:
            raise Refusal(_("This was no form of ours."), 400) from error
    _meant(old, fields)
    taken = Taken(_)
    found = [
        (each, made(each, f"question-{place}", taken))
        for place, each in enumerate(old.questions, 1)
    ]
    date, approved = fields.get("date", ""), fields.get("approved") == "yes"
    found = [(each, [_dated(m, date) for m in group]) for each, group in found]
    losses = [*old.losses, *taken.losses]
    return _Preview(old, title.strip() or old.tool, found, losses, date, approved)


def _meant(old: OldResults, fields: Mapping[str, str]) -> None:
    """Reads each question as the form says, where the file does not say it."""
    for place, each in enumerate(old.questions):
        wanted = fields.get(f"form.{place}", "")
        if not each.certain and wanted in get_args(OldForm) and wanted != "scale":
            each.form = cast(OldForm, wanted)


def _dated(made_: MadeQuestion, date: str) -> MadeQuestion:
    """The question with the day that the form says, where the file says none."""
    try:
        at = int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return made_
    rounds = (
        each if each.from_ms else each._replace(from_ms=max(at, 0), to_ms=max(at, 0))
        for each in made_.rounds
    )
    return made_._replace(rounds=tuple(rounds))


routes: list[BaseRoute] = [
    Route("/organise/{event}/_results", page),
    Route("/organise/{event}/_results", look, methods=["POST"]),
    Route("/organise/{event}/_results/take", take, methods=["POST"]),
    *entries.routes,
    Route("/organise/{event}/{poll}/give-up", remove, methods=["POST"]),
]

"""The reviewer's link: read every question of an event in all its languages, and change nothing.

Somebody at a partner's, a translator or a data protection officer gets it before the congress. No
account, no results, no codes and no other links; whoever has the link can read, so it is kept from
search engines and can be renewed or ended on the event's page.
"""

from asyncio import to_thread
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.drafts import Draft
from poll_server.drafts.document.items import numbered, unnamed
from poll_server.live.links import admits_in_path, end_links, new_link, reviewers_generation
from poll_server.locale import LANGUAGES, Speech
from poll_server.questions import AnyQuestion, Condition, Control
from poll_server.questions.traits.how_asked import how_asked, poll_facts
from poll_server.questions.writing.marked import below, words
from poll_server.store.records import UnknownEvent
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.address import public_url

from . import event
from .shell import event_of, see, show, signed_in, speech

InLanguages = list[tuple[str, str]]
"""One text in each of its languages: (language, text)."""


class AnswerGroup(NamedTuple):
    """Answers to choose from, as the phone shows them."""

    statements: list[InLanguages]
    """what each is answered for; none: for the question itself"""
    answers: list[InLanguages]


class Said(NamedTuple):
    """A sentence for the report."""

    text: InLanguages
    of: str
    when: str
    otherwise: InLanguages


RIGHT = ("right_options", "right_words", "right_order")


class Reviewed(NamedTuple):
    """One question as a reviewer reads it."""

    uid: str
    number: int
    prompt: InLanguages
    hint: InLanguages
    notes: InLanguages
    facts: list[str]
    told: list[InLanguages]
    groups: list[AnswerGroup]
    right: str
    explanation: InLanguages
    sentences: list[Said]
    ran: bool


async def review(request: PageRequest) -> Response:
    """`/review/{event}`: all questions of one event, or the door to them."""
    event_id = request.path_params["event"]
    if "." in event_id:  # no event's id has one
        return await _old_link(request)
    try:
        if not await _may_read(request, event_id):
            return entering.door(request, "reviewer", event_id)
        draft = await review_source(request, event_id)
    except UnknownEvent:
        # As where the event is there: which ones there are is nobody's business.
        return entering.door(request, "reviewer", event_id)
    # In a thread: an event with a hundred questions takes a while, and votes must not wait for it.
    return await to_thread(_reading, request, draft)


async def _may_read(request: PageRequest, event_id: str) -> bool:
    generation = await reviewers_generation(services_of(request).store, event_id)
    if services_of(request).passes.is_in(request, "reviewer", event_id, generation):
        return True
    return await entering.reviews_as_organiser(request, event_id)


async def _old_link(request: PageRequest) -> Response:
    """`/review/{event}.{secret}`, as links were once; the secret goes out of the address."""
    event_id, _, secret = request.path_params["event"].rpartition(".")
    generation = await admits_in_path(services_of(request).store, event_id, secret)
    if generation is None:
        return _review_page(request, {"event": None}, 404)
    response = see(request, f"/review/{event_id}")
    services_of(request).passes.let_in(response, request, "reviewer", event_id, generation)
    return response


def _reading(request: PageRequest, draft: Draft) -> Response:
    """The page with all there is to read; a language that is missing is not hidden by another."""
    _, language = speech(request), language_of(request)
    event = marked(draft.document, _("(missing)"))
    languages = event["languages"]
    polls = [
        {
            "title": in_each_language(poll["title"], languages),
            "subtitle": in_each_language(poll["subtitle"], languages),
            "host": in_each_language(poll["host"], languages),
            "facts": list(_poll_facts(poll, _)),
            "questions": [
                reviewed(question, languages, language, draft.locked, _, number=number)
                for number, question in numbered(poll["questions"])
            ],
        }
        for poll in event["polls"]
    ]
    return _review_page(request, {"event": event, "polls": polls})


def _review_page(request: PageRequest, values: Mapping[str, Any], status: int = 200) -> Response:
    response = show(request, "organiser/review.html", {"inside": False, **values}, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


async def review_source(request: PageRequest, event_id: str) -> Draft:
    """What is being written for the event; where nobody is writing, what is live.

    Raises:
        UnknownEvent: there is no such event.
    """
    return await services_of(request).drafts.get(event_id)


# ── Showing a question ────────────────────────────────────────────────────────────────────────


def marked(value: Any, mark: str) -> Any:
    """A document in which `mark` stands for a text that only other languages have."""
    if isinstance(value, dict):
        if value and set(value) <= set(LANGUAGES):
            written = any(value.values())
            return {tag: text or (mark if written else "") for tag, text in value.items()}
        return {name: marked(each, mark) for name, each in value.items()}
    return [marked(each, mark) for each in value] if isinstance(value, list) else value


def in_each_language(
    text: Mapping[str, str], languages: Sequence[str], *, markdown: bool = False
) -> InLanguages:
    """A text in each language of the event; nothing where it is empty."""
    return [(tag, words(text[tag], markdown=markdown)) for tag in languages if text.get(tag)]


def reviewed(
    item: Mapping[str, Any],
    languages: Sequence[str],
    language: str,
    ran: frozenset[str],
    _: Speech,
    *,
    number: int = 1,
) -> Reviewed:
    """One question of a document, for a reader of `language`; the `number` of a slide is 0."""
    plain, marked = unnamed(item), item.get("markdown", False)
    try:
        question: AnyQuestion = msgspec.convert(plain, AnyQuestion)
        forms = [question.controls(tag) for tag in languages]
        told = _told(question, languages)
        facts = list(how_asked(question, forms[0], language))
    except (msgspec.ValidationError, LookupError):
        forms, told, facts = [], [], [_("not finished yet")]
    return Reviewed(
        uid=item["uid"],
        number=number,
        prompt=in_each_language(item["prompt"], languages),
        hint=in_each_language(item["hint"], languages, markdown=marked),
        notes=in_each_language(item["notes"], languages),
        facts=facts,
        told=told,
        groups=_groups(forms, languages),
        right=", ".join(each for field in RIGHT for each in item.get(field, ())),
        explanation=in_each_language(item.get("explanation", {}), languages, markdown=marked),
        sentences=[_said(each, languages, _) for each in item["sentences"]],
        ran=item["uid"] in ran,
    )


def _said(sentence: Mapping[str, Any], languages: Sequence[str], _: Speech) -> Said:
    return Said(
        in_each_language(sentence["text"], languages),
        ", ".join(sentence["of"]),
        ", ".join(_conditions(msgspec.convert(sentence["when"], Condition), _)),
        in_each_language(sentence["otherwise"], languages),
    )


def _told(question: AnyQuestion, languages: Sequence[str]) -> list[InLanguages]:
    """What stands there to be read, each piece in every language."""
    told = zip_longest(*(question.told(tag) for tag in languages))
    tagged = (zip(languages, each, strict=True) for each in told)
    return [[(tag, below(piece)) for tag, piece in each if piece] for each in tagged]


def _poll_facts(poll: Mapping[str, Any], _: Speech) -> Iterable[str]:
    groups = [say(each, _.language) for each in poll["here_as"]]
    return poll_facts(poll["smallest_group"], poll["linkable"], groups, _)


def _groups(forms: Sequence[Sequence[Control]], languages: Sequence[str]) -> list[AnswerGroup]:
    """What can be chosen, in every language; statements with the same answers stand together."""
    found: list[AnswerGroup] = []
    for controls in zip(*forms, strict=True):
        legend = [(tag, c.legend) for tag, c in zip(languages, controls, strict=True) if c.legend]
        answers = [
            [(tag, option.label) for tag, option in zip(languages, options, strict=True)]
            for options in zip(*(control.options for control in controls), strict=True)
        ]
        if answers and found and legend and found[-1].answers == answers:
            found[-1].statements.append(legend)
        elif answers:
            found.append(AnswerGroup([legend] if legend else [], answers))
    return found


def _conditions(when: Condition, _: Speech) -> Iterable[str]:
    if when.below is not None:
        yield _("under %(n)s percent", n=when.below)
    if when.at_least is not None:
        yield _("at least %(n)s percent", n=when.at_least)
    if when.top is not None:
        yield _("in first place") if when.top == 1 else _("among the first %(n)s", n=when.top)
    if when.lowest:
        yield _("the fewest")
    if when.same_as:
        yield _("the same share as at another question")


# ── The organiser's side ──────────────────────────────────────────────────────────────────────


@signed_in
async def make(request: PageRequest) -> Response:
    """Make one more reviewer's link, shown this once."""
    listing = await event_of(request)
    secret = await new_link(services_of(request).store, "reviewer", listing.id)
    return await event.event_page(
        request, listing, reviewers=f"{public_url(request)}/review/{listing.id}#{secret}"
    )


@signed_in
async def end(request: PageRequest) -> Response:
    """End all reviewers' links of the event."""
    listing = await event_of(request)
    await end_links(services_of(request).store, "reviewer", listing.id)
    return see(request, f"/organise/{listing.id}#review")


routes: list[BaseRoute] = [
    Route("/review/{event}", review),
    Route("/review/{event}/enter", entering.review, methods=["POST"]),
    Route("/organise/{event}/review", make, methods=["POST"]),
    Route("/organise/{event}/review/end", end, methods=["POST"]),
]

"""The run sheet: a poll on paper for who moderates it, with notes, times and codes, as PDF.

It holds what an audience must not see before its time, the right answers and the notes, but none of
the secret links: paper lies on lecterns, is copied and photographed, and whoever had a moderator's
link could end a vote. They could not be printed, either: only hashes of their secrets are kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Any

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.live.screens.offered import hint_of, under_of
from poll_server.locale import Speech, speak
from poll_server.looks.look import branded
from poll_server.questions import Control, Question
from poll_server.questions.traits import right
from poll_server.questions.traits.how_asked import how_asked, poll_facts
from poll_server.questions.traits.parts import parts_of
from poll_server.questions.writing.passages import Passage
from poll_server.report.logo import Extent, for_typst

from .print_kit import PrintedRoom, qr_svg, short
from .typesetting import tokens, typeset

LOGO: Extent = (150.0, 32.0)
"""Points of width and height: a greeting above the title."""


def render(
    event: deck.Event,
    rooms: Sequence[PrintedRoom],
    address: str,
    language: str,
    logo: bytes = b"",
) -> bytes:
    """The run sheets of `rooms`, each on pages of its own.

    Args:
        address: the server's, as phones reach it: `https://poll.example.org`.
        language: in which the moderator reads.
        logo: the event's, a PNG; empty: it has none.

    Raises:
        CannotTypeset: the page would not conform to PDF/UA-1, which is a mistake of the template.
    """
    _, title = speak(language), say(event.title, language)
    about = (title, say(event.date, language), say(event.place, language))
    data = {
        "language": language,
        "colours": tokens(branded(event.brand.accent)["light"]),
        "logo": for_typst(logo, say(event.brand.name, language) or title, LOGO),
        "title": f"{title}: {_('Run sheet')}",
        "about": " · ".join(part for part in about if part),
        "address": short(address),
        **_texts(_),
        "rooms": [_room(each, f"{address}/{each.link}", language) for each in rooms],
    }
    return typeset("run_sheet.typ", data, standard="ua-1")


def _texts(_: Speech) -> dict[str, Any]:
    """What stands on every sheet."""
    head = (_("No."), _("Question"), _("How it is asked"), _("Time"), _("In all"), _("Began"))
    return {
        "name": _("Run sheet"),
        "heads": list(head),
        "order": _("Order of the questions"),
        "notes": _("Notes for the moderator"),
        "secret": _(
            "The moderator link is secret and not printed here: it comes from the organiser."
        ),
    }


def _room(room: PrintedRoom, url: str, language: str) -> dict[str, Any]:
    _, poll = speak(language), room.poll
    times = [question.seconds for question in poll.questions]
    asked = accumulate(int(question.asks) for question in poll.questions)
    numbers = [n if question.asks else 0 for n, question in zip(asked, poll.questions, strict=True)]
    facts = poll_facts(poll.smallest_group, poll.linkable, poll.groups(language), _)
    return {
        "title": say(poll.title, language),
        "subtitle": say(poll.subtitle, language),
        "host": say(poll.host, language),
        "code": f"{room.code[:3]}\u00a0{room.code[3:]}",
        "qr": qr_svg(url),
        "alt": _("QR code to join: %(url)s", url=url),
        "facts": " · ".join(facts),
        "planned": _planned(times, _),
        "questions": [
            _question(question, str(number or ""), language) | {"sum": _clock(so_far, _)}
            for question, number, so_far in zip(
                poll.questions, numbers, accumulate(times), strict=True
            )
        ],
    }


def _planned(times: Sequence[int], _: Speech) -> str:
    """How long all of it takes, as far as it is said."""
    untimed = times.count(0)
    if untimed == len(times):
        return _("No times are planned: who moderates closes each vote.")
    said = _("Planned time in all: %(time)s", time=_clock(sum(times), _))
    if not untimed:
        return said
    without = _.ngettext("%(n)s without a time", "%(n)s without a time", untimed)
    return f"{said} ({without})"


def _clock(seconds: int, _: Speech) -> str:
    """`1:30 min`; empty: none."""
    return _("%(n)s min", n=f"{seconds // 60}:{seconds % 60:02}") if seconds else ""


def _question(question: Question, number: str, language: str) -> dict[str, Any]:
    _, parts = speak(language), parts_of(question)
    form = () if parts else question.controls(language)
    is_right, why = right.said(question, language)
    under = under_of(question, language)
    marked = any(one.value in _right_keys(question) for each in form for one in each.options)
    return {
        "number": number,
        "prompt": say(question.prompt, language),
        "hint": "" if under else hint_of(question, language),
        "asked_as": question.asked_as(language),
        "facts": " · ".join(how_asked(question, form, language, timed=False)),
        "time": _clock(question.seconds, _),
        "told": list(_told((*under, *question.told(language)), _)),
        "groups": list(_groups(question, form, _)),
        "right": _("Right: %(right)s", right=is_right) if is_right and not marked else "",
        "why": f"{_('Explanation')}: {why}" if why else "",
        "notes": say(question.notes, language).splitlines(),
        "parts": [
            _question(part, f"{number}.{place}", language) for place, part in enumerate(parts, 1)
        ],
    }


def _told(passages: Iterable[Passage], _: Speech, depth: int = 0) -> Iterator[dict[str, Any]]:
    """What stands under a prompt to be read; paper leads nowhere, so addresses are written out."""
    for each in passages:
        runs = [
            {"text": _with_address(run.text, run.link), "bold": run.bold, "italic": run.italic}
            for run in each.runs
        ]
        if each.form == "picture":
            runs = [
                {"text": _("Picture: %(what)s", what=each.text), "bold": False, "italic": False}
            ]
        if each.link:
            runs = [{"text": _with_address(each.text, each.link), "bold": False, "italic": False}]
        number = "" if each.number is None else f"{each.number}."
        yield {"form": each.form, "runs": runs, "depth": depth, "number": number}
        yield from _told(each.inner, _, depth + 1)


def _with_address(text: str, link: str) -> str:
    return f"{text} ({link})" if link and link != text else text


def _groups(question: Question, form: Sequence[Control], _: Speech) -> Iterator[dict[str, Any]]:
    """What a phone shows to answer with; controls that are alike but for their legend are one."""
    keys = _right_keys(question)
    chosen = any(control.options for control in form)
    alike = groupby(form, lambda each: (each.type, each.options, each.parts, each.low, each.high))
    for (type_, options, parts, low, high), controls in alike:
        if type_ == "select" and chosen and not options:
            continue  # the same once more, and more exactly: a place on a picture
        span = f"{low}–{high}" if high else ""
        each = ": ".join(part for part in (" · ".join(parts), span) if part)
        yield {
            "form": type_,
            "legends": [control.legend for control in controls if control.legend],
            "each": _("each: %(what)s", what=each) if each else "",
            "options": [
                {"text": _("%(option)s (right)", option=label), "right": True}
                if value in keys
                else {"text": label, "right": False}
                for value, label in ((one.value, one.label) for one in options)
            ],
        }


def _right_keys(question: Question) -> tuple[str, ...]:
    """The options that are right, where there are any."""
    solution = question.solution()
    return solution.keys if solution else ()

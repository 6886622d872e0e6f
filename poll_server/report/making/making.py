"""From an order to files: everything is read at one moment, then one file after another is made.

The command line and the process beside a server both work through this list.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from poll_server.base.codes import long_code
from poll_server.locale import LANGUAGES
from poll_server.report import FORMATS, MEDIA_TYPES, file_name, render
from poll_server.report.chart_files import chart_files
from poll_server.report.html import page, page_policy
from poll_server.report.model.document import Report
from poll_server.report.model.gather import cut, report_of
from poll_server.report.pdf import print_kit, run_sheet

from .orders import RUN_SHEET, NoChart, NoPoll, Order, PrintSheet
from .task import Task

if TYPE_CHECKING:
    from poll_server.live.polls import Polls
    from poll_server.store.events import Events, Listing

CHARTS = "charts"
"""The folder of the charts, beside the reports."""
PDF = "application/pdf"
ZIP = "application/zip"
PRESSED = (".docx", ".pptx", ".xlsx", ".png")
"""Files that are compressed already: a congress’s once more take a fifth of a second, for 3 %."""


async def tasks(polls: "Polls", events: "Events", order: Order) -> list[Task]:
    """What `order` asks for, in order, all from one look at Redis.

    Raises:
        UnknownEvent, NoPoll, NoChart: there is none of that name.
        BrokenTally: a round's tally is not the sum of its votes; nothing is made.
    """
    listing = await events.get(order.event)
    slugs = {poll.slug for poll in listing.polls}
    if unknown := [slug for slug in order.of if slug and slug not in slugs]:
        raise NoPoll(unknown[0])
    if order.sheet:
        return [_printed(listing, order, await polls.logo(listing.id), order.secret.encode())]
    if order.live:
        return [_slide(listing, order, await polls.logo(listing.id))]
    only = order.of[0] if len(order.of) == 1 else ""
    seen = await cut(polls, listing, order.language, only)
    if order.page:
        # It stays where everybody finds it when nicknames are deleted, or taken back.
        nameless = replace(seen, places={})
        return [_web_page(report_of(nameless, listing, order.language), listing, order)]
    reports = [
        report_of(seen, listing, order.language, slug, interval=order.interval, short=order.short)
        for slug in order.of
    ]
    made = [
        Task(file_name(report, format_), MEDIA_TYPES[format_], partial(render, report, format_))
        for report in reports
        for format_ in FORMATS
        if format_ in order.formats
    ]
    return made + _charts(reports, order)


def _charts(reports: list[Report], order: Order) -> list[Task]:
    """Every chart once: a poll's own are also in the report of the whole event."""
    folder = "" if order.question else f"{CHARTS}/"
    found = {
        chart.name: replace(chart, name=f"{folder}{chart.name}")
        for report in reports
        for chart in chart_files(report, order.pictures, order.question)
    }
    if order.question and not found:
        raise NoChart(order.question)
    return list(found.values())


def _web_page(report: Report, listing: "Listing", order: Order) -> Task:
    languages = [each for each in listing.event.languages if each in LANGUAGES]
    saved = order.page == "saved"
    return Task(
        page_policy.file_name(listing.id, order.language),
        MEDIA_TYPES["html"],
        lambda: page.render(report, languages, accent=listing.event.brand.accent, saved=saved),
    )


def _slide(listing: "Listing", order: Order, logo: bytes) -> Task:
    poll = next(each for each in listing.event.polls if each.id == order.of[0])
    code = next(each.code for each in listing.polls if each.slug == poll.id)
    # The library for slides comes when the first one is made.
    from poll_server.report.pptx.join_slide import JoinSlide
    from poll_server.report.pptx.join_slide import render as render_slide

    said = JoinSlide(
        language=order.language,
        event=listing.event,
        poll=poll,
        code=code,
        join=f"{order.address}/{long_code(order.secret.encode(), code)}",
        typed=print_kit.short(order.address),
        live=order.live,
        logo=logo,
    )
    return Task(
        f"{listing.id}-{poll.id}-slide.pptx", MEDIA_TYPES["pptx"], lambda: render_slide(said)
    )


def _printed(listing: "Listing", order: Order, logo: bytes, secret: bytes) -> Task:
    only = order.of[0]
    codes = {poll.slug: poll.code for poll in listing.polls if only in ("", poll.slug)}
    rooms = [
        print_kit.PrintedRoom(poll, codes[poll.id], long_code(secret, codes[poll.id]))
        for poll in listing.event.polls
        if poll.id in codes
    ]
    name = "-".join(part for part in (listing.id, only, order.sheet) if part)
    of = listing.event, rooms, order.address
    if order.sheet == RUN_SHEET:
        return Task(f"{name}.pdf", PDF, lambda: run_sheet.render(*of, order.language, logo))
    sheet = cast(PrintSheet, order.sheet)
    return Task(f"{name}.pdf", PDF, lambda: print_kit.render(sheet, *of, logo))


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files, by name, in one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files:
            pressed = name.endswith(PRESSED)
            packed.writestr(name, content, zipfile.ZIP_STORED if pressed else zipfile.ZIP_DEFLATED)
    return out.getvalue()

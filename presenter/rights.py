"""Which right each address of the presenters' side needs: every handler stands here, by name.

What one's role at an event includes, `web.access.rights` says. A handler that is not named here is
refused to everybody, and a test fails.
"""

from collections.abc import Mapping
from typing import Literal

from poll_server.web.access.rights import Right
from poll_server.web.services import Handler

NeededRight = Right | Literal["anybody"]
"""`anybody`: no account is asked for; what it does is public, or it looks at a link's secret."""

NEEDS: Mapping[str, NeededRight] = {
    **dict.fromkeys(
        (
            "entering.moderate", "entering.stage", "entering.review", "embed.pages.shell",
            "embed.pages.enter", "embed.socket.embed", "organiser.brand.stage_logo",
            "organiser.public.results", "organiser.pages.start", "organiser.people.entry.sign_in",
            "organiser.people.entry.sign_out", "organiser.people.elsewhere.begin",
            "organiser.people.elsewhere.back", "organiser.people.elsewhere.leave",
            "organiser.people.second_step.code_page", "organiser.people.second_step.check_code",
            "organiser.people.joining.set_up", "organiser.people.joining.invitation_page",
            "organiser.people.joining.accept", "organiser.server.manual.manual", "pictures.qr.qr",
            "pictures.qr.results", "pictures.plotly_file.plotly",
        ),
        "anybody",
    ),
    **dict.fromkeys(
        (
            "organiser.people.account.account", "organiser.people.account.rename",
            "organiser.people.account.change_password", "organiser.people.account.remove",
            "organiser.people.account.invite", "organiser.people.account.withdraw",
            "organiser.people.second_factor.second_factor", "organiser.people.second_factor.begin",
            "organiser.people.second_factor.confirm", "organiser.people.second_factor.drop",
            "organiser.people.second_factor.renew", "organiser.server.checking.check",
            "organiser.server.history.history", "organiser.server.history.history_file",
            "organiser.server.tokens.tokens", "organiser.server.tokens.make",
            "organiser.server.tokens.revoke", "organiser.taking.importing.take_in",
            "editor.beginning.new",
        ),
        "organise",
    ),
    "organiser.event.event": "look",
    "organiser.review.review": "review",
    **dict.fromkeys(
        (
            "editor.pages.start", "editor.pages.item", "editor.scripted.since",
            "editor.scripted.change", "editor.scripted.undo", "editor.scripted.redo",
            "editor.saving.posted", "editor.pictures.take_in", "editor.live.look",
            "editor.live.put_in", "editor.live.drop", "editor.elsewhere.add.page",
            "editor.elsewhere.add.bank", "editor.elsewhere.add.paste", "editor.elsewhere.add.sheet",
            "editor.elsewhere.add.pdf", "editor.elsewhere.add.insert",
            "editor.elsewhere.add.template_file", "editor.elsewhere.exchange.page",
            "editor.elsewhere.exchange.file", "editor.stage.stage", "organiser.brand.own_logo",
            "organiser.brand.keep", "organiser.brand.take_logo", "organiser.brand.drop_logo",
            "organiser.files.deck_file", "organiser.files.deck_package",
            "organiser.files.print_file",
        ),
        "write",
    ),
    **dict.fromkeys(
        (
            "moderator.pages.moderate", "moderator.pages.run_sheet", "moderator.remote.remote",
            "moderator.remote.link", "moderator.spot.spot", "moderator.from_hall.floor.floor",
            "moderator.from_hall.floor.listed", "moderator.from_hall.floor.carry_out",
            "screens.mood.console", "screens.mood.stage", "moderator.from_hall.speakers.speakers",
            "moderator.from_hall.speakers.listed", "moderator.from_hall.speakers.carry_out",
            "moderator.from_hall.speakers.on_stage", "moderator.piles.alike",
            "moderator.practice.pages.rehearsal", "moderator.practice.pages.carry_out",
            "moderator.practice.pages.questions", "moderator.piles.piles",
            "moderator.piles.carry_out", "moderator.nicknames.nicknames",
            "moderator.nicknames.carry_out", "moderator.nicknames.on_stage", "stage.pages.stage",
            "stage.socket.stage", "moderator.socket.moderator",
        ),
        "moderate",
    ),
    **dict.fromkeys(
        (
            "organiser.pages.results", "organiser.files.results_file", "pictures.charts.charts",
            "pictures.charts.chart", "organiser.jobs.choose", "organiser.jobs.start",
            "organiser.jobs.watch", "organiser.jobs.progress", "organiser.jobs.fetch",
            "organiser.public.preview",
        ),
        "results",
    ),
    **dict.fromkeys(
        (
            "wall.pages.now", "wall.pages.wall", "embed.organising.keep", "embed.organising.slide",
            "embed.organising.add_in", "organiser.archive.put_away", "organiser.archive.take_out",
            "organiser.server.hooks.hooks", "organiser.server.hooks.make",
            "organiser.server.hooks.change", "organiser.public.publish", "organiser.review.make",
            "organiser.review.end", "organiser.taking.rounds.page", "organiser.taking.rounds.look",
            "organiser.taking.rounds.take", "organiser.taking.rounds.remove",
            "organiser.taking.entries.take", "organiser.event.make_links",
            "organiser.event.make_link", "organiser.event.renew", "organiser.finding.put",
            "organiser.pages.copy",
        ),
        "run",
    ),
    **dict.fromkeys(
        (
            "organiser.people.members.people", "organiser.people.members.put",
            "organiser.people.members.take", "organiser.people.members.own",
            "organiser.people.members.open_up",
        ),
        "people",
    ),
    "organiser.pages.delete": "delete",
}  # fmt: skip
"""By module and name of the handler, below `presenter`."""


def name_of(handler: Handler) -> str:
    """What a handler is called here."""
    return f"{handler.__module__.removeprefix('presenter.')}.{getattr(handler, '__name__', '')}"


def need_of(handler: Handler) -> NeededRight | None:
    """What a handler needs; None where it says nothing, which is refused."""
    return NEEDS.get(name_of(handler))

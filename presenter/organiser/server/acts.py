"""What organisers did, written down where their pages do it, and the page that shows it.

Every handler of a form is named here: by what it is written down as, or why it is not.
"""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from babel.dates import format_datetime
from redis.exceptions import RedisError
from starlette.responses import Response

from poll_server.locale import Speech, speak
from poll_server.report.csv import BYTE_ORDER_MARK, safe
from poll_server.report.model.times import iso
from poll_server.store.organisers import Account
from poll_server.store.parts.acts import COMMAND_LINE, Act, Deed
from poll_server.web.pages import language_of
from poll_server.web.services import Handler, PageRequest, services_of
from presenter.rights import name_of

OTHERWISE = "poll.act"
"""Where in a request's scope a handler leaves what is to be written down otherwise."""

ACTS: Mapping[str, Deed] = {
    "organiser.archive.put_away": "event.archived",
    "organiser.archive.take_out": "event.resumed",
    "organiser.brand.keep": "look.changed",
    "organiser.brand.take_logo": "look.changed",
    "organiser.brand.drop_logo": "look.changed",
    "organiser.server.hooks.make": "hook.made",
    "organiser.server.hooks.change": "hook.tried",
    "organiser.server.tokens.make": "token.made",
    "organiser.server.tokens.revoke": "token.revoked",
    "organiser.public.publish": "results.published",
    "organiser.jobs.start": "files.made",
    "organiser.files.results_file": "files.made",
    "organiser.review.make": "links.made",
    "organiser.review.end": "links.ended",
    "organiser.people.account.rename": "account.renamed",
    "organiser.people.account.change_password": "password.changed",
    "organiser.people.second_factor.confirm": "second.set",
    "organiser.people.second_factor.drop": "second.off",
    "organiser.people.second_factor.renew": "recovery.renewed",
    "organiser.people.account.remove": "account.removed",
    "organiser.people.account.invite": "invitation.made",
    "organiser.people.account.withdraw": "invitation.withdrawn",
    "organiser.people.members.put": "role.given",
    "organiser.people.members.take": "role.taken",
    "organiser.people.members.own": "people.named",
    "organiser.people.members.open_up": "people.opened",
    "organiser.event.make_links": "links.made",
    "organiser.event.make_link": "links.made",
    "organiser.event.renew": "links.renewed",
    "organiser.finding.put": "event.filed",
    "embed.organising.keep": "event.embedded",
    "embed.organising.slide": "links.made",
    "embed.organising.add_in": "links.made",
    "organiser.taking.importing.take_in": "event.made",
    "organiser.taking.rounds.take": "results.taken",
    "organiser.taking.rounds.remove": "results.removed",
    "organiser.taking.entries.take": "questions.taken",
    "organiser.pages.copy": "event.made",
    "organiser.pages.delete": "event.deleted",
    "editor.beginning.new": "event.made",
    "editor.live.put_in": "deck.put",
    "editor.live.drop": "draft.dropped",
}
"""By module and name of the handler, below `presenter`."""
QUIET: Mapping[str, str] = {
    "editor.scripted.change": "a draft is nobody's affair until it is put in",
    "editor.scripted.undo": "a draft is nobody's affair until it is put in",
    "editor.scripted.redo": "a draft is nobody's affair until it is put in",
    "editor.pictures.take_in": "a draft is nobody's affair until it is put in",
    "editor.elsewhere.add.bank": "a draft is nobody's affair until it is put in",
    "editor.elsewhere.add.paste": "a draft is nobody's affair until it is put in",
    "editor.elsewhere.add.sheet": "a draft is nobody's affair until it is put in",
    "editor.elsewhere.add.pdf": "a draft is nobody's affair until it is put in",
    "editor.elsewhere.add.insert": "a draft is nobody's affair until it is put in",
    "editor.saving.posted": "a draft is nobody's affair until it is put in",
    "organiser.taking.rounds.look": "nothing is changed by looking at a file",
    "organiser.people.joining.set_up": "it writes down the account itself",
    "organiser.people.joining.accept": "it writes down the account itself",
    "organiser.people.entry.sign_in": "it writes down who signed in itself",
    "organiser.people.second_step.check_code": "it writes down who signed in itself",
    "organiser.people.second_factor.begin": "nothing counts before its first code",
    "organiser.people.entry.sign_out": "it writes down where all sessions are ended",
}

log = structlog.get_logger(__name__)


def otherwise(request: PageRequest, what: Deed | None = None, detail: str = "") -> None:
    """Have this request written down with a detail, or as another deed.

    Args:
        what: None for what its handler stands for.
    """
    request.scope[OTHERWISE] = (what, detail)


def nothing_done(request: PageRequest) -> None:
    """Have this request not written down: it only told what is in the way."""
    request.scope[OTHERWISE] = None


async def written_down(
    request: PageRequest, response: Response, handler: Handler, account: Account
) -> None:
    """Note what a handler did, if that is to be noted and was done."""
    usual = ACTS.get(name_of(handler))
    said = request.scope.get(OTHERWISE, (None, ""))
    if usual is None or said is None or response.status_code >= 400:
        return
    what, detail = said
    event = request.path_params.get("event", "")
    where = response.headers.get("location", "").partition("?")[0].split("/")
    if usual == "event.made" and len(where) > 2:
        event, detail = where[2], event  # a copy's own id, and of which it is one
    await note(request, what or usual, account, event=event, detail=detail)


async def note(
    request: PageRequest, what: Deed, account: Account, *, event: str = "", detail: str = ""
) -> None:
    """Note what an account did. It is done already: where Redis is away now, only the log hears."""
    try:
        await services_of(request).store.acts.note(
            what, account.name, account=account.id, event=event, detail=detail
        )
    except (RedisError, OSError) as error:
        log.warning("act_not_written_down", what=what, error=type(error).__name__)


# ── How it is told ────────────────────────────────────────────────────────────────────────────


def deeds(_: Speech) -> Mapping[Deed, str]:
    """Each deed in words."""
    of_roles: dict[Deed, str] = {
        "role.given": _("gave a role"),
        "role.changed": _("changed a role"),
        "role.taken": _("took a role away"),
        "people.named": _("kept an event to the people named there"),
        "people.opened": _("opened an event to all organisers"),
    }
    return of_roles | _other_deeds(_)


def _other_deeds(_: Speech) -> dict[Deed, str]:
    return {
        **_with_accounts(_),
        "event.made": _("made an event"),
        "event.changed": _("changed an event"),
        "event.archived": _("archived an event"),
        "event.resumed": _("brought an event back"),
        "event.deleted": _("deleted an event"),
        "event.filed": _("put an event into a folder"),
        "event.embedded": _("changed which websites may show results"),
        "deck.put": _("put questions in"),
        "draft.dropped": _("threw a draft away"),
        "look.changed": _("changed the look"),
        "links.made": _("made links"),
        "links.renewed": _("ended links and made new ones"),
        "links.ended": _("ended links"),
        "results.published": _("published results"),
        "results.withdrawn": _("took results offline"),
        "results.taken": _("took over results of another tool"),
        "questions.taken": _("took over another tool's questions from the audience"),
        "results.removed": _("removed results of another tool"),
        "files.made": _("had files of results made"),
        "hook.made": _("added a webhook"),
        "hook.tried": _("tried a webhook"),
        "hook.resumed": _("turned a webhook on again"),
        "hook.removed": _("removed a webhook"),
        "hook.changed": _("tried or removed a webhook"),  # as both were once written down
        "poll.controlled": _("controlled a poll"),
        "floor.moderated": _("moderated the questions from the hall"),
    }


def _with_accounts(_: Speech) -> Mapping[Deed, str]:
    """What is done with accounts, and by what one gets in."""
    return {
        "signed.in": _("signed in"),
        "sessions.ended": _("signed out everywhere"),
        "account.made": _("became an organiser"),
        "account.renamed": _("changed the own name"),
        "account.removed": _("removed an organiser"),
        "password.changed": _("changed the password"),
        "second.set": _("set up a second factor"),
        "second.off": _("took the second factor off"),
        "recovery.used": _("used a recovery code"),
        "recovery.renewed": _("made new recovery codes"),
        "codes.guessed": _("typed ten wrong codes, or somebody did who knows the password"),
        "invitation.made": _("made an invitation"),
        "invitation.withdrawn": _("withdrew an invitation"),
        "token.made": _("made a token"),
        "token.revoked": _("revoked a token"),
    }


def told_of(act: Act, _: Speech) -> tuple[str, str]:
    """Who did it, and what, in words: the command line makes an account, and becomes none."""
    if act.account or act.who != COMMAND_LINE:
        return act.who, deeds(_).get(act.what, act.what)
    made = act.what == "account.made"
    return _("command line"), _("made an account") if made else deeds(_).get(act.what, act.what)


def line(act: Act, language: str) -> dict[str, str]:
    """An act as the page shows it."""
    when = datetime.fromtimestamp(act.at_ms / 1000, UTC).astimezone()
    who, what = told_of(act, speak(language))
    return {
        "when": format_datetime(when, "medium", locale=language),
        "who": who,
        "what": what,
        "event": act.event,
        "detail": act.detail,
        "by": act.by,
    }


def as_csv(acts: list[Act], language: str) -> bytes:
    """All of it for spreadsheets, the newest first; times in UTC."""
    _ = speak(language)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "de" else ",", lineterminator="\r\n")
    writer.writerow(
        [
            _("When (UTC)"),
            _("Who"),
            _("What"),
            _("Event"),
            _("More"),
            _("Token"),
            _("Name for programs"),
        ]
    )
    for act in acts:
        told = (*told_of(act, _), act.event, act.detail, act.by, act.what)
        writer.writerow([iso(act.at_ms), *map(safe, told)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def of_page(acts: list[Act], request: PageRequest) -> list[dict[str, Any]]:
    """Acts as the page shows them."""
    language = language_of(request)
    return [{**line(act, language)} for act in acts]

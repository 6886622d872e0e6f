"""What organisers did is written down, wherever they do it, and told on a page and in a file."""

import csv
import io

from starlette.routing import Route

import presenter.routes
from poll_server.locale import speak
from poll_server.store.parts.acts import COMMAND_LINE, DEEDS, Act
from poll_server.web.api import OPERATIONS
from presenter.organiser.server.acts import ACTS, QUIET, as_csv, deeds, line
from presenter.rights import name_of
from tests.support.signing_in import NAME
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

PAGE = "/organise/account/acts"


def test_every_form_is_written_down_or_says_why_not() -> None:
    forms = {
        name_of(route.endpoint)
        for route in presenter.routes.routes
        if isinstance(route, Route)
        and "POST" in (route.methods or ())
        and route.path.startswith("/organise/")
    }
    assert forms - {"organiser.files.results_file"} == (ACTS.keys() | QUIET.keys()) - {
        "organiser.files.results_file"
    }
    assert not ACTS.keys() & QUIET.keys()
    assert all(len(why) > 10 for why in QUIET.values())


def test_every_operation_that_changes_something_is_written_down() -> None:
    assert {each.deed is not None for each in OPERATIONS if each.method != "GET"} == {True}
    assert {each.deed for each in OPERATIONS if each.method == "GET"} == {None}


def test_every_deed_is_told_in_words() -> None:
    for language in ("de", "en"):
        assert deeds(speak(language)).keys() == set(DEEDS)


def test_the_command_line_is_told_in_the_readers_language() -> None:
    made = Act(at_ms=0, who=COMMAND_LINE, what="account.made", detail="Anna")
    told = line(made, "de")
    assert (told["who"], told["what"]) == ("Kommandozeile", "hat ein Konto angelegt")
    assert ";Kommandozeile;hat ein Konto angelegt;;Anna;" in as_csv([made], "de").decode()
    token = Act(at_ms=0, who=COMMAND_LINE, what="token.made")
    assert line(token, "en")["what"] == "made a token"
    person = Act(at_ms=0, who=COMMAND_LINE, what="account.made", account="a1")
    assert line(person, "de")["who"] == COMMAND_LINE  # somebody's own name


async def test_who_did_what_is_on_the_page_and_in_the_file(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    at = f"/organise/{listing.id}"
    await house.browser.post(f"{at}/publish", data={"public": "yes"})
    await house.browser.post(f"{at}/publish", data={"public": "no"})
    refused = await house.browser.post("/organise/account/name", data={"name": ""})
    assert refused.status_code == 422
    copied = (await house.browser.post(f"{at}/copy")).headers["location"].rpartition("/")[2]
    form = {"name": "=1+1", "may.edit": "yes"}
    made = (await house.browser.post("/organise/account/tokens", data=form)).text
    token = made.partition("poll_")[2].partition('"')[0]
    headers = {"Authorization": f"Bearer poll_{token}"}
    tag = (await house.browser.get(f"/api/v1/events/{copied}", headers=headers)).status_code
    assert tag == 403  # it may edit, and not read
    headers["If-Match"] = "*"
    gone = await house.browser.delete(f"/api/v1/events/{copied}", headers=headers)
    assert gone.status_code == 204
    acts = await house.store.acts.newest()
    assert [(act.what, act.event) for act in acts] == [
        ("event.deleted", copied),
        ("token.made", ""),
        ("event.made", copied),
        ("results.withdrawn", listing.id),
        ("results.published", listing.id),
        ("signed.in", ""),
    ]
    assert {act.who for act in acts} == {NAME}
    assert (acts[0].by, acts[2].detail) == ("=1+1", listing.id)
    assert token not in str(acts)
    page = (await house.browser.get(f"{PAGE}?lang=de")).text
    for words in ("hat Ergebnisse veröffentlicht", "mit dem Token „=1+1“", NAME):
        assert words in page
    file = await house.browser.get(f"{PAGE}.csv")
    assert file.headers["content-disposition"].endswith('filename="acts.csv"')
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(acts)
    assert lines[1][1:] == [NAME, "deleted an event", copied, "", "'=1+1", "event.deleted"]
    assert as_csv([], "de").decode("utf-8-sig").startswith("Wann (UTC);Wer")


async def test_a_draft_with_mistakes_is_not_written_down_as_put_in(house: House) -> None:
    await house.sign_in()
    made = await house.browser.post("/organise/new", data={"title": "Neu", "languages": "de"})
    event = made.headers["location"].split("/")[2]
    await house.browser.post(f"/organise/{event}/edit/put-in")
    assert [act.what for act in await house.store.acts.newest()] == ["event.made", "signed.in"]

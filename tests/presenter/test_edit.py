"""The editor as plain forms over a real server, and what its script is told."""

import json
from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from starlette.datastructures import FormData

from poll_server.base.templates import templates
from poll_server.base.text import say
from poll_server.deck import shipped as decks
from poll_server.deck import templates as begun
from poll_server.drafts import Draft, Drafts, Write, blank_item, kinds
from poll_server.drafts.changes import Locks
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import places
from poll_server.drafts.going_live import go_live
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.archive import archive
from poll_server.live.polls import Polls
from poll_server.live.state import PollState
from poll_server.store.events import Events, Listing
from presenter.editor import beginning
from presenter.editor.form.comparing import writes
from presenter.editor.form.fields import Filling, shown
from presenter.editor.form.posted import values
from tests.support.cases import Hall
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

from .test_organise import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

Fields = dict[str, list[str]]
OTHER = "Bertram Beispiel"


class Form(HTMLParser):
    """What a browser would post of the form with this id, apart from its buttons."""

    def __init__(self, page: str, of: str = "form") -> None:
        super().__init__()
        self.fields: Fields = defaultdict(list)
        self.is_read_only: dict[str, bool] = {}
        self._of, self._inside, self._patterns = of, False, 0
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name") or ""
        self._patterns += tag == "template"
        if tag == "form":
            self._inside = values.get("id") == self._of
        if not self._inside or self._patterns:
            return
        if name and tag in ("input", "textarea", "select"):
            self.is_read_only[name] = "readonly" in values or "disabled" in values
        if tag == "input" and name and "disabled" not in values:
            ticked = "checked" in values or values.get("type") != "checkbox"
            if ticked:
                self.fields[name].append(values.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "select" and "disabled" not in values:
            self._select = name
        elif tag == "option" and self._select and "selected" in values:
            self.fields[self._select] = [values.get("value") or ""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] = [self.fields[self._area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        self._patterns -= tag == "template"
        if tag == "form":
            self._inside = False
        if tag == "textarea" and self._area:
            # Browsers drop a line end right behind the tag.
            self.fields[self._area] = [self.fields[self._area][0].removeprefix("\n")]
            self._area = ""
        if tag == "select":
            self._select = ""


class Desk:
    """Somebody who edits one event without scripts."""

    def __init__(self, house: House, event_id: str) -> None:
        self.house, self.browser = house, house.browser
        self.base = f"/organise/{event_id}/edit"
        self.event_id = event_id
        self.drafts = Drafts(house.store, Events(house.store))

    async def page(self, uid: str) -> str:
        answer = await self.browser.get(f"{self.base}/{uid}")
        assert answer.status_code == 200
        return answer.text

    async def form(self, uid: str) -> Fields:
        return Form(await self.page(uid)).fields

    async def post(self, uid: str, fields: Fields, do: str = "save") -> httpx.Response:
        """Press a button of an item's form."""
        return await self.browser.post(f"{self.base}/{uid}", data={**fields, "do": do})

    async def write(self, uid: str, do: str = "save", **texts: str) -> httpx.Response:
        """Fill in fields of an item's form, dots written as `__`, and press a button."""
        fields = await self.form(uid)
        for name, text in texts.items():
            assert name.replace("__", ".") in fields
            fields[name.replace("__", ".")] = [text]
        return await self.post(uid, fields, do)

    async def draft(self) -> Draft:
        return await self.drafts.get(self.event_id)

    async def other(self, uid: str, path: str, was: Any, now: Any) -> None:
        """Somebody else writes."""
        changed = await self.drafts.change(self.event_id, [Write(uid, path, was, now)], OTHER)
        assert not changed.clashes


def leads_to(answer: httpx.Response) -> str:
    """The uid of the item that is shown next."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2].partition("#")[0].partition("?")[0]


async def congress(house: House) -> tuple[Desk, Listing]:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    return Desk(house, listing.id), listing


async def test_an_event_is_written_without_scripts_and_asked_on_a_phone(house: House) -> None:
    await house.sign_in()
    form = {"title": "Runder Tisch", "languages": ["de", "en"]}
    made = await house.browser.post("/organise/new", data=form)
    desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
    poll = (await desk.draft()).document["polls"][0]["uid"]
    # Nobody names the same thing twice: the poll is called as the event.
    assert (await desk.form(poll))["title.en"] == ["Runder Tisch"]
    await desk.write(poll, title__de="Forum 1", title__en="Forum 1 E")
    # Two empty rows are there to write into.
    await desk.write(uid, prompt__de="Wie?", prompt__en="How?")
    await desk.write(uid, options__0__de="Gut", options__0__en="Good")
    fields = await desk.form(uid)
    fields["lines.options"] = ["Mäßig | Fair\r\nSchlecht | Bad"]
    await desk.post(uid, fields, "rows lines options")
    await desk.post(uid, await desk.form(uid), "rows remove options 1")  # the empty one
    await desk.post(uid, await desk.form(uid), "rows up options 2")
    wanted = [("Gut", "Good"), ("Schlecht", "Bad"), ("Mäßig", "Fair")]
    options = (await desk.draft()).item(uid)["options"]
    assert [(each["de"], each["en"]) for each in options] == wanted
    assert leads_to(await desk.post(uid, await desk.form(uid), "up")) == uid
    look = await house.browser.get(f"{desk.base}/put-in")
    assert look.text.count('class="what"') == 2  # the poll, the question
    answer = await house.browser.post(f"{desk.base}/put-in")
    assert answer.headers["location"].endswith("?done=put-in")
    listing = await Events(house.store).get(desk.event_id)
    assert [each.prompt for each in listing.event.polls[0].questions] == [
        {"de": "Wie?", "en": "How?"}
    ]
    assert (await desk.draft()).pending == 0


async def test_of_two_editors_both_texts_are_kept(house: House) -> None:
    desk, listing = await congress(house)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    fields = await desk.form(uid)
    was = fields["prompt.de"][0]
    await desk.other(uid, "prompt.de", was, "Von Bertram <b>")
    fields |= {"prompt.de": ["Von Anna"], "hint.de": ["Ein Hinweis"]}
    clash = await desk.post(uid, fields)
    assert clash.status_code == 409
    assert "Von Bertram &lt;b&gt;" in clash.text
    assert "Von Anna" in clash.text
    item = (await desk.draft()).item(uid)
    assert (item["prompt"]["de"], item["hint"]["de"]) == ("Von Bertram <b>", "Ein Hinweis")
    chosen = {
        "clash.0.uid": uid,
        "clash.0.field": "prompt.de",
        "clash.0.theirs": json.dumps("Von Bertram <b>"),
        "clash.0.yours": json.dumps("Von Anna"),
        "clash.0.pick": "yours",
        "do": "choose",
    }
    for name in ("clash.0.uid", "clash.0.theirs", "clash.0.yours", "clash.0.pick"):
        assert f'name="{name}"' in clash.text
    assert leads_to(await house.browser.post(f"{desk.base}/{uid}", data=chosen)) == uid
    assert (await desk.draft()).item(uid)["prompt"]["de"] == "Von Anna"
    # Somebody removed the question while it was being written: the text comes back.
    fields = await desk.form(uid)
    await desk.post(uid, await desk.form(uid), "remove")
    fields["prompt.de"] = ["Noch da"]
    gone = await desk.post(uid, fields)
    assert (gone.status_code, "Noch da" in gone.text) == (409, True)
    assert (await house.browser.get(f"{desk.base}/{uid}")).status_code == 404
    undone = await house.browser.post(f"{desk.base}/undo")
    assert leads_to(undone) == uid
    assert listing.event.polls[0].questions[0].id == (await desk.draft()).item(uid)["id"]


async def test_whoever_is_signed_out_loses_no_text(house: House) -> None:
    desk, _ = await congress(house)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    fields = await desk.form(uid)
    fields["prompt.de"] = ["Lange überlegt"]
    kept = dict(house.browser.cookies)
    house.browser.cookies.clear()
    again = await desk.post(uid, fields)
    assert again.status_code == 401
    assert 'value="Lange überlegt"' in again.text
    body = json.dumps({"changes": []})
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    told = await house.browser.post(f"{desk.base}/changes", content=body, headers=headers)
    assert (told.status_code, told.json()) == (401, {"reason": "signed_out"})
    assert (await house.browser.get(f"{desk.base}/{uid}/phone")).status_code == 404
    assert (await house.browser.get(f"{desk.base}/{uid}/stage")).status_code == 303
    house.browser.cookies.update(kept)
    sent = Form(again.text.replace('method="post" action', 'id="form" action'))
    assert leads_to(await house.browser.post(f"{desk.base}/{uid}", data=sent.fields)) == uid
    assert (await desk.draft()).item(uid)["prompt"]["de"] == "Lange überlegt"


async def test_what_has_run_can_only_be_copied(house: House, fresh_redis_url: str) -> None:
    desk, listing = await congress(house)
    ballots = Ballots(fresh_redis_url)
    hall = Hall(
        Polls(house.store, ballots, Crowd(house.store), take_back=0), listing.polls[0].poll_id
    )
    question = (await desk.draft()).document["polls"][0]["questions"][0]
    uid = question["uid"]
    fields = await desk.form(uid)
    await hall.do("goto", question["id"])
    await hall.do("open")
    await ballots.close()
    page = await desk.page(uid)
    assert "has run" in page
    read_only = Form(page).is_read_only
    for name in ("prompt.de", "options.0.de", "most", "live"):
        assert read_only[name]
    fields["prompt.de"] = ["Anders"]  # of a form that was open before
    late = await desk.post(uid, fields)
    assert (late.status_code, "Anders" in late.text) == (409, True)
    copy = leads_to(await desk.post(uid, await desk.form(uid), "copy"))
    assert copy != uid
    assert not Form(await desk.page(copy)).is_read_only["prompt.de"]


async def test_mistakes_stop_nobody_from_saving_and_lead_to_their_field(house: House) -> None:
    desk, listing = await congress(house)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    await desk.write(uid, prompt__en="", options__1__de="")
    page = await desk.page(uid)
    assert 'href="#f-prompt-en"' in page
    assert 'id="f-prompt-en"' in page
    assert 'aria-describedby="w-prompt-en"' in page
    before = await house.store.polls.about(listing.polls[0].poll_id)
    answer = await house.browser.post(f"{desk.base}/put-in")
    assert f"{desk.base}/{uid}#f-prompt-en" in answer.text
    assert await house.store.polls.about(listing.polls[0].poll_id) == before
    dropped = await house.browser.post(f"{desk.base}/drop")
    assert dropped.headers["location"].endswith("?done=drop")
    assert (await desk.draft()).pending == 0


async def test_the_script_saves_asks_and_takes_back(house: House) -> None:
    desk, _ = await congress(house)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    was = (await desk.draft()).item(uid)["prompt"]["de"]
    headers = {"Accept": "application/json"}
    whole = (await desk.draft()).item(uid)["prompt"]
    write = {
        "do": "write",
        "uid": uid,
        "field": "prompt",
        "was": whole,
        "now": whole | {"de": "Neu"},
    }
    changed = await house.browser.post(f"{desk.base}/changes", json={"changes": [write]})
    revision = changed.json()["revision"]
    since = f"{desk.base}/changes?since="
    assert (await house.browser.get(f"{since}{revision}", headers=headers)).status_code == 204
    assert (await house.browser.get(f"{since}0", headers=headers)).json() == {"revision": revision}
    assert changed.json()["stands"] == [write["now"]]
    write |= {"now": whole | {"de": "Anders"}}  # from an old page
    (clash,) = (await house.browser.post(f"{desk.base}/changes", json={"changes": [write]})).json()[
        "clashes"
    ]
    assert (clash["theirs"], clash["yours"], clash["can_choose"]) == ("Neu", "Anders", True)
    assert (clash["field"], clash["index"]) == ("prompt.de", 0)
    undone = await house.browser.post(f"{desk.base}/undo", headers=headers)
    assert undone.json()["uid"] == uid
    assert (await desk.draft()).item(uid)["prompt"]["de"] == was
    redone = await house.browser.post(f"{desk.base}/redo", headers=headers)
    assert redone.json()["touched"] == [uid]
    assert (await desk.draft()).item(uid)["prompt"]["de"] == "Neu"
    # Another organiser has nothing of that to take back.
    await add_organiser(house.store, OTHER)
    async with httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST) as browser:
        await sign_in(browser, OTHER)
        answer = await browser.post(f"{desk.base}/undo", headers=headers)
        assert answer.json()["touched"] == []
    for body in (b"", b"{}", b'{"changes": [{"do": "nothing"}]}', b"[" * 10_000, b"\xff"):
        answer = await house.browser.post(f"{desk.base}/changes", content=body)
        assert answer.status_code == 400
        assert answer.json()["sentence"]


async def test_questions_come_from_the_bank_from_text_and_from_tables(house: House) -> None:
    desk, _ = await congress(house)
    poll = (await desk.draft()).document["polls"][0]
    after = poll["questions"][0]["uid"]
    page = (await house.browser.get(f"{desk.base}/add?after={after}&q=mood")).text
    keys = [part.partition('"')[0] for part in page.split('name="key" value="')[1:]]
    assert 1 <= len(keys) <= 5
    added = await house.browser.post(f"{desk.base}/bank", data={"after": after, "key": keys[:1]})
    uid = leads_to(added)
    assert (await desk.draft()).document["polls"][0]["questions"][1]["uid"] == uid

    text = "Wie war es?\n- gut\n- schlecht\n\nWas noch?"
    form = {"after": uid, "text": text}
    understood = (await house.browser.post(f"{desk.base}/paste", data=form)).text
    for words in ("Wie war es?", "gut", "schlecht", "Was noch?", "2 questions"):
        assert words in understood
    assert (await desk.draft()).document["polls"][0]["questions"][2]["prompt"][
        "de"
    ] != "Wie war es?"
    items = json.loads(_value(understood, "items"))
    sent = {"after": uid, "items": json.dumps(items)}
    await house.browser.post(f"{desk.base}/insert", data=sent)
    questions = (await desk.draft()).document["polls"][0]["questions"]
    assert [each["prompt"]["de"] for each in questions[2:4]] == ["Wie war es?", "Was noch?"]
    assert [each["kind"] for each in questions[2:4]] == ["choice", "text"]

    for kind in ("csv", "xlsx"):
        template = await house.browser.get(f"{desk.base}/template.{kind}")
        assert template.status_code == 200
        file = {"file": (f"questions.{kind}", template.content)}
        answer = await house.browser.post(f"{desk.base}/sheet", files=file, data={"after": after})
        assert "This was understood" in answer.text
    wrong = {"file": ("x.xlsx", b"PK\x03\x04 no workbook")}
    answer = await house.browser.post(f"{desk.base}/sheet", files=wrong, data={"after": after})
    assert (answer.status_code, "nothing was added" in answer.text) == (422, True)
    hostile = {"items": json.dumps([{"kind": "nothing"}]), "after": after}
    answer = await house.browser.post(f"{desk.base}/insert", data=hostile)
    assert answer.status_code == 409


def _value(page: str, name: str) -> str:
    form = Form(page.replace("<form", '<form id="form"'))
    return form.fields[name][0]


async def test_previews_show_every_kind_and_send_nothing(house: House) -> None:
    desk, listing = await congress(house)
    headers = {"Accept": "application/json"}
    poll = (await desk.draft()).document["polls"][0]
    empty = [
        leads_to(await desk.post(poll["uid"], await desk.form(poll["uid"]), f"insert {kind}"))
        for kind in kinds()
    ]
    shown: set[str] = set()
    for uid in [poll["uid"], *(each["uid"] for each in poll["questions"]), *empty]:
        phone = await house.browser.get(f"{desk.base}/{uid}/phone?lang=de")
        stage = await house.browser.get(f"{desk.base}/{uid}/stage?lang=de", headers=headers)
        assert (phone.status_code, stage.status_code) == (200, 200)
        assert "Vorschau: Nichts wird gesendet" in phone.text
        assert "<script" not in phone.text
        policy = phone.headers["content-security-policy"]
        assert "form-action 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        prompt = next((q["prompt"]["de"] for q in poll["questions"] if q["uid"] == uid), "")
        if prompt:
            assert prompt in phone.text
            assert stage.json()["prompt"] == prompt
            result = stage.json()["result"]
            assert result["figure"] or result["cards"]
            shown.add(stage.json()["kind"])
    assert shown == {each["kind"] for each in poll["questions"]}
    # Only these pages may be framed, and only the editor frames them.
    editor = await house.browser.get(f"{desk.base}/{poll['uid']}")
    assert "frame-src 'self'" in editor.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in editor.headers["content-security-policy"]
    real = await house.browser.get(f"/{listing.polls[0].code}")
    assert "frame-ancestors 'none'" in real.headers["content-security-policy"]


# ── Rules without a server ────────────────────────────────────────────────────────────────────

FORM = (
    '{% from "editor/fields.html" import field with context %}'
    '<form id="form">{% for one in fields %}{{ field(one, {}) }}{% endfor %}</form>'
)


@pytest.mark.parametrize("name", decks.NAMES)
def test_a_form_that_was_not_touched_changes_nothing(name: str) -> None:
    """Every item of the deck, as a browser without scripts posts it."""
    event = decks.load(name)
    draft = Draft("x", 0, document_of(event), event, {}, Locks())
    template = templates("presenter", "de").from_string(FORM)
    for uid in places(draft.document):
        fields = Filling(draft, uid, "de").fields()
        page = template.render(fields=fields)
        sent = Form(page.replace("\n", "\r\n")).fields
        posted = FormData([(name, each) for name, all_ in sent.items() for each in all_])
        base = shown(draft.item(uid), fields)
        assert writes(uid, base, values(posted, fields, base)) == []
        assert len(posted) > len(base)


@pytest.mark.parametrize("kind", kinds())
def test_every_field_of_every_kind_is_in_the_form(kind: str) -> None:
    """A new kind needs nothing in the editor: its fields come from its struct."""
    event = decks.load(decks.WORKSHOP)
    document = document_of(event)
    item = blank_item("question", document["languages"], kind=kind, uid="a" * 8)
    document["polls"][0]["questions"].append(item)
    draft = Draft("x", 0, document, event, {}, Locks())
    fields = Filling(draft, "a" * 8, "de").fields()
    base = shown(item, fields)
    assert base.keys() == item.keys() - {"uid", "kind", "id"}
    assert base == {name: item[name] for name in base}
    assert all(each.label != each.name.capitalize() for each in fields)  # in German words


# ── From nothing to a question that is asked ──────────────────────────────────────────────────


async def started(house: House, desk: Desk, uid: str) -> PollState:
    """Press “Start now”, and see what the phones see."""
    answer = await desk.post(uid, await desk.form(uid), "start")
    assert answer.status_code == 303, answer.text
    page, poll_id = answer.headers["location"].rsplit("/", 1)
    assert page == "/moderate"
    assert "moderate" in (await house.browser.get(f"/moderate/{poll_id}")).text
    return await Polls.reading(house.store).state(poll_id)


async def test_nothing_needs_to_be_filled_in_for_a_new_event(house: House) -> None:
    await house.sign_in()
    for language, title in (("de", "Live-Umfrage"), ("en", "Live poll")):
        made = await house.browser.post(
            "/organise/new", data={"title": " "}, headers={"accept-language": language}
        )
        desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
        draft = await desk.draft()
        assert draft.languages == [language]
        assert draft.title(language) == draft.item(draft.parent(uid))["title"][language] == title
        assert len((draft.item(uid))["options"]) == 2


async def test_a_new_event_takes_no_more_than_a_deck_may_have(house: House) -> None:
    await house.sign_in()
    form = {"title": f" {'Sehr lang ' * 40}", "languages": ["en", "xx", "de"]}
    made = await house.browser.post("/organise/new", data=form)
    draft = await Desk(house, made.headers["location"].split("/")[2]).draft()
    assert draft.languages == ["de", "en"]
    assert draft.title("de") == "Sehr lang " * 20


async def test_start_now_puts_in_what_was_typed_and_opens_it(house: House) -> None:
    await house.sign_in()
    made = await house.browser.post("/organise/new", data={"languages": "de"})
    desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
    # Unfinished: it says what is missing, keeps what was typed, opens nothing.
    not_yet = await desk.write(uid, "start", prompt__de="Kommen Sie wieder?")
    assert not_yet.headers["location"].endswith(f"/{uid}?done=not-started#mistakes")
    page = await house.browser.get(not_yet.headers["location"])
    assert "Not started yet" in page.text
    assert (await Events(house.store).get(desk.event_id)).polls == ()
    await desk.write(uid, options__0__de="Ja", options__1__de="Nein")
    state = await started(house, desk, uid)
    assert (state.state, state.question and state.question.prompt) == ("open", "Kommen Sie wieder?")
    # A second press, of a finger that was too quick, leads there too and opens no second round.
    assert (await started(house, desk, uid)).live.rounds == 1
    # Another question of this poll never ends that vote.
    second = leads_to(await desk.post(uid, await desk.form(uid), "insert words"))
    busy = await desk.write(second, "start", prompt__de="Ein Wort?")
    assert busy.headers["location"].endswith("?done=busy")
    notice = (await house.browser.get(busy.headers["location"])).text
    assert f'href="/moderate/{state.poll_id}"' in notice
    after = await Polls.reading(house.store).state(state.poll_id)
    assert (after.live.rounds, after.state) == (1, "open")
    assert [each.prompt for each in after.poll.questions] == ["Kommen Sie wieder?", "Ein Wort?"]


async def test_start_now_opens_nothing_of_an_event_that_is_over(house: House) -> None:
    desk, listing = await congress(house)
    await archive(house.store, listing.id)
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    answer = await desk.post(uid, await desk.form(uid), "start")
    assert answer.headers["location"].endswith("?done=over")
    assert "it is in the archive" in (await house.browser.get(answer.headers["location"])).text
    assert (await Polls.reading(house.store).state(listing.polls[0].poll_id)).live.rounds == 0


async def test_start_now_goes_on_after_a_vote_and_says_what_came_in_between(
    house: House, fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sign_in()
    made = await house.browser.post("/organise/new", data={"template": "congress-forum"})
    desk = Desk(house, made.headers["location"].split("/")[2])
    first, second, third = (await desk.draft()).document["polls"][0]["questions"][:3]
    state = await started(house, desk, first["uid"])
    ballots = Ballots(fresh_redis_url)
    polls = Polls(house.store, ballots, Crowd(house.store), take_back=0)
    hall = Hall(polls, state.poll_id)
    await hall.do("close")
    # Of a vote that is closed nothing is ended: the next one opens.
    assert (await started(house, desk, second["uid"])).position == 2
    await hall.do("close")

    # Somebody at the console is quicker: nothing opens, and the page says why.
    commanded = beginning._command

    async def somebody_first(*args: Any) -> None:
        await hall.do("goto", first["id"])
        await commanded(*args)

    monkeypatch.setattr(beginning, "_command", somebody_first)
    answer = await desk.post(third["uid"], await desk.form(third["uid"]), "start")
    assert answer.status_code == 409
    assert "Somebody moved the poll on just now" in answer.text
    monkeypatch.setattr(beginning, "_command", commanded)

    # What was changed is asked just before it goes live: it stays as people see it.
    async def asked_first(*args: Any, **more: Any) -> Any:
        await hall.ask(third["id"])
        return await go_live(*args, **more)

    await desk.write(third["uid"], prompt__en="Something else?")
    monkeypatch.setattr("poll_server.drafts.verbs.go_live", asked_first)
    answer = await desk.post(first["uid"], await desk.form(first["uid"]), "start")
    assert answer.headers["location"].endswith("/edit/event?done=ran")
    assert (
        "your version stands right behind it"
        in (await house.browser.get(answer.headers["location"])).text
    )
    after = await polls.state(state.poll_id)
    assert (after.state, after.live.rounds) == ("open", 3)
    await ballots.close()


@pytest.mark.parametrize("name", begun.NAMES)
@pytest.mark.parametrize("languages", [["de"], ["en"], ["de", "en"]])
async def test_a_template_is_asked_at_once(house: House, name: str, languages: list[str]) -> None:
    await house.sign_in()
    form = {"template": name, "languages": languages}
    made = await house.browser.post("/organise/new", data=form)
    desk, uid = Desk(house, made.headers["location"].split("/")[2]), leads_to(made)
    draft = await desk.draft()
    assert (draft.pending, draft.mistakes("en"), draft.languages) == (0, [], languages)
    template = begun.load(name).polls[0]
    assert len(draft.document["polls"][0]["questions"]) == len(template.questions)
    for language in languages:
        prompt = draft.item(uid)["prompt"][language]
        assert prompt == say(template.questions[0].prompt, language)
    state = await started(house, desk, uid)
    assert (state.state, state.position) == ("open", 1)
    # The title that somebody gives is the event's and the poll's.
    titled = await house.browser.post("/organise/new", data={**form, "title": "Sommerfest"})
    listing = await Events(house.store).get(titled.headers["location"].split("/")[2])
    assert (listing.event.title, listing.event.polls[0].title) == ("Sommerfest", "Sommerfest")
    assert listing.event.id == "sommerfest"


async def test_the_empty_page_offers_the_templates(house: House) -> None:
    await house.sign_in()
    page = (await house.browser.get("/organise")).text
    for name in begun.NAMES:
        assert f'name="template" value="{name}" aria-describedby="t-{name}"' in page
        assert f'id="t-{name}"' in page
        assert say(begun.load(name).title, "en") in page
    wrong = await house.browser.post("/organise/new", data={"template": "../secret"})
    assert wrong.status_code == 404

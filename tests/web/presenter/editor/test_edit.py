"""The editor as plain forms over a real server, and what its script is told."""

import json

import httpx
import pytest
from starlette.datastructures import FormData

from poll_server.base.templates import templates
from poll_server.deck import shipped as decks
from poll_server.drafts import Draft, blank_item, kinds
from poll_server.drafts.changes import Locks
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import places
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.questions import kind_called
from poll_server.questions.traits.parts import FIELD
from poll_server.store.events import Events
from presenter.editor.form.comparing import writes
from presenter.editor.form.fields import Filling, shown
from presenter.editor.form.posted import values
from tests.support.cases import Hall
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

from .editor_desk import OTHER, Desk, Form, congress, leads_to


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
    kind = {"Content-Type": "multipart/form-data"}
    none_of_ours = await house.browser.post(f"{desk.base}/{uid}", content=b"", headers=kind)
    assert none_of_ours.status_code == 400
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


async def test_previews_show_every_kind_and_send_nothing(house: House) -> None:
    desk, listing = await congress(house)
    headers = {"Accept": "application/json"}
    poll = (await desk.draft()).document["polls"][0]
    form = await desk.form(poll["uid"])
    empty = [leads_to(await desk.post(poll["uid"], form, f"insert {kind}")) for kind in kinds()]
    shown: set[str] = set()
    for uid in [poll["uid"], *(each["uid"] for each in poll["questions"]), *empty]:
        phone = await house.browser.get(f"{desk.base}/{uid}/phone?lang=de")
        stage = await house.browser.get(f"{desk.base}/{uid}/stage?lang=de", headers=headers)
        page = await house.browser.get(f"{desk.base}/{uid}/stage?lang=de")
        assert (phone.status_code, stage.status_code, page.status_code) == (200, 200, 200)
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
    apart = {"uid", "kind", "id", "on_the_spot", FIELD}  # of the server, or with forms of its own
    assert base.keys() == item.keys() - apart - kind_called(kind).useless
    assert base == {name: item[name] for name in base}
    assert all(each.label != each.name.capitalize() for each in fields)  # in German words

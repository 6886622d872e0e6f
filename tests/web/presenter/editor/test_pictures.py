"""Pictures come into the editor and are seen, go out and in with their deck, end with the event."""

import io
import zipfile
from typing import Any, get_args

import httpx
import msgspec
import pytest
import typst

from poll_server.deck import deck
from poll_server.deck.pictures.kept import DrawnPicture
from poll_server.deck.pictures.paged import PdfFlaw
from poll_server.locale import speak
from poll_server.questions.kinds.slide import Slide
from poll_server.store.events import Events
from poll_server.store.parts import picture_store
from poll_server.upkeep.cut import taken
from presenter.editor.pictures import why_no_pdf
from tests.support.cases import EVENT, POLL
from tests.support.files.logos import drawing, png
from tests.web.presenter.house import House, house, no_pauses

from .editor_desk import Desk, leads_to

__all__ = ["house", "no_pauses"]  # fixtures

SLIDE = Slide(id="hall", prompt="Unser Saal")
BLUE, RED = png(drawing(ground="#ffffff")), png(drawing("#b4372f", ground="#ffffff"))


async def a_desk(house: House) -> tuple[Desk, str]:
    """The editor of an event with a slide, and the slide's uid."""
    await house.sign_in()
    poll = msgspec.structs.replace(POLL, questions=(SLIDE,))
    made = await Events(house.store).add(msgspec.structs.replace(EVENT, polls=(poll,)))
    desk = Desk(house, made)
    (poll_,) = (await desk.draft()).document["polls"]
    return desk, poll_["questions"][0]["uid"]


async def with_file(
    desk: Desk, uid: str, content: bytes, picture: str = "picture", **texts: str
) -> httpx.Response:
    """Send the item's form with a file, as a browser without a script does."""
    fields: dict[str, Any] = {**await desk.form(uid), "do": "save"}
    fields |= {name.replace("__", "."): [text] for name, text in texts.items()}
    fields.pop(f"{picture}.file")
    files = {f"{picture}.file": ("saal.png", content, "image/png")}
    return await desk.browser.post(f"{desk.base}/{uid}", data=fields, files=files)


async def test_a_picture_comes_with_the_form_and_must_be_said_in_words(house: House) -> None:
    desk, uid = await a_desk(house)
    assert (await with_file(desk, uid, BLUE)).status_code == 303
    name = (await desk.draft()).item(uid)["picture"]
    page = await desk.page(uid)
    assert f'src="/picture/{desk.event_id}/{name}/phone"' in page
    assert 'id="w-picture_text-de"' in page  # a mistake: what is to be seen is not said

    await desk.write(uid, picture_text__de="Ein Saal von oben")
    page = await desk.page(uid)
    assert 'id="w-picture_text-en"' in page  # still not, in the event's other language
    await desk.write(uid, picture_text__en="A hall from above")
    await desk.browser.post(f"{desk.base}/put-in")
    (live,) = (await Events(house.store).deck(desk.event_id)).polls[0].questions
    assert live.told("de")[0].picture == name
    preview = await desk.browser.get(f"{desk.base}/{uid}/phone?lang=de")
    assert 'alt="Ein Saal von oben" loading="lazy"' in preview.text

    await desk.post(uid, {**await desk.form(uid), "picture.drop": ["yes"]})
    assert (await desk.draft()).item(uid)["picture"] == ""


async def test_a_script_has_a_picture_taken_in_at_once_or_hears_why_not(house: House) -> None:
    desk, _ = await a_desk(house)

    async def sent(content: bytes) -> httpx.Response:
        return await house.browser.post(
            f"{desk.base}/pictures",
            files={"file": ("saal.png", content, "image/png")},
            headers={"Accept": "application/json"},
        )

    name = (await sent(BLUE)).json()["name"]
    assert (await sent(BLUE)).json() == {"name": name}
    for content in (b"<svg/>", b"", b"no picture"):
        refused = await sent(content)
        assert refused.status_code == 422
        assert refused.json()["sentence"].endswith(".")

    found = await house.browser.get(f"/picture/{desk.event_id}/{name}/stage")
    assert found.headers["content-type"] == "image/png"
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["x-content-type-options"] == "nosniff"
    tag = {"If-None-Match": found.headers["etag"]}
    assert (await house.browser.get(str(found.url), headers=tag)).status_code == 304
    for wrong in (f"{name}/large", f"{name[:-1]}/stage", "x/phone"):
        answer = await house.browser.get(f"/picture/{desk.event_id}/{wrong}")
        assert answer.status_code == 404

    copies = [each.fields for each in await taken(house.store.redis) if "pictures" in each.key]
    assert [sorted(fields) for fields in copies] == [[f"{name}:phone", f"{name}:stage"]]

    await house.browser.post(f"/organise/{desk.event_id}/delete")
    assert (await house.browser.get(str(found.url))).status_code == 404
    assert await house.store.redis.keys("*:pictures") == []


async def test_a_deck_goes_out_with_its_pictures_and_comes_in_with_them(house: House) -> None:
    desk, uid = await a_desk(house)
    await with_file(desk, uid, RED, picture_text__de="Ein Saal", picture_text__en="A hall")
    await desk.browser.post(f"{desk.base}/put-in")
    name = (await desk.draft()).item(uid)["picture"]
    package = (await house.browser.get(f"/organise/{desk.event_id}/deck.zip")).content
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        assert found.namelist() == ["deck.toml", f"pictures/{name}.png"]
        text = found.read("deck.toml").decode()
    copied = await house.browser.post(f"/organise/{desk.event_id}/copy")

    form, alone = {"new_codes": "yes"}, {"file": ("deck.toml", text.encode(), "text/plain")}
    refused = await house.browser.post("/organise/import", data=form, files=alone)
    assert refused.status_code == 422
    assert "did not come along" in refused.text
    broken = {"file": ("deck.zip", package[:200], "application/zip")}
    assert (
        await house.browser.post("/organise/import", data=form, files=broken)
    ).status_code == 422

    file = {"file": ("deck.zip", package, "application/zip")}
    taken = await house.browser.post("/organise/import", data=form, files=file)
    for made in (copied, taken):
        event = made.headers["location"].rpartition("/")[2]
        assert event != desk.event_id
        assert name in deck.write(await Events(house.store).deck(event))
        seen = await house.browser.get(f"/picture/{event}/{name}/phone")
        assert seen.status_code == 200


async def test_a_ready_question_brings_its_picture(house: House) -> None:
    desk, uid = await a_desk(house)
    form = {"key": "bank/weigh/where-to-begin", "after": uid}
    added = await desk.browser.post(f"{desk.base}/bank", data=form)
    assert added.status_code == 303
    (name,) = await house.store.pictures.names(desk.event_id)
    seen = await desk.browser.get(f"/picture/{desk.event_id}/{name}/phone")
    assert len(seen.content) <= 20_000


async def test_where_no_picture_fits_any_more_those_go_that_nothing_shows(
    house: House, monkeypatch: Any
) -> None:
    monkeypatch.setattr(picture_store, "MOST_PICTURES", 1)
    desk, uid = await a_desk(house)
    await with_file(desk, uid, BLUE)
    refused = await with_file(desk, uid, RED)
    assert refused.status_code == 422
    assert "as many as fit" in refused.text
    await desk.browser.post(f"{desk.base}/drop")  # back to what is live: without any
    uid = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    assert (await with_file(desk, uid, RED)).status_code == 303
    assert len(await house.store.pictures.names(desk.event_id)) == 1


async def test_pictures_of_a_deck_make_room_for_themselves_or_none_is_kept(
    house: House, monkeypatch: Any
) -> None:
    """As a program puts one in, again and again."""
    monkeypatch.setattr(picture_store, "MOST_PICTURES", 2)
    desk, _ = await a_desk(house)
    store = house.store.pictures
    one, two, three = (DrawnPicture(f"{n:016x}-8x8", b"p", b"s") for n in (1, 2, 3))
    await store.put_all(desk.event_id, [one, two], "")
    await store.put_all(desk.event_id, [three], f'picture = "{two.name}"')
    assert await store.names(desk.event_id) == [two.name, three.name]
    with pytest.raises(picture_store.TooManyPictures):
        await store.put_all(desk.event_id, [one, two, three], "")
    assert one.name not in await store.names(desk.event_id)


async def test_the_pages_of_a_pdf_become_slides_behind_a_question_and_go_in_one_step(
    house: House,
) -> None:
    desk, uid = await a_desk(house)
    pages = "= Der Anfang\nWorte #pagebreak() #rect(fill: blue)"
    talk = typst.compile(f"#set page(width: 16cm, height: 9cm)\n{pages}".encode(), format="pdf")

    async def sent(content: bytes) -> httpx.Response:
        files = {"file": ("talk.pdf", content, "application/pdf")}
        return await desk.browser.post(f"{desk.base}/pdf", data={"after": uid}, files=files)

    added = await sent(talk)
    hall, first, second = (await desk.draft()).document["polls"][0]["questions"]
    assert (hall["uid"], leads_to(added)) == (uid, first["uid"])
    assert {first["kind"], second["kind"]} == {"slide"}
    assert first["prompt"]["de"] == "Der Anfang"
    assert first["picture_text"]["en"] == "Der Anfang Worte"
    # What is to be seen on a page without words, its organiser is asked to say.
    assert second["prompt"] == {"de": "Seite 2", "en": "Page 2"}
    assert 'id="w-picture_text-de"' in await desk.page(second["uid"])
    for each in (first, second):
        seen = await desk.browser.get(f"/picture/{desk.event_id}/{each['picture']}/stage")
        assert seen.status_code == 200

    await desk.browser.post(f"{desk.base}/undo")
    assert [each["uid"] for each in (await desk.draft()).document["polls"][0]["questions"]] == [uid]
    await desk.browser.post(f"{desk.base}/redo")
    again = (await desk.draft()).document["polls"][0]["questions"]
    assert [each["uid"] for each in again] == [uid, first["uid"], second["uid"]]

    for content, sentence in ((b"%PDF-", "no PDF that can be read"), (b"", "choose a PDF first")):
        refused = await sent(content)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    much = await sent(bytes(22_500_000))
    assert (much.status_code, "more than 20 MB" in much.text) == (413, True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_against_a_pdf_is_a_sentence(language: str) -> None:
    flaws = (*get_args(PdfFlaw), "work", "busy", "room")
    said = {why_no_pdf(flaw, speak(language), page=7) for flaw in flaws}
    assert len(said) == len(flaws)
    assert sum("7" in each for each in said) == 1

"""Questions for other tools: the page says what gets lost, the files hold the rest."""

from poll_server.drafts.exchange import FORMATS, arrived
from tests.drafts.exchange.packed_files import ABCD, cqa, picture
from tests.web.presenter.house import House, house, no_pauses

from .editor_desk import Form, congress, leads_to

__all__ = ["house", "no_pauses"]  # fixtures


async def test_an_events_questions_go_to_other_tools_and_come_back(house: House) -> None:
    desk, _ = await congress(house)
    base = desk.base.removesuffix("/edit")
    page = (await house.browser.get(f"{base}/_exchange")).text
    assert "things do not come along" in page
    for name, format in FORMATS.items():
        assert f'{base}/_exchange/{name}"' in page
        file = await house.browser.get(f"{base}/_exchange/{name}")
        assert (file.status_code, file.headers["cache-control"]) == (200, "no-store")
        assert format.suffix in file.headers["content-disposition"]
        found = arrived(f"x{format.suffix}", file.content, ["de"], "de")
        assert found is not None
        assert found.items
    assert (await house.browser.get(f"{base}/_exchange/docx")).status_code == 404
    assert "other tools" in (await house.browser.get(base)).text


async def test_another_tools_questions_are_looked_at_with_their_losses_first(house: House) -> None:
    desk, _ = await congress(house)
    poll = (await desk.draft()).document["polls"][0]
    after = poll["questions"][0]["uid"]
    gift = "Which is it?{=this#fine ~that}\n\nMatch{=a -> b =c -> d}"
    file = {"file": ("quiz.gift", gift.encode())}
    answer = await house.browser.post(f"{desk.base}/sheet", files=file, data={"after": after})
    for words in ("Which is it?", "1 question", "GIFT", "Question 1: ", "Question 2: ", "matching"):
        assert words in answer.text
    assert len((await desk.draft()).document["polls"][0]["questions"]) == len(poll["questions"])
    items = answer.text.partition('name="items" value="')[2].partition('"')[0]
    form = {"after": after, "items": items.replace("&#34;", '"').replace("&quot;", '"')}
    uid = leads_to(await house.browser.post(f"{desk.base}/insert", data=form))
    added = (await desk.draft()).document["polls"][0]["questions"][1]
    assert (added["uid"], added["kind"], added["right_options"]) == (uid, "choice", ["this"])

    broken = {"file": ("quiz.xml", b"<quiz><question type='essay'>")}
    answer = await house.browser.post(f"{desk.base}/sheet", files=broken, data={"after": after})
    assert (answer.status_code, "nothing was added" in answer.text) == (422, True)


async def test_pictures_of_a_file_are_kept_and_a_lost_one_is_said(house: House) -> None:
    desk, _ = await congress(house)
    after = (await desk.draft()).document["polls"][0]["questions"][0]["uid"]
    file = {"file": ("quiz.cqa", cqa([ABCD], {0: picture()}))}
    answer = await house.browser.post(f"{desk.base}/sheet", files=file, data={"after": after})
    assert "a slide of its own before it" in answer.text
    form = Form(answer.text, "insert").fields
    (name,) = await house.store.pictures.names(desk.event_id)
    assert form["pictures"] == [name]
    assert (await house.browser.post(f"{desk.base}/insert", data=form)).status_code == 303
    slide = (await desk.draft()).document["polls"][0]["questions"][1]
    assert (slide["kind"], slide["picture"]) == ("slide", name)

    gone = {**form, "pictures": ["0123456789abcdef-60x40"]}
    refused = await house.browser.post(f"{desk.base}/insert", data=gone)
    assert (refused.status_code, "no longer kept" in refused.text) == (409, True)
    much = {"file": ("quiz.cqa", bytes(23_000_000))}
    assert (await house.browser.post(f"{desk.base}/sheet", files=much)).status_code == 413

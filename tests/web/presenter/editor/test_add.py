"""Questions come into the editor from elsewhere: the bank, pasted text, tables."""

import json

from tests.web.presenter.house import House, house, no_pauses

from .editor_desk import Form, congress, leads_to

__all__ = ["house", "no_pauses"]  # fixtures


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
    form = Form(page.replace(' id="insert"', "").replace("<form", '<form id="form"'))
    return form.fields[name][0]

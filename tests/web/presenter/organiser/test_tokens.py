"""The page of tokens: made, shown once, revoked; and the page that says what they open."""

import re

from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures

PAGE = "/organise/account/tokens"


async def test_a_token_is_shown_once_and_revoked(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    form = {"name": "The hall’s wall", "may.read": "yes", "event": listing.id, "days": "30"}
    nothing = await house.browser.post(PAGE, data={**form, "may.read": ""})
    assert nothing.status_code == 422
    assert (await house.browser.post(PAGE, data={**form, "event": "none"})).status_code == 404
    page = (await house.browser.post(PAGE, data=form)).text
    (given,) = re.findall(r'id="token-made"[^>]*value="([^"]+)"', page)
    address = f"/api/v1/events/{listing.id}"
    headers = {"Authorization": f"Bearer {given}"}
    assert (await house.browser.get(address, headers=headers)).status_code == 200
    again = (await house.browser.get(f"{PAGE}?lang=de")).text
    assert given not in again
    assert "The hall’s wall" in again
    (token,) = await house.store.tokens.all()
    assert (token.scopes, token.event) == (("read",), listing.id)
    done = await house.browser.post(f"{PAGE}/revoke", data={"token": token.id})
    assert done.status_code == 303
    assert (await house.browser.get(address, headers=headers)).status_code == 401


async def test_what_programs_can_do_is_a_page_for_everybody(house: House) -> None:
    for language, words in (("de", "Was Programme tun können"), ("en", "What programs can do")):
        page = await house.browser.get(f"/api/v1/docs?lang={language}")
        assert page.status_code == 200
        assert words in page.text
        for word in ("/api/v1/polls/{poll}/control", "expected_version", 'id="not_now"'):
            assert word in page.text
    told = (await house.browser.get("/api/v1/openapi.json")).json()
    assert told["openapi"] == "3.1.0"

"""Decks come in as files: taken as they are, or refused in a sentence."""

from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.store.events import Events
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


async def test_a_deck_comes_in_as_a_file_and_goes_out_the_same(house: House) -> None:
    await house.sign_in()
    text = decks.text(decks.CONGRESS)
    file = {"file": ("forum.toml", text.encode(), "application/toml")}
    response = await house.browser.post("/organise/import", files=file)
    assert response.status_code == 303
    page = await house.browser.get(response.headers["location"])
    assert "482 913" in page.text
    exported = await house.browser.get(response.headers["location"] + "/deck.toml")
    assert "attachment" in exported.headers["content-disposition"]
    listing = (await Events(house.store).all())[0]
    assert deck.read(exported.text) == listing.event


async def test_a_taken_code_is_explained_and_new_ones_are_one_tick_away(house: House) -> None:
    await house.sign_in()
    await house.add(decks.CONGRESS)
    form = {"deck": decks.text(decks.CONGRESS)}
    response = await house.browser.post("/organise/import", files={}, data=form)
    assert response.status_code == 409
    assert "482 913" in response.text
    again = await house.browser.post("/organise/import", data=form | {"new_codes": "yes"})
    assert again.headers["location"] == f"/organise/{decks.CONGRESS}-2"


async def test_mistakes_are_listed_with_line_and_field(house: House) -> None:
    await house.sign_in()
    text = decks.text(decks.WORKSHOP).replace("options", "optoins", 1)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "optoins" in each)
    response = await house.browser.post("/organise/import", data={"deck": text})
    assert response.status_code == 422
    assert f'<td class="amount">{line}</td>' in response.text
    assert "optoins" in response.text.split("</table>")[0]
    assert "textarea" in response.text
    assert await Events(house.store).all() == []


async def test_what_is_no_deck_is_refused_in_a_sentence(house: House) -> None:
    await house.sign_in()
    for content, status in {
        b"": 422,
        b"\xff\xfe\x00": 422,
        b"[[[": 422,
        b"x" * 1_100_000: 413,
    }.items():
        file = {"file": ("deck.toml", content, "application/toml")}
        response = await house.browser.post("/organise/import", files=file)
        assert response.status_code == status
        assert 'role="alert"' in response.text


async def test_a_file_of_another_program_is_sent_to_where_its_questions_belong(
    house: House,
) -> None:
    await house.sign_in()
    file = {"file": ("quiz.gift", b"::Q1:: Which? {=A ~B}", "text/plain")}
    response = await house.browser.post("/organise/import", files=file)
    assert response.status_code == 422
    assert "quiz.gift is no deck" in response.text
    assert "“Ready questions, text or table …”" in response.text
    assert "TOML" not in response.text.split('role="alert"')[1].split("</p>")[0]

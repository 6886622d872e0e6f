"""Results of another tool come in by the browser: looked at with every loss, then taken over."""

from tests.drafts.exchange.results.results_files import kahoot, mentimeter
from tests.drafts.exchange.results.slido_files import slido
from tests.web.presenter.editor.editor_desk import Form
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


async def test_results_are_looked_at_first_and_then_taken_over(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    base = f"/organise/{listing.id}"
    assert f'{base}/_results"' in (await house.browser.get(base)).text
    assert "Mentimeter" in (await house.browser.get(f"{base}/_results")).text

    file = {"file": ("Town hall.xlsx", mentimeter())}
    looked = await house.browser.post(f"{base}/_results", files=file)
    for words in ("3 questions", "nobody chose", "March 12, 2025", "8 people answered", "Pizza"):
        assert words in looked.text, words
    assert len((await house.add()).polls) == len(listing.polls)

    fields = Form(looked.text, "results").fields
    assert fields["title"] == ["Town hall"]
    again = await house.browser.post(f"{base}/_results", data={**fields, "form.2": "text"})
    fields = Form(again.text, "results").fields
    assert fields["form.2"] == ["text"]
    assert "Show all open answers" in again.text
    without = await house.browser.post(f"{base}/_results", data={**fields, "form.2": "none"})
    assert "as was chosen" in without.text
    taken = await house.browser.post(f"{base}/_results/take", data={**fields, "approved": "yes"})
    assert (taken.status_code, taken.headers["location"]) == (303, f"{base}/town-hall")
    page = (await house.browser.get(f"{base}/town-hall")).text
    for words in ("taken over from Mentimeter, April 2, 2025", "4 votes", "long, loud",
                  "the rounds beside each other · Round 1: taken over", "Round 1 (n"):  # fmt: skip
        assert words in page, words
    assert (
        "<td>taken over from Mentimeter, April 2, 2025, round 2</td>"
        in (await house.browser.get(base)).text
    )
    gone = await house.browser.post(f"{base}/town-hall/give-up")
    assert (gone.status_code, gone.headers["location"]) == (303, base)
    assert (await house.browser.get(f"{base}/town-hall")).status_code == 404
    assert (await house.browser.post(f"{base}/retrospective/give-up")).status_code == 409
    assert "took over results" in (await house.browser.get("/organise/account/acts")).text


async def test_a_day_can_be_said_where_the_file_says_none(house: House) -> None:
    await house.sign_in()
    base = f"/organise/{(await house.add()).id}"
    rows = [["1", "Q?", "a", "b", "", "", "", "", "", 20, f"p{n}", "a", "", 0] for n in range(3)]
    file = {"file": ("game.xlsx", kahoot(rows, played="lately"))}
    looked = await house.browser.post(f"{base}/_results", files=file)
    fields = Form(looked.text, "results").fields
    said = await house.browser.post(f"{base}/_results/take", data={**fields, "date": "2024-02-29"})
    page = await house.browser.get(said.headers["location"])
    assert "taken over from Kahoot, February 29, 2024" in page.text


async def test_what_a_hall_asked_elsewhere_goes_among_a_polls_own(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    base, slug = f"/organise/{listing.id}", listing.polls[0].slug
    looked = await house.browser.post(f"{base}/_results", files={"file": ("qa.json", slido())})
    for words in ("4 questions", "Who pays for it?", "12 votes", "3 votes · answered", "who asked"):
        assert words in looked.text, words
    fields = Form(looked.text, "asked").fields
    wrong = {**fields, "poll": ["no-poll"]}
    assert (await house.browser.post(f"{base}/_results/asked", data=wrong)).status_code == 404
    wrong = {**fields, "old": ["x"]}
    assert (await house.browser.post(f"{base}/_results/asked", data=wrong)).status_code == 400
    for _again in range(2):
        sent = {**fields, "poll": [slug]}
        taken = await house.browser.post(f"{base}/_results/asked", data=sent)
        assert (taken.status_code, taken.headers["location"]) == (303, f"{base}/{slug}")
    page = (await house.browser.get(f"/{listing.event.polls[0].code}/questions")).text
    assert page.count("12 votes taken over from Slido") == page.count("Who pays for it?") - 1 == 1
    organised = (await house.browser.get(f"{base}/{slug}")).text
    for words in ("3 of them taken over from Slido", "15 votes there, counted apart", "Who pays"):
        assert words in organised, words
    broken = {"file": ("qa.json", b"[1]")}
    refused = await house.browser.post(f"{base}/_results", files=broken)
    assert (refused.status_code, "nothing was changed" in refused.text) == (422, True)


async def test_what_is_no_file_of_results_is_said_and_changes_nothing(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    base = f"/organise/{listing.id}/_results"
    wrong = await house.browser.post(base, files={"file": ("x.xlsx", b"no")})
    assert (wrong.status_code, "nothing was changed" in wrong.text) == (422, True)
    for form, status in (({}, 422), ({"old": "x"}, 400)):
        assert (await house.browser.post(base, data=form)).status_code == status
    assert (await house.browser.post(f"{base}/take", data={"old": "x"})).status_code == 400

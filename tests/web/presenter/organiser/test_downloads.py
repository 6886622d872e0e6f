"""An event's results: downloads for its organiser, and JSON for machines."""

import re
from typing import Any

import httpx
import pytest

from poll_server import report
from poll_server.deck import shipped as decks
from poll_server.live.ending.auditing import Auditing, BrokenTally
from poll_server.report.making.workshop import Workshop
from poll_server.store.keys import PollKeys
from tests.support.events.report_cases import outcome
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures


# ── Results ───────────────────────────────────────────────────────────────────────────────────


async def test_results_are_downloads(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    poll = listing.polls[0].slug
    for format_ in report.FORMATS:
        for language, word in (("de", "ergebnisse"), ("en", "results")):
            for path in (listing.id, f"{listing.id}/{poll}"):
                response = await house.browser.get(
                    f"/organise/{path}/files/{format_}?lang={language}"
                )
                assert response.status_code == 200
                disposition = response.headers["content-disposition"]
                assert disposition.startswith('attachment; filename="')
                assert disposition.endswith(f'-{word}.{format_}"')
                assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_kind_with_figures_of_its_own_has_them_on_the_page_of_results(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How far a ranking's bar goes stood there as a share, and first places as votes."""
    await house.sign_in()
    listing = await house.add(decks.EVERY_KIND)
    (poll,) = listing.event.polls
    (points,) = [each for each in poll.questions if each.kind == "points"]
    found = outcome(points, [{"points": [80, 20, 0, 0]}] * 12, "en")
    made = report.build(listing.id, listing.event, report.Cut({poll.id: [found]}), "en")

    async def gathered(*_: Any) -> report.Report:
        return made

    monkeypatch.setattr(report, "gather", gathered)
    address = f"/organise/{listing.id}/{listing.polls[0].slug}?lang=en"
    page = (await house.browser.get(address)).text
    rows = [re.sub(r"<[^>]*>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", page)]
    assert ["Answer", "Mean", "points", "People", "behind", "it"] in rows
    assert ["80.0", "12"] in [row[-2:] for row in rows]
    assert "Share" not in [word for row in rows for word in row]


async def test_a_large_file_is_sent_packed_once(house: House) -> None:
    await house.sign_in()
    listing = await house.add(decks.CONGRESS)
    path = f"/organise/{listing.id}/files/html"
    page = await house.browser.get(path)
    plain = await house.browser.get(path, headers={"Accept-Encoding": "identity"})
    # A report says when its figures were taken, and a minute may end between the two.
    assert _timeless(page.content) == _timeless(plain.content)
    assert page.headers.get_list("content-encoding") == ["gzip"]
    assert int(page.headers["content-length"]) < len(page.content) / 2
    assert "content-encoding" not in plain.headers
    packed_already = await house.browser.get(path.replace("html", "docx"))
    assert "content-encoding" not in packed_already.headers


def _timeless(content: bytes) -> bytes:
    return re.sub(rb"\d{1,2}:\d{2}", b"", content)


@pytest.fixture
def broken_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    """From before the server starts: it takes the verb out of its class then."""

    async def broken(*_: object) -> None:
        raise BrokenTally("round 1: the tally is not the sum of its 3 votes")

    monkeypatch.setattr(Auditing, "frozen", broken)
    monkeypatch.setattr(Workshop, "files", broken)


@pytest.mark.usefixtures("broken_tally")
async def test_a_broken_tally_blocks_every_export_and_says_so(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    for path in ("files/csv", listing.polls[0].slug):
        response = await house.browser.get(f"/organise/{listing.id}/{path}")
        assert response.status_code == 409
        assert "round 1" in response.text
    headers = {"Authorization": f"Bearer {await token_of(house, listing.id)}"}
    response = await house.browser.get(f"/api/v1/events/{listing.id}/results", headers=headers)
    assert response.status_code == 409


# ── The API ───────────────────────────────────────────────────────────────────────────────────


async def token_of(house: House, event_id: str) -> str:
    """The token as the organiser reads it from the event's page."""
    page = (await house.browser.get(f"/organise/{event_id}")).text
    found = re.search(r'id="api-token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


async def test_the_api_answers_whoever_has_the_token(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    headers = {"Authorization": f"Bearer {await token_of(house, listing.id)}"}
    machine = httpx.AsyncClient(base_url=house.base, trust_env=False, timeout=LONGEST)
    async with machine:
        path = f"/api/v1/events/{listing.id}/results?lang=de"
        answer = await machine.get(path, headers=headers)
        assert answer.status_code == 200
        assert answer.json()["format"] == 1
        assert answer.json()["language"] == "de"
        assert answer.json()["interval"] is False
        with_intervals = await machine.get(f"{path}&interval=yes", headers=headers)
        assert with_intervals.json()["interval"] is True
        assert answer.json()["short"] is False
        in_short = await machine.get(f"{path}&short=yes", headers=headers)
        assert in_short.json()["short"] is True
        one = f"/api/v1/polls/{listing.polls[0].poll_id}/results"
        assert len((await machine.get(one, headers=headers)).json()["polls"]) == 1
        for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
            for address in (path, one, "/api/v1/events/nothing/results"):
                refused = await machine.get(address, headers=wrong)
                assert refused.status_code == 401
                assert "Bearer" in refused.json()["error"]
        await house.browser.post("/organise/logout", data={"everywhere": "yes"})
        assert (await machine.get(path, headers=headers)).status_code == 401


async def test_no_secret_of_a_voter_is_in_any_answer(house: House) -> None:
    await house.sign_in()
    listing = await house.add()
    secret = await house.store.redis.get(PollKeys(listing.polls[0].poll_id).secret)
    assert secret
    for path in ("", f"/{listing.polls[0].slug}", "/files/json"):
        assert secret not in (await house.browser.get(f"/organise/{listing.id}{path}")).text

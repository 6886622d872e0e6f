"""The manifest of the add-in for PowerPoint: what Microsoft's schema demands of it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from poll_server.hall.run_through import serving
from poll_server.live.links import admits, links_made
from poll_server.store.events import Listing
from poll_server.store.store import Store
from presenter.embed.add_in import INSTANCE, NAMESPACE, NeedsHttps, manifest
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

ORDER = [
    *("Id", "Version", "ProviderName", "DefaultLocale", "DisplayName", "Description", "Hosts"),
    *("DefaultSettings", "Permissions", "AllowSnapshot"),
]
"""Of the complex types `OfficeApp` and `ContentApp` of MS-OWEMXML; what is optional is left out."""
ADDRESS = "https://poll.example.org/embed/poll?lang=de#secret"
MORNING = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=12)
NAMES = ('Blue <Bridge> & "Sons"', "x" * 200, "y" * 300)


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def test_it_is_what_the_schema_demands() -> None:
    root = fromstring(manifest(ADDRESS, NAMES, "de", EVENING))
    assert (root.tag, root.get(f"{{{INSTANCE}}}type")) == (tag("OfficeApp"), "ContentApp")
    assert [each.tag for each in root] == [tag(name) for name in ORDER]
    said = {each.tag: each.text or each.get("DefaultValue") or "" for each in root}
    assert str(UUID(said[tag("Id")])) == said[tag("Id")]
    assert re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,5}){3}", said[tag("Version")])
    assert said[tag("ProviderName")] == NAMES[0]
    assert said[tag("DefaultLocale")] == "de-DE"
    assert (len(said[tag("DisplayName")]), len(said[tag("Description")])) == (125, 250)
    assert said[tag("Permissions")] == "Restricted"
    assert [each.attrib for each in root.iter(tag("Host"))] == [{"Name": "Presentation"}]
    settings = root.find(tag("DefaultSettings"))
    assert settings is not None
    source, *sizes = settings
    assert (source.tag, source.get("DefaultValue")) == (tag("SourceLocation"), ADDRESS)
    assert [each.tag for each in sizes] == [tag("RequestedWidth"), tag("RequestedHeight")]
    assert all(32 <= int(each.text or "") <= 1000 for each in sizes)


def test_a_later_file_is_a_newer_version_of_the_same() -> None:
    first, second = (
        fromstring(manifest(ADDRESS.replace("secret", secret), NAMES, "en", made))
        for secret, made in (("one", MORNING), ("two", EVENING))
    )
    assert first[0].text == second[0].text
    versions = [tuple(map(int, (each[1].text or "").split("."))) for each in (first, second)]
    assert versions[0] < versions[1]


def test_office_takes_https_only() -> None:
    with pytest.raises(NeedsHttps):
        manifest(ADDRESS.replace("https", "http"), NAMES, "de", MORNING)


async def test_whoever_has_no_https_is_told_and_no_link_is_made(
    browser: httpx.AsyncClient, listing: Listing, store: Store
) -> None:
    poll = listing.polls[0]
    await add_organiser(store)
    await sign_in(browser)
    answer = await browser.post(f"/organise/{listing.id}/{poll.slug}/add-in?lang=en")
    assert answer.status_code == 422
    assert "https" in answer.text
    assert "No link was made" in answer.text
    assert await links_made(store, "embed", poll.poll_id) == []


async def test_with_https_it_leads_to_the_live_result_by_a_link_of_its_own(
    fresh_redis_url: str, listing: Listing, store: Store
) -> None:
    poll = listing.polls[0]
    await add_organiser(store)
    async with (
        serving(fresh_redis_url, "https://poll.example.org") as base,
        httpx.AsyncClient(base_url=base, trust_env=False, timeout=LONGEST) as browser,
    ):
        await sign_in(browser)
        answer = await browser.post(f"/organise/{listing.id}/{poll.slug}/add-in?lang=en")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith(f'{poll.slug}-powerpoint.xml"')
    (source,) = fromstring(answer.content).iter(tag("SourceLocation"))
    page, secret = (source.get("DefaultValue") or "").split("#")
    assert page == f"https://poll.example.org/embed/{poll.poll_id}"
    assert await admits(store, "embed", poll.poll_id, secret) is not None

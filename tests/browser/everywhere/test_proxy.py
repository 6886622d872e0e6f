"""A proxy in front that drops the browser's `Host`: pages say what is wrong, and what helps."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum, House
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import undrawn
from tests.support.browsers.chromium import HALL
from tests.support.sockets.between import Between

pytestmark = pytest.mark.browser

CURE = re.compile("als „inner:80“ gefragt.*Proxy.*--public-url http://")


def without_host(request: bytes) -> bytes:
    """What a proxy passes on that asks by its own name for the server."""
    return re.sub(rb"(?m)^Host: [^\r]+", b"Host: inner:80", request)


@pytest.fixture
def proxied(house: House) -> Iterator[str]:
    """The address of the proxy."""
    line = Between(house.server.port, without_host).open()
    yield house.backstage.run(line.__aenter__()).base
    house.backstage.run(line.__aexit__(None, None, None))


def test_every_page_says_that_the_proxy_changes_its_address(
    screens: Screens, forum: Forum, proxied: str
) -> None:
    def told() -> int:
        """How often the server has logged refused sockets."""
        return forum.house.server.said().count("sockets_refused")

    before = told()
    forum.open("weiterbildung")
    hall = proxied.replace("127.0.0.1", HALL)
    context = undrawn(screens.context())
    stage, console, door, fine, barred = (
        screens.open(name, f"{at}{path}", context=context, troubled=True)
        for name, at, path in (
            ("stage", proxied, forum.stage),
            ("moderator", proxied, forum.moderator),
            ("moderator-door", hall, forum.moderator),
            ("phone-fine", proxied, forum.phone),
            ("phone-barred", hall, forum.phone),
        )
    )
    expect(stage.locator("#refused")).to_have_text(CURE)
    expect(stage.locator("#alert")).to_have_text(CURE)
    expect(console.locator("#outside-text")).to_have_text(CURE)
    expect(console.locator("#alert")).to_be_empty()
    # Over plain http the browser says less of where a form comes from: not even a link leads in.
    expect(door.locator("#outside-text")).to_have_text(CURE)

    # A phone gets its votes through by POST, where the browser says that they come from here …
    for phone in (fine, barred):
        phone.get_by_label("Ja", exact=True).check()
        phone.locator("#send").click()
    expect(fine.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    expect(fine.locator("#alert")).to_be_empty()
    # … and where it does not, keeps them and says why they are not counted.
    expect(barred.locator("#line")).to_have_text("Stimme wird gesendet.")
    expect(barred.locator("#alert")).to_have_text(CURE)
    # One for each address; each was refused many times. A browser may keep the phone's try of a
    # socket waiting behind the others' for longer than the phone waits until it posts its vote.
    comes(fine, told, before + 2)

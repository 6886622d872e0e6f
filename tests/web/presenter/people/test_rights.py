"""T42: a role opens what it includes and nothing besides, on every page, script and operation."""

import re
from collections.abc import Iterator
from itertools import product

from starlette.routing import Route, WebSocketRoute

import audience.routes
import presenter.routes
from poll_server.store.parts.members import ROLES, Role
from poll_server.store.parts.tokens import SCOPES
from poll_server.web.access.rights import MAY, RIGHTS, Right
from poll_server.web.api import OPERATIONS
from poll_server.web.api.operation import ROOT
from presenter.rights import NEEDS, name_of

from .people_here import HouseOfRoles, quick_hashes, roles

__all__ = ["quick_hashes", "roles"]  # fixtures

SENTENCE = "does not include this, so nothing was done. owner can give you another one."
OTHERS = (*ROLES[1:], "stranger")
AT_THE_DOOR = re.compile(r'data-entered="false"|action="[^"]+/enter')
"""What a console, a stage or a draft to review says to somebody who is not let in yet; a script may
be called `enter.js`, too."""
OTHER_POLL = 1
"""The one of the two that the moderator does not moderate."""
AS_SCRIPT = {"Accept": "application/json"}
"""Refusals come as one sentence, without the page around it."""
PREVIEW = "/organise/{event}/edit/{uid}/phone"
"""The one page of the organisers' that the phones' side draws; it needs `write`."""


def needs() -> Iterator[tuple[str, str, Right]]:
    """Method, path and right of every page of an event's."""
    yield "GET", PREVIEW, "write"
    for route in presenter.routes.routes:
        if isinstance(route, Route) and (need := NEEDS[name_of(route.endpoint)]) != "anybody":
            for method in (route.methods or set()) - {"HEAD"}:
                yield method, route.path, need


def tried() -> Iterator[tuple[str, str, Right, str]]:
    """The same with each who may not; of two of them one page of each right is enough."""
    told: set[tuple[str, Right]] = set()
    for (method, path, right), who in product(list(needs()), OTHERS):
        if right == "organise" or (who in ("stranger", "reviewer") and (who, right) in told):
            continue
        told.add((who, right))
        yield method, path, right, who


def addressed(path: str, house: HouseOfRoles, poll: int = 0) -> str:
    of = house.listing.polls[poll]
    by_id = path.startswith(("/moderate", "/stage", "/polls"))
    path = path.replace("{event}", house.listing.id)
    path = path.replace("{poll}", of.poll_id if by_id else of.slug)
    return re.sub(r"\{\w+\}", "x", path)


def may(who: str, right: Right) -> bool:
    role: Role | None = next((each for each in ROLES if each == who), None)
    return role is not None and right in MAY[role]


def test_every_route_names_the_right_it_needs_and_no_name_is_left_over_t42() -> None:
    ours = [each for each in presenter.routes.routes if isinstance(each, Route | WebSocketRoute)]
    assert {name_of(each.endpoint) for each in ours} == NEEDS.keys()
    organisers = {
        each.path
        for each in audience.routes.routes
        if isinstance(each, Route) and each.path.startswith("/organise")
    }
    assert organisers == {PREVIEW}
    for _, path, right in needs():  # what is about no event is not refused at one, and the reverse
        assert ("{event}" in path or "{poll}" in path) == (right != "organise"), path
    assert {each.right for each in OPERATIONS} <= set(RIGHTS)


async def test_every_page_is_refused_to_whom_its_right_is_not_given_t42(
    roles: HouseOfRoles,
) -> None:
    before = await held(roles)
    refused = 0
    for method, path, right, who in tried():
        poll = OTHER_POLL if (right, who) == ("moderate", "moderator") else 0
        if may(who, right) and not poll:
            continue
        address = addressed(path, roles, poll)
        answer = await roles.browsers[who].request(method, address, headers=AS_SCRIPT)
        refused += 1
        if path == PREVIEW:
            assert answer.status_code == 404
        elif path.startswith("/organise"):
            assert answer.status_code == (404 if who == "stranger" else 403), (who, address)
            sentence = "There is no such event" if who == "stranger" else SENTENCE
            assert sentence in answer.json()["sentence"], (who, address)
        else:  # consoles, stages and the draft to review have doors of their own
            assert "set-cookie" not in answer.headers, (who, address)
            inside = answer.status_code == 200 and not AT_THE_DOOR.search(answer.text)
            assert not inside, (who, address)
            assert answer.status_code in (200, 303, 403), (who, address)
    assert refused > 100
    assert await held(roles) == before


PAGES: dict[str, tuple[str, ...]] = {
    "owner": ("/organise/{event}", "/organise/{event}/_people", "/organise/{event}/wall"),
    "editor": ("/organise/{event}", "/organise/{event}/edit/event", "/review/{event}"),
    "moderator": ("/organise/{event}", "/moderate/{poll}", "/stage/{poll}"),
    "reviewer": ("/organise/{event}", "/review/{event}"),
    "reader": ("/organise/{event}", "/organise/{event}/{poll}", "/organise/{event}/_files"),
}


async def test_each_role_has_its_pages_and_the_list_has_the_event(roles: HouseOfRoles) -> None:
    at = f"/organise/{roles.listing.id}"
    for who, paths in PAGES.items():
        for path in paths:
            answer = await roles.browsers[who].get(addressed(path, roles))
            assert answer.status_code == 200, (who, path)
            assert not AT_THE_DOOR.search(answer.text), (who, path)
        assert f'"{at}"' in (await roles.browsers[who].get("/organise")).text
    page = (await roles.browsers["editor"].get(at)).text
    assert "Your role here: editor." in page
    assert "/_people" not in page
    assert "/moderate/" not in page
    assert f'"{at}"' not in (await roles.browsers["stranger"].get("/organise")).text
    refused = await roles.browsers["editor"].get(f"{at}/_people")
    assert refused.status_code == 403
    assert SENTENCE in refused.text


async def test_a_token_opens_no_more_than_its_account_t42(roles: HouseOfRoles) -> None:
    """It may have every right a token can have."""
    for who in OTHERS:
        await _token_opens_no_more(roles, who)


async def _token_opens_no_more(roles: HouseOfRoles, who: str) -> None:
    account = roles.accounts[who]
    token, _ = await roles.store.tokens.make(account, "all", SCOPES, 1)
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
    browser = roles.browsers[who]
    browser.cookies.clear()
    before = await held(roles)
    for operation in OPERATIONS:
        if operation.right == "organise":
            continue
        poll = OTHER_POLL if (operation.right, who) == ("moderate", "moderator") else 0
        address = ROOT + addressed(operation.path, roles, poll)
        mine = may(who, operation.right) and not poll
        if mine and (operation.method != "GET" or "stream" in address):
            continue
        answer = await browser.request(operation.method, address, headers=headers)
        if mine:
            assert answer.status_code != 403, address
        elif who == "stranger":
            assert answer.status_code == 404, address
        else:
            assert answer.status_code == 403, address
            assert "role of the token" in answer.json()["detail"]
    listed = (await browser.get(f"{ROOT}/events", headers=headers)).json()["events"]
    assert bool(listed) == (who != "stranger")
    assert await held(roles) == before


async def held(roles: HouseOfRoles) -> dict[str, object]:
    """Everything that Redis holds of events and accounts."""
    redis = roles.store.redis
    keys = sorted([key async for key in redis.scan_iter("event*")])
    found: dict[str, object] = {key: await redis.hgetall(key) for key in keys if ":" in key}
    return found | dict.fromkeys([key async for key in redis.scan_iter("poll:*")])

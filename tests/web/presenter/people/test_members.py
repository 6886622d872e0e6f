"""The page “People”, and what becomes of whoever is in when a role is taken away."""

import asyncio

from websockets.asyncio.client import ClientConnection, connect

from poll_server.hall.simulated import socket_url
from poll_server.live.links import new_link
from poll_server.web.sockets.codes import RENEWED
from tests.support.waiting import LONGEST, until

from .people_here import HouseOfRoles, quick_hashes, roles

__all__ = ["quick_hashes", "roles"]  # fixtures


async def test_an_owner_says_who_may_do_what_and_it_is_written_down(roles: HouseOfRoles) -> None:
    owner, stranger = roles.browsers["owner"], roles.browsers["stranger"]
    at = f"/organise/{roles.listing.id}"
    wrong = await owner.post(f"{at}/_people", data={"name": "Nemo", "role": "editor"})
    assert wrong.status_code == 422
    assert "No account is called “Nemo”" in wrong.text
    chosen = {"name": "STRANGER", "role": f"moderator {roles.listing.polls[1].slug}"}
    given = await owner.post(f"{at}/_people", data=chosen)
    assert given.status_code == 303
    assert (await stranger.get(f"/moderate/{roles.listing.polls[1].poll_id}")).status_code == 200
    assert "moderator of “Other”" in (await owner.get(f"{at}/_people")).text
    await owner.post(f"{at}/_people", data={"name": "stranger", "role": "reader"})
    assert "reader of results" in (await stranger.get(at)).text
    account = roles.accounts["stranger"].id
    assert (
        "Take the role of “stranger” away?" in (await owner.get(f"{at}/_people?ask={account}")).text
    )
    await owner.post(f"{at}/_people/take", data={"account": account})
    assert (await stranger.get(at)).status_code == 404
    acts = await roles.store.acts.newest(3)
    assert [(each.what, each.detail, each.event) for each in acts] == [
        ("role.taken", "stranger", roles.listing.id),
        ("role.changed", "stranger: reader of results", roles.listing.id),
        ("role.given", "stranger: moderator of “Other”", roles.listing.id),
    ]
    log = "/organise/account/acts"
    assert "stranger: reader of results" in (await owner.get(log)).text
    assert roles.listing.id not in (await stranger.get(log)).text


async def test_the_last_owner_stays_and_an_event_can_be_everybodys(roles: HouseOfRoles) -> None:
    owner, stranger = roles.browsers["owner"], roles.browsers["stranger"]
    at, account = f"/organise/{roles.listing.id}", roles.accounts["owner"].id
    last = await owner.post(f"{at}/_people/take", data={"account": account})
    assert last.status_code == 409
    assert "is the last owner of this event" in last.text
    alone = await owner.post("/organise/account/remove", data={"account": account})
    assert alone.status_code == 409
    assert "You are the only owner of 1 event" in alone.text
    others = await stranger.post("/organise/account/remove", data={"account": account})
    assert "“owner” is the only owner of 1 event" in others.text
    await owner.post(f"{at}/_people/open")
    assert "belongs to all organisers" in (await stranger.get(f"{at}/_people")).text
    nobody = await stranger.post(f"{at}/_people", data={"name": "owner", "role": "reader"})
    assert nobody.status_code == 409  # there roles begin with an owner
    assert (await stranger.post(f"{at}/_people/own")).status_code == 303
    assert (await owner.get(at)).status_code == 404


async def test_whoever_makes_an_event_owns_it(roles: HouseOfRoles) -> None:
    reader, other = roles.browsers["reader"], roles.browsers["editor"]
    at = (await reader.post("/organise/new")).headers["location"].partition("/edit")[0]
    assert (await reader.get(f"{at}/_people")).status_code == 200
    assert (await other.get(at)).status_code == 404
    copied = (await reader.post(f"{at}/copy")).headers["location"]
    assert (await other.get(copied)).status_code == 404


async def test_who_loses_a_role_is_out_of_console_and_phone_at_once(roles: HouseOfRoles) -> None:
    """T42: sockets that are open end, links stay, and a console is called by its person's name."""
    poll = roles.listing.polls[0].poll_id
    moderator = roles.browsers["moderator"]
    assert (await moderator.get(f"/moderate/{poll}")).status_code == 200
    assert (await moderator.get(f"/stage/{poll}")).status_code == 200
    by_role = cookies(roles, "moderator")
    shown = (await moderator.post(f"/moderate/{poll}/remote/link")).json()["address"]
    moderator.cookies.clear()  # the phone of the moderator's that the ticket is for
    ticket = {"secret": shown.partition("#")[2]}
    assert (await moderator.post(f"/moderate/{poll}/enter", json=ticket)).status_code == 204
    by_ticket = cookies(roles, "moderator")
    moderator.cookies.clear()
    secret = {"secret": await new_link(roles.store, "moderator", poll)}
    assert (await moderator.post(f"/moderate/{poll}/enter", json=secret)).status_code == 204
    by_link = cookies(roles, "moderator")
    async with (
        looking(roles, "moderator", by_role) as console,
        looking(roles, "stage", by_role) as stage,
        looking(roles, "moderator", by_ticket) as phone,
        looking(roles, "moderator", by_link) as link,
    ):
        for socket in (console, stage, phone, link):
            async with asyncio.timeout(LONGEST):
                await socket.recv()
        now = f"/organise/{roles.listing.id}/now"

        async def is_called() -> bool:
            glance = (await roles.browsers["owner"].get(now)).json()["polls"][0]
            return bool(glance["moderators"] == "3 moderators: moderator")

        await until(is_called)
        form = {"account": roles.accounts["moderator"].id}
        await roles.browsers["owner"].post(f"/organise/{roles.listing.id}/_people/take", data=form)
        for socket in (console, stage, phone):
            await gone(socket)
        assert link.close_code is None
    for cookie in (by_role, by_ticket):
        async with looking(roles, "moderator", cookie) as again:
            await gone(again)
    moderator.cookies.clear()
    refused = await moderator.get(f"/moderate/{poll}", headers={"Cookie": by_role})
    assert 'data-entered="false"' in refused.text


async def gone(socket: ClientConnection) -> None:
    async with asyncio.timeout(LONGEST):
        await socket.wait_closed()
    assert socket.close_code == RENEWED


def cookies(roles: HouseOfRoles, who: str) -> str:
    return "; ".join(f"{name}={value}" for name, value in roles.browsers[who].cookies.items())


def looking(roles: HouseOfRoles, path: str, cookie: str) -> connect:
    poll = roles.listing.polls[0].poll_id
    return connect(
        socket_url(roles.base, f"/ws/{path}/{poll}"),
        additional_headers={"Cookie": cookie},
        origin=roles.base,  # type: ignore[arg-type]  # a plain str is what it sends
        proxy=None,
        close_timeout=1,
    )

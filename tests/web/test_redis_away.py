"""Every page answers a missing Redis with one sentence, and is back as soon as Redis is."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route

from poll_server.base.settings import Settings
from poll_server.run.app import create_app
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.support.cases import EVENT
from tests.support.signing_in import add_organiser
from tests.web.access.test_passes import connection

HTML = {"Accept": "text/html", "Accept-Language": "de"}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A Redis that comes and goes."""
    with EmbeddedRedis(tmp_path / "data") as one:
        yield one


class House:
    """The application, an event in it, and a browser with every pass there is."""

    def __init__(self, app: Any, http: httpx.AsyncClient, values: dict[str, str]) -> None:
        self.app, self.http, self.values = app, http, values

    def addresses(self) -> list[tuple[str, str]]:
        """(method, address) of every route: walked, so that none is forgotten."""
        found = []
        for route in self.app.routes:
            if isinstance(route, Route):
                path = route.path
                for name in route.param_convertors:
                    spelled = {f"{{{name}{sort}}}" for sort in ("", ":code", ":int", ":path")}
                    for each in spelled:
                        path = path.replace(each, self.values.get(name, "1"))
                assert "{" not in path, path
                found += [(method, path) for method in (route.methods or {"GET"}) - {"HEAD"}]
        return found


@pytest.fixture
async def house(own: EmbeddedRedis) -> AsyncIterator[House]:
    app = create_app(Settings(redis_url=own.url))
    async with app.router.lifespan_context(app) as state:
        assert state is not None
        services = state["services"]
        store: Store = services.store
        events = Events(store)
        event = await events.add(EVENT)
        poll = (await events.get(event)).polls[0]
        account = await add_organiser(store)
        assert await Accounts(store).get(account.id)
        cookies = Response()
        passes = services.passes
        passes.give_credential(cookies, connection())
        passes.give_organiser(cookies, connection(), account.session)
        for role in ("moderator", "stage"):
            passes.let_in(cookies, connection(), role, poll.poll_id, 1)

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://poll.example") as http:
            for cookie in cookies.headers.getlist("set-cookie"):
                name, _, value = cookie.split(";")[0].partition("=")
                http.cookies.set(name, value, domain="poll.example")
            http.headers["Authorization"] = f"Bearer {passes.api_token(event, account.session)}"
            yield House(app, http, {"event": event, "poll": poll.poll_id, "code": poll.code})


async def test_no_page_answers_a_bare_error_while_redis_is_away(
    house: House, own: EmbeddedRedis
) -> None:
    own.stop()
    silent = []

    async def ask(method: str, path: str, accept: str) -> None:
        headers = {"Accept": accept, "Accept-Language": "de"}
        answer = await house.http.request(method, path, headers=headers)
        assert answer.status_code < 500 or answer.status_code == 503, (method, path)
        if answer.status_code == 503 and path not in ("/readyz",):
            if not answer.headers.get("retry-after"):
                silent.append((method, path))
            json = "json" in answer.headers["content-type"]
            assert json or "Moment" in answer.text, (method, path)

    # All at once: each waits a while for Redis before it is answered.
    wanted = [(*one, accept) for one in house.addresses() for accept in ("text/html", "*/*")]
    await asyncio.gather(*(ask(*one) for one in wanted))
    assert silent == []


@pytest.mark.parametrize("path", ["/stage/{poll}", "/moderate/{poll}", "/organise",
    "/organise/{event}", "/results/{event}", "/{code}"])  # fmt: skip
async def test_each_side_says_one_sentence_and_comes_back_by_itself(
    house: House, own: EmbeddedRedis, path: str
) -> None:
    address = path.format(**house.values)
    own.stop()
    for language, words in (("de", "Moment"), ("en", "moment")):
        page = await house.http.get(address, headers=HTML | {"Accept-Language": language})
        assert page.status_code == 503
        assert int(page.headers["retry-after"]) > 0
        assert f'lang="{language}"' in page.text
        assert words in page.text
        assert "location.re" in page.text  # it loads itself again
    own.start()
    again = await house.http.get(address, headers=HTML)
    assert again.status_code < 500, "the first try after Redis is back"


async def test_machines_are_told_in_json(house: House, own: EmbeddedRedis) -> None:
    own.stop()
    for path in ("/api/v1/events/{event}/results", "/api/v1/polls/{poll}/results"):
        answer = await house.http.get(path.format(**house.values))
        assert answer.status_code == 503
        assert answer.json()["error"]
        assert answer.headers["retry-after"]


async def test_connections_that_died_cost_nobody_an_error_when_redis_is_back(
    house: House, own: EmbeddedRedis
) -> None:
    """Many connections of the pool are dead at once, and many asked while it was away."""
    address = "/stage/{poll}".format(**house.values)

    async def many() -> list[int]:
        answers = await asyncio.gather(*(house.http.get(address, headers=HTML) for _ in range(60)))
        return [answer.status_code for answer in answers]

    assert set(await many()) == {200}
    own.stop()
    assert set(await many()) == {503}
    own.start()
    assert set(await many()) == {200}


async def test_a_mistake_of_ours_stays_an_error(house: House, own: EmbeddedRedis) -> None:
    """A key of the wrong kind is no missing Redis: nobody shall wait for it to come back."""
    store = Store.connect(own.url)
    await store.redis.delete("events")
    await store.redis.set("events", "no set")
    await store.redis.aclose()
    assert (await house.http.get("/organise", headers=HTML)).status_code == 500

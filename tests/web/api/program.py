"""A program with a token, whose every answer is held to what `openapi.json` says of it."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from poll_server.hall.run_through import serving
from poll_server.store.events import Events, Listing
from poll_server.store.organisers import Account
from poll_server.store.parts.tokens import SCOPES, Scope
from poll_server.store.store import Store
from poll_server.web import api
from poll_server.web.api import openapi
from tests.support.cases import EVENT
from tests.support.signing_in import add_organiser
from tests.support.waiting import LONGEST


@cache
def described() -> Any:
    """The description, as a program reads it."""
    return json.loads(json.dumps(openapi.document(api.OPERATIONS)))


@cache
def _registry() -> Registry[Any]:
    whole = Resource.from_contents(described(), default_specification=DRAFT202012)
    known: Registry[Any] = Registry().with_resource("urn:described", whole)
    return known


def matching(path: str) -> str:
    """The described path that an address belongs to."""
    bare = path.partition("?")[0]
    return next(
        str(each)
        for each in described()["paths"]
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), bare)
    )


def hold(method: str, path: str, answer: httpx.Response) -> None:
    """Fail where the answer is not among those that are described."""
    told = described()["paths"][matching(path)][method.lower()]["responses"]
    assert str(answer.status_code) in told, (method, path, answer.status_code, answer.text)
    content = told[str(answer.status_code)].get("content", {})
    if not content:
        assert answer.content == b""
        return
    sort = answer.headers["content-type"].partition(";")[0]
    assert sort in content or "*/*" in content, (method, path, sort)
    if sort in content and sort.endswith("json"):
        schema = {**content[sort]["schema"]}
        if ref := schema.get("$ref"):
            schema["$ref"] = f"urn:described{ref}"
        Draft202012Validator(schema, registry=_registry()).validate(answer.json())


@dataclass
class Program:
    """One with every right, at a server with one event and one organiser."""

    http: httpx.AsyncClient
    store: Store
    listing: Listing
    account: Account
    server: AsyncExitStack
    """ends the server when it is closed"""
    log: list[str] = field(default_factory=list)
    """operations that were done: their ids"""

    @property
    def event(self) -> str:
        return f"/api/v1/events/{self.listing.id}"

    @property
    def poll(self) -> str:
        return f"/api/v1/polls/{self.listing.polls[0].poll_id}"

    async def token(self, *scopes: Scope, event: str = "") -> dict[str, str]:
        """The header with a new token."""
        given, _ = await self.store.tokens.make(self.account, "a test", scopes, 7, event)
        return {"Authorization": f"Bearer {given}"}

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """An answer, held to the description."""
        answer = await self.http.request(method, path, **more)
        hold(method, path, answer)
        if answer.is_success:
            told = described()["paths"][matching(path)][method.lower()]
            self.log.append(told["operationId"])
        return answer

    async def refused(self, status: int, method: str, path: str, **more: Any) -> Any:
        """A problem with this status; its fields."""
        answer = await self.ask(method, path, **more)
        assert answer.status_code == status, answer.text
        told = answer.json()
        assert told["status"] == status
        assert told["detail"] == told["error"]
        assert told["type"].startswith("/api/v1/docs#")
        return told

    async def do(self, action: str, value: Any = "") -> None:
        """Command the poll, as who sees how it stands."""
        seen = (await self.ask("GET", self.poll)).json()["control"]
        body = {"action": action, "value": value, "expected_version": seen}
        answer = await self.ask("POST", f"{self.poll}/control", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def program(fresh_redis_url: str) -> AsyncIterator[Program]:
    store = Store.connect(fresh_redis_url)
    account = await add_organiser(store)
    events = Events(store)
    listing = await events.get(await events.add(EVENT))
    async with AsyncExitStack() as server:
        base = await server.enter_async_context(serving(fresh_redis_url))
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=LONGEST) as http:
            one = Program(http, store, listing, account, server)
            http.headers.update(await one.token(*SCOPES))
            yield one
    await store.redis.aclose()


def operation_ids(of: Sequence[str] = ()) -> set[str]:
    """Of all operations there are."""
    return {each.name for each in api.OPERATIONS} - set(of)

"""`docs/organising/api.md` names every field that there is, and no other address than there is."""

import json
import re
from pathlib import Path
from typing import Any

from starlette.routing import Route

from poll_server.report import render
from poll_server.report.json import FORMAT
from poll_server.store.parts.tokens import SCOPES
from poll_server.store.shown import Showing
from poll_server.web import api
from poll_server.web.api.shapes import EventChange
from tests.support.events.report_cases import OPENED_MS, event, every_kind, forums, outcome, report

DOCUMENT = (Path(__file__).parents[3] / "docs" / "organising" / "api.md").read_text()


def names(value: Any) -> set[str]:
    """Every field name in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {name for part in value.values() for name in names(part)}
    if isinstance(value, list):
        return {name for part in value for name in names(part)}
    return set()


def test_every_field_is_documented() -> None:
    built = forums([every_kind(), every_kind()], "en", interval=True)
    plain = json.loads(render(built, "json"))
    assert plain["merged"]
    seen = (Showing(OPENED_MS, OPENED_MS + 1),)
    (question, answers), *_ = every_kind()
    found = outcome(question, answers, "en", shown=seen)
    shown = json.loads(render(report(event(question), [found], "en"), "json"))
    assert plain["format"] == FORMAT
    documented = set(re.findall(r"\w+", DOCUMENT))
    assert names(plain) | names(shown) <= documented


def test_every_address_is_documented() -> None:
    for route in api.routes:
        assert isinstance(route, Route)
        assert f"`{route.path}`" in DOCUMENT


def test_every_right_and_event_field_is_documented() -> None:
    for word in (*SCOPES, *EventChange.__struct_fields__):
        assert f"`{word}`" in DOCUMENT

"""`docs/api.md` names every field that there is, and no other address than there is."""

import json
import re
from pathlib import Path
from typing import Any

from poll_server import api
from poll_server.report import render
from poll_server.report.json import FORMAT

from .report_cases import event, every_kind, outcome, report

DOCUMENT = (Path(__file__).parents[1] / "docs" / "api.md").read_text()


def names(value: Any) -> set[str]:
    """Every field name in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {name for part in value.values() for name in names(part)}
    if isinstance(value, list):
        return {name for part in value for name in names(part)}
    return set()


def test_every_field_is_documented() -> None:
    asked = every_kind()
    rounds = [outcome(q, answers, "en", number=n) for n, (q, answers) in enumerate(asked, 1)]
    plain = json.loads(render(report(event(*(q for q, _ in asked)), rounds, "en"), "json"))
    assert plain["format"] == FORMAT
    documented = set(re.findall(r"\w+", DOCUMENT))
    assert names(plain) <= documented


def test_every_address_is_documented() -> None:
    for route in api.routes:
        assert f"`{route.path}`" in DOCUMENT

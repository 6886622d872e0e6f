"""The description is right by itself, and says what the code says. No server."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poll_server.store.parts.tokens import SCOPES
from poll_server.web.api import OPERATIONS
from poll_server.web.api.openapi import docs_of
from poll_server.web.api.problems import KINDS, STATUS, titles
from poll_server.web.api.shapes import ApiPoll, ControlOrder

from .api_check import LEFT_OUT
from .program import described


def refs(value: Any) -> set[str]:
    """Every `$ref` in a JSON value."""
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own | {each for part in value.values() for each in refs(part)}
    if isinstance(value, list):
        return {each for part in value for each in refs(part)}
    return set()


def test_whatever_it_refers_to_is_in_it() -> None:
    schemas = described()["components"]["schemas"]
    assert {each.rpartition("/")[2] for each in refs(described())} == schemas.keys()
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("each", OPERATIONS, ids=lambda each: each.name)
def test_an_operation_says_who_may_and_what_may_be_in_the_way(each: Any) -> None:
    told = described()["paths"][f"/api/v1{each.path}"][each.method.lower()]
    assert told["operationId"] == each.name
    assert told["summary"]
    assert told["security"] == [{"token": [each.scope]}]
    assert each.scope in SCOPES
    statuses = set(told["responses"])
    assert {"401", "403", "404", "429", "503"} <= statuses
    assert {str(STATUS[kind]) for kind in each.problems} <= statuses
    named = {of["name"] for of in told["parameters"] if of["in"] == "path"}
    assert all(f"{{{name}}}" in each.path for name in named)
    assert len(named) == each.path.count("{")


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [each.name for each in OPERATIONS]
    assert len(set(names)) == len(names)
    assert LEFT_OUT.keys() <= set(names)  # what the longer check does not try


def test_fields_are_described_where_the_code_describes_them() -> None:
    assert "control" in docs_of(ApiPoll)
    schema = described()["components"]["schemas"]["ControlOrder"]
    assert schema["properties"]["expected_version"]["description"].startswith("`control`")
    assert schema["additionalProperties"] is False
    assert docs_of(ControlOrder)["id"] in schema["properties"]["id"]["description"]


def test_every_problem_has_a_status_and_a_title() -> None:
    from poll_server.locale import speak

    for language in ("de", "en"):
        assert titles(speak(language)).keys() == set(KINDS) == STATUS.keys()

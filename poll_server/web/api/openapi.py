"""What there is, as OpenAPI 3.1 describes it: made of operations, types and docstrings."""

import ast
import inspect
import re
from collections.abc import Iterable, Sequence
from functools import cache
from textwrap import dedent
from typing import Any

import msgspec
import msgspec.inspect as types

from poll_server import __version__
from poll_server.locale import LANGUAGES, speak

from .operation import JSON, PATH_FIELD, ROOT, Operation
from .problems import KINDS, PROBLEM, STATUS, ProblemDetails, titles

REF = "#/components/schemas/{name}"
NAMED = {
    "event": "the event's id, as in `/organise/{event}`",
    "poll": "the poll's id, as in the link of its stage, `/stage/{poll}`",
    "question": "the question's id in its poll",
    "job": "the id of an export",
    "name": "the name of a file",
}
"""What stands in addresses."""
TEXT = {"type": "string"}
BINARY = {"schema": {"type": "string", "format": "binary"}}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The description."""
    shapes = [ProblemDetails, *_shapes(operations)]
    schemas, components = msgspec.json.schema_components(shapes, ref_template=REF)
    known = dict(zip(map(id, shapes), schemas, strict=True))
    for shape in _all_structs(shapes):
        _describe(components[shape.__name__], shape)
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        paths.setdefault(ROOT + each.path, {})[each.method.lower()] = _operation(each, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "poll-server",
            "version": __version__,
            "description": "Events, polls, questions, control, results, files, the live stream.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(each: Operation, known: dict[int, Any]) -> dict[str, Any]:
    summary, _, more = inspect.cleandoc(each.do.__doc__ or "").partition(". ")
    told: dict[str, Any] = {
        "operationId": each.name,
        "summary": summary.rstrip("."),
        "description": " ".join(f"{more} Needs the right `{each.scope}`.".split()),
        "security": [{"token": [each.scope]}],
        "parameters": [*_parameters(each)],
        "responses": _responses(each, known),
    }
    if each.body:
        schema = (
            {sort: {"schema": TEXT} if "toml" in sort else BINARY for sort in each.body}
            if isinstance(each.body, tuple)
            else {JSON: {"schema": known[id(each.body)]}}
        )
        told["requestBody"] = {"required": True, "content": schema}
    return told


def _parameters(each: Operation) -> Iterable[dict[str, Any]]:
    for name in PATH_FIELD.findall(each.path):
        yield _parameter("path", name, NAMED[name], TEXT, required=True)
    said = f"of texts: {' or '.join(LANGUAGES)}; else what Accept-Language asks for"
    yield _parameter("query", "lang", said, TEXT)
    if each.query:
        _, components = msgspec.json.schema_components([each.query], ref_template=REF)
        docs = docs_of(each.query)
        for name, schema in components[each.query.__name__]["properties"].items():
            yield _parameter("query", name, docs.get(name, ""), schema)
    if "tag" in each.problems:
        yield _parameter("header", "If-Match", "the ETag that you saw", TEXT, required=True)


def _parameter(
    where: str, name: str, said: str, schema: dict[str, Any], *, required: bool = False
) -> dict[str, Any]:
    told = {"name": name, "in": where, "description": said, "schema": schema}
    return told | ({"required": True} if required else {})


def _responses(each: Operation, known: dict[int, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for status, answer in each.answers.items():
        content: dict[str, Any] = {}
        if answer == JSON:
            content = {JSON: {"schema": {"type": "object", "required": ["format"]}}}
        elif isinstance(answer, str):
            is_text = "text" in answer or "toml" in answer
            content = {answer: {"schema": TEXT} if is_text else BINARY}
        elif answer is not None:
            content = {JSON: {"schema": known[id(answer)]}}
        told[str(status)] = {"description": "done"} | ({"content": content} if content else {})
    said = titles(speak("en"))
    for status_ in sorted({STATUS[kind] for kind in each.all_problems}):
        kinds = [kind for kind in KINDS if kind in each.all_problems and STATUS[kind] == status_]
        told[str(status_)] = {
            "description": " · ".join(said[kind] for kind in kinds),
            "content": {PROBLEM: {"schema": known[id(ProblemDetails)]}},
        }
    return told


def _shapes(operations: Iterable[Operation]) -> list[Any]:
    """The types of bodies and answers, each once."""
    found: dict[int, Any] = {}
    for each in operations:
        for shape in (each.body, *each.answers.values()):
            if isinstance(shape, type):
                found[id(shape)] = shape
    return list(found.values())


def _all_structs(shapes: Iterable[Any]) -> list[type[msgspec.Struct]]:
    """Those structs and all that they hold."""
    found: dict[str, type[msgspec.Struct]] = {}
    for info in types.multi_type_info(shapes):
        _walk(info, found)
    return list(found.values())


def _walk(info: Any, found: dict[str, type[msgspec.Struct]]) -> None:
    match info:
        case types.StructType():
            if info.cls.__name__ in found:
                return
            found[info.cls.__name__] = info.cls
            for field in info.fields:
                _walk(field.type, found)
        case types.VarTupleType() | types.ListType():
            _walk(info.item_type, found)
        case types.UnionType():
            for each in info.types:
                _walk(each, found)
        case types.Metadata():
            _walk(info.type, found)


def _describe(schema: dict[str, Any], shape: type[msgspec.Struct]) -> None:
    """Put what stands under each field in the code into its schema."""
    for name, said in docs_of(shape).items():
        if name in schema["properties"]:
            schema["properties"][name] = {"description": said, **schema["properties"][name]}


@cache
def docs_of(shape: type[msgspec.Struct]) -> dict[str, str]:
    """What is said under each field of a struct, those of its bases included."""
    found: dict[str, str] = {}
    for each in reversed(shape.__mro__[:-2]):
        if each.__module__.startswith("msgspec"):
            continue
        (body,) = ast.parse(dedent(inspect.getsource(each))).body
        assert isinstance(body, ast.ClassDef)
        for field, after in zip(body.body, body.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                match after:
                    case ast.Expr(value=ast.Constant(value=str(said))):
                        found[field.target.id] = re.sub(r"\s+", " ", said)
    return found

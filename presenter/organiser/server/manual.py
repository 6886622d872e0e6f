"""What programs can do, as a page: the description of `poll_server.web.api` for people."""

import re
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.locale import speak
from poll_server.web import api
from poll_server.web.api import openapi
from poll_server.web.api.operation import EXPECTED
from poll_server.web.api.problems import KINDS, MANUAL, STATUS, titles
from poll_server.web.services import PageRequest
from presenter.organiser.server.tokens import said
from presenter.organiser.shell import show, speech


async def manual(request: PageRequest) -> Response:
    """`/api/v1/docs`: every operation, what it takes and answers. There is no secret in it."""
    _, document = speech(request), openapi.document(api.OPERATIONS)
    values = {
        "path": MANUAL,
        "inside": False,
        "operations": [
            {
                **told,
                "method": method.upper(),
                "path": path,
                "takes": _takes(told),
                "responses": _own(told["responses"]),
            }
            for path, methods in document["paths"].items()
            for method, told in methods.items()
        ],
        "shapes": {
            name: schema
            for name, schema in document["components"]["schemas"].items()
            if "properties" in schema
        },
        "kind_of": kind_of,
        "ticked": ticked,
        "scopes": said(_),
        "problems": [(kind, STATUS[kind], titles(_)[kind]) for kind in KINDS],
    }
    return show(request, "organiser/server/manual.html", values)


def _own(responses: dict[str, Any]) -> dict[str, Any]:
    """Without the problems that every operation may have, which stand at the page's end."""
    everywhere = {titles(speak("en"))[kind] for kind in EXPECTED}
    return {
        status: told for status, told in responses.items() if told["description"] not in everywhere
    }


def _takes(told: dict[str, Any]) -> str:
    """What the body holds; '' without one."""
    content = told.get("requestBody", {}).get("content", {})
    return ", ".join(kind_of(each["schema"]) if sort == "application/json" else sort
                     for sort, each in content.items())  # fmt: skip


def kind_of(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(kind_of, schema["anyOf"])))
    if "enum" in schema:
        return " | ".join("“”" if each == "" else str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"[{kind_of(schema['items'])}, …]" if schema.get("items") else "[…]"
    return str(schema.get("type", "…"))


def ticked(text: str) -> list[tuple[str, bool]]:
    """A text in parts, each with whether it stood between backticks."""
    return [(part, n % 2 == 1) for n, part in enumerate(re.split("`", text)) if part]


routes: list[BaseRoute] = [Route(MANUAL, manual)]

"""Modules that a question brings are kept for ever, under the address of their content."""

import httpx
from starlette.applications import Starlette

from audience.assets import STATIC, mark
from audience.routes import routes


async def test_a_file_is_kept_for_ever_only_under_the_mark_of_its_content() -> None:
    address, own = "/static/audience/texts.js", mark((STATIC / "texts.js").read_bytes())
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://phone") as phone:
        for asked, kept in (
            ("", "no-cache"),
            ("?v=000000000000", "no-cache"),
            (f"?v={own}", "public, max-age=31536000, immutable"),
        ):
            response = await phone.get(address + asked)
            assert response.status_code == 200
            assert response.headers["cache-control"] == kept

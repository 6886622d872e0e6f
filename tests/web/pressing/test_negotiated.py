"""Who refuses gzip gets none, whatever is asked for; each answer says once what it goes by."""

from collections.abc import AsyncIterator

import httpx
import pytest

from poll_server.web.pressing.negotiated import takes_gzip
from poll_server.web.static_files import browser_files
from tests.support.phone_stand import Stand, stand
from tests.support.waiting import LONGEST

PACKED = ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.5", "x-gzip ; q=0.001, *;q=0"]
AS_IT_IS = ["", "br", "gzip;q=0", "GZIP ;q=0.000", "identity, gzip;q=0, *", "gzip;q=none"]


@pytest.mark.parametrize("asked", PACKED)
def test_it_is_taken(asked: str) -> None:
    assert takes_gzip(asked)


@pytest.mark.parametrize("asked", AS_IT_IS)
def test_it_is_refused(asked: str) -> None:
    assert not takes_gzip(asked)


@pytest.fixture
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as hall:
        yield hall


async def test_whatever_is_asked_for_goes_by_it_and_says_so_once(hall: Stand) -> None:
    script = f"{browser_files('audience').prefix}/shared/told.js"
    async with httpx.AsyncClient(trust_env=False, base_url=hall.base, timeout=LONGEST) as browser:
        for path in (hall.url, script, "/static/plotly.min.js", "/privacy"):
            for asked in ("gzip", "gzip;q=0"):
                answer = await browser.get(path, headers={"Accept-Encoding": asked})
                assert answer.status_code == 200, path
                packed = answer.headers.get("content-encoding") == "gzip"
                assert packed == (asked == "gzip"), path
                said = answer.headers.get_list("vary", split_commas=True)
                assert "Accept-Encoding" in said, path
                assert len(set(said)) == len(said), path

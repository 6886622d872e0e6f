"""What phones ask to see whether there is an internet: answered in a hall of its own alone."""

import httpx
import pytest

from audience.probes import PROBES
from poll_server.hall.run_through import serving
from tests.support.waiting import LONGEST


@pytest.mark.parametrize("setting", ["true", ""])
async def test_each_is_answered_as_its_maker_expects_where_the_setting_says_so(
    fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("POLL_ANSWER_PROBES", setting)
    async with (
        serving(fresh_redis_url) as base,
        httpx.AsyncClient(base_url=base, trust_env=False, timeout=LONGEST) as phone,
    ):
        for path, probe in PROBES.items():
            answer = await phone.get(path, headers={"Host": probe.hosts[0]})
            if not setting:
                assert (answer.status_code, "cookie" in str(answer.headers)) == (404, False)
                continue
            assert (answer.status_code, answer.text) == (200 if probe.said else 204, probe.said)
            assert answer.headers["cache-control"] == "no-store"
            assert "set-cookie" not in answer.headers
            assert answer.headers.get("content-length", "0") == str(len(probe.said))

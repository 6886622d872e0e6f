"""Where a poll stands."""

from poll_server.live.state import PollState
from tests.support.cases import Hall


async def now(hall: Hall) -> PollState:
    return await hall.polls.state(hall.poll_id)

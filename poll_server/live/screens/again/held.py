"""A question that a screen goes on showing although another one is in sight.

It shows what the hall was shown: while the question is in sight what the stage shows of it, and
later its last result, if that was to be seen when the moderator went on. Screens around the show,
and a stage that is dark or shows the code, take nothing away from it.
"""

from dataclasses import replace

from msgspec import structs

from poll_server.live.state import HeldTally, PollState


def held_at(state: PollState, question: str) -> PollState:
    """`state` as if the moderator had stayed at `question`."""
    around = {"scene": "", "black": False, "join": False, "pinned": None, "until_ms": 0}
    if state.live.question == question:
        return replace(state, live=structs.replace(state.live, **around))
    number, came = state.live.last.get(question, 0), state.held.get(question)
    live = structs.replace(
        state.live,
        # Before it is asked nobody is told what it will be.
        question=question if number else "",
        round=number,
        shown=state.live.left.get(question, False) and came is not None,
        deadline_ms=0,
        again="0",
        grouping="",
        **around,
    )
    tally, moderation = came or HeldTally({}, {})
    return replace(
        state,
        live=live,
        round=state.rounds.get(number),
        unmoderated=tally,
        moderation=moderation,
        tally_before=None,
        moves=None,
    )

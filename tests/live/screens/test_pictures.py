"""One picture for all who look at the same moment, and the welcome that carries it."""

import pytest

from poll_server.live.screens import pictures, views
from poll_server.live.screens.pictures import draw
from poll_server.live.screens.views import phone_view
from poll_server.wire.messages import MyVote, Snapshot, Welcome, encode
from tests.live.screens.shown import state_of, tally_of
from tests.support.cases import POLL, TOPICS


@pytest.mark.parametrize("question", POLL.questions, ids=lambda q: q.id)
@pytest.mark.parametrize("mine", [None, MyVote(1, 3, {"options": [0], "other": "„ü“ </script>"})])
def test_a_welcome_is_what_the_message_says(question: object, mine: MyVote | None) -> None:
    """Put together of parts encoded before, to the byte."""
    state = state_of(question, tally_of(question), shown=True)  # type: ignore[arg-type]
    whole = encode(Welcome(snapshot=views.phone(state, "de"), my_vote=mine))
    assert draw(phone_view("de", 0.25), state).welcome(mine) == whole.decode()


def test_all_who_arrive_in_one_moment_share_one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: what is encoded for 600 phones of one language, but for their own votes."""
    encoded: list[object] = []

    def counting(message: object) -> bytes:
        encoded.append(message)
        return encode(message)

    monkeypatch.setattr(pictures, "encode", counting)
    state = state_of(TOPICS, tally_of(TOPICS))
    for n in range(600):
        draw(phone_view("de", 0.25), state).welcome(MyVote(1, 1, {"options": [n % 3]}))
    assert sum(isinstance(each, Snapshot) for each in encoded) == 2  # frame and content
    assert draw(phone_view("en", 0.25), state) != draw(phone_view("de", 0.25), state)

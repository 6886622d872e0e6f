"""A draft that an earlier version kept gets the fields of later ones when it is read."""

from poll_server.deck.deck import Event, Poll
from poll_server.drafts.document.from_deck import document_of
from poll_server.drafts.document.items import copied
from poll_server.drafts.document.new_items import up_to_date
from poll_server.questions.kinds.pin import Pin
from poll_server.questions.kinds.words import Words
from poll_server.questions.methods.areas import PictureArea

EVENT = Event(
    id="e",
    title="E",
    polls=(Poll(id="p", title="P", questions=(Words(id="q", prompt="Was?"),)),),
)


def test_a_draft_of_an_earlier_version_gets_the_fields_that_came_since() -> None:
    now = document_of(EVENT)
    before = copied(now)
    del before["stop_words"], before["polls"][0]["questions"][0]["approval"]
    assert up_to_date(before) == now


def test_so_does_each_row_of_its_lists() -> None:
    rooms = (PictureArea(area="Hof", width=50, height=50, right=True),)
    pin = Pin(id="q", prompt="Wo?", picture=f"{'a' * 16}-9x9", picture_text="Haus", areas=rooms)
    poll = Poll(id="p", title="P", questions=(pin,))
    now = document_of(Event(id="e", title="E", polls=(poll,)))
    before = copied(now)
    del before["polls"][0]["questions"][0]["areas"][0]["right"]
    assert up_to_date(before)["polls"][0]["questions"][0]["areas"][0]["right"] is False


def test_what_a_draft_holds_stays() -> None:
    made = document_of(EVENT)
    made["stop_words"] = ["Kürzung"]
    made["polls"][0]["questions"][0]["approval"] = True
    assert up_to_date(copied(made)) == made

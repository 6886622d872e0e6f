"""An event into the archive and out of it, by a button on its page."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.live.ending.archive import StillOpen, archive, bring_back
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of

from .shell import Refusal, event_of, see, signed_in, speech


@signed_in
async def put_away(request: PageRequest) -> Response:
    """`POST /organise/{event}/archive`: the event is over.

    Raises:
        Refusal: a vote is open.
    """
    _ = speech(request)
    listing = await event_of(request)
    polls = services_of(request).polls
    for poll in listing.polls:
        # Where no screen is left to notice that a countdown is over, the vote would stay open.
        await polls.close_overdue(await polls.state(poll.poll_id))
    try:
        await archive(services_of(request).store, listing.id)
    except StillOpen as still:
        titles = {poll.slug: poll.title for poll in listing.polls}
        sentence = _(
            "Voting is still open in “%(poll)s”, or a practice goes on there, so nothing was "
            "archived. Close the vote, or end the practice, on the moderator’s page, then archive "
            "the event.",
            poll=say(titles.get(still.slug, still.slug), language_of(request)),
        )
        raise Refusal(sentence, 409) from None
    _tell(request, [poll.poll_id for poll in listing.polls])
    return see(request, f"/organise/{listing.id}")


@signed_in
async def take_out(request: PageRequest) -> Response:
    """`POST /organise/{event}/bring-back`: the event goes on."""
    listing = await event_of(request)
    await bring_back(services_of(request).store, listing.id)
    _tell(request, [poll.poll_id for poll in listing.polls])
    return see(request, f"/organise/{listing.id}")


def _tell(request: PageRequest, poll_ids: list[str]) -> None:
    """Have the screens of this process look at once; those of others hear of it from Redis."""
    for poll_id in poll_ids:
        services_of(request).hub.changed(poll_id)


routes: list[BaseRoute] = [
    Route("/organise/{event}/archive", put_away, methods=["POST"]),
    Route("/organise/{event}/bring-back", take_out, methods=["POST"]),
]

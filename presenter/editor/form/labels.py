"""What the fields of an event, a poll and a question are called in a form, and what they mean."""

from collections.abc import Callable
from functools import cache

from poll_server.locale import Speech
from poll_server.questions import Described, kind_called
from poll_server.questions.kind import LARGEST_GROUP, LONGEST_TIMER, MOST_OPTIONS

LIMITS = {
    "timer": (0, LONGEST_TIMER),
    "smallest_group": (1, LARGEST_GROUP),
    "enough": (0, LARGEST_GROUP),
    "below": (1, 100),
    "at_least": (0, 100),
    "top": (1, MOST_OPTIONS),
}
"""The least and the most that a number's field takes."""

LEGENDS: dict[str, Callable[[Speech], str]] = {
    "hosts": lambda _: _("Host"),
    "stop_words": lambda _: _("Word"),
    "here_as": lambda _: _("Group"),
    "sentences": lambda _: _("Sentence"),
    "of": lambda _: _("About"),
}
"""What one row of a list is called."""


def described(name: str, kind: str, _: Speech) -> Described:
    """What a form says of the field `name`.

    Args:
        kind: of the question it belongs to; empty for an event or a poll.
    """
    if kind and (own := kind_called(kind).described(_).get(name)):
        return own
    label, help_ = _words(_).get(name, (name.replace("_", " ").capitalize(), ""))
    least, most = LIMITS.get(name, (None, None))
    row = LEGENDS[name](_) if name in LEGENDS else ""
    return Described(label, help_, row, least, most)


@cache
def _words(_: Speech) -> dict[str, tuple[str, str]]:
    return {
        **_of_events(_),
        **_of_polls(_),
        **_of_nicknames(_),
        **_of_questions(_),
        **_of_sentences(_),
    }


def _of_events(_: Speech) -> dict[str, tuple[str, str]]:
    """Of an event."""
    return {
        "title": (_("Title"), ""),
        "languages": (_("Languages"), _("The first one stands in for texts that are missing.")),
        "place": (_("Place"), ""),
        "date": (_("Date"), _("In words, as it is to be read.")),
        "hosts": (_("Hosts of the event"), ""),
        "motto": (_("Motto"), ""),
        "stop_words": (
            _("Words that wait for a moderator"),
            _(
                "Beside the usual swear words. They are held back until a moderator shows them. A"
                " change holds from the next vote on; results that are there stay as they are."
            ),
        ),
    }


def _of_polls(_: Speech) -> dict[str, tuple[str, str]]:
    """Of a poll."""
    return {
        "subtitle": (_("Subtitle"), ""),
        "host": (_("Host of the poll"), ""),
        "smallest_group": (
            _("Smallest group"),
            _(
                "Results are shown from this many answers on, abstentions apart; 5 protects"
                " single people."
            ),
        ),
        "linkable": (
            _("Join the answers of one person over several questions"),
            _("For cross tables. The phones say so before the first vote."),
        ),
        "here_as": (
            _("“I am here as …”"),
            _(
                "Two to eight groups, such as school and company: phones ask once, and nobody has"
                " to say. Results can then be shown by group, from 5 people of a group on."
            ),
        ),
        "questions": (_("Questions"), ""),
        "id": (_("Short name"), ""),
        "code": (_("Code"), ""),
    }


def _of_nicknames(_: Speech) -> dict[str, tuple[str, str]]:
    """Of what a poll tells of points."""
    return {
        "nicknames": (
            _("Nicknames"),
            _(
                "Where right answers bring points, whoever likes gives one. It is kept with what"
                " its points are added up by, until single votes are deleted."
            ),
        ),
        "leaderboard": (
            _("Leaderboard"),
            _(
                "Phones, and the stage where a moderator wants it, show the ten with most points"
                " of those who gave a nickname."
            ),
        ),
        "leaderboard_in_report": (
            _("The report has it, too"),
            _("In files that are made before single votes are deleted; never on the public page."),
        ),
    }


def _of_questions(_: Speech) -> dict[str, tuple[str, str]]:
    """Of every question, whichever its kind."""
    return {
        "prompt": (_("Question"), ""),
        "hint": (_("Hint under the question"), ""),
        "markdown": (
            _("Bold, italics, lists and links"),
            _(
                "Markdown in the hint, the explanation and a slide's text: **bold**, *italics*,"
                " [name](https://example.org); lines that begin with - or 1. become a list."
            ),
        ),
        "notes": (_("Notes"), _("Only the moderator sees them.")),
        "timer": (_("Time limit in seconds"), _("0: until the moderator closes the vote.")),
        "live": (
            _("Show results live"),
            _("They grow on the stage while people vote, instead of appearing afterwards."),
        ),
        "enough": (
            _("Show from so many answers on"),
            _("0: as the forum says. More protects people where a question is delicate."),
        ),
    }


def _of_sentences(_: Speech) -> dict[str, tuple[str, str]]:
    """Of the sentences of the report."""
    return {
        "sentences": (
            _("Sentences for the report"),
            _(
                "Ready sentences with places for the figures: {percent}, {percents}, {about}, "
                "{count}, {n}, {option}. Where there is none, the report writes one by itself."
            ),
        ),
        "text": (_("Sentence"), ""),
        "of": (_("About"), _("The options or statements whose figures it names.")),
        "when": (_("Only where all of this holds"), ""),
        "otherwise": (_("Otherwise"), _("Said where it does not hold; empty: nothing.")),
        "below": (_("Share under (percent)"), ""),
        "at_least": (_("Share of at least (percent)"), ""),
        "top": (_("Among the first so many"), ""),
        "lowest": (_("No other has fewer"), ""),
        "same_as": (_("Same share as at the question"), ""),
    }

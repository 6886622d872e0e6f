"""What the fields of an event, a poll and a question are called in a form, and what they mean."""

from collections.abc import Callable
from functools import cache

from poll_server.base.text import say
from poll_server.deck.rules import LARGEST_GROUP
from poll_server.locale import Speech
from poll_server.questions.kind import LONGEST_TIMER, MOST_OPTIONS
from poll_server.questions.likert import SETS
from poll_server.questions.scale import MOST_STEPS
from poll_server.questions.words import MOST_ENTRIES

LIMITS = {
    "timer": (0, LONGEST_TIMER),
    "smallest_group": (1, LARGEST_GROUP),
    "most": (1, MOST_OPTIONS),
    "steps": (0, MOST_STEPS),
    "entries": (1, MOST_ENTRIES),
    "below": (1, 100),
    "at_least": (0, 100),
    "top": (1, MOST_OPTIONS),
}
"""The least and the most that a number's field takes."""

LEGENDS: dict[str, Callable[[Speech], str]] = {
    "options": lambda _: _("Option"),
    "statements": lambda _: _("Statement"),
    "labels": lambda _: _("Step"),
    "hosts": lambda _: _("Host"),
    "stop_words": lambda _: _("Word"),
    "sentences": lambda _: _("Sentence"),
    "of": lambda _: _("About"),
}
"""What one row of a list is called."""


def limits(name: str) -> tuple[int | None, int | None]:
    """The bounds of a number; None where there are none."""
    return LIMITS.get(name, (None, None))


def words(name: str, _: Speech) -> tuple[str, str]:
    """(label, help) of the field `name`."""
    return _words(_).get(name, (name.replace("_", " ").capitalize(), ""))


@cache
def ready_sets(language: str) -> list[tuple[str, str]]:
    """(name, what it says) of each ready set of steps: its lowest and highest one, and how many."""
    return [
        (name, f"{say(ready.labels[0], language)} … {say(ready.labels[-1], language)} "
               f"({len(ready.labels)})")
        for name, ready in SETS.items()
    ]  # fmt: skip


@cache
def _words(_: Speech) -> dict[str, tuple[str, str]]:
    return {
        # event and poll
        "title": (_("Title"), ""),
        "languages": (_("Languages"), _("The first one stands in for texts that are missing.")),
        "place": (_("Place"), ""),
        "date": (_("Date"), _("In words, as it is to be read.")),
        "hosts": (_("Hosts of the event"), ""),
        "motto": (_("Motto"), ""),
        "stop_words": (
            _("Words that wait for a moderator"),
            _("Beside the usual swear words. They are held back until a moderator shows them."),
        ),
        "subtitle": (_("Subtitle"), ""),
        "host": (_("Host of the poll"), ""),
        "smallest_group": (
            _("Smallest group"),
            _("Results are shown from this many answers on; 5 protects single people."),
        ),
        "linkable": (
            _("Join the answers of one person over several questions"),
            _("For cross tables. The phones say so before the first vote."),
        ),
        # every question
        "prompt": (_("Question"), ""),
        "hint": (_("Hint under the question"), ""),
        "notes": (_("Notes"), _("Only the moderator sees them.")),
        "timer": (_("Time limit in seconds"), _("0: until the moderator closes the vote.")),
        "live": (
            _("Show results live"),
            _("They grow on the stage while people vote, instead of appearing afterwards."),
        ),
        # the kinds' own
        "options": (_("Options"), ""),
        "most": (_("Options that one person may choose"), _("1: just one.")),
        "abstain": (_("Offer an abstention"), ""),
        "other": (_("Offer an answer of one’s own (“Other”)"), ""),
        "statements": (_("Statements"), _("Each is rated. None: the question itself is.")),
        "set": (_("Steps"), ""),
        "labels": (_("Steps of your own"), _("The lowest first; or only the two ends.")),
        "steps": (
            _("Number of steps"),
            _("Only where just the two ends have labels; 0: a step for each label."),
        ),
        "entries": (_("Words that one person may give"), ""),
        "approval": (
            _("Show words only once approved"),
            _("The moderator decides on each. Otherwise only swear words wait."),
        ),
        # sentences of the report
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

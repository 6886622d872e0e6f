"""Ready sets of step labels, lowest step first, in German and English."""

from functools import cache
from typing import NamedTuple

from poll_server.base.text import Text, say


class LikertSet(NamedTuple):
    """The labels of a scale and what its top steps mean."""

    labels: tuple[Text, ...]
    top: Text
    """said of those on the top two steps, after a percentage: “95 % stimmen zu”"""
    steps: int = 0
    """number of steps where `labels` names only the two ends, and the others are numbers"""
    first: int = 1
    """number of the lowest step"""
    look: str = ""
    """how a phone draws the steps: under each other, or as `faces` beside each other"""

    @property
    def size(self) -> int:
        """How many steps there are."""
        return self.steps or len(self.labels)


def _set(top: tuple[str, str], *labels: tuple[str, str]) -> LikertSet:
    """A set from (German, English) pairs."""
    return LikertSet(tuple({"de": de, "en": en} for de, en in labels), {"de": top[0], "en": top[1]})


NPS = "nps-11"
"""The set whose result is a Net Promoter Score (`promoters.py`)."""
SETS: dict[str, LikertSet] = {
    "agreement-4": _set(
        ("stimmen zu", "agree"),
        ("stimme gar nicht zu", "strongly disagree"),
        ("stimme eher nicht zu", "disagree"),
        ("stimme eher zu", "agree"),
        ("stimme voll zu", "strongly agree"),
    ),
    "agreement-5": _set(
        ("stimmen zu", "agree"),
        ("stimme gar nicht zu", "strongly disagree"),
        ("stimme eher nicht zu", "disagree"),
        ("teils, teils", "neither agree nor disagree"),
        ("stimme eher zu", "agree"),
        ("stimme voll zu", "strongly agree"),
    ),
    "agreement-6": _set(
        ("stimmen zu oder voll zu", "agree or strongly agree"),
        ("stimme gar nicht zu", "strongly disagree"),
        ("stimme nicht zu", "disagree"),
        ("stimme eher nicht zu", "slightly disagree"),
        ("stimme eher zu", "slightly agree"),
        ("stimme zu", "agree"),
        ("stimme voll zu", "strongly agree"),
    ),
    "frequency-5": _set(
        ("sagen „oft“ oder „immer“", "say “often” or “always”"),
        ("nie", "never"),
        ("selten", "rarely"),
        ("manchmal", "sometimes"),
        ("oft", "often"),
        ("immer", "always"),
    ),
    "importance-5": _set(
        ("finden das wichtig", "find this important"),
        ("gar nicht wichtig", "not at all important"),
        ("eher nicht wichtig", "slightly important"),
        ("teils, teils", "moderately important"),
        ("eher wichtig", "important"),
        ("sehr wichtig", "very important"),
    ),
    "satisfaction-5": _set(
        ("sind zufrieden", "are satisfied"),
        ("gar nicht zufrieden", "very dissatisfied"),
        ("eher nicht zufrieden", "dissatisfied"),
        ("teils, teils", "neither satisfied nor dissatisfied"),
        ("eher zufrieden", "satisfied"),
        ("sehr zufrieden", "very satisfied"),
    ),
    "quality-5": _set(
        ("finden das gut", "find this good"),
        ("sehr schlecht", "very poor"),
        ("eher schlecht", "poor"),
        ("mittelmäßig", "fair"),
        ("eher gut", "good"),
        ("sehr gut", "very good"),
    ),
    "likelihood-5": _set(
        ("halten das für wahrscheinlich", "find this likely"),
        ("sehr unwahrscheinlich", "very unlikely"),
        ("eher unwahrscheinlich", "unlikely"),
        ("offen", "undecided"),
        ("eher wahrscheinlich", "likely"),
        ("sehr wahrscheinlich", "very likely"),
    ),
    "yes-no-5": _set(
        ("sagen „ja“ oder „eher ja“", "say “yes” or “rather yes”"),
        ("nein", "no"),
        ("eher nein", "rather no"),
        ("teils, teils", "partly"),
        ("eher ja", "rather yes"),
        ("ja", "yes"),
    ),
    "faces-5": _set(
        ("sagen „gut“ oder „sehr gut“", "say “good” or “very good”"),
        ("😞 sehr schlecht", "😞 very bad"),
        ("😕 schlecht", "😕 bad"),
        ("😐 geht so", "😐 so-so"),
        ("😊 gut", "😊 good"),
        ("😀 sehr gut", "😀 very good"),
    )._replace(look="faces"),
    NPS: _set(
        ("würden weiterempfehlen (9 oder 10)", "would recommend (9 or 10)"),
        ("sehr unwahrscheinlich", "very unlikely"),
        ("sehr wahrscheinlich", "very likely"),
    )._replace(steps=11, first=0),
}


@cache
def ready_sets(language: str) -> tuple[tuple[str, str], ...]:
    """(name, what it says) of each ready set of steps: its lowest and highest one, and how many."""
    return tuple(
        (
            name,
            f"{say(ready.labels[0], language)} … {say(ready.labels[-1], language)} ({ready.size})",
        )
        for name, ready in SETS.items()
    )

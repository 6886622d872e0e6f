"""A kind that shows a picture, which was uploaded to its event; what it shows is said in words.

A picture is named by its content and its size: `0123456789abcdef-1600x900`. So every page knows
how much room it takes before it has come, and whoever does not get it reads the words.
"""

import re
from collections.abc import Iterable, Mapping

from poll_server.base.text import Text, say
from poll_server.locale import Speech
from poll_server.questions.form import Described
from poll_server.questions.kind import Question, text_mistakes
from poll_server.questions.writing.passages import Passage

NAME = re.compile(r"[0-9a-f]{16}-([1-9][0-9]{0,3})x([1-9][0-9]{0,3})")
"""A picture's name; its groups are width and height in pixels, as the stage gets it."""
LONGEST_ALT = 300
"""Characters that say what is to be seen: two or three sentences."""


class Pictured(Question, frozen=True, kw_only=True):
    """What a question with one picture has."""

    picture: str = ""
    """its name; empty: there is none"""
    picture_text: Text = ""
    """what is to be seen on it, for whoever does not see it"""

    @classmethod
    def described_picture(cls, _: Speech) -> Mapping[str, Described]:
        """What is said of the fields, for their place among the kind's own."""
        return {
            "picture": Described(_("Picture"), _("PNG, JPEG or WebP, 8 MB at most.")),
            "picture_text": Described(
                _("What is to be seen on the picture"),
                _("Read to those who do not see it, and shown where it does not come."),
            ),
        }

    def shown_picture(self, language: str) -> tuple[Passage, ...]:
        """The picture to be looked at; nothing where there is none."""
        if not NAME.fullmatch(self.picture):  # a draft is looked at before it is right
            return ()
        return (Passage("picture", say(self.picture_text, language), picture=self.picture),)

    def mistakes(self, _: Speech) -> Iterable[tuple[str, str]]:
        yield from super().mistakes(_)
        for field, wrong in picture_mistakes(self.picture, self.picture_text, _):
            yield ("picture" if field == "picture" else "picture_text"), wrong


def picture_mistakes(picture: str, words: Text, _: Speech) -> Iterable[tuple[str, str]]:
    """What is wrong with a picture (`picture`), or with the words for it (`words`)."""
    if picture and not NAME.fullmatch(picture):
        yield "picture", _("the name of a picture that was uploaded, or that comes with the deck")
    if picture or words:
        yield from text_mistakes("words", (words,), LONGEST_ALT, _)

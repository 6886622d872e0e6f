"""Pictures of single options: each by what its option is called, with words for what it shows."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from poll_server.base.text import Text, say
from poll_server.locale import Speech
from poll_server.questions.form import Described

from .options import called
from .pictured import NAME, picture_mistakes

LOOK = "pictures"
"""Of a group whose boxes have pictures; `for_script` holds, by a box's value, name and words."""


class OptionPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture of one option."""

    option: str
    """as it is called in any language"""
    picture: str = ""
    picture_text: Text = ""


def described(_: Speech) -> Mapping[str, Described]:
    """What is said of the field and its parts."""
    return {
        "pictures": Described(
            _("Pictures of the options"),
            _("Phones show the options as tiles, the stage shows them while people vote."),
            row=_("Picture"),
        ),
        "option": Described(_("Option"), offered="options"),
        "picture": Described(_("Picture"), _("PNG, JPEG or WebP, 8 MB at most.")),
        "picture_text": Described(
            _("What is to be seen on the picture"),
            _("Read to those who do not see it, and shown where it does not come."),
        ),
    }


def pictured(
    options: Sequence[Text], pictures: Iterable[OptionPicture], language: str
) -> dict[str, str]:
    """Name and words of the pictures, by the numbers of their options."""
    found = {}
    for each in pictures:
        for n, names in enumerate(called(options)):
            if each.option in names and NAME.fullmatch(each.picture):
                found[str(n)] = f"{each.picture} {say(each.picture_text, language)}"
    return found


def mistakes(
    options: Sequence[Text], pictures: Sequence[OptionPicture], _: Speech
) -> Iterable[tuple[str, str]]:
    """What is wrong with the pictures of a question."""
    names = called(options)
    of = [next((n for n, each in enumerate(names) if one.option in each), -1) for one in pictures]
    if -1 in of:
        yield "pictures", _("for each picture the words of an option, as they stand there")
    elif len(set(of)) < len(of):
        yield "pictures", _("one picture for each option at most")
    for each in pictures:
        if not each.picture:
            yield "pictures", _("a picture in each of the rows")
        for part, right in picture_mistakes(each.picture, each.picture_text, _):
            told = _("for each picture what is to be seen on it: %(right)s", right=right)
            yield "pictures", right if part == "picture" else told

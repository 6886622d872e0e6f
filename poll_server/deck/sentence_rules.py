"""What makes a sentence of a deck sayable: its places, what it speaks of, its condition."""

import re
from collections.abc import Collection, Iterator, Sequence

from poll_server.base.text import Text
from poll_server.locale import Speech
from poll_server.questions import Sentence

from .lines import Path
from .shape import Found, Wrong, check_number, either, instead, nearest

PLACEHOLDERS = ("percent", "percents", "about", "count", "n", "option")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_sentence(
    sentence: Sentence,
    own: str,
    known: Sequence[str],
    ids: Collection[str],
    path: Path,
    _: Speech,
) -> Iterator[Found]:
    """A sentence of the question `own`.

    Args:
        known: what the question offers, as it is called in any language.
        ids: of all questions of the poll.
    """
    yield from _check_placeholders(sentence, path, _)
    yield from _check_of(sentence, known, path, _)
    yield from _check_condition(sentence, own, ids, path, _)


def _check_placeholders(sentence: Sentence, path: Path, _: Speech) -> Iterator[Found]:
    for field, text in (("text", sentence.text), ("otherwise", sentence.otherwise)):
        for where, written in _versions(text):
            for name in PLACEHOLDER.findall(written):
                if name not in PLACEHOLDERS:
                    right = nearest(f"{{{name}}}", [f"{{{each}}}" for each in PLACEHOLDERS], _)
                    yield (*path, field, *where), instead(f"{{{name}}}", right, _)


def _check_of(sentence: Sentence, known: Sequence[str], path: Path, _: Speech) -> Iterator[Found]:
    """`of` names what the question offers, and is there where a figure could be of several."""
    for place, name in enumerate(sentence.of):
        if known and name not in known:
            yield (*path, "of", place), instead(name, nearest(name, known, _), _)
    if not sentence.of and known not in ([], [""]) and _speaks_of_rows(sentence):
        message = _(
            "the sentence has a figure or a condition, but “of” does not say of what; right "
            'would be of = ["…"] with %(names)s',
            names=either(known, _),
        )
        what = _(
            "The sentence has a figure or a condition, but it is open of what. Please choose it "
            "here: %(names)s.",
            names=either(known, _),
        )
        yield path, Wrong(message, what)


def _speaks_of_rows(sentence: Sentence) -> bool:
    """Whether it needs to know which option, statement or word is meant."""
    when = sentence.when
    conditions = (when.below, when.at_least, when.top, when.lowest or None, when.same_as or None)
    if any(condition is not None for condition in conditions):
        return True
    used = {
        name
        for text in (sentence.text, sentence.otherwise)
        for __, written in _versions(text)
        for name in PLACEHOLDER.findall(written)
    }
    return bool(used & (set(PLACEHOLDERS) - {"n"}))


def _check_condition(
    sentence: Sentence, own: str, ids: Collection[str], path: Path, _: Speech
) -> Iterator[Found]:
    when, path = sentence.when, (*path, "when")
    yield from check_number(when.below, 1, 100, (*path, "below"), _)
    yield from check_number(when.at_least, 0, 100, (*path, "at_least"), _)
    yield from check_number(when.top, 1, 1000, (*path, "top"), _)
    others = [each for each in ids if each != own]
    if when.same_as and when.same_as not in others:
        right = nearest(when.same_as, others, _)
        message = _("the id of another question of this poll, %(right)s", right=right)
        other = _("Please choose another question of this poll.")
        yield (*path, "same_as"), Wrong(instead(when.same_as, message, _), other)


def _versions(text: Text) -> list[tuple[Path, str]]:
    """Each version of `text`, and the way to it."""
    if isinstance(text, str):
        return [((), text)]
    return [((language,), version) for language, version in text.items()]

"""What makes a deck right beyond its shape: names, codes, languages, and sayable sentences.

Every rule takes plain tables as tomllib gives them, tolerates what `deck_shape` has found wrong
already, and yields `(path, message)` for each mistake.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from poll_server.locale import LANGUAGES, Speech
from poll_server.questions import Question
from poll_server.questions.groups.joint import LEAST_GROUPS, LONGEST_GROUP, MOST_GROUPS
from poll_server.questions.kind import SHORT_NAME
from poll_server.questions.traits.parts import FIELD, OF_THE_WHOLE, parts_of

from .lines import Path
from .sentence_rules import check_sentence
from .shape import Found, Wrong, either, instead, needed
from .subjects import offered_names

CODE = re.compile(r"[0-9]{6}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

LONGEST = {
    "title": 200,
    "subtitle": 200,
    "host": 200,
    "hosts": 200,
    "motto": 300,
    "stop_words": 40,
    "here_as": LONGEST_GROUP,
    "place": 200,
    "date": 100,
    "name": 60,
    "notes": 2000,
    "text": 500,
    "otherwise": 500,
}
"""Characters of each text that no kind of question looks after: about what its place can hold."""
POLL_PAGES = ("edit", "now", "public", "wall")
"""What stands at `/organise/{event}/…` instead of a poll: none may be called so."""
NEVER_EMPTY = ("title", "text")
# Line breaks and tabs are welcome in notes. Reordering marks would show another text than stands
# in the file; other control characters make a spreadsheet or a feed unreadable.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check_languages(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """The event's languages: at least one, each known, none twice."""
    if not isinstance(given, list):
        return
    known = _("one of %(names)s", names=either(LANGUAGES, _))
    if not given:
        message = instead(given, _("at least one language"), _)
        yield path, Wrong(message, _("Please tick at least one language."))
    for place, language in enumerate(given):
        if isinstance(language, str) and language not in LANGUAGES:
            yield (*path, place), instead(language, known, _)
        elif language in given[:place]:
            yield (*path, place), instead(language, _("each language once"), _)


def check_name(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """A short name that addresses and files can carry."""
    if isinstance(given, str) and not SHORT_NAME.fullmatch(given):
        right = _("lower-case letters, digits and hyphens, 40 at most, a letter or digit first")
        yield path, instead(given, right, _)


def check_poll_name(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """A short name, and none that another page of the event has."""
    yield from check_name(given, path, _)
    if given in POLL_PAGES:
        yield path, instead(given, _("another name: a page of the event has this one"), _)


def check_unique(tables: Sequence[Any], field: str, path: Path, _: Speech) -> Iterator[Found]:
    """No two of `tables` have the same `field`."""
    first: dict[str, int] = {}
    for place, table in enumerate(tables):
        given = table.get(field) if isinstance(table, dict) else None
        if isinstance(given, str) and given and first.setdefault(given, place) != place:
            message = _(
                "“%(given)s” is also the %(field)s of number %(first)s; right would be one "
                "of its own",
                given=given,
                field=field,
                first=first[given] + 1,
            )
            also = _(
                "“%(given)s” stands at number %(first)s already. Please give this one its own.",
                given=given,
                first=first[given] + 1,
            )
            yield (*path, place, field), Wrong(message, also)


def check_code(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """Six digits, or none at all."""
    if isinstance(given, str) and given and not CODE.fullmatch(given):
        yield path, instead(given, _("six digits, such as “482913”"), _)


def check_brand(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """A colour that can be shown, or none."""
    accent = given.get("accent") if isinstance(given, dict) else None
    if isinstance(accent, str) and accent and not COLOUR.fullmatch(accent):
        right = _("a colour as # and six digits or letters from A to F, such as “#1f4e9e”")
        yield (*path, "accent"), instead(accent, right, _)


def check_leaderboard(poll: Mapping[str, Any], path: Path, _: Speech) -> Iterator[Found]:
    """Nobody is on one without a nickname, and a report has none that there is not."""
    if poll.get("leaderboard") is True and poll.get("nicknames") is not True:
        message = _("without nicknames nobody is on it; right would be nicknames = true")
        few = _("Nobody would be on it. Please allow nicknames as well.")
        yield (*path, "leaderboard"), Wrong(message, few)
    if poll.get("leaderboard_in_report") is True and poll.get("leaderboard") is not True:
        message = _("there is none without leaderboard = true")
        few = _("There is none. Please have a leaderboard as well.")
        yield (*path, "leaderboard_in_report"), Wrong(message, few)


def check_groups(given: Any, path: Path, _: Speech) -> Iterator[Found]:
    """Two groups of people or more, none of them twice; or none at all."""
    if not isinstance(given, list) or not given:
        return
    if not LEAST_GROUPS <= len(given) <= MOST_GROUPS:
        right = _("from %(least)s to %(most)s groups", least=LEAST_GROUPS, most=MOST_GROUPS)
        message = instead(len(given), right, _)
        few = _(
            "Please give from %(least)s to %(most)s groups, or none.",
            least=LEAST_GROUPS,
            most=MOST_GROUPS,
        )
        yield path, Wrong(message, few)
    texts = [each for each in given if isinstance(each, str | dict)]
    for language in LANGUAGES:
        names = [each.get(language, "") if isinstance(each, dict) else each for each in texts]
        yield from _check_alike({language: [name for name in names if name]}, path, _)


def check_texts(value: Any, path: Path, _: Speech) -> Iterator[Found]:
    """Every text in `value` has a length that can be shown and no characters that cannot."""
    if isinstance(value, str):
        yield from _check_text(value, path, _)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from check_texts(each, (*path, name), _)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from check_texts(each, (*path, place), _)


def _check_text(text: str, path: Path, _: Speech) -> Iterator[Found]:
    field = next((part for part in reversed(path) if part in LONGEST), "")
    most = LONGEST.get(str(field))
    if field in NEVER_EMPTY and not text.strip():
        message = _("the text is empty; right would be at least one word")
        yield path, Wrong(message, _("This is still empty."))
    elif most is not None and len(text) > most:
        length = {"given": len(text), "most": most}
        message = _("the text has %(given)s characters; right would be at most %(most)s", **length)
        long = _("The text has %(given)s characters; at most %(most)s fit here.", **length)
        yield path, Wrong(message, long)
    if found := _UNSEEN.search(text):
        code = f"{ord(found[0]):04X}"
        message = _(
            "the text holds the character U+%(code)s, which nobody can see; right would be "
            "the text without it",
            code=code,
        )
        unseen = _(
            "The text holds a character that nobody can see (U+%(code)s), as can come along when "
            "one pastes. Please type the text anew.",
            code=code,
        )
        yield path, Wrong(message, unseen)


def check_question(
    question: Question, table: Mapping[str, Any], ids: Collection[str], path: Path, _: Speech
) -> Iterator[Found]:
    """A question of the right shape: what its kind says, and its sentences.

    Args:
        table: the question as the deck writes it.
        ids: of all questions of the poll.
    """
    found = list(dict.fromkeys(question.mistakes(_)))
    for field, right in found:
        if field in table:
            message = instead(table[field], right, _)
            yield (*path, field), _chosen(question, field, message, right, _)
        else:
            message = _("it is not given; right would be %(right)s", right=right)
            yield (*path, field), Wrong(message, needed(right, _))
    names = {} if found else offered_names(question)
    yield from _check_alike(names, path, _)
    known = list(dict.fromkeys(name for each in names.values() for name in each))
    for place, sentence in enumerate(question.sentences):
        at = (*path, "sentences", place)
        yield from check_sentence(sentence, question.id, known, ids, at, _)
    yield from _check_parts(question, table, path, _)


def _check_parts(
    question: Question, table: Mapping[str, Any], path: Path, _: Speech
) -> Iterator[Found]:
    """The questions that a question is made of, each as if it stood alone."""
    if not (parts := parts_of(question)):
        return
    path, tables = (*path, FIELD), table[FIELD]
    yield from check_unique(tables, "id", path, _)
    for place, part in enumerate(parts):
        yield from check_question(part, tables[place], (), (*path, place), _)
        for field in OF_THE_WHOLE:
            if field in tables[place]:
                right = _("nothing: what holds for the survey holds for all its questions")
                yield (*path, place, field), instead(tables[place][field], right, _)


def _chosen(question: Question, field: str, message: str, right: str, _: Speech) -> str:
    """The mistake in a field; where a form offers its values in words, their names say nothing."""
    described = question.described(_).get(field)
    if described is None or not described.choices:
        return message
    offered = [value for value, _label in described.choices]
    if getattr(question, field) in offered:
        return Wrong(message, needed(right, _))
    return Wrong(message, _("Please choose one of those that are offered."))


def _check_alike(names: Mapping[str, Sequence[str]], path: Path, _: Speech) -> Iterator[Found]:
    """No two options or statements are called the same in one language."""
    for name in dict.fromkeys(
        name for same in names.values() for name in same if same.count(name) > 1
    ):
        message = _(
            "“%(name)s” stands twice in the list; right would be a name of its own for each",
            name=name,
        )
        twice = _("“%(name)s” stands there twice. Please give each its own words.", name=name)
        yield path, Wrong(message, twice)

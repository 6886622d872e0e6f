"""A survey out of a text or a table, where questions stand one behind the other.

The survey says how many of those that follow it are its own.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from poll_server.base.text import say
from poll_server.drafts.document.items import fits_into_others
from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.locale import Speech
from poll_server.questions.traits.parts import FIELD


def gathered(items: Iterable[dict[str, Any]], _: Speech) -> list[dict[str, Any]]:
    """`items`, each survey with the questions that follow it instead of their number.

    Raises:
        SheetMistakes: fewer follow, or one that cannot be part of a survey.
    """
    rest = iter(items)
    found: list[dict[str, Any]] = []
    for item in rest:
        if FIELD in item:
            item = {**item, FIELD: list(_parts(item, rest, _))}
        found.append(item)
    return found


def _parts(
    survey: dict[str, Any], rest: Iterator[dict[str, Any]], _: Speech
) -> Iterator[dict[str, Any]]:
    title = say(survey.get("prompt", ""), _.language)
    wanted = int(survey[FIELD])
    for n in range(wanted):
        part = next(rest, None)
        if part is None:
            message = _(
                "“%(title)s” is to have %(wanted)s questions, and only %(there)s follow",
                title=title,
                wanted=wanted,
                there=n,
            )
            raise SheetMistakes([SheetMistake(0, "", message)])
        if not fits_into_others(part["kind"]):
            message = _("what follows “%(title)s” is not all questions", title=title)
            raise SheetMistakes([SheetMistake(0, "", message)])
        yield part

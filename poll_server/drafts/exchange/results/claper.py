"""Claper's results of one poll as CSV: names of columns, and one row.

    Name | Multiple choice | Slide # | <option> | <option> …        how many chose each

Where several options could be chosen, how many people that were is not in it.
"""

from collections.abc import Sequence

from poll_server.drafts.exchange.asked import Taken

from .book import BookSheet, cell
from .old import MOST_PEOPLE, OldQuestion, OldRound

HEAD = ("name", "multiple choice", "slide #")
NAME, SEVERAL = 0, 1


def is_claper(sheets: Sequence[BookSheet]) -> bool:
    """Whether these are the results of a poll of Claper's."""
    head = sheets[0].rows[0] if sheets else []
    return tuple(cell(head, place).casefold() for place in range(len(HEAD))) == HEAD


def read(sheets: Sequence[BookSheet], taken: Taken) -> list[OldQuestion]:
    """The questions with what came out."""
    _, (head, *rows), found = taken.speech, sheets[0].rows, []
    places = range(len(HEAD), len(head))
    for taken.number, row in enumerate(rows, 1):
        prompt = cell(row, NAME)
        if cell(row, SEVERAL).casefold() != "false":
            taken.lose(
                _(
                    "“%(prompt)s”: several options could be chosen, and the file does not say how "
                    "many people that were",
                    prompt=prompt,
                )
            )
            continue
        chosen = {cell(head, place): _people(cell(row, place)) for place in places}
        given = {option: people for option, people in chosen.items() if people}
        if not given:
            taken.lose(_("“%(prompt)s”: nobody answered it", prompt=prompt))
            continue
        asked = OldQuestion(
            prompt, "one", [OldRound(sum(given.values()), (given,))], taken.number, certain=True
        )
        asked.options = [cell(head, place) for place in places]
        found.append(asked)
    return found


def _people(said: str) -> int:
    """How many; 0 where that is no number of people."""
    is_number = said.isascii() and said.isdecimal() and len(said) < len(str(MOST_PEOPLE))
    return int(said) if is_number else 0

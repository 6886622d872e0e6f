"""Which tool's results a file holds."""

from collections.abc import Sequence

from poll_server.drafts.document.items import MOST_QUESTIONS
from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.imports.cells.table import unreadable
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.drafts.imports.sheets import LARGEST_SHEET
from poll_server.locale import DEFAULT_LANGUAGE, speak

from . import claper, kahoot, mentimeter, tables
from .book import BookSheet, sheets_of
from .old import LARGEST_FIELD, OldQuestion, OldResults, fits

FORMATS = (
    ("Mentimeter", mentimeter.is_mentimeter, mentimeter.read),
    ("Kahoot", kahoot.is_kahoot, kahoot.read),
    ("Claper", claper.is_claper, claper.read),
    ("Google Forms", tables.is_google, tables.read),
    ("LimeSurvey", tables.is_lime, tables.read),
)


def results_in(content: bytes, language: str = DEFAULT_LANGUAGE) -> OldResults:
    """What came out of another tool's poll.

    Args:
        content: a workbook, or CSV in UTF-8.
        language: of the messages.

    Raises:
        SheetMistakes: it is no such file, broken, too large or empty.
    """
    _ = speak(language)
    if len(content) > LARGEST_SHEET:
        raise unreadable(_("A table has at most 2 MB."))
    taken = Taken(_)
    try:
        sheets = sheets_of(content, _)
        tool, questions = _read(sheets, taken)
    except SheetMistakes:
        raise
    except Exception as error:  # whatever a broken or hostile file makes of its reader
        raise unreadable(_("This is no workbook that can be read: save it as XLSX.")) from error
    if len(questions) > MOST_QUESTIONS:
        raise unreadable(_("A poll holds at most %(most)s questions.", most=MOST_QUESTIONS))
    if not questions:
        said = "; ".join(loss.message for loss in taken.losses)
        raise unreadable(_("No question of this file can be taken over.") + f" {said}".rstrip())
    old = OldResults(tool, questions, taken.losses)
    if not fits(old):
        raise unreadable(
            _(
                "The tables of this file have more than %(most)s characters: keep only what"
                " belongs to the questions.",
                most=LARGEST_FIELD,
            )
        )
    return old


def _read(sheets: Sequence[BookSheet], taken: Taken) -> tuple[str, list[OldQuestion]]:
    for tool, is_one, read in FORMATS:
        if is_one(sheets):
            return tool, read(sheets, taken)
    _ = taken.speech
    raise unreadable(
        _(
            "These are no results that are known here. Please export them once more: from "
            "Mentimeter the results of the voters as Excel, from Kahoot the report as Excel, from "
            "Claper the results of a poll as CSV, from Google Forms or LimeSurvey the answers as "
            "Excel or CSV."
        )
    )

"""What other tools' forms call their kinds of question, and what people ticked in them.

A form names a kind for itself (“Checkboxes”); here it is only known which fields of a question that
fills in. Its answers come as a table with a column for each question: where boxes were ticked, all
of them stand in one cell, parted by `;` or by commas.
"""

from collections.abc import Sequence

from poll_server.questions.writing.written import fold

SEVERAL = "most"
"""The field that says how many of its lines people may choose."""
_ONE = frozenset(
    ("multiple choice", "single choice", "radio", "radio buttons", "dropdown", "drop-down", "list",
     "choice", "poll", "einfachauswahl", "einfachnennung", "optionsfelder", "auswahl",
     "dropdown-liste", "drop-down", "liste")
)  # fmt: skip
_SEVERAL = frozenset(
    ("checkbox", "checkboxes", "check boxes", "multiple answers", "multiple response",
     "multiple select", "multi select", "multiselect", "multi-select", "select multiple",
     "mehrfachauswahl", "mehrfachnennung", "kontrollkästchen", "kästchen")
)  # fmt: skip
_WRITTEN = frozenset(
    ("short answer", "short text", "long text", "long answer", "paragraph", "free text",
     "open-ended", "open ended", "open text", "text", "kurzantwort", "absatz", "freitext",
     "offene frage", "kurzer text", "langer text")
)  # fmt: skip
LONGEST_ANSWER, MOST_ANSWERS = 60, 12
"""Characters, and different ones below a question, of what still are options to choose from; in
people's own words they write more."""


def fields_of(kind: str) -> frozenset[str] | None:
    """The fields that another tool's kind of question fills in; None for a kind that is unknown."""
    called = fold(kind)
    if called in _SEVERAL:
        return frozenset(("lines", SEVERAL))
    if called in _ONE:
        return frozenset(("lines",))
    return frozenset() if called in _WRITTEN else None


def distinct(cells: Sequence[str]) -> list[str]:
    """Different answers as options; none where people wrote in their own words."""
    found = list(dict.fromkeys(cells))
    return found if _are_options(found) else []


def ticked(cells: Sequence[str]) -> list[str]:
    """The options of a question where people ticked several; none where they did not.

    They recur in other company. A comma may also belong to an answer (“Ja, sehr”): there, no more
    options than different answers, and one that somebody ticked alone, tell boxes from words.
    """
    answers = list(dict.fromkeys(cells))
    for sign in (";", ", "):
        parts = [[part for each in cell.split(sign) if (part := each.strip())] for cell in answers]
        options = list(dict.fromkeys(part for each in parts for part in each))
        several = max(map(len, parts), default=0) > 1
        recur = len(options) < sum(map(len, parts))
        alone = min(map(len, parts), default=0) == 1 and len(options) <= len(answers)
        if several and recur and (sign == ";" or alone) and _are_options(options):
            return options
    return []


def _are_options(texts: Sequence[str]) -> bool:
    return len(texts) <= MOST_ANSWERS and max(map(len, texts), default=0) <= LONGEST_ANSWER

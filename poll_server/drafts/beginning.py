"""What a new question begins with in the editor, so that one can write at once. No I/O.

Empty rows and a ready choice are the kind's own to name (`Question.begun`). Rows that stay empty
never reach a deck: a draft leaves them out.
"""

from collections.abc import Sequence

from poll_server.drafts.document.fields import to_document
from poll_server.drafts.document.items import Item, types
from poll_server.drafts.document.new_items import blank_item
from poll_server.questions import kind_called


def begun_question(kind: str, languages: Sequence[str]) -> Item:
    """A new question of this kind, as somebody meets it who wants to write one.

    Raises:
        KeyError: there is no such kind.
    """
    item = blank_item("question", languages, kind=kind)
    known = types(item, "question")
    for name, value in kind_called(kind).begun.items():
        item[name] = to_document(value, known[name], languages)
    return item

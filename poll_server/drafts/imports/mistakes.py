"""What is wrong with a table or a pasted text."""

import msgspec


class SheetMistake(msgspec.Struct, frozen=True):
    """One thing that cannot be read, and what would be right."""

    row: int
    """from 1, as spreadsheets and editors count; 0: the file as a whole"""
    column: str
    """what the table calls the column; empty: the row as a whole"""
    message: str


class SheetMistakes(ValueError):
    """A table or text cannot be read; `mistakes` are all that were found, in its order."""

    def __init__(self, mistakes: list[SheetMistake]) -> None:
        super().__init__("\n".join(f"{m.row} {m.column}: {m.message}" for m in mistakes))
        self.mistakes = mistakes

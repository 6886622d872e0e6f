"""How much room a kind of file has: what the model cuts short, splits or leaves out for it."""

from dataclasses import dataclass, replace

ALL = 10_000
"""More than a report ever has of anything."""


@dataclass(frozen=True)
class Medium:
    """A sheet of paper, as it stands; other media have more room."""

    rows: int = 40
    """of a table, most frequent first; all of them are in the CSV and XLSX files"""
    steps: int = 6
    """columns of steps that fit; a longer scale gets a table for each statement"""
    named_steps: int = 5
    longest_step: int = 20
    """steps and characters up to which a scale's steps stand in the head of its table; beyond, the
    head has numbers, and the line above the table says what they mean"""
    bars: int = 30
    """of a chart by group: more would not stand on one page"""
    contents_from: int = 4
    """questions from which there are contents: fewer are found without"""
    beside_files: bool = True
    """whoever reads it has the CSV and XLSX files too"""
    draws_from_tables: bool = False
    """a chart is drawn from the cells of its table, which so is there in the short form too"""
    names_unasked: bool = True
    """it tells which questions were not asked: nobody is to read on the public page what may still
    come"""


PAPER = Medium()
SCREEN = replace(PAPER, steps=ALL, named_steps=ALL, longest_step=ALL, contents_from=2)
"""A page that scrolls, or a slide whose chart holds the steps."""
PUBLIC = replace(SCREEN, beside_files=False, names_unasked=False)
SLIDES = replace(SCREEN, bars=20)
"""A question's groups take two slides at most."""
SHEETS = replace(SCREEN, rows=ALL, contents_from=0, draws_from_tables=True)
"""A workbook, whose first sheet leads to the others."""

"""Sentences that a question adds to the report, and when they are true."""

import msgspec

from poll_server.base.text import Text


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a sentence is true of the results; every part given must hold."""

    below: int | None = None
    """every row's share is under this many percent"""
    at_least: int | None = None
    """every row's share is at least this many percent"""
    top: int | None = None
    """every row is among the first this many by count"""
    lowest: bool = False
    """no other row has fewer"""
    same_as: str = ""
    """its percentage equals the first figure of the question with this id"""


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sentence the question adds to the report, with places for figures.

    `{percent}` the share of the first row of `of` (`73 %`) · `{percents}` all of them ("48 % und
    49 %") · `{about}` in words where the deck wants it ("knapp 50 %") · `{count}` · `{n}` the
    base · `{option}` the row's label.
    """

    text: Text
    of: tuple[str, ...] = ()
    """the options or statements it speaks of, as the deck writes them in its first language"""
    when: Condition = Condition()
    otherwise: Text = ""
    """said instead where `when` does not hold; nothing is said without it"""

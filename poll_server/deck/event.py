"""What a deck holds: an event, its own look, and its polls."""

import msgspec

from poll_server.base.text import Text, say
from poll_server.questions import AnyQuestion

LANGUAGES_UNSAID = ("de",)
"""Of an event that names none; an encoded one leaves defaults out."""


class Poll(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One forum's live poll."""

    id: str
    """short name, unique in its event (`forum-1`)"""
    title: Text
    subtitle: Text = ""
    host: Text = ""
    code: str = ""
    """six digits people type; empty: the server picks a free one at import"""
    smallest_group: int = 1
    """people who must have answered before counts leave the server"""
    linkable: bool = False
    """votes of one person can be joined over questions; the phone page says so"""
    here_as: tuple[Text, ...] = ()
    """groups of people (“School”, “Company”): each may say which is theirs, and results are told by
    group as well; empty: nobody is asked"""
    nicknames: bool = False
    """phones may give a nickname, to be called by where points are told"""
    leaderboard: bool = False
    """all see who of these has most points"""
    leaderboard_in_report: bool = False
    """its files say so as well, while single votes are kept"""
    questions: tuple[AnyQuestion, ...]

    def groups(self, language: str) -> tuple[str, ...]:
        """The names of the groups, in their order."""
        return tuple(say(each, language) for each in self.here_as)

    @property
    def asked(self) -> tuple[AnyQuestion, ...]:
        """Its questions without what is only told between them: those that are numbered."""
        return tuple(question for question in self.questions if question.asks)


class Brand(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """In whose name an event is held: what its pages and reports wear. Its logo is no text, and so
    not in the deck."""

    name: Text = ""
    """short: it stands on phones above the question, and on the stage below it"""
    accent: str = ""
    """`#rrggbb`; empty: the colours of the house"""


class Event(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A congress: what a deck file holds."""

    id: str
    title: Text
    languages: tuple[str, ...] = LANGUAGES_UNSAID
    """the languages its texts are in, the first one the fallback"""
    place: Text = ""
    date: Text = ""
    hosts: tuple[str, ...] = ()
    motto: Text = ""
    brand: Brand = Brand()
    stop_words: tuple[str, ...] = ()
    """words that wait for a moderator, beside those that every event holds back"""
    polls: tuple[Poll, ...]

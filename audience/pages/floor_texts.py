"""What the page of the hall's questions says: also, as JSON, to its script."""

from functools import cache

from audience.texts import fill
from poll_server.live.beside.floor import LONGEST_ENTRY
from poll_server.locale import speak
from poll_server.store.parts.beside.floor_store import MOST_ENTRIES, MOST_OF_ONE

TAKEN = ("%(n)s vote taken over from %(tool)s", "%(n)s votes taken over from %(tool)s")


@cache
def floor_texts(language: str) -> dict[str, str]:
    """Every text of the page, in `language`, by its key."""
    return {
        **_asking(language),
        **_answers(language),
    }


def _asking(language: str) -> dict[str, str]:
    """Asking, the list, and what one asked oneself."""
    translations = speak(language).translations
    _, ngettext = translations.gettext, translations.ngettext
    return {
        "title": _("Questions from the audience"),
        "open": _("Ask what you would like to hear, and support what others ask."),
        "first": _("Your question appears once the moderators have read it."),
        "closed": _("Nobody can ask at present. What was asked is here to be read."),
        "anonymous": _("Nobody learns who asked or who supports a question."),
        "your_question": _("Your question"),
        "your_name": _("Your name (if you like; everybody sees it)"),
        "left": _("%(n)s characters left"),
        "ask": _("Ask"),
        "none": _("No questions yet."),
        "list": _("Questions, most supported first"),
        "support": _("I want to hear that"),
        "vote": ngettext("%(n)s vote", "%(n)s votes", 1),
        "votes": ngettext("%(n)s vote", "%(n)s votes", 2),
        "taken_one": ngettext(*TAKEN, 1),
        "taken": ngettext(*TAKEN, 2),
        "own_title": _("What you asked"),
        "own_waiting": _("The moderators have not read it yet."),
        "own_shown": _("Everybody sees it."),
        "own_hidden": _("The moderators have put it aside."),
        "own_joined": _("The moderators have put it together with another one like it."),
        "own_sending": _("It is being sent."),
        "own_saved": _("No connection. It is saved and will be sent."),
        "take_back": _("Take back"),
        "answered": _("Answered"),
        "answer": _("Answer"),
        "pinned": _("On the stage now"),
        "by": _("Asked by %(name)s"),
        "more": _("… and %(n)s more"),
        "offline": _("No connection. The list is from %(time)s; what you do is saved and sent."),
        "back": _("Back to the poll"),
        "reload": _("Look for news"),
    }


def _answers(language: str) -> dict[str, str]:
    """What came of what somebody did here."""
    _ = speak(language).translations.gettext
    return {
        "said_asked": _("Your question has arrived."),
        "said_back": _("Your question has been taken back, and its words are deleted."),
        "said_on": _("Your support is counted."),
        "said_off": _("Your support is taken back."),
        "refused_empty": _("Please write your question first."),
        "refused_long": fill(
            _("That is too long: a question may have %(n)s characters."), n=LONGEST_ENTRY
        ),
        "refused_closed": _("Not accepted: nobody can ask or support at present."),
        "refused_enough": fill(
            _("Not accepted: each phone can ask %(n)s questions, and yours has."), n=MOST_OF_ONE
        ),
        "refused_full": fill(_("Not accepted: there are %(n)s questions already."), n=MOST_ENTRIES),
        "refused_own": _("It was not counted: this question is your own."),
        "refused_joined": _(
            "It stands for other people’s questions too by now; please ask the moderators to take "
            "it away."
        ),
        "refused_stale": _("This was not counted: you have changed your mind in another tab."),
        "refused_conflict": _("Not accepted: please load the page again and try once more."),
        "refused_unknown": _("This question is not there any more."),
        "refused_id": _("Not accepted: please load the page again and try once more."),
        "refused_cookie": _(
            "Your browser did not send this page’s cookie, without which nothing can be counted. "
            "Please allow cookies and try again."
        ),
        "refused_retry": _("It did not arrive just now. Please send it again."),
    }

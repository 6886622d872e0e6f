"""What the page of the speakers' list says: also, as JSON, to its script."""

from functools import cache

from poll_server.locale import speak


@cache
def speaker_texts(language: str) -> dict[str, str]:
    """Every text of the page, in `language`, by its key."""
    return {**_standing(language), **_answers(language)}


def _standing(language: str) -> dict[str, str]:
    """How the list and one's own hand stand."""
    translations = speak(language).translations
    _, ngettext = translations.gettext, translations.ngettext
    return {
        "title": _("Ask to speak"),
        "about": _("You are put on the list under a number; nobody asks for your name."),
        "closed": _("Nobody can ask to speak at present."),
        "list": _("On which list?"),
        "seat": _("Your seat, so that you are found (if you like; the hall sees it)"),
        "raise": _("Ask to speak"),
        "lower": _("Take it back"),
        "waiting": _("You are on the list."),
        "number": _("Your number: %(n)s"),
        "before_0": _("You are next."),
        "before": ngettext("%(n)s person is before you.", "%(n)s people are before you.", 1),
        "befores": ngettext("%(n)s person is before you.", "%(n)s people are before you.", 2),
        "speaking": _("It is your turn: please speak."),
        "inside": _("You are in the fishbowl: please take a seat."),
        "leave": _("Leave my chair"),
        "one_leaves": _("Every chair is taken: one of you leaves another, please."),
        "chairs": _("Fishbowl: %(inside)s of %(n)s chairs are taken."),
        "done": _("You have spoken. You can ask to speak once more."),
        "skipped": _("You were called and passed over. You can ask to speak once more."),
        "back": _("You are not on the list."),
        "removed": _("The moderators have taken you off the list."),
        "nobody": _("Nobody is speaking."),
        "speaks": _("Speaking now: number %(n)s."),
        "queue": ngettext("%(n)s person is on the list.", "%(n)s people are on the list.", 1),
        "queues": ngettext("%(n)s person is on the list.", "%(n)s people are on the list.", 2),
        "sending": _("It is being sent."),
        "offline": _("No connection. What you pressed is saved and will be sent."),
        "to_poll": _("Back to the poll"),
        "reload": _("Look for news"),
    }


def _answers(language: str) -> dict[str, str]:
    """Why what somebody pressed was not taken."""
    _ = speak(language).translations.gettext
    return {
        "refused_closed": _("Not accepted: nobody can ask to speak at present."),
        "refused_called": _("Not accepted: it is your turn already."),
        "refused_full": _("Not accepted: the list is full."),
        "refused_stale": _("Not accepted: you changed your mind in another tab."),
        "refused_conflict": _("Not accepted: please load the page again and try once more."),
        "refused_unknown": _("You are not on the list."),
        "refused_cookie": _(
            "Your browser did not send this page’s cookie, without which nothing can be counted. "
            "Please allow cookies and try again."
        ),
        "refused_retry": _("It did not arrive just now. Please send it again."),
    }

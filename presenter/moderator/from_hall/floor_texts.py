"""What the moderator's page of the hall's questions says; its script gets it as JSON."""

from presenter.for_scripts import ScriptTexts, unfilled


def floor_texts(language: str) -> ScriptTexts:
    """Its texts; a pair is (one, many)."""
    return {
        **_list(language),
        **_doing(language),
    }


def _list(language: str) -> ScriptTexts:
    """The list, and what is set for it."""
    _, ngettext = unfilled(language)
    return {
        "title": _("Questions from the audience"),
        "open": _("Let people ask"),
        "close": _("Stop taking questions"),
        "is_open": _("People can ask, and support what others ask."),
        "is_closed": _("Nobody can ask at present. What is on the list can still be read."),
        "first": _("I read each question before others see it"),
        "names": _("People may give their name"),
        "approve": _("Show all that wait"),
        "draw": _("Draw one at random"),
        "search": _("Search"),
        "sort": _("Order"),
        "sort_votes": _("most supported first"),
        "sort_new": _("newest first"),
        "sort_lots": _("by lot"),
        "waiting": ngettext("%(n)s waits for you", "%(n)s wait for you"),
        "shown": ngettext("%(n)s open", "%(n)s open"),
        "answered": ngettext("%(n)s answered", "%(n)s answered"),
        "hidden": ngettext("%(n)s put aside", "%(n)s put aside"),
        "votes": ngettext("%(n)s vote", "%(n)s votes"),
        "taken": ngettext(
            "%(n)s vote taken over from %(tool)s", "%(n)s votes taken over from %(tool)s"
        ),
        "by": _("Asked by %(name)s"),
        "joined": ngettext("with %(n)s other like it", "with %(n)s others like it"),
        "is_pinned": _("On the stage now"),
    }


def _doing(language: str) -> ScriptTexts:
    """What is done with a question, and what came of it."""
    _, _many = unfilled(language)
    return {
        "do_show": _("Show"),
        "do_hide": _("Put aside"),
        "do_pin": _("On the stage"),
        "do_unpin": _("Off the stage"),
        "do_answered": _("Answered"),
        "do_open_again": _("Open again"),
        "do_answer": _("Write an answer"),
        "do_label": _("Label"),
        "do_merge": _("Put to another"),
        "do_apart": _("Take apart: %(text)s"),
        "ask_answer": _("Answer in writing; everybody sees it"),
        "ask_label": _("Label, such as a topic or who answers"),
        "ask_merge": _("Which question says the same?"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "undo": _("Undo"),
        "said_show": _("Everybody sees it now."),
        "said_hide": _("It is put aside. Nobody sees it."),
        "said_pin": _("It is on the stage."),
        "said_unpin": _("It is off the stage."),
        "said_answered": _("It is marked as answered."),
        "said_merge": _("Put together: each person counts once."),
        "said_apart": _("They stand apart again."),
        "said_saved": _("Saved."),
        "gone": _("This question is not there any more."),
        "failed": _("That did not arrive. Please press once more."),
        "lost": _("No connection. This is the state of %(time)s."),
        "left": _("Your link is not valid any more. Please open the console again."),
    }

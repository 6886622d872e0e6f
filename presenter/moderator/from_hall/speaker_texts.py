"""What the moderator's page of the speakers' list says; its script gets it as JSON."""

from presenter.for_scripts import ScriptTexts, unfilled


def speaker_texts(language: str) -> ScriptTexts:
    """Its texts; a pair is (one, many)."""
    _, ngettext = unfilled(language)
    return {
        **speakers_on_stage(language),
        "title": _("Speakers’ list"),
        "open": _("Let people ask to speak"),
        "close": _("Take no more requests to speak"),
        "is_open": _("People can ask to speak on their phones."),
        "is_closed": _("Nobody can ask to speak at present. Whoever is on the list stays on it."),
        "first": _("Who has not spoken yet comes first"),
        "seats": _("People may give their seat"),
        "stage": _("The stage shows who speaks and who is next"),
        "lists": _("Lists that take turns, with commas between (none: one list)"),
        "seconds": _("Time for each"),
        "no_limit": _("no limit"),
        "circle": _("Fishbowl: chairs inside"),
        "no_chairs": _("none"),
        "free": _("One chair is always free: who takes it lets another go"),
        "leave": _("Has left the chair"),
        "minutes": _("%(n)s min"),
        "save": _("Save"),
        "next": _("Call the next"),
        "done": _("Has spoken"),
        "skip": _("Pass over"),
        "again": _("Start the time anew"),
        "call": _("Call"),
        "remove": _("Take off the list"),
        "waiting": ngettext("%(n)s waits", "%(n)s wait"),
        "spoken": ngettext("%(n)s has spoken", "%(n)s have spoken"),
        "times": ngettext("has spoken %(n)s time", "has spoken %(n)s times"),
        "said_next": _("Called: number %(n)s."),
        "said_saved": _("Saved."),
        "moved": _("The list had moved on meanwhile. Please look, and press once more."),
        "failed": _("That did not arrive. Please press once more."),
        "lost": _("No connection. This is the state of %(time)s."),
        "left": _("Your link is not valid any more. Please open the console again."),
    }


def speakers_on_stage(language: str) -> ScriptTexts:
    """What the stage says of the list."""
    _, _many = unfilled(language)
    return {
        "speaks": _("Speaking now"),
        "nobody": _("Nobody is speaking."),
        "hand": _("No. %(n)s"),
        "follow": _("Next"),
        "time_over": _("Time is up"),
        "in_circle": _("In the fishbowl"),
        "chair_free": _("free"),
        "one_leaves": _("Somebody has taken the free chair: one of you leaves another."),
    }

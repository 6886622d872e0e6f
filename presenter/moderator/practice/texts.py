"""What the console says of a practice."""

from presenter.for_scripts import ScriptTexts, unfilled


def practice_texts(language: str) -> ScriptTexts:
    """What it asks before a practice begins, and before it ends."""
    _, _many = unfilled(language)
    return {
        "practice_on_title": _("Begin a practice?"),
        "practice_on_text": _(
            "Everything works as in a show, and all screens say that it is practice. When it ends, "
            "everything that was asked and voted in it is deleted, and the poll is as before its "
            "first question."
        ),
        "practice_on_yes": _("Begin the practice"),
        "practice_off_title": _("End the practice?"),
        "practice_off_text": _(
            "All votes since it began are deleted, and so is what the audience asked. This cannot "
            "be undone. Then it counts."
        ),
        "practice_off_yes": _("Delete all of it and end"),
        "now_practice": _("This is practice now: nothing counts."),
        "now_counts": _("The practice is over, all of it is deleted. From now on it counts."),
    }

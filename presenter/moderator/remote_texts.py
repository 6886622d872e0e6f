"""What the remote on a phone says; its script gets it as JSON. A pair is (one, many)."""

from presenter.for_scripts import ScriptTexts, unfilled

from .texts import moderator_texts


def remote_texts(language: str) -> ScriptTexts:
    """Its texts: the console's, for the same things happen, and some of its own."""
    _, ngettext = unfilled(language)
    return {
        **moderator_texts(language),
        "refused_entry": _(
            "This code or link is not good (any more). Press “Remote” on the console for a new "
            "code, or ask the organiser for a moderator link."
        ),
        "no_secret": _(
            "This address alone does not let anybody moderate. Press “Remote” on the console, and "
            "scan the code there."
        ),
        "undo": _("Undo"),
        "everybody": ngettext(
            "Everybody who is here has voted: %(n)s phone.",
            "Everybody who is here has voted: %(n)s phones.",
        ),
        "lock": _("Lock"),
        "unlock": _("Unlock"),
        "held": _("Keep pressing"),
        "locked": _("Locked for the pocket: keep a button pressed."),
        "is_locked": _("Nothing was done: it is locked. Keep the button pressed."),
        "unlocked": _("Unlocked."),
    }

"""What the script of the wall says, handed to it by the page. A pair is (one, many)."""

from presenter.for_scripts import ScriptTexts, unfilled


def wall_texts(language: str) -> ScriptTexts:
    """What only the script of the overview wall says."""
    _, _ngettext = unfilled(language)
    return {
        "live": _("as of %(time)s"),
        "lost": _("Connection lost – showing the state of %(time)s"),
        "back": _("Connected again."),
        "out": _("You are signed out. What stands here is of %(time)s. Load the page again."),
    }

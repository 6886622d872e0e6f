"""What the editor's script says, handed to it by the page; the script fills places like `%(n)s`."""

from poll_server.locale import speak


def editor_texts(language: str) -> dict[str, str]:
    """Every text of the script, by its key."""
    _ = speak(language).translations.gettext
    return {
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "unsaved": _("Not saved yet …"),
        "undecided": _("Not everything is saved yet: please choose between the texts below."),
        "kept": _("Not saved yet: no connection. Your text stays in this browser and is sent."),
        "only_here": _(
            "Not saved, and this browser keeps nothing: please leave this page open until it is."
        ),
        "signed_out": _(
            "Not saved: you are signed out. Your text stays in this browser. Sign in in another "
            "tab, and it is sent."
        ),
        "refused": _("Not saved: %(sentence)s"),
        "failed": _("Not saved: the server reported an error. Your text stays in this browser."),
        "back": _("Connected again: everything is saved."),
        "moved": _("“%(name)s” is now number %(n)s of %(all)s in “%(list)s”."),
        "not_moved": _("It cannot be moved without a connection: nothing has changed."),
        "at_end": _("It is at the very end."),
        "row_moved": _("Now number %(n)s of %(all)s."),
        "row_removed": _("Removed; %(all)s are left."),
        "row_added": _("Added: number %(n)s."),
        "undone": _("Taken back."),
        "redone": _("Done again."),
        "nothing": _("There is nothing left to take back."),
        "offline": _("This needs a connection. Nothing has changed."),
        "others": _("Somebody else has changed something; it is shown now."),
        "clash": _("Somebody else has changed the same text. Both are kept: please choose."),
        "drag": _("Drag to move"),
        "taking": _("The picture is being taken in …"),
        "not_taken": _(
            "The picture did not get through: please look at the connection, and choose it again."
        ),
    }

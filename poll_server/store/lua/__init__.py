"""One script for each step that must not be torn apart; its first lines name keys and answers."""

from importlib.resources import files


def script(name: str) -> str:
    """The text of the script called `name`."""
    return (files(__package__) / f"{name}.lua").read_text()

"""One script for each step that must not be torn apart; its first lines name keys and answers."""

from functools import cache
from importlib.resources import files


@cache
def script(name: str) -> str:
    """The text of the script called `name`; read once, however many stores a process opens."""
    return (files(__package__) / f"{name}.lua").read_text()

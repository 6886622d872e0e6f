"""A file that is still to be made, and the file."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file, made."""

    name: str
    """may begin with a folder: `charts/…`"""
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Task:
    """A file that is still to be made."""

    name: str
    media_type: str
    render: Callable[[], bytes]

    def make(self) -> File:
        """Make it; takes up to some seconds."""
        return File(self.name, self.media_type, self.render())

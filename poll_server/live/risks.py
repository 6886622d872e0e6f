"""What could lose an acknowledged vote in a power cut, and whether the organiser accepts that; and
how much room is left for more."""

from dataclasses import dataclass, field

from poll_server.base.machine.disk import Disk


@dataclass
class Risks:
    """What is wrong with Redis's settings; kept fresh by the server."""

    accept: bool = False
    """open votes in spite of it"""
    found: list[str] = field(default_factory=list)
    """each with its cure"""
    disk: Disk | None = None
    """that with the votes, as far as is known"""

    @property
    def forbidding(self) -> str:
        """Why no vote is to be opened; '' where it may."""
        return "" if self.accept or not self.found else self.found[0]

    @property
    def accepted(self) -> str:
        """The risk that is being run; '' for none."""
        return self.found[0] if self.accept and self.found else ""

"""An authenticator app as tests hold it, and the clock that it and the server go by."""

import base64

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from poll_server.store.parts.people.time_codes import DIGITS, STEP


class HeldClock:
    """In place of `now_ms`: it goes on only where a test says so."""

    def __init__(self) -> None:
        self.ms = 1_900_000_000_000
        """in 2030, whenever a test is run; the beginning of a step"""

    def __call__(self) -> int:
        return self.ms

    def steps(self, by: int) -> None:
        """So many codes later."""
        self.ms += by * STEP * 1000


class Authenticator:
    """Shows codes by its clock."""

    def __init__(self, secret: bytes, clock: HeldClock) -> None:
        self._totp = TOTP(secret, DIGITS, SHA1(), STEP)
        self._clock = clock

    @classmethod
    def typed(cls, letters: str, clock: HeldClock) -> "Authenticator":
        """Set up by typing the secret that a page shows."""
        return cls(base64.b32decode(letters.replace(" ", "")), clock)

    def code(self, steps: int = 0) -> str:
        """What it shows now, or so many steps later."""
        return self._totp.generate(self._clock.ms // 1000 + steps * STEP).decode()

"""A join code, however somebody writes it: typed, pasted, printed in another script. No I/O.

482913 · 482 913 · 482-913 · ４８２９１３ · ٤٨٢٩١٣ · https://poll.example.org/482913/?lang=de

Links and QR codes carry twelve digits, the six and their ending: 482913-047112.
"""

import re
import unicodedata

from poll_server.base.codes import CODE_DIGITS, ENDING_DIGITS

BETWEEN = r"[\s\u00ad\u200b-\u200f\u2010-\u2015\u2212·_-]*"
"""What people put between two groups of digits, and what a copied text brings along."""
WRITTEN = rf"{BETWEEN}(?:\d{BETWEEN}){{{CODE_DIGITS}}}(?:(?:\d{BETWEEN}){{{ENDING_DIGITS}}})?"
"""A code in an address: six or twelve digits of any script."""
_LENGTHS = (CODE_DIGITS, CODE_DIGITS + ENDING_DIGITS)
_PARTS = re.compile(r"[/?&#=]+")


def code_of(written: str) -> str:
    """The six or twelve plain digits that `written` stands for; '' where it is no code.

    Of an address, the last part that is a code is meant; of anything else, all its digits.
    """
    *_, last = ("", *(part for part in _PARTS.split(written) if re.fullmatch(WRITTEN, part)))
    digits = "".join(str(unicodedata.decimal(c)) for c in last or written if c.isdecimal())
    if not last and _PARTS.search(written):
        return ""  # an address, whose digits are its host's and its port's
    return digits if len(digits) in _LENGTHS else ""

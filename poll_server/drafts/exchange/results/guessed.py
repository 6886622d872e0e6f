"""As which kind of question a column of answers is most likely meant.

Files of results often say what people answered, and not how they were asked. A person looks at the
guess before anything is taken over.
"""

import re
from collections import Counter
from collections.abc import Sequence

from poll_server.questions.checking import LONGEST_OPTION, MOST_OPTIONS
from poll_server.questions.writing.written import fold

from .old import OldForm, OldRound

FEW = 12
"""Different answers that still look like options: more, and most people wrote their own."""
LONGEST_NAMED = 40
"""Characters of a word or short phrase, as word clouds have it."""
SOME = 4
"""People who answered, from which on the same answers again say something."""
PARTS = re.compile(r"\s*[;\n]\s*|,\s+")
"""What lies between several options, or words, in one cell."""


def parts(answer: str) -> list[str]:
    """Each of the options or words that stand in one answer, once."""
    return list(dict.fromkeys(filter(None, PARTS.split(answer.strip()))))


def guessed(rounds: Sequence[OldRound]) -> OldForm:
    """How the question was most likely asked, by the answers of all its rounds."""
    answers: Counter[str] = Counter()
    for each in rounds:
        answers.update(each.answers[0])
    people = answers.total()
    single = {fold(each) for each in answers}
    several = {fold(part) for answer in answers for part in parts(answer)}
    if _repeated(single, people):
        return "one"
    if len(several) < len(single) and _repeated(several, people):
        return "several"
    lengths = [len(each) for each in several]
    words = sum(len(each.split()) for each in several) / max(len(several), 1)
    if lengths and max(lengths) <= LONGEST_NAMED and words <= 2:
        return "words"
    return "text"


def _repeated(found: set[str], people: int) -> bool:
    """Whether so few different answers of so many people are options to choose from."""
    if any(len(each) > LONGEST_OPTION for each in found) or people < SOME:
        return False
    return 2 <= len(found) <= min(FEW, MOST_OPTIONS, people // 2)

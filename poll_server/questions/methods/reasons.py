"""Why people chose what they chose: the reasons that may be seen, by option."""

from collections.abc import Sequence

from poll_server.base.text import isolated
from poll_server.locale import speak
from poll_server.questions.results import Fact, Tally
from poll_server.questions.writing.written import written_texts

MOST_REASONS = 3
"""Reasons shown for each option, the most frequent first; a report has them all."""


def reasons(tally: Tally, options: Sequence[tuple[str, str]], language: str) -> tuple[Fact, ...]:
    """The most frequent ones, the favourite options first.

    Args:
        tally: with `why:<option>:<key>` for each option that a text was a reason for.
        options: each option's counter, and what it is called.
    """
    _ = speak(language)
    forms = {counter.partition(":")[2]: form for counter, form, _n in written_texts(tally)}
    facts = []
    for option, label in sorted(options, key=lambda each: -tally.get(each[0], 0)):
        start = f"why:{option}:"
        given = [
            (-n, counter.removeprefix(start))
            for counter, n in tally.items()
            if counter.startswith(start) and n > 0 and counter.removeprefix(start) in forms
        ]
        said = [_("“%(text)s”", text=isolated(forms[key])) for _n, key in sorted(given)]
        if said:
            why = _("Why “%(option)s”", option=isolated(label))
            facts.append(Fact(why, said[0], " · ".join(said[1:MOST_REASONS])))
    return tuple(facts)

"""Aiken, Moodle's simplest format: a prompt, `A. option` lines, and `ANSWER: B`."""

import re

from poll_server.drafts.exchange.asked import Taken
from poll_server.questions.kinds.elsewhere import Carried

_OPTION = re.compile(r"(?P<letter>[A-Z])[.)]\s+(?P<text>.+)")
_ANSWER = re.compile(r"ANSWER:\s*(?P<letter>[A-Z])\s*")


def is_aiken(text: str) -> bool:
    """Whether a text is Aiken: options by letters, and a line that names the right one."""
    lines = [line.strip() for line in text.splitlines()]
    return any(map(_ANSWER.fullmatch, lines)) and any(map(_OPTION.fullmatch, lines))


def read(text: str, taken: Taken) -> None:
    """Takes the questions of an Aiken text; lines above the options are one prompt."""
    prompt: list[str] = []
    options: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()):
        if answer := _ANSWER.fullmatch(line):
            _take(prompt, options, answer["letter"], taken)
            prompt, options = [], {}
        elif option := _OPTION.fullmatch(line):
            options[option["letter"]] = option["text"].strip()
        elif line:
            prompt.append(line)
    if prompt or options:
        _take(prompt, options, "", taken)


def _take(prompt: list[str], options: dict[str, str], right: str, taken: Taken) -> None:
    _ = taken.speech
    taken.number += 1
    asked = Carried("choice", "\n".join(prompt), list(options.values()))
    if right in options:
        asked.right = [list(options).index(right)]
    else:
        taken.lose(_("which answer is right: the line “ANSWER:” names none of them"))
    taken.asked.append(asked)

"""GIFT, Moodle's text format: `::title::Prompt {=right ~wrong}`, a blank line between questions.

Read and written as Moodle's documentation has it (“GIFT format”): `~ = # { } :` are escaped by a
backslash, `%50%` before an answer is its share of the marks, `#` begins feedback, `####` that of
the question.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from poll_server.drafts.exchange.asked import Taken
from poll_server.drafts.exchange.plain import plain
from poll_server.questions.kinds.elsewhere import Carried

GAP = "_____"
"""What Moodle shows where the answers stand in the middle of a sentence."""
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_SPECIAL = re.compile(r"([~=#{}:\\])")
_TITLE = re.compile(r"::(?:[^:\\]|\\.|:(?!:))*::", re.DOTALL)
_FORMAT = re.compile(r"\[(?P<name>html|moodle|plain|markdown)\]", re.IGNORECASE)
_OPEN = re.compile(r"(?<!\\)\{")
_CLOSE = re.compile(r"(?<!\\)\}")
_FEEDBACK = re.compile(r"(?<!\\)#")
_GENERAL = re.compile(r"(?<!\\)####")
_ANSWER = re.compile(r"(?<!\\)([=~])")
_SHARE = re.compile(r"%(?P<share>-?[0-9]{1,3}(?:\.[0-9]{1,9})?)%")
_DIGITS = r"[0-9]+(?:[.,][0-9]+)?"
_NUMBER = re.compile(rf"(?P<low>-?{_DIGITS})(?:\.\.(?P<high>-?{_DIGITS})|:(?P<about>{_DIGITS}))?")
_TRUE = {"t": True, "true": True, "f": False, "false": False}


class GiftAnswer(NamedTuple):
    """One answer between the braces."""

    text: str
    share: float
    """of the marks, in percent"""
    marked_right: bool
    """it began with `=`"""
    shared: bool
    """its share is said, though it be none"""


def is_gift(text: str) -> bool:
    """Whether a text is most likely GIFT: answers in braces behind words."""
    inside = re.findall(r"(?<!\\)\{([^{}]*)(?<!\\)\}", text)
    marked = [each for each in inside if re.match(r"\s*(?:[=~#]|[TF]\b|TRUE|FALSE)", each)]
    return bool(marked)


def read(text: str, taken: Taken) -> None:
    """Takes the questions of a GIFT text."""
    for block in _blocks(text, taken):
        taken.number += 1
        _question(block, taken)


def _blocks(text: str, taken: Taken) -> Iterator[str]:
    _ = taken.speech
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        bare = line.strip()
        if bare.startswith("//"):
            continue
        if bare.startswith("$"):
            if bare.startswith("$CATEGORY"):
                taken.lose(_("the category “%(name)s”", name=bare.partition(":")[2].strip()))
            continue
        if bare:
            lines.append(bare)
        elif lines:
            yield "\n".join(lines)
            lines = []


def _question(block: str, taken: Taken) -> None:
    _ = taken.speech
    title = _TITLE.match(block)
    block = block[title.end() :].strip() if title else block
    if title and not block.startswith(title[0].strip(":").rstrip(".… ")):
        taken.lose(_("its title “%(name)s”", name=_words(title[0][2:-2].strip(), False, taken)))
    html = _html(block)
    block = _FORMAT.sub("", block, count=1) if _FORMAT.match(block) else block
    start = _OPEN.search(block)
    end = _CLOSE.search(block, start.end()) if start else None
    if start is None or end is None:
        prompt, *rest = _words(block, html, taken).split("\n", 1)
        taken.asked.append(Carried("slide", prompt, body="".join(rest)))
        return
    before, inside, after = (
        block[: start.start()],
        block[start.end() : end.start()],
        block[end.end() :],
    )
    gap = f" {GAP} " if re.search(r"\w", after) else after
    asked = Carried("text", _words(before + gap + (after if gap != after else ""), html, taken))
    inside, *general = _GENERAL.split(inside, maxsplit=1)
    asked.explanation = _words("".join(general), html, taken)
    if _answered(asked, inside.strip(), html, taken):
        if asked.form == "text" and asked.explanation:
            taken.lose(_("the explanation"))
        taken.asked.append(asked)


def _html(block: str) -> bool | None:
    found = _FORMAT.match(block)
    name = found["name"].lower() if found else "moodle"
    return {"html": True, "plain": False, "markdown": False}.get(name)


def _words(text: str, html: bool | None, taken: Taken) -> str:
    _ = taken.speech
    bare = _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)
    words, pictures = plain(bare, html=html)
    if pictures:
        taken.lose(_("a picture, sound or film"))
    return words


def _answered(asked: Carried, inside: str, html: bool | None, taken: Taken) -> bool:
    """Fills in what stands between the braces; whether there is such a question here."""
    _ = taken.speech
    word = _FEEDBACK.split(inside, maxsplit=1)[0].strip().casefold()
    if not inside:
        return True
    if word in _TRUE:
        if _FEEDBACK.search(inside):
            taken.lose(_("what is said about single answers"))
        asked.form, asked.options = "choice", [_("True"), _("False")]
        asked.right = [0 if _TRUE[word] else 1]
        return True
    if inside.startswith("#"):
        return _numeric(asked, inside[1:], taken)
    answers = list(_answers(inside, html, taken))
    if all(each.marked_right for each in answers):
        if any("->" in each.text for each in answers):
            taken.left_out(_("matching"))
            return False
        asked.form, asked.words = "words", [each.text for each in answers if each.share > 0]
        _parts(answers, taken)
        return True
    _choice(asked, answers, taken)
    return True


def _answers(inside: str, html: bool | None, taken: Taken) -> Iterator[GiftAnswer]:
    _ = taken.speech
    _lead, *parts = _ANSWER.split(inside)
    for sign, written in zip(parts[::2], parts[1::2], strict=True):
        text, *feedback = _FEEDBACK.split(written, maxsplit=1)
        if any(map(str.strip, feedback)):
            taken.lose(_("what is said about single answers"))
        share = _SHARE.match(text.strip())
        bare = text.strip()[share.end() :] if share else text
        bare = bare.strip()
        own = _html(bare) if (format_ := _FORMAT.match(bare)) else html
        bare = bare[format_.end() :] if format_ else bare
        points = float(share["share"]) if share else 100.0 * (sign == "=")
        yield GiftAnswer(_words(bare, own, taken), points, sign == "=", share is not None)


def _choice(asked: Carried, answers: Sequence[GiftAnswer], taken: Taken) -> None:
    asked.form, asked.options = "choice", [each.text for each in answers]
    asked.right = [place for place, each in enumerate(answers) if each.share > 0]
    if not any(each.marked_right for each in answers) and len(asked.right) != 1:
        several = asked.right or all(each.shared for each in answers)
        asked.most = len(answers) if several else 1
    elif len(asked.right) > 1:
        # Of several that are right in part, one may be chosen: the best counts.
        best = max(each.share for each in answers)
        asked.right = [place for place, each in enumerate(answers) if each.share == best][:1]
    _parts(answers, taken)


def _parts(answers: Sequence[GiftAnswer], taken: Taken) -> None:
    """Marks for a part are lost: here an answer is right or it is not."""
    _ = taken.speech
    given = {each.share for each in answers if each.share > 0}
    if len(given) > 1 or any(each.share < 0 for each in answers):
        taken.lose(_("different marks for single answers"))


def _numeric(asked: Carried, inside: str, taken: Taken) -> bool:
    _ = taken.speech
    asked.form = "number"
    first = _FEEDBACK.split(inside, maxsplit=1)[0].strip().lstrip("=")
    share = _SHARE.match(first)
    found = _NUMBER.match(first[share.end() :] if share else first)
    if found is None:
        return True
    low = found["low"].replace(",", ".")
    if found["high"]:
        high = found["high"].replace(",", ".")
        taken.lose(_("that any number from %(low)s to %(high)s is right", low=low, high=high))
        return True
    asked.number = low
    if float((found["about"] or "0").replace(",", ".")):
        asked.off = found["about"].replace(",", ".")
    return True


def write(questions: Sequence[Carried]) -> bytes:
    """Questions as GIFT, in UTF-8."""
    return ("\n\n".join(map(_written, questions)) + "\n").encode()


def _written(asked: Carried) -> str:
    prompt = f"[plain]{escape(asked.prompt)}"
    general = f" ####{escape(asked.explanation)}" if asked.explanation else ""
    match asked.form:
        case "slide":
            return "\\n".join(filter(None, (prompt, escape(asked.body))))
        case "choice" if len(asked.right) > 1 or (asked.most > 1 and not asked.right):
            right, wrong = _shares(asked)
            inside = [
                f"~%{right if place in asked.right else wrong}%{_answer(each)}"
                for place, each in enumerate(asked.options)
            ]
        case "choice":
            inside = [
                f"={_answer(each, 100)}" if place in asked.right else f"~{_answer(each, 0)}"
                for place, each in enumerate(asked.options)
            ]
        case "number" if asked.number:
            inside = [f"#{asked.number}" + (f":{asked.off}" if asked.off else "")]
        case "words" if asked.words:
            inside = [f"={_answer(each, 100)}" for each in asked.words]
        case _:
            inside = []
    said = f"{' '.join(inside)}{general}"
    gap = " " if said.endswith("\\") else ""  # or the brace would seem to be escaped
    return f"{prompt} {{{said}{gap}}}"


def _shares(asked: Carried) -> tuple[str, str]:
    """Percent of a right and of a wrong answer, where several may be chosen."""
    if not asked.right:
        return "0", "0"
    wrong = len(asked.options) - len(asked.right)
    part = f"{100 / len(asked.right):.5f}".rstrip("0").rstrip(".")
    return part, f"-{f'{100 / wrong:.5f}'.rstrip('0').rstrip('.')}" if wrong else "0"


def _answer(text: str, share: int | None = None) -> str:
    """An answer, escaped; an arrow of two signs would make a matching question of it.

    What begins as a share of the marks or a format does has its own before it: nothing escapes it.

    Args:
        share: of the marks, in percent; None: it is written already.
    """
    written = escape(text.replace("->", "→"))
    if _FORMAT.match(written):
        written = f"[plain]{written}"
    return f"%{share}%{written}" if share is not None and _SHARE.match(written) else written


def escape(text: str) -> str:
    """`text` so that nothing of it means anything to GIFT."""
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")

"""What a text file is written in: said by its first bytes, proved by them, or asked.

UTF-8 and UTF-16 prove themselves. Of the older ones, which have a byte for a character, each reads
every file: the one is right in which the letters stand as letters do. Where several are likely,
somebody has to look.
"""

import codecs
import re
import unicodedata

CANDIDATES = ("cp1252", "cp1250", "mac_roman", "cp850")
"""Windows in Western and Central Europe, the Mac before Unicode, DOS."""
CALLED = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (850)",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GERMAN = frozenset("äöüÄÖÜßéèàáç„“”‚‘’–—…•€§°«»‹›´²³½")
"""What tables in German and English have beside ASCII."""
_WORD = re.compile(r"\S*[^\x00-\x7f]\S*")
MOST_SAMPLES = 5


def decoded(content: bytes) -> str | None:
    """The text, where there is only one that it can be; else None."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _tried(content, encoding)
    if b"\0" in content:
        return _wide(content)
    return _tried(content, "utf-8")


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the ASCII characters in it is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    text = _tried(content, "utf-16-be" if even > odd else "utf-16-le")
    most, least = max(even, odd), min(even, odd)
    if text is None or most * 4 < len(content) or least * 10 > most or "\0" in text:
        return None
    return text


def likely(content: bytes) -> list[str]:
    """Older encodings that it may be written in, the most likely first; those alike count once.

    Empty where it is no text in any of them.
    """
    texts: dict[str, str] = {}
    for encoding in CANDIDATES:
        text = _tried(content, encoding)
        if text is not None and text not in texts.values() and not _controls(text):
            texts[encoding] = text
    faults = {encoding: _faults(text) for encoding, text in texts.items()}
    fewest = min(faults.values(), default=0)
    plain = [encoding for encoding, found in faults.items() if found == fewest]
    return sorted(plain, key=lambda encoding: _strange(texts[encoding]))


def _controls(text: str) -> bool:
    return any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v" for c in set(text))


def _faults(text: str) -> int:
    """Words in which a sign stands between letters, or a capital behind a small one."""
    return sum(map(_is_torn, _WORD.findall(text)))


def _is_torn(word: str) -> bool:
    for at, character in enumerate(word):
        if character.isascii() or character == "’":
            continue
        before, after = word[max(at - 1, 0) : at], word[at + 1 : at + 2]
        if character.isalpha() and character not in "ªº":
            if character.isupper() and (before.islower() or (before.isalpha() and after.islower())):
                return True
        elif (before.isalpha() and after.isalpha()) or (
            character not in _GERMAN and (before.isalpha() or after.isalpha())
        ):
            return True
    return False


def _strange(text: str) -> int:
    return sum(not c.isascii() and c not in _GERMAN for c in text)


def samples(texts: list[str], encoding: str) -> list[str]:
    """The first words, of texts with a character for each byte, that encodings differ in."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(text):
            found.setdefault(reread(word, encoding)[:40])
            if len(found) == MOST_SAMPLES:
                return list(found)
    return list(found)


def reread(text: str, encoding: str) -> str:
    """A text with a character for each byte, in this encoding."""
    return text.encode("latin-1").decode(encoding, "replace")

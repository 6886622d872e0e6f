"""Which line each field of a TOML text stands in, so that a mistake can be pointed at.

`tomllib` reads TOML but forgets where things stood. This scanner reads the same text a second
time, only for the places, and so it may believe that the text is right:

    lines_of('[[polls]]\\nid = "a"')  → {("polls",): 1, ("polls", 0): 1, ("polls", 0, "id"): 2}

It knows tables, arrays of tables, dotted and quoted keys, the four kinds of string, arrays and
inline tables.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]
"""The way to a field: keys, and places in arrays from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*")
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEY.pattern})[ \t]*\]\]?")
# A multi-line string may end in up to two quotes of its own before the three that close it.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|'
    r"'''.*?'''(?:'{0,2})|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\r\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every field, table and array element of `text`, which is right TOML."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of `path`, or of what stands nearest around it where it is not written itself."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def show_path(path: Path) -> str:
    """`polls[0].questions[2].most`"""
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")


class _Scanner:
    """Walks through the text once; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._lengths: dict[Path, int] = {}  # of the arrays of tables seen so far

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._blank()
        return self.lines

    def _header(self) -> Path:
        """Reads `[table]` or `[[array of tables]]`."""
        header = _HEADER.match(self.text, self.at)
        assert header is not None
        line = self._line()
        *outer, name = _parts(header[2])
        path: Path = ()
        for part in outer:
            path = self._last_of((*path, part))
            self.lines.setdefault(path, line)
        path = (*path, name)
        self.lines.setdefault(path, line)
        if header[1] == "[[":
            self._lengths[path] = self._lengths.get(path, 0) + 1
            path = self._last_of(path)
            self.lines[path] = line
        self.at = header.end()
        return path

    def _last_of(self, path: Path) -> Path:
        """The table that a header means by `path`: in an array of tables, its last one."""
        return (*path, self._lengths[path] - 1) if path in self._lengths else path

    def _pair(self, table: Path) -> None:
        """Reads `key = value`, the key perhaps dotted."""
        key = _KEY.match(self.text, self.at)
        assert key is not None
        line = self._line()
        path = table
        for part in _parts(key[0]):
            path = (*path, part)
            self.lines.setdefault(path, line)
        self.at = self.text.index("=", key.end()) + 1
        self._blank()
        self._value(path)

    def _value(self, path: Path) -> None:
        self.lines.setdefault(path, self._line())
        if self.text[self.at] == "[":
            self._array(path)
        elif self.text[self.at] == "{":
            self._inline_table(path)
        else:
            value = _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
            assert value is not None
            self.at = value.end()

    def _array(self, path: Path) -> None:
        place = 0
        while self._more("]"):
            self._value((*path, place))
            place += 1

    def _inline_table(self, path: Path) -> None:
        while self._more("}"):
            self._pair(path)

    def _more(self, end: str) -> bool:
        """Steps over the opening bracket or the comma; whether another item follows."""
        self._blank()
        if self.text[self.at] != end:
            self.at += 1
            self._blank()
        if self.text[self.at] != end:
            return True
        self.at += 1
        return False

    def _blank(self) -> None:
        blank = _BLANK.match(self.text, self.at)
        assert blank is not None
        self.at = blank.end()

    def _line(self) -> int:
        return bisect_left(self._line_ends, self.at) + 1


def _parts(key: str) -> list[str]:
    """The parts of a dotted key, unquoted by tomllib itself."""
    parts = []
    table: Any = tomllib.loads(f"{key} = 0")
    while isinstance(table, dict):
        (part, table), *_ = table.items()
        parts.append(part)
    return parts

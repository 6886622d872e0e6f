"""The templates of a package, speaking one language: for pages and for files alike."""

import re
from functools import cache
from importlib.resources import files
from types import CodeType

import msgspec
from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from poll_server.locale import LANGUAGE_NAMES, speak
from poll_server.looks.look import css

from .percent import format_percent
from .text import say

LONGEST_WHOLE = 32
"""Letters of a word for which a table is scrolled: `Berufsorientierungsveranstaltung`. What is
longer is no word, and is torn instead."""
_PARTS = re.compile(r"(\s+)")


class CompiledOnce(BytecodeCache):
    """What jinja made of each template, for all languages: they differ in what is looked up while
    a page is drawn. To compile them all takes 0.7 s of a core."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what has been made of this text, if anything has."""
        bucket.code = self._made.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has just been made; as long as the process."""
        self._made[bucket.key, bucket.checksum] = bucket.code


_COMPILED = CompiledOnce()


@cache
def templates(package: str, language: str) -> Environment:
    """The templates of `package` (`audience`, `presenter`, `poll_server`), speaking `language`."""
    environment = Environment(
        loader=_loader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
        auto_reload=False,  # looking at the file's date for every page took a tenth of its time
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        speak(language).translations, newstyle=True
    )
    environment.globals |= {
        "language": language,
        "language_names": LANGUAGE_NAMES,
        "say": lambda text: say(text, language),
        "format_percent": lambda value: format_percent(value, language),
        "whole_words": whole_words,
        "json": lambda value: msgspec.json.encode(value).decode(),
        "theme_css": css(),
    }
    return environment


def whole_words(text: str) -> Markup:
    """A label of which only what is no word may be torn (`.torn`); it parts at blanks."""
    torn = Markup('<span class="torn">{}</span>')
    parts = (torn.format(p) if len(p) > LONGEST_WHOLE else escape(p) for p in _PARTS.split(text))
    return Markup("").join(parts)


def _loader(package: str) -> BaseLoader:
    """The package's own templates, and those of its parts: `screen.html`, `stage/page.html`."""
    folder = files(package)
    parts = [part.name for part in folder.iterdir() if (part / "templates").is_dir()]
    loaders: list[BaseLoader] = []
    if (folder / "templates").is_dir():
        loaders.append(PackageLoader(package))
    if parts:
        loaders.append(PrefixLoader({part: PackageLoader(f"{package}.{part}") for part in parts}))
    return ChoiceLoader(loaders)

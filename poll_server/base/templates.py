"""The templates of a package, speaking one language: for pages and for files alike."""

from functools import cache
from importlib.resources import files

import msgspec
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from poll_server.locale import speak
from poll_server.looks.look import css

from .percent import format_percent
from .text import say


@cache
def templates(package: str, language: str) -> Environment:
    """The templates of `package` (`audience`, `presenter`, `poll_server`), speaking `language`."""
    environment = Environment(
        loader=_loader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # looking at the file's date for every page took a tenth of its time
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        speak(language).translations, newstyle=True
    )
    environment.globals |= {
        "language": language,
        "say": lambda text: say(text, language),
        "format_percent": lambda value: format_percent(value, language),
        "json": lambda value: msgspec.json.encode(value).decode(),
        "theme_css": css(),
    }
    return environment


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

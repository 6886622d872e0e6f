"""Settings as options of the command line, and a sentence for each that is wrong."""

import argparse
import os
from collections.abc import Mapping
from typing import Any

import msgspec
import msgspec.inspect

from poll_server.base.settings import Settings


class WrongSetting(ValueError):
    """Settings that cannot be; `sentences` says of each what was typed and what would be right."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """An option for each named setting; what is not given comes from `POLL_*` or the default."""
    group = parser.add_argument_group("settings", "each is also a variable, POLL_ + its name")
    for field in settings_fields():
        if field["name"] not in names:
            continue
        option = f"--{field['name'].replace('_', '-')}"
        shown = f"{field['description']} [{field['default']}]".replace("%", "%%")
        if field["type"] is bool:
            group.add_argument(
                option, action="store_const", const="true", default=argparse.SUPPRESS, help=shown
            )
        else:
            group.add_argument(
                option,
                default=argparse.SUPPRESS,
                metavar=field["type"].__name__.upper(),
                help=shown,
            )


def settings_fields() -> list[dict[str, Any]]:
    """Name, type, default and description of every setting, for `--help` and settings.md."""
    defaults = Settings()
    described = msgspec.inspect.type_info(Settings)
    assert isinstance(described, msgspec.inspect.StructType)
    fields = []
    for field in described.fields:
        value = getattr(defaults, field.name)
        extra = getattr(field.type, "extra_json_schema", None) or {}
        fields.append(
            {
                "name": field.name,
                "type": type(value),
                "default": "the user's data folder" if field.name == "data_dir" else value,
                "description": extra.get("description", ""),
            }
        )
    return fields


def settings_from(options: argparse.Namespace, environ: Mapping[str, str] = os.environ) -> Settings:
    """Options over environment over defaults.

    Raises:
        WrongSetting: with a sentence for each value that cannot be.
    """
    typed = {
        name: (f"--{name.replace('_', '-')}", str(getattr(options, name)))
        for name in Settings.__struct_fields__
        if hasattr(options, name)
    }
    named = {
        name: (f"POLL_{name.upper()}", value)
        for name in Settings.__struct_fields__
        if (value := environ.get(f"POLL_{name.upper()}", ""))
    }
    # An option without a value says as much as none: whoever writes a service file may leave it so.
    given = {**named, **{name: each for name, each in typed.items() if each[1]}}
    wrong = [
        f"{said} is “{value}”: {needs(name)} is needed."
        for name in Settings.__struct_fields__
        for said, value in ([given[name]] if name in given else [])
        if not _fits(name, value)
    ]
    if wrong:
        raise WrongSetting(wrong)
    return Settings.from_env({f"POLL_{name.upper()}": value for name, (_, value) in given.items()})


def _fits(name: str, value: str) -> bool:
    try:
        Settings.from_env({f"POLL_{name.upper()}": value})
    except msgspec.ValidationError:
        return False
    return name != "public_url" or value.startswith(("http://", "https://"))


def needs(name: str) -> str:
    """What the setting `name` may be, in words: “a whole number from 1 to 64”."""
    if name == "public_url":
        return "an address that begins with http:// or https://"
    described = msgspec.inspect.type_info(Settings)
    assert isinstance(described, msgspec.inspect.StructType)
    (kind,) = [field.type for field in described.fields if field.name == name]
    kind = getattr(kind, "type", kind) if isinstance(kind, msgspec.inspect.Metadata) else kind
    if isinstance(kind, msgspec.inspect.BoolType):
        return "true or false"
    if not isinstance(kind, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return "a text"
    what = "a whole number" if isinstance(kind, msgspec.inspect.IntType) else "a number"
    least = f"from {kind.ge:g}" if kind.ge is not None else ""
    least = f"above {kind.gt:g}" if kind.gt is not None else least
    most = f" to {kind.le:g}" if kind.le is not None else ""
    return f"{what} {least}{most}" if most else f"{what} {least} on"

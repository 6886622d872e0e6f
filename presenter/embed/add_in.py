"""The manifest of a content add-in for PowerPoint: a slide then holds the live result itself.

It is the XML form, schema 1.1 (MS-OWEMXML): order and lengths are the schema's. Its page is that of
any frame, by a link of its own. That page does not load Microsoft's `office.js`, since no page of
ours asks another host, and it needs nothing of the presentation: it only shows.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

NAMESPACE = "http://schemas.microsoft.com/office/appforoffice/1.1"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
LOCALES = {"de": "de-DE", "en": "en-US"}
LONGEST_NAME, LONGEST_DESCRIPTION = 125, 250
"""Characters, by the schema: of names, and of what they are described by."""
SIZE = (1000, 563)
"""Pixels: the widest that the schema allows, and 16:9."""


class NeedsHttps(Exception):
    """Office takes pages by https only."""


def manifest(address: str, names: tuple[str, str, str], language: str, made: datetime) -> bytes:
    """The manifest.

    Args:
        address: of the page, with its link's secret.
        names: who provides it, what it is called, and what it does; cut where they are too long.
        language: of these.
        made: PowerPoint takes a later file for a newer version of the same add-in.

    Raises:
        NeedsHttps: the address has another scheme.
    """
    if not address.startswith("https://"):
        raise NeedsHttps
    provider, name, does = names
    register_namespace("", NAMESPACE)
    register_namespace("xsi", INSTANCE)
    root = Element(f"{{{NAMESPACE}}}OfficeApp", {f"{{{INSTANCE}}}type": "ContentApp"})

    def put(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
        made = SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
        made.text = text or None
        return made

    put(root, "Id", str(uuid5(NAMESPACE_URL, address.partition("#")[0])))
    put(root, "Version", f"1.{made:%y}.{int(f'{made:%m%d}')}.{int(f'{made:%H%M}')}")
    put(root, "ProviderName", _cut(provider, LONGEST_NAME))
    put(root, "DefaultLocale", LOCALES.get(language, LOCALES["en"]))
    put(root, "DisplayName", DefaultValue=_cut(name, LONGEST_NAME))
    put(root, "Description", DefaultValue=_cut(does, LONGEST_DESCRIPTION))
    put(put(root, "Hosts"), "Host", Name="Presentation")
    settings = put(root, "DefaultSettings")
    put(settings, "SourceLocation", DefaultValue=address)
    put(settings, "RequestedWidth", str(SIZE[0]))
    put(settings, "RequestedHeight", str(SIZE[1]))
    put(root, "Permissions", "Restricted")
    put(root, "AllowSnapshot", "false")  # no result is kept in the presentation's file
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"

"""XML and ZIP files that mean harm."""

import io
import zipfile

import pytest

from poll_server.drafts.exchange.xml import inner, members, parsed
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.locale import speak


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>',
        '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/hostname">]><quiz>&a;</quiz>',
        "<quiz>",
    ],
)
def test_entities_and_broken_xml_are_refused(hostile: str) -> None:
    with pytest.raises(ValueError, match=r"no XML|DTDForbidden"):
        parsed(hostile)


def test_namespaces_are_left_out_and_words_are_kept() -> None:
    root = parsed('<a xmlns="urn:x">1 &lt; <b>2</b> <c>gone</c>!</a>')
    assert (root.tag, inner(root, frozenset("c"))) == ("a", "1 &lt; <b>2</b> !")


def test_a_zip_file_that_grows_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a.xml", b" " * 11_000_000)
    with pytest.raises(SheetMistakes, match="too large"):
        members(made.getvalue(), speak("en"))

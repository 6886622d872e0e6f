"""The contents of a Word file: a field that Word can fill anew, in Word's own frame for it."""

from typing import Any

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from .styles import CONTENTS, add_paragraph, id_of

CONTENTS_TOGETHER = 24
"""Lines of the contents up to which they stand on one page: about half of it."""
BODY = "Body"
"""The bookmark around all that the contents list."""


class ContentsField:
    """The list of chapters and questions: a field of Word's own, filled as headings come.

    Without the pages: only Word knows them, and writes them beside where somebody has the field
    renewed (F9).
    """

    def __init__(self, document: Document) -> None:
        """It stands where the document ends now, below its heading."""
        self._document = document
        self._heading = document.paragraphs[-1]
        self._next = add_paragraph(document, CONTENTS[0])
        self._count = 0
        start = self._next.add_run()._r
        for kind in ("begin", "", "separate"):
            start.append(_field(kind))
        self._last = add_paragraph(document, CONTENTS[1])
        self._last.add_run()._r.append(_field("end"))
        mark = f'<w:bookmarkStart {nsdecls("w")} w:id="0" w:name="{BODY}"/>'
        self._last._p.append(parse_xml(mark))

    def close(self) -> None:
        """What is listed ends where the document ends now; it stays together where it is short."""
        if self._count <= CONTENTS_TOGETHER:
            for name in CONTENTS:  # lines that Word writes anew have nothing but their style
                self._document.styles[name].paragraph_format.keep_with_next = True
            self._last.paragraph_format.keep_with_next = False
        end = self._document.paragraphs[-1]._p
        end.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="0"/>'))
        self._frame()

    def _frame(self) -> None:
        """Heading and lines in Word's frame for contents: LibreOffice parts the two without it."""
        frame = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:docPartObj>"
            '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            "</w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
        )
        first, last = self._heading._p, self._last._p
        first.addprevious(frame)
        while frame.getnext() is not last:
            frame[-1].append(frame.getnext())
        frame[-1].append(last)

    def add(self, heading: Paragraph, text: str, level: int) -> None:
        """A line that leads to `heading`."""
        self._count += 1
        name = f"_Toc{self._count:08}"
        mark = f'w:id="{self._count}"'
        before = parse_xml(f'<w:bookmarkStart {nsdecls("w")} {mark} w:name="{name}"/>')
        after = parse_xml(f"<w:bookmarkEnd {nsdecls('w')} {mark}/>")
        heading._p.insert(1 if heading._p.pPr is not None else 0, before)
        heading._p.append(after)
        line = self._next if self._count == 1 else self._last.insert_paragraph_before()
        line._p.style = id_of(CONTENTS[level - 1])
        link = parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="{name}" w:history="1"><w:r>'
            '<w:t xml:space="preserve"/></w:r></w:hyperlink>'
        )
        next(link.iter(qn("w:t"))).text = text
        line._p.append(link)


def _field(kind: str) -> Any:
    """The beginning, code, middle or end of the contents' field."""
    if kind:
        return parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>')
    code = rf'TOC \o "1-2" \h \z \b {BODY}'
    return parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{code}</w:instrText>')

"""Pictures of a Word file, their ids counted instead of searched for.

python-docx looks through the whole document for the number of each new picture, and hashes all that
came before: with the hundred charts of a congress that takes longer than everything else it does.
"""

from typing import Any

from docx.document import Document
from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.shared import Length
from docx.text.paragraph import Paragraph


class PictureParts:
    """All pictures of one document, which has none but these."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._count = 0
        self._kept: dict[bytes, tuple[str, Image]] = {}

    def add(
        self,
        paragraph: Paragraph,
        content: bytes,
        said: str,
        wide: Length,
        high: Length | None = None,
    ) -> None:
        """Put a picture at the end of a paragraph.

        Args:
            content: the picture's file; one that is there already is not kept twice.
            said: what it shows, in words.
            high: where it is not given, the picture keeps its shape.
        """
        if content not in self._kept:
            self._kept[content] = self._keep(content)
        relation, image = self._kept[content]
        self._count += 1
        size = image.scaled_dimensions(wide, high)
        inline: Any = CT_Inline.new_pic_inline(self._count, relation, f"image.{image.ext}", *size)
        # Where no distance to what is around it is written, LibreOffice takes 3 mm.
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("descr", said)
        inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("descr", said)
        paragraph.add_run()._r.add_drawing(inline)

    def _keep(self, content: bytes) -> tuple[str, Image]:
        image = Image.from_blob(content)
        name = PackURI(f"/word/media/image{len(self._kept) + 1}.{image.ext}")
        part = ImagePart.from_image(image, name)
        return self._part.relate_to(part, RELATIONSHIP_TYPE.IMAGE), image

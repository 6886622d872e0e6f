"""Names for the parts of a PPTX file, counted instead of searched for.

python-pptx walks through the whole file for the name of each new slide, chart and workbook: with
the hundreds of slides of a congress that takes longer than everything else together.
"""

from typing import Any, cast

from pptx.opc.package import OpcPackage
from pptx.opc.packuri import PackURI


def count_part_names(package: OpcPackage) -> None:
    """From now on `package` numbers its parts one after another, on from those it has.

    No part may be taken out afterwards and its name be given again.
    """
    search, last = package.next_partname, dict[str, int]()

    def next_partname(template: str) -> PackURI:
        if template in last:
            last[template] += 1
        else:
            before, _, after = template.partition("%d")
            last[template] = int(search(template).removeprefix(before).removesuffix(after))
        return PackURI(template % last[template])

    cast(Any, package).next_partname = next_partname

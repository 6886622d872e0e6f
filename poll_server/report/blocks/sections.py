"""The blocks of a report as sections in each other, for formats that nest them: pages, slides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .blocks import Block, Contents, Heading


@dataclass
class Section:
    """A heading, what stands under it, and the sections with lower headings."""

    heading: Heading
    blocks: list[Block] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)


def nested(blocks: Iterable[Block]) -> Section:
    """The report's section, with all others in it.

    What stands above the title counts to it, and so do the contents, wherever they come.
    """
    root: Section | None = None
    above: list[Block] = []
    open_: list[Section] = []
    for block in blocks:
        if not isinstance(block, Heading):
            at = open_[-1] if open_ else None
            under = root if isinstance(block, Contents) else at
            (under.blocks if under else above).append(block)
            continue
        section = Section(block)
        while open_ and open_[-1].heading.level >= block.level:
            open_.pop()
        if open_:
            open_[-1].sections.append(section)
        else:
            assert root is None, "a report has one title"
            root, section.blocks = section, above
        open_.append(section)
    assert root is not None, "a report has a title"
    return root


def below(section: Section) -> Iterator[Section]:
    """Every section under `section`, in the order of the report."""
    for each in section.sections:
        yield each
        yield from below(each)

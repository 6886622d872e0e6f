"""A question's form, described once, for the page without JavaScript and for the script alike.

A form is groups of native controls. A kind that wants a control of its own describes it with these
and names it in `look`: its phone file may then draw something better over them, and whoever has no
script, or another browser, answers all the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

Form = Mapping[str, Sequence[str]]
"""A posted form: the values of each control, by its name."""
Filled = dict[str, list[str]]
"""What a form holds: the ticked values or written texts of each control, by its name."""
ControlType = Literal["radio", "checkbox", "select", "text", "textarea", "number"]


class Option(msgspec.Struct, frozen=True):
    """One radio button, checkbox, or line of a select."""

    value: str
    label: str


class Control(msgspec.Struct, frozen=True, omit_defaults=True):
    """One group of a question's form, in the reader's language. `name` is the form field."""

    name: str
    type: ControlType
    legend: str = ""
    options: tuple[Option, ...] = ()
    most: int = 0
    """checkboxes that may be chosen, or inputs of this group"""
    least: int = 0
    """boxes of this group that have to be chosen; 0: it may be left out, where others are not"""
    length: int = 0
    """characters that a text may have"""
    parts: tuple[str, ...] = ()
    """of a group of selects of one name, what each of them is for"""
    look: str = ""
    """what the kind's phone file may make of it; empty: just the native controls"""
    low: int = 0
    high: int = 0
    """the least and the most that a number may be; a select without options offers these numbers"""
    step: int = 0
    """of a number: what it may differ by; 0: 1"""
    shuffled: int = 0
    """options, from the first on, that a phone shows in an order of its own (`arranged`)"""
    paired: int = 0
    """so many pairs of the options are asked, each as a group of its own (`arranged`)"""
    together: int = 0
    """or so many options in each; then each is asked about in every one of `parts`"""
    joined: int = 0
    """options, the last ones, that the audience added; of each there are `often` groups more"""
    often: int = 0
    for_script: dict[str, str] = {}
    """what the phone file needs beside the controls: texts in the reader's language, numbers"""
    same: bool = False
    """its options are those of the control before it, and left out: statements share theirs"""

    @property
    def answerable(self) -> bool:
        """Whether there is something to choose, or a field to fill in."""
        return bool(self.options) or self.same or self.type not in ("radio", "checkbox")


def shared(controls: Sequence[Control]) -> tuple[Control, ...]:
    """`controls` with options that are those of the control before left out (`Control.same`)."""
    return tuple(
        msgspec.structs.replace(control, options=(), same=True)
        if control.options and before is not None and control.options == before.options
        else control
        for before, control in zip((None, *controls), controls, strict=False)
    )


def whole(controls: Sequence[Control]) -> Iterator[Control]:
    """`controls` with the options that `shared` left out."""
    options: tuple[Option, ...] = ()
    for control in controls:
        options = options if control.same else control.options
        yield msgspec.structs.replace(control, options=options, same=False)


def arranged(controls: Sequence[Control], order: str) -> Iterator[Control]:
    """`controls` with shuffled options in the order that `order` gives; none without it.

    Where pairs or sets are asked, a group for each of them.

    `controls.js` does the same, so a page and its script agree.

    Args:
        order: letters that are one phone's and one question's own.
    """
    for control in controls:
        first = control.options[: control.shuffled] if order else ()
        mixed = sorted(first, key=lambda option: _mixed(f"{option.value}|{order}"))
        options = *mixed, *control.options[len(first) :]
        yield from _groups(msgspec.structs.replace(control, options=options))


def _groups(control: Control) -> Iterator[Control]:
    """A group for each pair, or each part of each set; or the control itself.

    Behind those of the deck's own options come those of each that the audience added, beside others
    from its own place in this phone's order on: so what is on a page stays as more are added.
    """
    if not control.paired:
        yield control
        return
    size = len(control.options) - control.joined
    own, together = control.options[:size], control.together or 2
    found = _sets(own, control) if control.together else _pairs(own, control)
    for new in control.options[size:]:
        start = int(new.value[1:5], 16)
        for n in range(control.often):
            beside = [own[(start + n * (together - 1) + k) % size] for k in range(together - 1)]
            beside.insert(int(beside[0].value) % together, new)
            found[_named(beside)] = beside
    for n, (name, options) in enumerate(found.items(), 1):
        for part, legend in enumerate(control.parts or (control.legend,)):
            yield msgspec.structs.replace(
                control,
                name=f"{control.name}-{part}-{name}" if control.parts else f"{control.name}-{name}",
                legend=f"{legend} ({n}/{len(found)})",
                options=tuple(options),
                parts=(),
                paired=0,
                together=0,
                joined=0,
                often=0,
                for_script=control.for_script if n == 1 and part == 0 else {},
            )


def _named(options: Iterable[Option]) -> str:
    """The options' values, those of the deck by number first."""
    values = (each.value for each in options)
    return "-".join(sorted(values, key=lambda value: (len(value), value)))


def _pairs(options: Sequence[Option], control: Control) -> dict[str, list[Option]]:
    """As many pairs as are asked: neighbours first, so that all options are met before one is
    again, then those that are further and further apart.
    """
    found: dict[str, list[Option]] = {}
    size = len(options)
    for far in range(1, size // 2 + 1):
        for place in (*range(0, size, 2), *range(1, size, 2)):
            pair = [options[place], options[(place + far) % size]]
            if len(found) < control.paired:
                found.setdefault(_named(pair), pair)
    return found


def _sets(options: Sequence[Option], control: Control) -> dict[str, list[Option]]:
    """As many sets as are asked.

    A set takes one option after the other: one that was in fewest sets; of those the one that met
    fewest of those in it; of those the first. So all are met as often, or once more.
    """
    found: dict[str, list[Option]] = {}
    met = Counter[str]()
    for _ in range(control.paired):
        chosen: list[Option] = []
        for _place in range(control.together):
            left = [option for option in options if option not in chosen]
            chosen.append(
                min(
                    left,
                    key=lambda each: (
                        met[each.value],
                        sum(met[f"{each.value}|{other.value}"] for other in chosen),
                    ),
                )
            )
        for one in chosen:
            met.update([one.value, *(f"{one.value}|{other.value}" for other in chosen)])
        found.setdefault(_named(chosen), chosen)
    return found


def _mixed(text: str) -> int:
    """32 bits of ASCII `text`: FNV-1a, mixed as by MurmurHash3, since FNV leaves order behind."""
    bits = 2166136261
    for letter in text.encode():
        bits = (bits ^ letter) * 16777619 & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        bits = (bits ^ bits >> shift) * factor & 0xFFFFFFFF
    return bits


def answerable(controls: Sequence[Control]) -> bool:
    """Whether a question can be answered by this form: each of its groups can."""
    return bool(controls) and all(control.answerable for control in controls)


class Described(msgspec.Struct, frozen=True):
    """What people are told of one field that a kind brings: in the editor, in tables."""

    label: str
    help: str = ""
    row: str = ""
    """of a list: what one of its rows is called; empty: as the list"""
    least: int | None = None
    most: int | None = None
    """of a number"""
    column: str = ""
    """its column in a table of questions, a list's for each place; empty: it has none"""
    choices: tuple[tuple[str, str], ...] = ()
    """of a text that cannot be anything: (value, label)"""
    offered: str = ""
    """of a list of names: the list of texts among which they are"""
    instead_of: str = ""
    """the field that mostly makes this one needless"""
    line: str = ""
    """a pattern, with a group `value`, of a line that fills it where somebody pastes a question"""


class HasForm(Protocol):
    """What of a question can be worked with by its form alone, whatever its kind."""

    def controls(self, language: str) -> tuple[Control, ...]:
        """The form, in `language`."""

    def read(self, form: Form) -> Any:
        """The (unchecked) answer in a form."""

    def check(self, answer: Any) -> Any:
        """`answer` in its one canonical form."""

    def count(self, answer: Any) -> Mapping[str, int]:
        """The counters that a checked answer adds to."""

"""Colours of steps, and what is read on them."""

from collections.abc import Sequence

from poll_server.looks.colours import contrast


def palette(five: Sequence[str], steps: int) -> list[str]:
    """A colour for each of 2 to 10 steps, lowest first, out of the five of agreement.

    Up to five steps take them as they are; an even number leaves out the neutral one.
    """
    ready = {1: (4,), 2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
    if steps in ready:
        return [five[n] for n in ready[steps]]
    places = [n * (len(five) - 1) / (steps - 1) for n in range(steps)]
    return [
        _between(five[int(place)], five[min(int(place) + 1, len(five) - 1)], place % 1)
        for place in places
    ]


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on `colour`: 4.58:1 at least (√21), on any."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, colour))


def _between(one: str, other: str, share: float) -> str:
    """The colour at `share` (0 to 1) of the way from `one` to `other`."""
    mixed = (
        round(a + (b - a) * share)
        for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)

"""The colours keep their promises: contrast (WCAG 2.2), and distance for the colour-blind."""

import math
from collections.abc import Callable, Sequence
from itertools import combinations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from poll_server.looks.colours import oklch, shade
from poll_server.looks.look import DARK, LIGHT, LOOKS, Look, branded, css
from poll_server.questions.drawing.tones import ink_on, palette

Linear = tuple[float, float, float]
"""Red, green, blue, each 0 to 1, without the gamma of sRGB."""

# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision
# Deficiency, IEEE TVCG 15(6), 2009; matrices for severity 1.0, on linear RGB.
MACHADO = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
EYES = ("full colour vision", *MACHADO)


def linear(colour: str) -> Linear:
    """`#rrggbb` as linear RGB (IEC 61966-2-1)."""
    parts = [byte / 255 for byte in bytes.fromhex(colour[1:])]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        red, green, blue = linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, eyes: str) -> Linear:
    """The colour as these eyes see it."""
    rgb = linear(colour)
    if eyes not in MACHADO:
        return rgb
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(line, rgb, strict=True))))
        for line in MACHADO[eyes]
    )
    return red, green, blue


def lab(rgb: Linear) -> Linear:
    """CIELAB under D65."""
    red, green, blue = rgb
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: str, other: str, eyes: str) -> float:
    """ΔE76 of two colours for these eyes; above 15 they are told apart at a glance."""
    a, b = lab(seen(one, eyes)), lab(seen(other, eyes))
    return math.dist(a, b)


def closest(colours: Sequence[str], eyes: str) -> float:
    return min(distance(one, other, eyes) for one, other in combinations(colours, 2))


PAIRS: list[tuple[str, Callable[[Look], str], Callable[[Look], str], float]] = [
    # 7:1 and more for what the last row reads; 4.5:1 for text; 3:1 for large text and graphics.
    ("ink on paper", lambda look: look.ink, lambda look: look.paper, 7),
    ("ink on card", lambda look: look.ink, lambda look: look.card, 7),
    ("ink on the chosen answer", lambda look: look.ink, lambda look: look.soft, 7),
    ("ink on a track", lambda look: look.ink, lambda look: look.track, 7),
    ("muted on paper", lambda look: look.muted, lambda look: look.paper, 4.5),
    ("muted on card", lambda look: look.muted, lambda look: look.card, 4.5),
    ("muted on the chosen answer", lambda look: look.muted, lambda look: look.soft, 4.5),
    ("accent as text on paper", lambda look: look.accent, lambda look: look.paper, 4.5),
    ("accent as text on card", lambda look: look.accent, lambda look: look.card, 4.5),
    ("accent as text on soft", lambda look: look.accent, lambda look: look.soft, 4.5),
    ("text on a button", lambda look: look.on_accent, lambda look: look.accent, 4.5),
    ("warning on paper", lambda look: look.warn, lambda look: look.paper, 4.5),
    ("warning on card", lambda look: look.warn, lambda look: look.card, 4.5),
    ("error on paper", lambda look: look.error, lambda look: look.paper, 4.5),
    ("error on card", lambda look: look.error, lambda look: look.card, 4.5),
    ("leader on its track", lambda look: look.accent, lambda look: look.track, 3),
    ("bar on its track", lambda look: look.bar, lambda look: look.track, 3),
    ("bar on paper", lambda look: look.bar, lambda look: look.paper, 3),
    ("outline of a pale bar on its track", lambda look: look.muted, lambda look: look.track, 3),
]


@pytest.mark.parametrize("theme", LOOKS)
@pytest.mark.parametrize(("what", "front", "ground", "least"), PAIRS, ids=[p[0] for p in PAIRS])
def test_every_pair_that_is_read_has_contrast(
    theme: str,
    what: str,
    front: Callable[[Look], str],
    ground: Callable[[Look], str],
    least: float,
) -> None:
    look = {"light": LIGHT, "dark": DARK}[theme]
    assert contrast(front(look), ground(look)) >= least, what


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_are_read_on_every_ground_they_stand_on(look: Look) -> None:
    for colour in look.categories:
        assert contrast(colour, look.paper) >= 3.5
        assert contrast(colour, look.card) >= 3


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_categories_look_alike(look: Look, eyes: str) -> None:
    assert closest(look.categories, eyes) >= 19


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_steps_of_agreement_look_alike(look: Look, eyes: str) -> None:
    assert closest(look.agreement, eyes) >= 15


@pytest.mark.parametrize("steps", range(2, 11))
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_numbers_are_read_on_every_step(look: Look, steps: int) -> None:
    colours = palette(look.agreement, steps)
    assert len(set(colours)) == steps
    assert (colours[0], colours[-1]) == (look.agreement[0], look.agreement[-1])
    assert min(contrast(ink_on(colour), colour) for colour in colours) >= 4.5


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_leader_stands_out(look: Look, eyes: str) -> None:
    assert distance(look.accent, look.bar, eyes) >= 8


# ── A colour of an event's own ────────────────────────────────────────────────────────────────

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#808080")
@example("#00dd65")  # 3.000001 to 1 by the exact shares of the colours, 2.9999 by WCAG's
@example("#e2138b")  # of thousands, the one whose bars come closest for the colour-blind
def test_whatever_colour_an_event_wishes_for_every_promise_holds(wish: str) -> None:
    for theme, look in branded(wish).items():
        for what, front, ground, least in PAIRS:
            assert contrast(front(look), ground(look)) >= least, (theme, what, look)
        for eyes in EYES:
            assert distance(look.accent, look.bar, eyes) >= 8, (theme, eyes, look)
        own = {name: getattr(LOOKS[theme], name) for name in ("accent", "bar", "soft")}
        assert msgspec.structs.replace(look, **own) == LOOKS[theme]  # and nothing else is another


@given(COLOURS)
def test_a_colour_that_can_be_read_is_shown_as_it_is_and_any_other_in_its_hue(wish: str) -> None:
    for theme, end in (("light", "#000000"), ("dark", "#ffffff")):
        shown = branded(wish)[theme].accent  # type: ignore[index]
        assert contrast(shown, end) <= contrast(wish, end) + 0.01  # only ever towards that end
        if shown != wish and oklch(shown).chroma > 0.05 < oklch(wish).chroma:
            assert abs(math.remainder(oklch(shown).hue - oklch(wish).hue, 360)) < 4
    soft = branded(wish)["light"].soft
    legible = min(contrast(wish, ground) for ground in (LIGHT.paper, LIGHT.card, soft)) >= 4.5
    assert (branded(wish)["light"].accent == wish) == legible


@given(COLOURS)
def test_a_colour_by_its_looks_is_the_same_colour(colour: str) -> None:
    assert shade(oklch(colour)) == colour


def test_an_event_without_a_wish_has_the_look_of_the_house() -> None:
    assert branded("") == LOOKS
    assert css("#1f4e9e") != css() == css("")


def test_the_styles_hold_both_themes_once_for_the_system_and_once_by_hand() -> None:
    styles = css()
    assert styles.count(f"--paper:{DARK.paper};") == 2
    assert styles.count(f"--paper:{LIGHT.paper};") == 1
    assert "--on-accent:" in styles
    assert "categories" not in styles

"""Texts of all sorts as hypothesis invents them; and pictures with areas, and points on them."""

from typing import Any

from hypothesis import strategies as st

from poll_server.questions import Pin
from poll_server.questions.methods.areas import PictureArea, holding

HOSTILE = (
    '<a href="https://example.org/">tap</a>',
    "<b>bold</b>",
    "<span style='color:red'>red</span>",
    "&lt;i&gt; & &amp;",
    "\u202eright to left\u2066",
    "zero\u200bwidth\ufeff",
    "<br>line",
    "%{x} $x^2$ {n}",
)

labels = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
).map(lambda text: text[:60])


label_texts = st.one_of(labels, st.fixed_dictionaries({"de": labels, "en": labels}))


@st.composite
def pins(draw: st.DrawFn) -> Pin:
    names = draw(st.lists(label_texts, min_size=1, max_size=6))
    corner = st.integers(0, 60)
    areas = tuple(
        PictureArea(name, draw(corner), draw(corner), 40, 30, draw(st.booleans())) for name in names
    )
    words, abstain, picture = draw(label_texts), draw(st.booleans()), "0123456789abcdef-16x9"
    return Pin(
        id="q", prompt="?", picture=picture, picture_text=words, areas=areas, abstain=abstain
    )


def likely_points(question: Pin) -> st.SearchStrategy[Any]:
    """Points and areas, most of them right."""
    cell = st.one_of(st.integers(1, 40), st.integers(0, 41))
    point = st.tuples(cell, cell).map(
        lambda at: {"area": holding(question.areas, *at), "at": list(at)}
    )
    area = st.integers(-1, len(question.areas) + 1)
    either = st.fixed_dictionaries({"area": area, "at": st.lists(cell, max_size=3)})
    return st.one_of(point, point, st.fixed_dictionaries({"area": area}), either)

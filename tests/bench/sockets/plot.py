"""Draw what the bench last found for each number of phones: `docs/pictures/phones-bench.svg`.

    python -m tests.bench.sockets.plot

Read out of `docs/benchmarks.md`, where every run stands; both axes grow by factors.
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "docs" / "benchmarks.md"
PICTURE = ROOT / "docs" / "pictures" / "phones-bench.svg"

ENTRY = re.compile(r"^## .* · phones' sockets, .*?(?P<phones>[0-9,]+) phones$", re.MULTILINE)
PANELS = {
    "joins/s": "phones that join in a second",
    "votes/s": "votes in a second, as many as it can",
    "last phone": "the question is on the last phone, ms",
    "ack p99, 3000 ms": "all vote within 3 s: ack p99, ms",
    "ack p99, 300 ms": "all vote within 0.3 s: ack p99, ms",
    "all back": "all are back after a drop, ms",
}
"""A row of the table, and what it says."""
LINES = {"lean": "4", "minimal": "4 4", "spike": "1 3"}
"""A column of the table, and the dashes it is drawn with; the first is a full line."""
WIDTH, HEIGHT, EDGE = 320, 200, 40
"""Pixels of a panel, and of the room around what is drawn in it."""

Points = list[tuple[float, float]]
STYLE = """
  text { font: 12px sans-serif; fill: #1c1c1c }
  polyline { fill: none; stroke: #0b5fa5; stroke-width: 2 }
  circle { fill: #0b5fa5 }
  path { stroke: #767676; fill: none }
  @media (prefers-color-scheme: dark) {
    rect { fill: #161616 } text { fill: #f0f0f0 }
    polyline { stroke: #7cc0ff } circle { fill: #7cc0ff }
  }
"""


def found(book: str) -> dict[int, dict[str, dict[str, float]]]:
    """Phones -> row -> column -> the median, of each number's newest entry."""
    entries: dict[int, dict[str, dict[str, float]]] = {}
    for match in ENTRY.finditer(book):
        phones = int(match["phones"].replace(",", ""))
        rows = dict(_rows(book[match.end() :].partition("\n## ")[0]))
        if {"lean", "spike"} <= next(iter(rows.values()), {}).keys():
            entries.setdefault(phones, rows)
    return dict(sorted(entries.items()))


def _rows(entry: str) -> Iterator[tuple[str, dict[str, float]]]:
    head: list[str] = []
    for line in entry.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|  |"):
            head = cells[1:]
        elif line.startswith("| ") and head:
            pairs = zip(head, cells[1:], strict=False)
            yield cells[0], {name: n for name, cell in pairs if (n := _number(cell)) is not None}


def _number(cell: str) -> float | None:
    first = cell.split(" ")[0].replace(",", "")
    try:
        return float(first)
    except ValueError:
        return None


def drawn(entries: Mapping[int, Mapping[str, Mapping[str, float]]]) -> str:
    """The picture as SVG."""
    across = 3
    down = math.ceil(len(PANELS) / across)
    size = f"{across * WIDTH} {down * HEIGHT + EDGE}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img">',
        f"<title>Figures of the bench over the number of phones: {', '.join(LINES)}</title>",
        f"<style>{STYLE}</style>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for at, (row, title) in enumerate(PANELS.items()):
        lines: dict[str, Points] = {
            name: [
                (float(n), rows[row][name])
                for n, rows in entries.items()
                if name in rows.get(row, {})
            ]
            for name in LINES
        }
        place = f"translate({at % across * WIDTH} {at // across * HEIGHT})"
        parts.append(f'<g transform="{place}">{_panel(title, lines)}</g>')
    for at, (name, dashes) in enumerate(LINES.items()):
        x, y = EDGE + at * 120, down * HEIGHT + EDGE // 2
        parts.append(f'<polyline points="{x},{y} {x + 30},{y}"{_dashed(dashes)}/>')
        parts.append(f'<text x="{x + 36}" y="{y + 4}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(title: str, lines: Mapping[str, Points]) -> str:
    points = [point for line in lines.values() for point in line]
    if not points:
        return ""
    xs, ys = ([each[axis] for each in points] for axis in (0, 1))
    left, right = _ends(xs)
    low, high = _ends(ys)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log(x) - left) / (right - left)
        up = (math.log(y) - low) / (high - low)
        return EDGE + across * (WIDTH - 2 * EDGE), HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE)

    parts = [
        f'<text x="{EDGE}" y="24" font-weight="bold">{title}</text>',
        f'<path d="M{EDGE} {EDGE}V{HEIGHT - EDGE}H{WIDTH - EDGE}"/>',
    ]
    for x in sorted(set(xs)):
        at = place(x, math.exp(low))
        parts.append(
            f'<text x="{at[0]:.0f}" y="{HEIGHT - EDGE + 16}" text-anchor="middle">{x:,.0f}</text>'
        )
    for y in (min(ys), max(ys)):
        at, said = place(xs[0], y), _short(y)
        parts.append(f'<text x="{EDGE - 4}" y="{at[1] + 4:.0f}" text-anchor="end">{said}</text>')
    for name, line in lines.items():
        placed = [place(*point) for point in line]
        said = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        parts.append(f'<polyline points="{said}"{_dashed(LINES[name])}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in placed if name == "lean"]
    return "".join(parts)


def _ends(values: list[float]) -> tuple[float, float]:
    low, high = math.log(min(values)), math.log(max(values))
    return (low, high) if high > low else (low - 1, high + 1)


def _short(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f}k"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _dashed(dashes: str) -> str:
    return f' stroke-dasharray="{dashes}"' if " " in dashes else ""


def draw() -> None:
    """Write the picture."""
    PICTURE.write_text(drawn(found(BOOK.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    draw()

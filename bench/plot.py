"""A plot of how cost grows with size, as SVG: each series as shares of its largest size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

Point = tuple[int, float]
SIDE, LEFT, TOP, KEY = 360, 60, 30, 22
# Told apart without colour as well: by their marks.
LOOKS = (("#0b5fa5", "●"), ("#b3400a", "■"), ("#4a6b10", "▲"))


def growth(series: Mapping[str, Sequence[Point]]) -> str:
    """Return a plot of sizes and costs (seconds of processor); on the diagonal they grow alike."""
    height = TOP + SIDE + 50 + KEY * len(series)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + LEFT + 30} {height}"'
            ' font-family="sans-serif" font-size="12" role="img">'
        ),
        "<title>Cost against size, as shares of the largest</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_axes(),
    ]
    for (name, points), (colour, mark), line in zip(series.items(), LOOKS, range(9), strict=False):
        parts += _line(points, colour, mark)
        most, cost = points[-1]
        told = f"{mark} {name}: {most:,} in {cost:.1f} s of processor"
        at = TOP + SIDE + 50 + KEY * line
        parts.append(f'<text x="{LEFT}" y="{at}" fill="{colour}">{escape(told)}</text>')
    return "\n".join((*parts, "</svg>\n"))


def _axes() -> Iterator[str]:
    """Draw the frame, the diagonal and a scale in quarters."""
    floor, right = TOP + SIDE, LEFT + SIDE
    line = '<path fill="none" stroke="#999"'
    yield f'{line} d="M{LEFT} {TOP}V{floor}H{right}"/>'
    yield f'{line} stroke-dasharray="4 4" d="M{LEFT} {floor}L{right} {TOP}"/>'
    for quarter in range(5):
        told, step = f"{quarter * 25} %", SIDE * quarter / 4
        yield f'<text x="{LEFT - 8}" y="{floor - step + 4:g}" text-anchor="end">{told}</text>'
        yield f'<text x="{LEFT + step:g}" y="{floor + 18}" text-anchor="middle">{told}</text>'
    yield f'<text x="{LEFT}" y="{TOP - 12}">cost, as a share of the largest edition’s</text>'
    yield f'<text x="{right}" y="{floor + 34}" text-anchor="end">size</text>'


def _line(points: Sequence[Point], colour: str, mark: str) -> Iterator[str]:
    most, cost = points[-1]
    places = [
        (LEFT + SIDE * size / most, TOP + SIDE * (1 - spent / cost)) for size, spent in points
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path fill="none" stroke="{colour}" stroke-width="1.5" d="M{path}"/>'
    for x, y in places:
        place = f'x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle"'
        yield f'<text {place} fill="{colour}">{mark}</text>'

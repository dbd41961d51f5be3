"""Places on a page: matrices, boxes, and what they are in millimetres from the trim's corner."""

from __future__ import annotations

from math import hypot, sqrt

# Left, bottom, right, top in points, as PDF has them (ISO 32000-2, 7.9.5).
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]

MM = 72 / 25.4
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
UNIT: Box = (0.0, 0.0, 1.0, 1.0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does one after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    if not (b or c or h or i):
        return (a * g, 0.0, 0.0, d * j, e * g + k, f * j + m)
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def transform(box: Box, matrix: Matrix) -> Box:
    """Return the upright box around a box that was moved, turned or scaled."""
    left, bottom, right, top = box
    a, b, c, d, e, f = matrix
    if not (b or c):
        x0, x1, y0, y1 = a * left + e, a * right + e, d * bottom + f, d * top + f
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return (min(xs), min(ys), max(xs), max(ys))


def stretch(matrix: Matrix) -> tuple[float, float]:
    """Return how long a unit becomes along x and along y."""
    return hypot(matrix[0], matrix[1]), hypot(matrix[2], matrix[3])


def scale(matrix: Matrix) -> float:
    """Return the mean scale: by it line widths grow."""
    return sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def intersect(one: Box, other: Box) -> Box:
    """Return what two boxes share; its right lies left of its left when they share nothing."""
    left, bottom, right, top = one
    x0, y0, x1, y1 = other
    if left >= x0 and bottom >= y0 and right <= x1 and top <= y1:
        return one  # as mostly: what is painted is seldom cut off
    return (max(left, x0), max(bottom, y0), min(right, x1), min(top, y1))


def around(one: Box, other: Box) -> Box:
    """Return the box around two boxes."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def grown(box: Box, by: float) -> Box:
    """Return a box larger by so much on every side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def is_empty(box: Box) -> bool:
    """Tell whether nothing is left of a box; a line without thickness is something."""
    return box[2] < box[0] or box[3] < box[1]


def overlap(one: Box, other: Box, least: float = 0.0) -> bool:
    """Tell whether two boxes share more than `least` points both ways."""
    x0, y0, x1, y1 = intersect(one, other)
    return x1 - x0 > least and y1 - y0 > least


def inside(box: Box, outer: Box, slack: float = 0.01) -> bool:
    """Tell whether a box lies within another, up to a slack in points."""
    return (
        box[0] >= outer[0] - slack
        and box[1] >= outer[1] - slack
        and box[2] <= outer[2] + slack
        and box[3] <= outer[3] + slack
    )


def thickness(box: Box) -> float:
    """Return the shorter side."""
    return min(box[2] - box[0], box[3] - box[1])


def millimetres(box: Box, page: Box, turn: int, unit: float = 1.0) -> Box:
    """Return left, top, width and height in mm from a page's top left corner, as it is seen.

    `turn` is the page's rotation in degrees, clockwise; `unit` its UserUnit.
    """
    left, bottom, right, top = box
    x0, x1 = left - page[0], right - page[0]
    y0, y1 = page[3] - top, page[3] - bottom
    wide, high = page[2] - page[0], page[3] - page[1]
    turned = {
        90: (high - y1, x0, high - y0, x1),
        180: (wide - x1, high - y1, wide - x0, high - y0),
        270: (y0, wide - x1, y1, wide - x0),
    }
    x0, y0, x1, y1 = turned.get(turn % 360, (x0, y0, x1, y1))
    factor = unit / MM
    seen = (x0 * factor, y0 * factor, (x1 - x0) * factor, (y1 - y0) * factor)
    return (round(seen[0], 1), round(seen[1], 1), round(seen[2], 1), round(seen[3], 1))

"""The options of `rotative preflight`: what the files are held against."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from rotative.arguments import count
from rotative.preflight.expected import Expected


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the options of `rotative preflight` to its parser."""
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help="a finished PDF or EPUB")
    add("--json", action="store_true", help="print the reports as JSON on stdout")
    add(
        "--medium",
        choices=("print", "screen"),
        default="",
        help="what a PDF is for (default: as it says itself)",
    )
    add("--ink-limit", type=_positive, default=300.0, metavar="PERCENT", help="(default: 300)")
    for name, help_text in (
        ("--safety", "how near to the trim text may come (default: 3)"),
        ("--bleed", "what must stand beyond the trim (default: 3)"),
    ):
        add(name, type=_positive, default=3.0, metavar="MM", help=help_text)
    add("--trim", type=_trim, metavar="WxH", help="the size of the page in mm, e.g. 148x210")
    add("--pages", type=count, default=0, metavar="N", help="how many pages there must be")
    add(
        "--multiple",
        type=count,
        default=0,
        metavar="N",
        help="the number of pages must be a multiple of N: 4 for sheets folded once, 8 or 16 for "
        "larger ones, 2 for loose leaves, 1 for any number (default: 4 for more than two pages)",
    )
    add("--condition", default="", metavar="NAME", help="the printing condition, e.g. FOGRA39")
    add("--standard", default="", metavar="NAME", help="the PDF/X level, e.g. PDF/X-4")
    add("--spot", action="append", default=[], metavar="INK", help="a spot ink that is wanted")
    add(
        "--allow",
        action="append",
        default=[],
        metavar="CODE=REASON",
        help="let an error pass, for a reason that the report keeps; may be repeated",
    )


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


def _trim(text: str) -> tuple[float, float]:
    width, cross, height = text.lower().removesuffix("mm").replace("×", "x").partition("x")
    if not cross:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 148x210")
    sides = _positive(width), _positive(height)
    if not all(sides):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 148x210")
    return sides


def expected_of(options: argparse.Namespace) -> Expected:
    """Return what the options say of the files."""
    return Expected(
        medium=options.medium,
        trim=options.trim,
        bleed=options.bleed,
        safety=options.safety,
        pages=options.pages,
        multiple=options.multiple,
        condition=options.condition,
        standard=options.standard,
        spots=tuple(options.spot),
        ink_limit=options.ink_limit,
    )

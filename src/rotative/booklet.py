"""`rotative impose`: what may be said on the command line, and what is made of it.

Its options are declared whenever any command starts, so only what they need is loaded for them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rotative.sizes import BINDINGS, FLIPS, SHEETS, SIGNATURES, UPS, sheet

if TYPE_CHECKING:
    from rotative.model import Booklet, Trim
    from rotative.problems import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("file", type=Path, metavar="FILE.pdf", help="a finished PDF")
    parser.add_argument(
        "--binding", choices=BINDINGS, default="saddle", help="stapled or glued (default: saddle)"
    )
    parser.add_argument(
        "--signature",
        type=int,
        choices=SIGNATURES,
        default=0,
        metavar="PAGES",
        help="pages of a signature (default: all of them; 16 if glued)",
    )
    parser.add_argument(
        "--up", type=int, choices=UPS, default=2, help="pages on a side of a sheet (default: 2)"
    )
    parser.add_argument(
        "--sheet",
        type=_sheet,
        metavar="SIZE",
        help="A3, SRA3… or 320x450mm (default: as large as pages and marks need)",
    )
    for name, most, told in (
        ("creep", 10, "how far the innermost pages move to the spine"),
        ("thickness", 2, "thickness of one leaf, for creep to follow from"),
        ("milling", 10, "what the binder takes off the spine"),
    ):
        parser.add_argument(
            f"--{name}", type=_millimetres(most), default=0.0, metavar="MM", help=told
        )
    parser.add_argument(
        "--flip",
        choices=FLIPS,
        default="",
        help="the edge a printer turns the sheet on (default: the one that keeps pages upright)",
    )
    parser.add_argument(
        "--right-to-left", action="store_true", help="the spine is at the right of the front page"
    )
    parser.add_argument("--no-marks", action="store_true", help="draw no marks")
    parser.add_argument("--title", default="", help="what the sheets are marked with")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where to (default: FILE.booklet.pdf)"
    )


def booklet(options: argparse.Namespace) -> Booklet:
    """Return the booklet that the options describe."""
    from rotative.model import Booklet

    return Booklet(
        binding=options.binding,
        signature=options.signature,
        up=options.up,
        sheet=options.sheet,
        creep=options.creep,
        thickness=options.thickness,
        milling=options.milling,
        marks=not options.no_marks,
        flip=options.flip,
        spine="right" if options.right_to_left else "left",
    )


def run(options: argparse.Namespace) -> tuple[Path, tuple[Problem, ...]]:
    """Impose a file and write the sheets beside it; return where, and what was noticed.

    Raises RotativeError when that cannot be done; then nothing is written.
    """
    from rotative.files import OUT, write_together
    from rotative.imposition import Plan, impose
    from rotative.problems import Place, Problems, fail

    source: Path = options.file
    out: Path = options.out or source.with_name(f"{source.stem}.booklet.pdf")
    place, problems = Place(str(source)), Problems()
    if out.resolve() == source.resolve():
        raise fail("output-unwritable", "the sheets would replace their pages", place, "use --out")
    plan = Plan(booklet(options), options.title or source.stem)
    data = impose(source.read_bytes(), plan, problems=problems, place=place)
    write_together({out: data}, option=OUT)
    return out, tuple(problems)


def _sheet(text: str) -> Trim:
    found = sheet(text)
    if not found:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no sheet: write {', '.join(SHEETS)} or 320x450mm"
        )
    return found


def _millimetres(most: float) -> Callable[[str], float]:
    """Return what reads a length in millimetres, up to the most that makes sense."""

    def read(text: str) -> float:
        try:
            length = float(text)
        except ValueError:
            length = -1.0
        if not 0 <= length <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no length from 0 to {most:g} mm")
        return length

    return read

"""Binding: from fragments in their places to the printed pages, and all that is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from rotative import engine, linelint, pagemap
from rotative.colour import Ink, Millionths
from rotative.engine import parts
from rotative.finish.album import Held
from rotative.fragments import join
from rotative.fragments.cut import Part
from rotative.fragments.join import Placed
from rotative.fragments.piece import Bench, Fragment
from rotative.identity import identifier
from rotative.pdf import sound
from rotative.printed import Printed
from rotative.problems import Problem


def bind(
    bench: Bench,
    placed: Sequence[Placed],
    inks: Mapping[Millionths, Ink],
    problems: Sequence[Problem],
) -> Printed:
    """Return the printed pages; `problems` are those of the sheet.

    Raises RotativeError when a glyph would not show or a link leads nowhere.
    """
    fragments = [one.fragment for one in placed]
    made = [each for one in placed for each in (one.fragment, one.furniture)]
    found = [problem for each in made for problem in each.problems]
    findings = ((one.after, finding) for one in placed for finding in one.fragment.findings)
    head = bench.html(bench.text(Part(())))
    name = identifier(bench.forme.galley.edition).encode()
    text = [one for one in fragments if one.begins.end] or fragments
    return Printed(
        parts.bind(head, list(join.leaves(placed)), join.types(placed), bench.forme.fonts, name),
        sum(len(each.pages) for each in fragments),
        text[-1].fill,
        inks,
        _pictures(bench, {name for each in made for name in each.pictures}),
        sound([*problems, *found, *_dangling(fragments)]),
        linelint.told(finding.problem(after=after) for after, finding in findings),
        partial(_breaks, fragments),
        partial(join.furnish, placed=placed),
    )


def folios(fragments: Sequence[Fragment]) -> dict[str, int]:
    """Return the number of the page that each anchor stands on first."""
    found: dict[str, int] = {}
    pages = (page for made in fragments for page in made.pages)
    for number, page in enumerate(pages, 1):
        for name in page.anchors:
            found.setdefault(name, number)
    return found


def _dangling(fragments: Sequence[Fragment]) -> Iterator[Problem]:
    """Yield the links that lead nowhere, in the engine's words."""
    there = folios(fragments)
    for name in dict.fromkeys(name for made in fragments for name in sorted(made.links)):
        if name not in there:
            message = f"print: No anchor #{name} for internal URI reference"
            yield Problem("engine-complaint", message)


def _pictures(bench: Bench, names: set[str]) -> dict[str, Held]:
    """Return what was held back from the engine, by the names of its resources."""
    files, house = bench.forme.files, bench.forme.house
    return {
        engine.picture_key(name): Held(name, files.get(name) or house.read_style(name))
        for name in sorted(names)
    }


def _breaks(fragments: Sequence[Fragment]) -> tuple[pagemap.Break, ...]:
    pages = tuple(spot for made in fragments for spot in made.begins.pages)
    ends = [made.begins.end for made in fragments if made.begins.end]
    labels = [str(number) for number in range(1, len(pages) + 1)]
    return pagemap.breaks(pagemap.Begins(pages, ends[-1] if ends else None), labels)

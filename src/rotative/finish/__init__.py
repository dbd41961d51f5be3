"""The finisher: takes the engine's pages and makes of them the file that a printer gets, PDF/X-4.

Its steps work on one open file, in order: inks, pictures, overprinting, boxes, printer's marks,
papers. Nothing in it is in RGB when they are done; what cannot be helped is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from io import BytesIO
from typing import TYPE_CHECKING

from rotative.colour import Ink, Millionths
from rotative.dataclass import dataclass
from rotative.finish.album import Album, Held
from rotative.finish.inks import Inks
from rotative.finish.overprint import overprint
from rotative.finish.papers import Identity, declare, describe
from rotative.finish.profile import Condition
from rotative.finish.repaint import Painter
from rotative.finish.resolution import drawn
from rotative.problems import fail

if TYPE_CHECKING:
    import pikepdf

__all__ = ["Facts", "Identity", "press"]

VERSION = "1.6"
"""The PDF that PDF/X-4 is made of. Source: ISO 15930-7."""
_SAID = 3  # how many things left are named


@dataclass(frozen=True, slots=True)
class Facts:
    """What the finisher must know beside the pages.

    `inks` are what stand-in colours stand for, `pictures` those held back, by their resources'
    names.
    """

    identity: Identity
    condition: Condition
    inks: Mapping[Millionths, Ink] = field(default_factory=dict)
    pictures: Mapping[str, Held] = field(default_factory=dict, repr=False)
    overprint: bool = True


Step = Callable[["pikepdf.Pdf"], None]


def press(
    data: bytes, facts: Facts, *, furnish: Step | None = None, marks: Step | None = None
) -> bytes:
    """Return the engine's PDF as PDF/X-4.

    Both work on the open file: `furnish` puts in what the pages lack, and `marks` draws outside
    the bleed.

    The same bytes for the same pages and facts. Raises RotativeError when a colour or a picture
    could not be turned into inks.
    """
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        if furnish:
            furnish(pdf)
        paint(pdf, Inks(facts.condition, facts.inks), facts.pictures)
        if facts.overprint:
            overprint(pdf)
        bare(pdf)
        box(pdf)
        if marks:
            marks(pdf)
        declare(pdf, facts.condition)
        describe(pdf, facts.identity)
        out = BytesIO()
        pdf.save(
            out,
            force_version=VERSION,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def paint(pdf: pikepdf.Pdf, inks: Inks, pictures: Mapping[str, Held]) -> None:
    """Turn every colour and picture into inks; raise RotativeError for what cannot be."""
    sizes = drawn(pdf) if pictures else {}
    painter = Painter(inks, Album(pictures, inks, sizes).place)
    for page in pdf.pages:
        painter.page(page)
    if painter.left:
        left = "; ".join(dict.fromkeys(painter.left[:_SAID]))
        hint = "write this colour as #rrggbb or as device-cmyk()"
        raise fail("colour-left", f"the print file cannot hold a colour: {left}", None, hint)


def bare(pdf: pikepdf.Pdf) -> None:
    """Take out what is of no use on paper, and forbidden: links, forms, their destinations.

    Source: ISO 15930-7: annotations but printer's marks stay outside the bleed, and none acts.
    """
    for page in pdf.pages:
        for key in ("/Annots", "/AA", "/Tabs", "/CropBox", "/ArtBox"):
            if key in page.obj:
                del page.obj[key]
    for key in ("/AcroForm", "/Names", "/OpenAction", "/AA"):
        if key in pdf.Root:
            del pdf.Root[key]


def box(pdf: pikepdf.Pdf) -> None:
    """Let the bleed of every page reach as far as what is drawn: the engine caps it at 10 pt."""
    for page in pdf.pages:
        page.obj.BleedBox = page.obj.MediaBox

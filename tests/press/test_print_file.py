"""The print PDF as a print shop opens it: PDF/X-4, in inks alone, black in black."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from rotative import jobs, press
from tests.conftest import BOOK, Built
from tests.press.conftest import Printed
from tests.tools.inks import PRINTED, census, plates
from tests.tools.pdf import boxes
from tests.tools.pdfx import faults

BLACK = (0.0, 0.0, 0.0, 1.0)
VERMILION = (0.05, 0.92, 0.85, 0.12)
NIGHT = (0.95, 0.72, 0.3, 0.38)


@pytest.fixture(scope="session")
def themes(tmp_path_factory: pytest.TempPathFactory, sample: Built) -> dict[str, Path]:
    """The sample's print PDF in every theme."""
    out = tmp_path_factory.mktemp("themes")
    (job,) = jobs.find(BOOK, ["poutine-kim"])
    made = {"classique": sample.files["print"]}
    for style in ("magazine", "sobre"):
        result = press.build(job, press.Order(out / style, ("print",), style))
        made[style] = Path(result.artefacts["print"])
    return made


@pytest.mark.parametrize("theme", ["classique", "magazine", "sobre"])
def test_a_theme_is_printed_in_inks_alone(themes: dict[str, Path], theme: str) -> None:
    counted = census(themes[theme])
    # Printer's marks stand on every plate.
    assert counted.spaces == {"DeviceCMYK", "Separation"}, counted.found
    assert BLACK in counted.inks
    assert faults(themes[theme]) == []


def test_the_inks_are_those_the_tokens_name(themes: dict[str, Path]) -> None:
    assert VERMILION in census(themes["classique"]).inks
    assert NIGHT in census(themes["magazine"]).inks
    # One ink: every colour of the theme is a share of black.
    assert all(not any(ink[:3]) for ink in census(themes["sobre"]).inks)


def test_black_stays_on_the_black_plate(themes: dict[str, Path]) -> None:
    for page in (1, 2):
        found = plates(themes["sobre"], page=page)
        assert found["black"] > 0.01
        # Printer's marks alone stand on the other plates.
        assert found["cyan"] == found["magenta"] == found["yellow"] < 0.002
    assert plates(themes["magazine"])["cyan"] > 0.75  # of the sheet, margins for marks included


def test_a_rich_edition_holds_nothing_but_inks(rich: Path) -> None:
    counted = census(rich)
    assert counted.spaces <= PRINTED, counted.found
    # Gradients, soft shadows, patterns, masks and pictures are all there to be counted.
    kinds = ("shading", "image", "form group", "image palette")
    assert all(f"{kind} DeviceCMYK" in counted.found for kind in kinds), counted.found
    assert "page Pattern" in counted.found
    assert not any("SMask" in name for name in counted.found)
    assert faults(rich) == []


def test_every_glyph_and_every_word_of_a_rich_edition_is_black(rich: Path) -> None:
    # #231f20, #333, the links and the code: greys near black are black, not four inks.
    inks = census(rich).inks
    assert BLACK in inks
    dark = [ink for ink in inks if len(ink) == 4 and ink[3] > 0.85 and any(ink[:3])]
    assert dark == []


LINK = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([9, 9, 99, 99]))
SMALL = pikepdf.Array([9, 9, 99, 99])


def _take(pdf: pikepdf.Pdf, where: str, key: str) -> None:
    del _part(pdf, where)[key]


def _put(pdf: pikepdf.Pdf, where: str, key: str, value: object) -> None:
    _part(pdf, where)[key] = value


def _part(pdf: pikepdf.Pdf, where: str) -> Any:
    parts = {"info": pdf.docinfo, "root": pdf.Root, "page": pdf.pages[0].obj}
    return parts.get(where) or pdf.Root.OutputIntents[0]


BREAKS: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "0 output intents": lambda pdf: _take(pdf, "root", "/OutputIntents"),
    "no profile of a CMYK press": lambda pdf: _take(pdf, "intent", "/DestOutputProfile"),
    "the output condition is in no registry": lambda pdf: _take(pdf, "intent", "/RegistryName"),
    "no title": lambda pdf: _take(pdf, "info", "/Title"),
    "no /Trapped": lambda pdf: _take(pdf, "info", "/Trapped"),
    "no XMP that anybody can read": lambda pdf: _take(pdf, "root", "/Metadata"),
    "XMP and information differ in /ModDate": lambda pdf: _put(
        pdf, "info", "/ModDate", "D:19990101000000Z"
    ),
    "boxes of page 1 do not nest": lambda pdf: _put(pdf, "page", "/BleedBox", SMALL),
    "page 1 has an ArtBox, too": lambda pdf: _put(pdf, "page", "/ArtBox", SMALL),
    "annotation within the bleed of page 1": lambda pdf: _put(
        pdf, "page", "/Annots", pikepdf.Array([LINK])
    ),
    "the document has /OpenAction": lambda pdf: _put(
        pdf, "root", "/OpenAction", pikepdf.Dictionary()
    ),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_the_check_for_pdfx_sees_what_is_broken(sample: Built, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "broken.pdf"
    with pikepdf.open(sample.files["print"]) as pdf:
        BREAKS[fault](pdf)
        pdf.save(path, fix_metadata_version=False)
    assert fault in faults(path)


RGB = b"1 0 0 rg\n0 0 9 9 re\nf\n"


@pytest.mark.parametrize(
    ("where", "resources"),
    [
        ("page", None),
        ("form", "XObject"),
        ("pattern", "Pattern"),
    ],
)
def test_the_census_sees_one_operator_of_rgb(
    sample: Built, tmp_path: Path, where: str, resources: str | None
) -> None:
    path = tmp_path / "rgb.pdf"
    with pikepdf.open(sample.files["print"]) as pdf:
        if resources is None:
            pdf.pages[0].contents_add(RGB)
        else:
            kind = {"Subtype": pikepdf.Name.Form} if where == "form" else {"PatternType": 1}
            form = pikepdf.Stream(pdf, RGB, BBox=pikepdf.Array([0, 0, 9, 9]), **kind)
            pdf.pages[0].resources["/" + resources] = pikepdf.Dictionary(N=form)
        pdf.save(path)
    assert f"{where} DeviceRGB" in census(path).found


def test_the_output_intent_is_fogra39(sample: Built) -> None:
    with pikepdf.open(sample.files["print"]) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "FOGRA39"
        assert str(intent.RegistryName) == "http://www.color.org"
        own = Path(__file__).parents[2] / "styles" / "icc" / "FOGRA39L_coated.icc"
        assert intent.DestOutputProfile.read_bytes() == own.read_bytes()


def test_poppler_knows_it_for_pdfx4(sample: Built) -> None:
    said = subprocess.run(
        ["pdfinfo", sample.files["print"]], capture_output=True, text=True, check=True
    )
    assert re.search(r"PDF subtype:\s+PDF/X-4", said.stdout)


def test_bookmarks_stay_and_links_go(rich: Path) -> None:
    with pikepdf.open(rich) as pdf, pdf.open_outline() as outline:
        assert outline.root
        assert not any("/Annots" in page.obj for page in pdf.pages)


GROUND = "body { background: device-cmyk(0 0 0.5 0); } .body { font-size: 20pt; }"
SHARED = "identifier: urn:x:gazette\nbleed: 8\n"


@pytest.fixture(scope="module")
def tinted(printed: Printed) -> tuple[Path, Path]:
    """Two states of an edition on a yellow ground: black prints over it, and spares it out."""
    out = SHARED + "print:\n  overprint: false"
    return (
        printed("# Un\n\nTexte.\n", sheet=GROUND, more=SHARED),
        printed("# Un\n\nTexte.\n", sheet=GROUND, more=out),
    )


def test_small_black_text_prints_over_its_ground(tinted: tuple[Path, Path]) -> None:
    over, out = (plates(path, dpi=150) for path in tinted)
    # The plate of the ground has holes where letters are spared out.
    assert over["yellow"] > out["yellow"]
    assert over["black"] == out["black"]
    with pikepdf.open(tinted[0]) as pdf:
        pdf.pages[0].contents_coalesce()
        assert b"/Over gs" in pdf.pages[0].Contents.read_bytes()
        state = pdf.pages[0].resources.ExtGState["/Over"]
        assert [bool(state.OP), bool(state.op), int(state.OPM)] == [True, True, 1]


def test_identifiers_are_the_editions_own(tinted: tuple[Path, Path]) -> None:
    found = []
    for path in tinted:
        with pikepdf.open(path) as pdf:
            document = re.search(rb"DocumentID>([^<]+)<", pdf.Root.Metadata.read_bytes())
            assert document
            found.append((document[1], bytes(pdf.trailer.ID[0]), bytes(pdf.trailer.ID[1])))
    one, other = found
    assert one[:2] == other[:2]
    assert one[2] != other[2]


def test_the_bleed_box_reaches_as_far_as_the_bleed(tinted: tuple[Path, Path]) -> None:
    (trim,), (bleed,) = set(boxes(tinted[0])), set(boxes(tinted[0], "/BleedBox"))
    assert trim
    assert bleed
    apart = [round(abs(a - b), 2) for a, b in zip(trim, bleed, strict=True)]
    assert apart == [round(8 / 25.4 * 72, 2)] * 4
    assert faults(tinted[0]) == []

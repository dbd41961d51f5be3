"""The PDF writer: one HTML document from the galley, laid out by WeasyPrint.

Print and screen differ in their sheets, and where that is not enough in a template folder named
for the medium. Bytes are the same for the same galley and sheet, whatever the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from logging import LogRecord
from typing import TYPE_CHECKING, Any

from rotative import engine, shell
from rotative.colour import Ink, Millionths, stand_ins
from rotative.dataclass import dataclass
from rotative.finish import screen
from rotative.finish.album import Held, blank
from rotative.finish.shown import for_screen
from rotative.galley import Galley, Section
from rotative.house import House
from rotative.identity import identifier
from rotative.model import Edition
from rotative.padding import padded
from rotative.problems import Problem, RotativeError, Severity, fail
from rotative.shell import SHEET, Shell
from rotative.stylesheet import Stylesheet

if TYPE_CHECKING:
    from rotative.fitting.sheets import Fit

PRESS_PROFILE = "icc/FOGRA39L_coated.icc"


@dataclass(frozen=True, slots=True)
class Layout:
    """An edition laid out on its pages, not yet drawn; `document` is the engine's own.

    For paper, `inks` tells what stand-in colours stand for and `pictures` what was held back
    from the engine, by the names of its resources: the finisher puts both in.
    """

    document: Any = field(repr=False)
    medium: str
    sheet: Stylesheet = field(repr=False)
    problems: tuple[Problem, ...] = ()
    inks: Mapping[Millionths, Ink] = field(default_factory=dict, repr=False)
    pictures: Mapping[str, Held] = field(default_factory=dict, repr=False)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    @property
    def tokens(self) -> Mapping[str, str]:
        """The tokens it was laid out with."""
        return self.sheet.tokens


@dataclass(frozen=True, slots=True)
class Forme:
    """An edition made ready for a medium, to be laid out once or with several sheets."""

    galley: Galley = field(repr=False)
    house: House = field(repr=False)
    modified: dt.datetime
    medium: str
    fonts: Any = field(repr=False)
    fetcher: Any = field(repr=False)
    files: dict[str, bytes] = field(repr=False)
    pictures: dict[str, Held] = field(repr=False)
    ready: Shell | None = None

    def lay_out(self, sheet: Stylesheet, *, pad: bool = True) -> Layout:
        """Return the edition laid out with a sheet of the medium.

        Pages are filled up to the multiple that the printer wants, unless `pad` is false. Raises
        RotativeError when a file is missing or a glyph would not show.
        """
        css, inks = stand_ins(sheet.css)
        self.files[SHEET] = css.encode()
        render = partial(self._render, sheet)
        with engine.listening() as records:
            is_padded = pad and self.medium == "print"
            laid_out = padded(render, self.galley.edition, css) if is_padded else render()
        problems = sound(found_in(records, self.pictures, self.medium))
        return Layout(laid_out, self.medium, sheet, problems, inks, self.pictures)

    def text(
        self,
        sheet: Stylesheet,
        *,
        fillers: Sequence[str] = (),
        before: str = "",
        sections: Sequence[Section] | None = None,
        opening: Collection[str] | None = None,
        fit: Fit | None = None,
    ) -> str:
        """Return the HTML document, or one of some sections alone.

        `fillers` are templates of pages added at the end, or before the section `before`;
        `opening` are the ids of the sections that begin pages, if they have been told already, and
        `fit` is what fits sections, if it has been made before.
        """
        return shell.document(
            self.galley if sections is None else replace(self.galley, sections=tuple(sections)),
            sheet,
            self.house,
            modified=self.modified,
            fillers=fillers,
            before=before,
            opening=opening,
            fit=fit,
        )

    def _render(self, sheet: Stylesheet, fillers: Sequence[str] = (), before: str = "") -> Any:
        ready = self.ready
        if ready and not before and (ready.sheet, ready.fillers) == (sheet, tuple(fillers)):
            text = ready.text
        else:
            text = self.text(sheet, fillers=fillers, before=before)
        html = engine.weasyprint().HTML(string=text, base_url=engine.BASE, url_fetcher=self.fetcher)
        return html.render(font_config=self.fonts)


def prepare(
    galley: Galley,
    house: House,
    medium: str,
    *,
    modified: dt.datetime,
    ready: Shell | None = None,
    fonts: object = None,
) -> Forme:
    """Return the edition ready to be laid out for a medium, `print` or `screen`.

    `ready` is its document and `fonts` holds its faces, if that has been done already. Raises
    RotativeError when the engine is missing.
    """
    engine.weasyprint()
    files = {f"images/{name}": data for name, data in _pictures(galley, medium, house)}
    pictures: dict[str, Held] = {}
    hold = partial(_held, pictures) if medium == "print" else None
    fetcher = engine.fetcher(files, house.read_style, hold)
    held = fonts or engine.fonts()
    return Forme(galley, house, modified, medium, held, fetcher, files, pictures, ready)


def expect(sheet: Stylesheet, language: str, house: House) -> object:
    """Load what laying out pages with a sheet will need, and return what holds its faces, or None.

    Its rules are known then, and how words divide.
    """
    css, _ = stand_ins(sheet.css)
    divided = language if sheet.tokens["hyphens"] == "auto" else ""
    return engine.expect(css, SHEET, divided, house.read_style)


def lay_out(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> Layout:
    """Return the edition laid out for the sheet's medium, `print` or `screen`.

    Raises RotativeError when the engine is missing, a file is, or a glyph would not show.
    """
    return prepare(galley, house, sheet.medium, modified=modified).lay_out(sheet)


def _held(pictures: dict[str, Held], name: str, data: bytes) -> bytes:
    """Hold a picture back, and return the blank that keeps its place."""
    seen = blank(data)
    if seen != data:
        pictures[engine.picture_key(name)] = Held(name, data)
    return seen


def found_in(
    records: list[LogRecord], pictures: Mapping[str, Held], medium: str
) -> tuple[Problem, ...]:
    """Return what the engine complained of.

    Raises RotativeError where a rule turns a picture, for a blank has nothing to turn.
    """
    for name in engine.unloaded(records):
        if held := pictures.get(engine.picture_key(name)):
            hint = "turn the picture itself, in an image editor"
            raise fail("turned-image", f"a rule turns the picture “{held.name}”", None, hint)
    return tuple(engine.findings(records, medium))


def _pictures(galley: Galley, medium: str, house: House) -> Iterator[tuple[str, bytes]]:
    for asset in galley.edition.assets:
        data = asset.data
        if medium == "screen":
            data = for_screen(data, partial(house.read_style, PRESS_PROFILE))
        yield asset.name, data


def draw(layout: Layout, edition: Edition) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the printed pages of a layout as PDF, and what the engine found while drawing them.

    They are not compressed, since the finisher has to read them. Raises RotativeError when a glyph
    would not show or a picture cannot be drawn.
    """
    name = identifier(edition).encode()
    with engine.listening() as records:
        data = layout.document.write_pdf(pdf_identifier=name, uncompressed_pdf=True)
    return data, sound(engine.findings(records, layout.medium))


def draw_screen(
    layout: Layout, galley: Galley, house: House, *, modified: dt.datetime
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the screen PDF of a layout, PDF/A-3a and PDF/UA-1, and what was found on the way.

    Raises RotativeError as `draw` does.
    """
    from rotative.tagging import Tagger  # of no use on paper

    words = house.words(galley.edition.language)
    finish = screen.Finisher(galley, words, modified)
    name = identifier(galley.edition).encode()
    engine.intend_srgb(layout.document)
    with engine.listening() as records, engine.tagging(Tagger(words)):
        data = layout.document.write_pdf(finisher=finish, pdf_identifier=name, **screen.OPTIONS)
    return data, sound(engine.findings(records, layout.medium))


def sound(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems, each once; raise RotativeError with them if one is an error."""
    found = tuple(dict.fromkeys(problems))
    if any(problem.severity is Severity.ERROR for problem in found):
        raise RotativeError(found)
    return found

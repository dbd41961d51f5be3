"""The edition as values: frozen, small, each node knowing its place in the sources."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator
from dataclasses import field

from rotative.characters import beyond_ascii
from rotative.dataclass import dataclass
from rotative.limits import Limits
from rotative.problems import Place

_WHITE = " \t\r\n"
_ENDED = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "caption", "figcaption")
_PARTING = frozenset([*(f"/{name}" for name in (*_ENDED, "blockquote")), "br", "br/", "br /"])
"""Tags that part the words before them from those after."""


@dataclass(frozen=True, slots=True)
class Markup:
    """Safe, well-formed XHTML without namespace: inline content (titles) or blocks (bodies)."""

    xhtml: str
    place: Place = Place("")
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _rare: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def plain(cls, text: str, place: Place = Place("")) -> Markup:
        """Return inline markup for plain text."""
        return cls(html.escape(text, quote=False), place)

    @property
    def text(self) -> str:
        """The words without tags, white space folded; for metadata, navigation and counts."""
        if self._text is None:
            object.__setattr__(self, "_text", plain_text(self.xhtml))
        return self._text or ""

    @property
    def rare(self) -> frozenset[str]:
        """The characters beyond ASCII in words and attributes, for which some font lacks glyphs."""
        if self._rare is None:
            object.__setattr__(self, "_rare", beyond_ascii(html.unescape(self.xhtml)))
        return self._rare or frozenset()

    def opening(self, characters: int) -> str:
        """Return the text of the paragraphs that begin within so many characters of markup."""
        end = self.xhtml.find("</p>", characters)
        return plain_text(self.xhtml[: end + 4]) if end >= 0 else self.text

    def __bool__(self) -> bool:
        return bool(self.xhtml)


EMPTY = Markup("")


def plain_text(xhtml: str) -> str:
    """Return the text of an XHTML fragment, entities resolved, ordinary white space folded."""
    first, *more = xhtml.split("<")
    pieces = [first]
    for piece in more:
        tag, _, text = piece.partition(">")
        pieces.append(f" {text.lstrip(_WHITE)}" if tag in _PARTING else text)
    text = "".join(pieces)
    if "&" in xhtml:
        text = html.unescape(text)
    for blank in _WHITE[1:]:
        text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase that speaks for a rubric; `commercia*` is a prefix."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Rubric:
    """A named, themed group of headlines; `medtop` is an IPTC Media Topic id (8 digits)."""

    id: str
    label: str
    keywords: tuple[Keyword, ...] = ()
    medtop: str = ""
    default: bool = False
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Headline:
    """A short piece: a title, perhaps a summary, perhaps a full brief as body."""

    id: str
    title: Markup
    summary: Markup = EMPTY
    body: Markup = EMPTY
    source: str = ""
    url: str = ""
    author: str = ""
    date: dt.date | None = None
    rubric: str = ""
    language: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead article; a standfirst is explicit or the first sentence moved out of the body."""

    title: Markup
    body: Markup
    id: str = "lead"
    kicker: str = ""
    standfirst: Markup = EMPTY
    pull_quotes: tuple[Markup, ...] = ()
    author: str = ""
    source: str = ""
    url: str = ""
    date: dt.date | None = None
    rubric: str = ""
    language: str = ""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake that readers have seen, and what is right; `piece` is the id of what it is in."""

    piece: str
    date: dt.date
    wrong: Markup = EMPTY
    right: Markup = EMPTY
    note: Markup = EMPTY
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who is responsible (in French *ours*); every field is the editor's own words."""

    publisher: str = ""
    legal_form: str = ""
    address: str = ""
    director: str = ""
    editor: str = ""
    printer: str = ""
    price: str = ""
    legal_deposit: str = ""
    issn: str = ""
    contact: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Trim:
    """The finished sheet, in millimetres, with the name an editor gave it."""

    name: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Variant:
    """A publication's own way with the typographic rules: texts and rules to leave alone."""

    exceptions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How many printed pages an edition shall take, and where that is said."""

    pages: int
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """How the printed sheets are made up, and what the printer is asked for.

    `paper`, `binding`, `quantity`, `contact` and `notes` are the editor's own words. `links`:
    `references` or `none`; `qr`: whether pieces get codes; `pad`: the number of pages is a
    multiple of it, 0 where the formats decide; `filler`: the template of the pages added.
    `profile` is an ICC file below styles/icc/, empty for the one that ships; `condition` and
    `registry` name the printing condition it stands for, empty for what the profile tells.
    `overprint` prints small black text over what is below it instead of sparing it out;
    `ink_limit` is the most ink paper takes, in percent; `safety` how near to the trim text may
    come, in mm; `marks`
    and `slug` draw crop and registration marks, and a line that names the page.
    """

    paper: str = ""
    binding: str = ""
    quantity: str = ""
    contact: str = ""
    notes: str = ""
    links: str = "references"
    qr: bool = True
    pad: int = 0
    filler: str = "notes"
    profile: str = ""
    condition: str = ""
    registry: str = ""
    overprint: bool = True
    ink_limit: float = 300.0
    safety: float = 3.0
    marks: bool = True
    slug: bool = True
    place: Place = field(default=Place(""), compare=False)
    filler_place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Booklet:
    """How pages are imposed on sheets; lengths are in millimetres.

    `binding` is `saddle` (signatures one in another, stapled through the fold) or `perfect`
    (one after another, glued). `signature` is its number of pages, 0 the whole booklet or, in
    perfect binding, 16. `up` is how many pages stand on a side of a sheet: 2, 4 or 8. `sheet`
    None is as large as needed. `creep` is how far the innermost pages move to the spine; 0 lets
    `thickness`, that of one leaf, decide. `milling` is what a binder takes off the spine.
    `flip` is the edge a printer turns the sheet on, `short` or `long`, empty where pages then
    stand upright. `spine` is `left` or `right`.
    """

    binding: str = "saddle"
    signature: int = 0
    up: int = 2
    sheet: Trim | None = None
    creep: float = 0.0
    thickness: float = 0.0
    milling: float = 0.0
    marks: bool = True
    flip: str = ""
    spine: str = "left"
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """What all editions share; `root` is the folder of publication.yaml or empty outside one."""

    title: str
    language: str = ""
    tagline: str = ""
    identifier: str = ""
    url: str = ""
    rubrics: tuple[Rubric, ...] = ()
    imprint: Imprint = Imprint()
    style: str = "classique"
    trim: Trim = Trim("A4", 210, 297)
    bleed: float = 3.0
    formats: tuple[str, ...] = ("epub", "print", "screen")
    narrow_space: str = "auto"
    page_list: str = "kept"
    budget: Budget | None = None
    typography: Variant = Variant()
    print_job: PrintJob = PrintJob()
    booklet: Booklet = Booklet()
    limits: Limits = Limits()
    root: str = ""
    place: Place = Place("")
    style_place: Place = field(default=Place(""), compare=False)
    trim_place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """An image of the edition; `name` is unique and ASCII, pixels are width × height."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, with the SHA-256 of its bytes; "" if it was wanted and not there."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One dated issue, complete: what every later stage works from.

    `folded` tells that its printed pages become a booklet, of itself or because one was asked for.
    """

    id: str
    publication: Publication
    lead: Lead
    headlines: tuple[Headline, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    title: str = ""
    number: str = ""
    date: dt.date | None = None
    language: str = "fr"
    style: str = "classique"
    trim: Trim = Trim("A4", 210, 297)
    formats: tuple[str, ...] = ("epub", "print", "screen")
    folded: bool = False
    imprint: Imprint = Imprint()
    identifier: str = ""
    revision: int = 1
    revised: dt.date | None = None
    corrections: tuple[Correction, ...] = ()
    budget: Budget | None = None
    assets: tuple[Asset, ...] = ()
    sources: tuple[Source, ...] = ()
    place: Place = Place("")
    style_place: Place = field(default=Place(""), compare=False)
    trim_place: Place = field(default=Place(""), compare=False)


def texts(edition: Edition) -> Iterator[Markup]:
    """Yield every text of the editor's own: titles, standfirst, summaries and bodies, in order."""
    lead = edition.lead
    yield from (lead.title, lead.standfirst, lead.body)
    for headline in edition.headlines:
        yield from (headline.title, headline.summary, headline.body)

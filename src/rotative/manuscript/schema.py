"""The keys an editor may write, as pydantic models: the one truth about YAML and front matter.

Loaded only when a file has a fault, or to write the JSON Schemas (`conform` says why).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from rotative.import_limits import named
from rotative.manuscript import leaves


def _key(description: str) -> Any:
    return Field(default=None, description=description)


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class ImprintKeys(_Keys):
    """Who is responsible (in French *ours*)."""

    publisher: leaves.Text = _key("the publishing house or person")
    legal_form: leaves.Text = _key("association, SARL…")
    address: leaves.Text = _key("postal address")
    director: leaves.Text = _key("directeur de la publication")
    editor: leaves.Text = _key("rédacteur en chef")
    printer: leaves.Text = _key("name and address of the printer")
    price: leaves.Text = _key("the price, or that it is free")
    legal_deposit: leaves.Text = _key("dépôt légal")
    issn: leaves.Text = _key("ISSN")
    contact: leaves.Text = _key("how to write to the editors")
    rights: leaves.Text = _key("copyright or licence")


class RubricKeys(_Keys):
    """A named, themed group of headlines."""

    id: leaves.Text = Field(description="a short name, used in sources")
    label: leaves.Text = _key("the name readers see")
    keywords: list[leaves.Word] = Field(default=[], description="words that speak for it")
    medtop: leaves.Medtop = _key("IPTC Media Topic, eight digits")
    default: leaves.Flag = _key("true: takes what no other rubric takes")


class EpubKeys(_Keys):
    """What concerns the EPUB only."""

    narrow_space: leaves.NarrowSpace = _key("U+202F in the EPUB: auto, keep or nbsp")
    page_list: leaves.PageList = _key(
        "the numbers of the printed pages in the EPUB: kept from the last print build, "
        "print to lay the pages out for it, or none"
    )


class PrintKeys(_Keys):
    """What concerns the printed sheets only, and what the printer is asked for."""

    links: leaves.PrintedLinks = _key("links on paper: references (figures and a list) or none")
    qr: leaves.Flag = _key("false: no QR codes at the end of pieces")
    pad: leaves.Pad = _key(
        "pages come up to a multiple of 16, 8, 4, 2 or 1; a booklet's to whole sheets"
    )
    filler: leaves.Name = _key("the page that is added: notes, blank, subscription or your own")
    paper: leaves.Text = _key("the paper: name, weight, finish")
    binding: leaves.Text = _key("how it is bound, if not as booklet.binding says")
    quantity: leaves.Quantity = _key("how many copies")
    contact: leaves.Text = _key("whom the printer asks: name, telephone, address")
    notes: leaves.Text = _key("anything else the printer should know")
    profile: leaves.Text = _key("the printer's ICC profile, a file in styles/icc")
    condition: leaves.Text = _key("the printing condition it stands for, such as FOGRA51")
    registry: leaves.Url = _key("where that condition is registered, if not www.color.org")
    overprint: leaves.Flag = _key("false: small black text spares out what is below it")
    ink_limit: leaves.InkLimit = _key("the most ink the paper takes, in percent; 300")
    safety: leaves.Bleed = _key("how near to the trim text may come, in millimetres; 3")
    marks: leaves.Flag = _key("false: no crop and registration marks")
    slug: leaves.Flag = _key("false: no line beside the marks that names the page")


class TypographyKeys(_Keys):
    """How this publication departs from the house's typographic rules."""

    exceptions: list[leaves.Text] = Field(default=[], description="texts no rule touches")
    without: list[leaves.Text] = Field(default=[], description="rules that are not applied")


class BookletKeys(_Keys):
    """How pages are imposed on sheets; lengths in millimetres."""

    binding: leaves.Binding = _key("saddle (stapled through the fold) or perfect (glued)")
    signature: leaves.Signature = _key("pages of a signature; default all, or 16 if glued")
    up: leaves.Up = _key("pages on a side of a sheet: 2, 4 or 8")
    sheet: leaves.Sheet = _key("A3, SRA3… or 320x450mm; default as large as needed")
    creep: leaves.Creep = _key("how far the innermost pages move to the spine")
    thickness: leaves.Thickness = _key("of one leaf, instead of creep")
    milling: leaves.Milling = _key("what the binder takes off the spine")
    marks: leaves.Flag = _key("false: no crop, fold and registration marks")
    flip: leaves.Flip = _key("the edge a printer turns the sheet on: short or long")
    spine: leaves.Spine = _key("left, or right for languages read from the right")


def _import_keys() -> Any:
    """Return the model of `limits: import:`, its keys and words those of the limits themselves."""
    keys: dict[str, Any] = {
        name.replace("-", "_"): (
            leaves.Amount,
            Field(default=None, alias=name, description=f"{about}; {most:,}"),
        )
        for name, (most, about) in named().items()
    }
    about = "How much of anything `rotative import` takes."
    return create_model("ImportLimitKeys", __base__=_Keys, __doc__=about, **keys)


ImportLimitKeys = _import_keys()


class LimitKeys(_Keys):
    """How large the sources may be."""

    file: leaves.Megabytes = _key("megabytes of the largest source or picture; default 20")
    image: leaves.Megapixels = _key("megapixels of the largest picture; default 64")
    imports: ImportLimitKeys | None = Field(  # type: ignore[valid-type]
        default=None, alias="import", description="how much `rotative import` takes"
    )


class _Shared(_Keys):
    """What a publication and an edition can both say."""

    title: leaves.Text = _key("the title")
    language: leaves.Language = _key("BCP 47 tag; detected if missing")
    identifier: leaves.Text = _key("a URN or URI that never changes")
    style: leaves.Text = _key("the theme")
    trim: leaves.Size = _key("A3, A4, A5, tabloid, letter, half-letter or 148x210mm")
    formats: list[leaves.Format] = Field(default=[], description="what a build makes")
    pages: leaves.Pages = _key("how many printed pages the edition shall take")
    rubrics: list[RubricKeys] = Field(default=[], description="rubrics, in their order")
    publisher: leaves.Text = _key("the publisher (also imprint.publisher)")
    issn: leaves.Text = _key("ISSN (also imprint.issn)")
    imprint: ImprintKeys | None = _key("who is responsible")


class PublicationKeys(_Shared):
    """publication.yaml: what all editions share."""

    tagline: leaves.Text = _key("a line below the masthead")
    url: leaves.Url = _key("where the publication lives")
    bleed: leaves.Bleed = _key("bleed in millimetres")
    epub: EpubKeys | None = _key("what concerns the EPUB only")
    print: PrintKeys | None = _key("what concerns the printed sheets only")
    typography: TypographyKeys | None = _key("exceptions to the typographic rules")
    booklet: BookletKeys | None = _key("how pages are imposed on sheets")
    limits: LimitKeys | None = _key("how large the sources may be")


class _Piece(_Keys):
    rubric: leaves.Text = _key("a rubric's id or label")
    author: leaves.Text = _key("who wrote it")
    source: leaves.Text = _key("where it first appeared")
    url: leaves.Url = _key("the address of the source")
    date: leaves.Date = _key("when it first appeared")
    language: leaves.Language = _key("BCP 47 tag, if not the edition's")


class LeadKeys(_Piece):
    """The lead: `lead:` in edition.yaml, or the front matter of lead.md."""

    title: leaves.Text = _key("the title, if not the first heading")
    kicker: leaves.Text = _key("a word or two above the title")
    standfirst: leaves.Standfirst = _key("the introduction, or false for none")
    pull_quotes: list[leaves.Text] = Field(
        default=[], description="words of the article, as they are there, shown large beside it"
    )


class HeadlineKeys(_Piece):
    """One headline in YAML; texts are Markdown."""

    title: leaves.Text = Field(description="the title")
    id: leaves.Text = _key("a stable name for links")
    summary: leaves.Text = _key("one paragraph")
    body: leaves.Text = _key("the full brief, as paragraphs")


class CorrectionKeys(_Keys):
    """A mistake that readers have seen, and what is right."""

    date: leaves.Date = Field(description="when it was corrected")
    piece: leaves.Text = _key("the id or title of the headline; the lead if missing")
    wrong: leaves.Text = _key("what was written")
    right: leaves.Text = _key("what should have been")
    note: leaves.Text = _key("a sentence instead of the two, or after them")


class EditionKeys(_Shared):
    """edition.yaml: one dated issue."""

    number: leaves.Text = _key("the number of the issue")
    date: leaves.Date = _key("the date of the issue")
    revision: leaves.Revision = _key("1, and one more after each correction")
    revised: leaves.Date = _key("the date of the last correction")
    corrections: list[CorrectionKeys] = Field(
        default=[], description="mistakes that readers have seen, the latest last"
    )
    lead: LeadKeys | None = _key("what concerns the lead article")
    headlines: list[HeadlineKeys] = Field(default=[], description="headlines, in their order")


class SingleKeys(EditionKeys, LeadKeys):
    """The front matter of an edition in one Markdown file: keys of the edition and of its lead."""


class NotesKeys(HeadlineKeys):
    """The `key: value` lines below a `## title` in headlines.md."""

    title: leaves.Text = _key("instead of the heading")


MODELS: dict[str, Any] = {
    "publication": PublicationKeys,
    "edition": EditionKeys,
    "headlines": list[HeadlineKeys],
    "lead": LeadKeys,
    "single": SingleKeys,
    "headline": NotesKeys,
}


def adapter(kind: str) -> TypeAdapter[Any]:
    """Return what checks a file of this kind."""
    return TypeAdapter(MODELS[kind])


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a file of this kind, for editors' completion."""
    schema = _plain(adapter(kind).json_schema())
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": f"Rotative {kind}", **schema}


def _plain(schema: Any) -> Any:
    """Return the schema without the titles and null defaults pydantic adds."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {k: _plain(v) for k, v in schema.items() if not (k == "default" and v in (None, []))}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    return kept

"""The keys an editor may write, as pydantic models: the one truth about YAML and front matter.

Loaded only when a file has a fault, or to write the JSON Schemas (`conform` says why).
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

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


class TypographyKeys(_Keys):
    """How this publication departs from the house's typographic rules."""

    exceptions: list[leaves.Text] = Field(default=[], description="texts no rule touches")
    without: list[leaves.Text] = Field(default=[], description="rules that are not applied")


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
    typography: TypographyKeys | None = _key("exceptions to the typographic rules")


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


class HeadlineKeys(_Piece):
    """One headline in YAML; texts are Markdown."""

    title: leaves.Text = Field(description="the title")
    id: leaves.Text = _key("a stable name for links")
    summary: leaves.Text = _key("one paragraph")
    body: leaves.Text = _key("the full brief, as paragraphs")


class EditionKeys(_Shared):
    """edition.yaml: one dated issue."""

    number: leaves.Text = _key("the number of the issue")
    date: leaves.Date = _key("the date of the issue")
    revision: leaves.Revision = _key("1, and one more after each correction")
    revised: leaves.Date = _key("the date of the last correction")
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

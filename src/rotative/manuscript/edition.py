"""Sources + publication → Edition: defaults, ids, standfirst, rubrics, language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rotative.manuscript import quoted, standfirst, values
from rotative.manuscript.corrections import with_corrections
from rotative.manuscript.draft import Draft, Sources
from rotative.manuscript.gaps import may_tell
from rotative.matter import Matter, called
from rotative.model import EMPTY, Edition, Headline, Lead, Markup, Publication, Rubric
from rotative.problems import Place, Problems
from rotative.slug import Names, slug

if TYPE_CHECKING:
    from rotative.manuscript.gaps import Gaps
    from rotative.manuscript.images import Album

_FIRST = re.compile(r"<p>(.*?)</p>\s*", re.DOTALL)
_MARKS = re.compile(r"<[^<>]*>|\]\([^()]*\)")  # tags, and where links lead
_SAID = ("source", "url", "author", "rubric", "language")


@dataclass(slots=True)
class Maker:
    """Makes one edition: hands out book-wide unique ids and renders each draft's text."""

    problems: Problems
    album: Album | None = None
    gaps: Gaps | None = None
    matter: Matter = field(default_factory=Matter)
    names: Names = field(default_factory=Names)

    def body(self, draft: Draft, piece: str) -> Markup:
        """Return the text of a draft as blocks."""
        if draft.paragraphs:
            paragraphs = "\n".join(f"<p>{p.xhtml}</p>" for p in draft.paragraphs)
            return Markup(paragraphs, draft.paragraphs[0].place)
        if not draft.markdown.strip():
            return Markup("", draft.place)
        place = Place(draft.place.path, draft.line)
        name = called("read", draft.markdown, piece)
        known = self.matter.find(name)
        if known and self.names.taken.isdisjoint(known[1]):
            xhtml, claimed = known
            for claim in claimed:
                self.names.claim(claim)
            return Markup(xhtml, place)
        return self._read(draft, piece, place, name)

    def _read(self, draft: Draft, piece: str, place: Place, name: bytes) -> Markup:
        """Return Markdown as blocks; what comes of its text alone is kept by a name."""
        from rotative.manuscript import markdown

        wanted, said = list[str](), len(self.problems.found)
        claimed = list[str]()

        def claim(name: str) -> str:
            wanted.append(name)
            claimed.append(self.names.claim(name))
            return claimed[-1]

        made = markdown.blocks(
            draft.markdown,
            place,
            self.problems,
            piece=piece,
            claim=claim,
            images=self.album,
            gaps=self.gaps,
        )
        alone = said == len(self.problems.found) and "<img" not in made.xhtml
        alone = alone and not may_tell(draft.markdown)  # which the house's words decide
        if alone and wanted == claimed:
            self.matter.keep((made.xhtml, wanted), name)
        return made


def _called(name: str) -> str:
    """Return a masthead for an edition outside any publication, from its file's name."""
    words = name.replace("-", " ")
    return words[:1].upper() + words[1:]


def make(
    sources: Sources, publication: Publication, maker: Maker, *, name: str, given: Mapping[str, str]
) -> Edition:
    """Return the edition; `given` holds what the caller says: language and style."""
    settings = sources.settings
    stated = given.get("language") or settings.get("language") or publication.language
    language = str(stated or _detected(sources, maker.problems))
    if maker.gaps:
        maker.gaps.language = language
    lead = _lead(sources.lead, maker)
    wanted = [_wanted_id(draft) for draft in sources.headlines]
    ids = [maker.names.claim(want) for want in wanted]
    headlines = tuple(map(_headline, sources.headlines, ids, [maker] * len(ids)))
    if maker.gaps:
        titles = (lead.title, *(headline.title for headline in headlines))
        maker.gaps.note_titles(titles, maker.problems)
    title = values.text(settings.get("title", "")) or lead.title.text
    formats = tuple(settings.get("formats") or publication.formats)
    own = values.rubrics(settings.get("rubrics"), sources.locate)
    values.check_rubrics(own, maker.problems)
    edition = Edition(
        id=name,
        publication=publication if publication.title else replace(publication, title=_called(name)),
        lead=lead,
        headlines=headlines,
        rubrics=merge(publication.rubrics, own),
        title=title,
        language=language,
        style=given.get("style") or values.text(settings.get("style")) or publication.style,
        trim=values.trim(settings["trim"]) if "trim" in settings else publication.trim,
        formats=formats,
        folded="booklet" in formats,
        imprint=values.imprint(settings, publication.imprint),
        budget=values.budget(settings, sources.locate) or publication.budget,
        date=values.date(settings.get("date")),
        revision=int(settings.get("revision", 1)),
        revised=values.date(settings.get("revised")),
        place=sources.lead.place,
        trim_place=sources.locate(("trim",)) if "trim" in settings else publication.trim_place,
        style_place=_style_place(sources, publication, given),
        number=values.text(settings.get("number")),
        identifier=values.text(settings.get("identifier")),
    )
    said = settings.get("corrections")
    return with_corrections(edition, said, sources.locate, maker.problems)


def _style_place(sources: Sources, publication: Publication, given: Mapping[str, str]) -> Place:
    """Return where the style was chosen, the option of the command before all."""
    if given.get("style"):
        return Place("--style")
    return sources.locate(("style",)) if "style" in sources.settings else publication.style_place


def merge(shared: tuple[Rubric, ...], own: Iterable[Rubric]) -> tuple[Rubric, ...]:
    """Return the publication's rubrics, those of the edition overriding by id or added."""
    merged = {rubric.id: rubric for rubric in shared}
    for rubric in own:
        if rubric.default:
            merged = {key: replace(each, default=False) for key, each in merged.items()}
        merged[rubric.id] = rubric
    return tuple(merged.values())


def _lead(draft: Draft, maker: Maker) -> Lead:
    said = draft.fields
    body = maker.body(draft, maker.names.claim("lead"))
    explicit = said.get("standfirst")
    if isinstance(explicit, Markup):
        opening = explicit
    elif explicit is False:
        opening = EMPTY
    else:
        opening, body = standfirst.take(body)
    return Lead(
        title=draft.title,
        body=body,
        standfirst=opening,
        pull_quotes=quoted.check(said.get("pull_quotes", ()), body, maker.problems),
        kicker=values.text(said.get("kicker", "")),
        date=values.date(said.get("date")),
        place=draft.place,
        **_said(said),
    )


def _headline(draft: Draft, name: str, maker: Maker) -> Headline:
    summary, body = draft.fields.get("summary"), maker.body(draft, name)
    if summary is None and draft.paragraphs:
        joined = " ".join(p.xhtml for p in draft.paragraphs)
        summary, body = Markup(joined, draft.paragraphs[0].place), EMPTY
    elif summary is None:
        summary, body = _split(body)
    return Headline(
        id=name,
        title=draft.title,
        summary=summary,
        body=body,
        date=values.date(draft.fields.get("date")),
        place=draft.place,
        **_said(draft.fields),
    )


def _split(body: Markup) -> tuple[Markup, Markup]:
    """Return the first paragraph as the summary, and the rest."""
    first = _FIRST.match(body.xhtml)
    if not first:
        return EMPTY, body
    rest = body.xhtml[first.end() :]
    return Markup(first[1], body.place), Markup(rest, body.place) if rest else EMPTY


def _said(said: Mapping[str, Any]) -> dict[str, str]:
    told = {key: values.text(said[key]) for key in _SAID if said.get(key) is not None}
    return told | ({"url": values.url(told["url"])} if "url" in told else {})


def _wanted_id(draft: Draft) -> str:
    name = slug(values.text(draft.fields.get("id", "")) or draft.title.text)
    return name if name.startswith("h-") else f"h-{name}"


def _detected(sources: Sources, problems: Problems) -> str:
    """Return the language that the texts are in, as they are written: placeholders depend on it."""
    from rotative.language import detect

    lead, introduction = sources.lead, sources.lead.fields.get("standfirst")
    paragraphs = (paragraph.text for paragraph in lead.paragraphs)
    titles = (draft.title.text for draft in sources.headlines)
    opening = introduction.text if isinstance(introduction, Markup) else ""
    words = [lead.title.text, opening, *paragraphs, lead.markdown[:20_000], *titles]
    found = detect(_MARKS.sub(" ", "\n".join(words)))
    if not found:
        hint = "write language: … in edition.yaml or publication.yaml, or use --language"
        problems.warn("unknown-language", "the language cannot be told", lead.place, hint)
    return found or "und"

"""The galley: an edition's sections as XHTML, typeset but not yet paged and blind to the medium.

Two shapes, decided by the content alone. A digest whose headlines are short has one `headlines`
section with its rubrics inside; where some headlines are whole articles, or there are too many
for one file, each rubric is a section, followed by the sections of its articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from xml.parsers.expat import ExpatError, ParserCreate

from rotative import __version__
from rotative.dataclass import dataclass
from rotative.house import House
from rotative.model import Correction, Edition, Headline, Rubric
from rotative.problems import Place, fail
from rotative.pullquotes import placed
from rotative.shipped import TEMPLATES
from rotative.words import capital, full_date, long_date, tally

# A headline whose body has as many words is an article: it gets a page and a contents line.
ARTICLE_WORDS = 150
# Characters of markup that mostly hold so many words.
OPENING = 10 * ARTICLE_WORDS
# Old reading systems choke on XHTML files over 260 kB; the rest is room for the document's shell.
SECTION_BYTES = 200_000
TEASERS = 4
# Characters of markup: what is shorter is laid out before a sheet is parsed twice.
LONG = 100_000
SHORT_CONTENTS = 9

# A search that begins with letters takes a sixth of the time.
_ID = re.compile(r'id="(?<=\sid=")([^"]+)"')


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of navigation: an anchor, its plain typeset title, and the lines below it."""

    id: str
    title: str
    kind: str
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the digest.

    `id` is an ASCII slug, unique in the book, and the id of the one `<section>` element that
    `xhtml` holds. Links inside are `#id` wherever they lead; images are `images/<asset name>`.
    `kind`: cover, frontpage, contents, lead, headlines, rubric, article, colophon or imprint.
    `title` is plain typeset text; `entries` are the navigation below it; `ids` all its ids.
    """

    id: str
    kind: str
    title: str
    xhtml: str = field(repr=False)
    entries: tuple[Entry, ...] = ()
    ids: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Galley:
    """The typeset edition, its headlines by rubric, its sections in reading order."""

    edition: Edition
    groups: tuple[tuple[Rubric, tuple[Headline, ...]], ...]
    sections: tuple[Section, ...]
    contents: tuple[Entry, ...]

    @property
    def is_long(self) -> bool:
        """Whether laying its sections out apart may take less time than all together."""
        return sum(len(section.xhtml) for section in self.sections) >= LONG

    def section(self, kind: str) -> Section | None:
        """Return the first section of a kind, or None."""
        return next((section for section in self.sections if section.kind == kind), None)


def widened(galley: Galley) -> Galley:
    """Return the galley with U+00A0 for U+202F, for readers whose fonts lack the narrow blank."""

    def entry(one: Entry) -> Entry:
        return replace(one, title=_wide(one.title), entries=tuple(map(entry, one.entries)))

    sections = tuple(
        replace(
            section,
            title=_wide(section.title),
            xhtml=_wide(section.xhtml),
            entries=tuple(map(entry, section.entries)),
        )
        for section in galley.sections
    )
    return replace(galley, sections=sections, contents=tuple(map(entry, galley.contents)))


def _wide(text: str) -> str:
    return text.replace("\u202f", "\u00a0")


def _check_form(xhtml: str, template: str) -> None:
    """Raise RotativeError when an override has left a section that no reading system can parse."""
    parser = ParserCreate()
    try:
        parser.Parse(xhtml.encode(), True)  # noqa: FBT003 - expat takes no keywords
    except ExpatError as error:
        hint = "close every element, as in XML; the line is that of the filled-in template"
        message = f"the section is not well-formed: {error}"
        raise fail("template-fault", message, Place(template), hint) from error


Groups = Sequence[tuple[Rubric, tuple[Headline, ...]]]


class _Puller:
    """What every section template of one edition is given."""

    def __init__(self, edition: Edition, groups: Groups, house: House) -> None:
        self.edition, self.groups, self.house = edition, groups, house
        self.words = house.words(edition.language)
        self._is_ours = not house.folders(TEMPLATES)[:-1]
        self._shared = {
            "edition": edition,
            "publication": edition.publication,
            "lead": edition.lead,
            "words": self.words,
            "date": self._date(),
            "number": self._number(),
            "version": __version__,
            "corrections": self._corrections(),
        }

    def section(
        self, kind: str, name: str, title: str, entries: Sequence[Entry] = (), **more: object
    ) -> Section:
        template, lines = f"sections/{kind}.xhtml", tuple(entries)
        xhtml = self.house.render(template, entries=lines, **self._shared, **more)
        if not self._is_ours:
            _check_form(xhtml, f"templates/{template}")
        return Section(name, kind, title, xhtml, lines, tuple(_ID.findall(xhtml)))

    def _date(self) -> str:
        date, language = self.edition.date, self.edition.language
        return capital(full_date(date, language, self.words)) if date else ""

    def _corrections(self) -> Mapping[str, Sequence[Correction]]:
        """Return the corrections of each piece, by its id."""
        found: dict[str, list[Correction]] = {}
        for each in self.edition.corrections:
            found.setdefault(each.piece, []).append(each)
        return found

    def _number(self) -> str:
        number = self.edition.number
        return self.words["issue_number"].format(number=number) if number else ""


def pull(edition: Edition, groups: Groups, house: House) -> Galley:
    """Return the galley of a typeset edition whose headlines are grouped by rubric.

    Raises RotativeError with file and line when a template is faulty.
    """
    puller = _Puller(edition, groups, house)
    news = tuple(_news(puller))
    back = tuple(_back(puller))
    lead = _lead(puller)
    contents = tuple(_contents(lead, news, back))
    sections = (*_front(puller, contents), lead, *news, *back)
    return Galley(edition, tuple(groups), sections, contents)


def _front(puller: _Puller, contents: Sequence[Entry]) -> Iterator[Section]:
    words = puller.words
    yield puller.section("cover", "cover", words["cover"])
    first = [(rubric, headlines[0]) for rubric, headlines in puller.groups[:TEASERS]]
    teasers = [{"rubric": rubric, "headline": headline} for rubric, headline in first]
    yield puller.section("frontpage", "frontpage", words["front_page"], teasers=teasers)
    listed = sum(1 for entry in _walk(contents) if entry.kind != "headline")
    yield puller.section(
        "contents",
        "contents",
        words["contents"],
        contents,
        short=listed <= SHORT_CONTENTS,
    )


def _walk(entries: Sequence[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from _walk(entry.entries)


def _lead(puller: _Puller) -> Section:
    lead = puller.edition.lead
    text = placed(lead.body, lead.pull_quotes)
    return puller.section("lead", lead.id, lead.title.text, text=text)


def is_article(headline: Headline) -> bool:
    """Tell whether a headline's body is long enough to stand as an article of its own."""
    body = headline.body
    return bool(body) and (
        len(body.opening(OPENING).split()) >= ARTICLE_WORDS
        or len(body.text.split()) >= ARTICLE_WORDS
    )


def _news(puller: _Puller) -> Iterator[Section]:
    if not puller.groups:
        return
    everything = [h for _, headlines in puller.groups for h in headlines]
    if not any(map(is_article, everything)) and sum(map(_weight, everything)) < SECTION_BYTES:
        yield _headlines(puller)
        return
    for rubric, headlines in puller.groups:
        yield from _rubric(puller, rubric, headlines)


def _weight(headline: Headline) -> int:
    # About 700 bytes of elements and ids surround the words of a headline.
    texts = (headline.title, headline.summary, headline.body)
    return 700 + sum(len(text.xhtml.encode()) for text in texts)


def anchor(rubric: Rubric) -> str:
    """Return the id of a rubric's section."""
    return f"rubric-{rubric.id}"


def _headlines(puller: _Puller) -> Section:
    number = sum(len(headlines) for _, headlines in puller.groups)
    return puller.section(
        "headlines",
        "headlines",
        puller.words["headlines"],
        [_rubric_entry(rubric, headlines) for rubric, headlines in puller.groups],
        groups=[
            {"anchor": anchor(rubric), "label": rubric.label, "headlines": headlines}
            for rubric, headlines in puller.groups
        ],
        tally=tally(number, len(puller.groups), puller.edition.language, puller.words),
    )


def _rubric_entry(rubric: Rubric, headlines: Sequence[Headline]) -> Entry:
    return Entry(anchor(rubric), rubric.label, "rubric", tuple(map(_headline_entry, headlines)))


def _headline_entry(headline: Headline) -> Entry:
    return Entry(headline.id, headline.title.text, "headline")


def _rubric(puller: _Puller, rubric: Rubric, headlines: Sequence[Headline]) -> Iterator[Section]:
    articles: list[Headline] = []
    briefs: list[Headline] = []
    for headline in headlines:
        (articles if is_article(headline) else briefs).append(headline)
    for part, some in enumerate(_portions(briefs) or [[]], 1):
        name = anchor(rubric) if part == 1 else f"{anchor(rubric)}-{part}"
        yield puller.section(
            "rubric",
            name,
            rubric.label,
            [_headline_entry(headline) for headline in some],
            anchor=name,
            part=part,
            rubric=rubric,
            headlines=some,
        )
    for headline in articles:
        title = headline.title.text
        yield puller.section("article", headline.id, title, headline=headline, rubric=rubric)


def _portions(headlines: Sequence[Headline]) -> list[list[Headline]]:
    portions: list[list[Headline]] = []
    room = 0
    for headline in headlines:
        weight = _weight(headline)
        if not portions or weight > room:
            portions.append([])
            room = SECTION_BYTES
        portions[-1].append(headline)
        room -= weight
    return portions


def _back(puller: _Puller) -> Iterator[Section]:
    words, edition = puller.words, puller.edition
    imprint, lead = edition.imprint, edition.lead
    filled = [(name, getattr(imprint, name)) for name in imprint.__slots__]
    fields = [(name, value) for name, value in filled if value]
    yield puller.section(
        "colophon",
        "colophon",
        words["colophon"],
        revision=_revision(puller),
        titles={lead.id: lead.title, **{each.id: each.title for each in edition.headlines}},
    )
    if fields:
        yield puller.section("imprint", "imprint", words["imprint"], fields=fields)


def _revision(puller: _Puller) -> str:
    edition = puller.edition
    if not edition.revised:
        return puller.words["revision"].format(revision=edition.revision)
    date = long_date(edition.revised, edition.language, puller.words)
    return puller.words["colophon_revision"].format(revision=edition.revision, date=date)


def _contents(lead: Section, news: Sequence[Section], back: Sequence[Section]) -> Iterator[Entry]:
    yield Entry(lead.id, lead.title, lead.kind)
    if len(news) == 1 and news[0].kind == "headlines":
        yield Entry(news[0].id, news[0].title, "headlines", news[0].entries)
    else:
        yield from _by_rubric(news)
    yield from (Entry(section.id, section.title, section.kind) for section in back)


def _by_rubric(news: Sequence[Section]) -> Iterator[Entry]:
    parts: list[tuple[Section, list[Entry]]] = []
    for section in news:
        if section.kind == "article":
            parts[-1][1].append(Entry(section.id, section.title, "article"))
        elif parts and section.title == parts[-1][0].title:
            parts[-1][1].extend(section.entries)
        else:
            parts.append((section, list(section.entries)))
    for section, entries in parts:
        yield Entry(section.id, section.title, section.kind, tuple(entries))

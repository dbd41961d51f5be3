"""Fitting of printed sections: titles get their line ends, paragraphs that set badly their space.

Measures follow from the tokens alone: a theme that sets a size, a face or a share in a rule of
its own, past the token, has its titles broken for another measure than they get.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from rotative.fitting.breaks import broken
from rotative.fitting.face import Face
from rotative.fitting.headline import FALLBACK
from rotative.fitting.lines import Style
from rotative.fitting.paragraphs import Compositor, Room, Spacing
from rotative.fitting.runs import INITIAL, Paragraph, opening, paragraphs
from rotative.house import House
from rotative.units import number, points

Limits = tuple[int, int, int]
_TITLE = re.compile(
    r'(<(h[1-6]|p|span)\b[^>]*\bclass="(?:[^"]* )?'
    r'(headline-title|piece-title|section-title|standfirst|teaser-title)(?: [^"]*)?"[^>]*>)'
    r"(.*?)(</\2>)",
    re.DOTALL,
)
_LANGUAGE = re.compile(r'<section\b[^>]*\slang="([^"]+)"')
_TEASER = re.compile(r'<li class="teaser">')
# What a section's titles are, by its kind and their class; others are left to the engine.
ROLES = {
    ("frontpage", "teaser-title"): "teaser",
    ("lead", "piece-title"): "lead",
    ("lead", "standfirst"): "standfirst",
    ("article", "piece-title"): "article",
    ("article", "standfirst"): "article-standfirst",
    ("headlines", "headline-title"): "headline",
    ("rubric", "headline-title"): "rubric-headline",
    ("rubric", "section-title"): "rubric-section",
}
FACES = {"article-standfirst": "standfirst", "rubric-headline": "headline"}
Fit = Callable[[str, str], str]
RUNNING = frozenset(("standfirst", "article-standfirst"))
_QUOTE = re.compile(r'(<aside class="pullquote"[^>]*><p>)(.*?)(</p></aside>)', re.DOTALL)


class Fitting:
    """Fits the sections of one printed edition; `tokens` are those of its sheet, resolved."""

    def __init__(self, tokens: Mapping[str, str], house: House, language: str) -> None:
        self.tokens, self.house, self.language = tokens, house, language
        self._style = cache(self._made)
        self._compositor = cache(self._composing)
        self._fallback = cache(lambda: Face.of(house.read_style(FALLBACK)))

    def section(self, kind: str, xhtml: str) -> str:
        """Return the markup of a section of that kind with its line ends and spaces."""
        teasers = len(_TEASER.findall(xhtml))

        def ended(match: re.Match[str]) -> str:
            opening, _, name, content, closing = match.groups()
            role = ROLES.get((kind, name), "")
            return opening + (self._ended(role, content, teasers) if role else content) + closing

        xhtml = _TITLE.sub(ended, xhtml)
        xhtml = _QUOTE.sub(self._quote, xhtml)
        return self._spaced(kind, xhtml) if kind in ("lead", "article") else xhtml

    def _quote(self, match: re.Match[str]) -> str:
        opening, content, closing = match.groups()
        content = self._ended("pullquote", content, 0)
        # At one and a half leadings a line, an odd number of lines leaves the grid.
        if content.count("<br/>") % 2 == 0:
            opening = opening.replace('"pullquote"', '"pullquote pullquote--odd"', 1)
        return opening + content + closing

    def _ended(self, role: str, content: str, teasers: int) -> str:
        size, measure = self._length(f"{role}-size"), self._measure(role, teasers)
        tail = number(self.tokens["teaser-tail"], "em") if role == "teaser" else 0.0
        style = self._style(FACES.get(role, role))
        return broken(content, style, measure / size, text=role in RUNNING, tail=tail)

    def _measure(self, role: str, teasers: int) -> float:
        """Return how wide lines of a role may be, in points."""
        if role == "lead":
            return self._length("lead-measure")
        if role == "teaser":
            return self._teaser(teasers)
        if role == "standfirst":
            return self._standfirst()
        if role == "pullquote":
            return self._column("columns") - self._length("pullquote-inset")
        if role in ("headline", "rubric-headline"):
            return self._column("brief-columns") * (1 - self._share("headline-inset"))
        return self._width()

    def _teaser(self, teasers: int) -> float:
        columns = int(number(self.tokens["teaser-columns"]))
        if self.tokens["teaser-fill"] == "all":
            columns = max(1, min(teasers, columns))
        return (self._width() - (columns - 1) * self._length("teaser-gap")) / columns

    def _standfirst(self) -> float:
        beside = 1 - self._share("lead-share")
        if beside > 0:
            return self._width() * beside - self._length("standfirst-gap")
        return self._width() * self._share("standfirst-measure")

    def _width(self) -> float:
        sides = self._length("margin-inner") + self._length("margin-outer")
        return self._length("trim-width") - sides

    def _column(self, columns: str) -> float:
        count = int(number(self.tokens[columns]))
        return (self._width() - (count - 1) * self._length("column-gap")) / count

    def _length(self, name: str) -> float:
        return points(self.tokens[name])

    def _share(self, name: str) -> float:
        return number(self.tokens[name], "%") / 100

    def _made(self, role: str) -> Style:
        file = self.tokens[f"{role}-face"]
        tracking = number(self.tokens.get(f"{role}-tracking", "0em"), "em")
        return Style(Face.of(self.house.read_style(file)), self._fallback, round(1000 * tracking))

    # Paragraphs

    def _spaced(self, kind: str, xhtml: str) -> str:
        stated = _LANGUAGE.search(xhtml)
        compositor = self._compositor(stated[1] if stated else self.language)
        xhtml = self._initialled(kind, xhtml, compositor)
        out, done = [], 0
        for paragraph in paragraphs(xhtml):
            room = self._room(kind, paragraph)
            spacing = compositor.spacing(paragraph.words, room) if room else None
            if spacing:
                out.append(xhtml[done : paragraph.start] + _opening(spacing, compositor.limits))
                done = paragraph.start + len("<p>")
        return "".join(out) + xhtml[done:]

    def _initialled(self, kind: str, xhtml: str, compositor: Compositor) -> str:
        """Return a section without its initial if the first paragraph has fewer lines than that.

        A letter over several lines beside a single one would hang into whatever follows.
        """
        first = opening(xhtml)
        room = self._room(kind, first) if first else None
        if not (first and room):
            return xhtml
        lines = compositor.lines(first.words, room, Spacing(0.0, compositor.limits))
        return xhtml if len(lines) >= room.narrow else INITIAL.sub(r"\1", xhtml, count=1)

    def _room(self, kind: str, paragraph: Paragraph) -> Room | None:
        """Return how a paragraph is set, None for one whose first line is in small capitals."""
        tokens, size = self.tokens, self._length("text-size")
        first, lines = kind == "lead" and paragraph.first, int(number(tokens["initial-lines"]))
        if first and lines <= 1:
            return None
        by = 0.0
        if first and paragraph.initial:
            letter = self._style("initial").width(paragraph.initial)
            gap = number(tokens["initial-gap"], "em")
            by = (letter + gap) * self._length("initial-size") / size
        return Room(
            measure=self._column("columns") / size,
            indent=number(tokens["indent"], "em") if paragraph.indented else 0.0,
            narrow=lines if by else 0,
            by=by,
            justified=tokens["text-align"] == "justify",
            zone=self._share("hyphen-zone"),
        )

    def _composing(self, language: str) -> Compositor:
        names = {"": "text", "em": "text-italic", "strong": "text-bold"}
        styles = {key: self._style(role) for key, role in names.items()}
        hyphens = self.tokens["hyphens"] == "auto"
        return Compositor(styles, language if hyphens else "", self._limits())

    def _limits(self) -> Limits:
        total, left, right = map(int, self.tokens["hyphen-limits"].split())
        return total, left, right


def faces(tokens: Mapping[str, str]) -> Iterator[str]:
    """Yield the files below styles/ that a fitter with these tokens may measure with."""
    yield FALLBACK
    yield from (value for name, value in tokens.items() if name.endswith("-face"))


def fitter(tokens: Mapping[str, str], house: House, language: str) -> Fit:
    """Return what fits a section of a kind, given its markup; the sheet's tokens are resolved.

    It remembers how wide words are.
    """
    return Fitting(tokens, house, language).section


def _opening(spacing: Spacing, limits: Limits) -> str:
    return f'<p style="{"; ".join(_rules(spacing, limits))}">'


def _rules(spacing: Spacing, limits: Limits) -> Iterator[str]:
    if spacing.word:
        yield f"word-spacing: {spacing.word:g}em"
    if spacing.limits != limits:
        yield f"hyphenate-limit-chars: {' '.join(map(str, spacing.limits))}"

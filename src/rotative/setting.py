"""Setting: the typographic rules on a whole edition, once, before any medium is in sight."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from rotative.dataclass import dataclass
from rotative.matter import Matter
from rotative.model import (
    Correction,
    Edition,
    Headline,
    Imprint,
    Lead,
    Markup,
    Publication,
    Rubric,
    Variant,
)
from rotative.problems import Place, Problems, suggest
from rotative.typography import profile, typeset, typeset_markup

MARKUP_RULES = frozenset({"superscripts", "nfc"})


def set_type(edition: Edition, matter: Matter | None = None) -> Edition:
    """Return the same edition with every text typeset; setting it again changes nothing.

    `matter` is what came of its texts before.
    """
    setter = _Setter(edition.language, edition.publication.typography, matter or Matter())
    return replace(
        edition,
        title=setter.line(edition.title),
        publication=setter.publication(edition.publication),
        imprint=setter.imprint(edition.imprint),
        rubrics=tuple(map(setter.rubric, edition.rubrics)),
        lead=setter.lead(edition.lead),
        headlines=tuple(map(setter.headline, edition.headlines)),
        corrections=tuple(map(setter.correction, edition.corrections)),
    )


def rule_names(language: str) -> frozenset[str]:
    """Return the names of the rules of a language, none for one that is left alone."""
    rules = profile(language).rules
    return MARKUP_RULES.union(rule.id for rule in rules) if rules else frozenset()


def check_variant(variant: Variant, language: str, place: Place, problems: Problems) -> None:
    """Note names under `typography: without:` that no rule of the edition's language has."""
    known = rule_names(language)
    for name in variant.without:
        if known and name not in known:
            hint = suggest(name, known) or f"the rules are {', '.join(sorted(known))}"
            problems.error("unknown-rule", f'no typographic rule is called "{name}"', place, hint)


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets texts of one edition; a piece in another language takes that language's rules."""

    language: str
    variant: Variant
    matter: Matter

    def line(self, text: str) -> str:
        without = without_in(self.variant, self.language)
        exceptions = self.variant.exceptions
        return typeset(text, self.language, titles=True, exceptions=exceptions, without=without)

    def text(self, markup: Markup, language: str, *, titles: bool = False) -> Markup:
        if not markup:
            return markup
        language = language or self.language
        without = without_in(self.variant, language)
        exceptions = self.variant.exceptions
        make = partial(
            typeset_markup,
            markup.xhtml,
            language,
            titles=titles,
            exceptions=exceptions,
            without=without,
            sound=True,  # as all that readers of manuscripts write
        )
        rules = repr((language, titles, exceptions, without))
        return Markup(self.matter.of(make, "set", markup.xhtml, rules), markup.place)

    def publication(self, publication: Publication) -> Publication:
        title, tagline = self.line(publication.title), self.line(publication.tagline)
        return replace(publication, title=title, tagline=tagline)

    def imprint(self, imprint: Imprint) -> Imprint:
        fields = {name: self.line(getattr(imprint, name)) for name in imprint.__slots__}
        return Imprint(**fields)

    def rubric(self, rubric: Rubric) -> Rubric:
        return replace(rubric, label=self.line(rubric.label))

    def lead(self, lead: Lead) -> Lead:
        return replace(
            lead,
            title=self.text(lead.title, lead.language, titles=True),
            kicker=self.line(lead.kicker),
            standfirst=self.text(lead.standfirst, lead.language),
            pull_quotes=tuple(self.text(quote, lead.language) for quote in lead.pull_quotes),
            body=self.text(lead.body, lead.language),
            source=self.line(lead.source),
        )

    def headline(self, headline: Headline) -> Headline:
        return replace(
            headline,
            title=self.text(headline.title, headline.language, titles=True),
            summary=self.text(headline.summary, headline.language),
            body=self.text(headline.body, headline.language),
            source=self.line(headline.source),
        )

    def correction(self, correction: Correction) -> Correction:
        return replace(
            correction,
            wrong=self.text(correction.wrong, ""),
            right=self.text(correction.right, ""),
            note=self.text(correction.note, ""),
        )


def without_in(variant: Variant, language: str) -> tuple[str, ...]:
    """Return the rules a publication leaves out that this language has at all."""
    if not variant.without:
        return ()
    return tuple(name for name in variant.without if name in rule_names(language))

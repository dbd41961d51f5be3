"""Setting: the typographic rules on a whole edition, once, before any medium is in sight."""

from __future__ import annotations

from dataclasses import replace

from rotative.model import Edition, Headline, Imprint, Lead, Markup, Publication, Rubric
from rotative.typography import typeset, typeset_markup


def set_type(edition: Edition) -> Edition:
    """Return the same edition with every text typeset; setting it again changes nothing."""
    language = edition.language
    return replace(
        edition,
        title=_line(edition.title, language),
        number=edition.number,
        publication=_publication(edition.publication, language),
        imprint=_imprint(edition.imprint, language),
        rubrics=tuple(_rubric(rubric, language) for rubric in edition.rubrics),
        lead=_lead(edition.lead, language),
        headlines=tuple(_headline(headline, language) for headline in edition.headlines),
    )


def _line(text: str, language: str) -> str:
    return typeset(text, language, titles=True) if text else text


def _title(markup: Markup, language: str) -> Markup:
    return replace(markup, xhtml=typeset_markup(markup.xhtml, language, titles=True))


def _text(markup: Markup, language: str) -> Markup:
    return replace(markup, xhtml=typeset_markup(markup.xhtml, language)) if markup else markup


def _publication(publication: Publication, language: str) -> Publication:
    return replace(
        publication,
        title=_line(publication.title, language),
        tagline=_line(publication.tagline, language),
    )


def _imprint(imprint: Imprint, language: str) -> Imprint:
    fields = {name: getattr(imprint, name) for name in imprint.__slots__}
    return Imprint(**{name: _line(value, language) for name, value in fields.items()})


def _rubric(rubric: Rubric, language: str) -> Rubric:
    return replace(rubric, label=_line(rubric.label, language))


def _lead(lead: Lead, edition_language: str) -> Lead:
    language = lead.language or edition_language
    return replace(
        lead,
        title=_title(lead.title, language),
        kicker=_line(lead.kicker, edition_language),
        standfirst=_text(lead.standfirst, language),
        body=_text(lead.body, language),
        source=_line(lead.source, edition_language),
    )


def _headline(headline: Headline, edition_language: str) -> Headline:
    language = headline.language or edition_language
    return replace(
        headline,
        title=_title(headline.title, language),
        summary=_text(headline.summary, language),
        body=_text(headline.body, language),
        source=_line(headline.source, edition_language),
    )

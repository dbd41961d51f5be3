"""The archival original: the edition's text as one XHTML file, as it was printed.

Not the files it was read from: an editor's notes and settings are not for readers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from html import escape

from rotative.galley import Galley
from rotative.identity import display_title, identifier
from rotative.model import Edition

LEFT_OUT = frozenset({"cover"})
"""Sections that only repeat others."""


_SPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def original(galley: Galley, modified: dt.datetime, words: Mapping[str, str]) -> bytes:
    """Return the text of an edition as XHTML, UTF-8: its sections in order, as typeset.

    Pictures are named, not contained: they are in the PDF.
    """
    edition = galley.edition
    said = _said(edition, modified)
    metas = [f'<meta name="{name}" content="{escape(text)}"/>' for name, text in said]
    language = escape(edition.language)
    shown = (section.xhtml for section in galley.sections if section.kind not in LEFT_OUT)
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<html {_SPACES} lang="{language}" xml:lang="{language}">',
            "<head>",
            f"<title>{escape(display_title(edition, words), quote=False)}</title>",
            *metas,
            "</head>",
            "<body>",
            *shown,
            "</body>",
            "</html>",
            "",
        )
    ).encode()


def _said(edition: Edition, modified: dt.datetime) -> Iterator[tuple[str, str]]:
    """Yield what is known of the edition, by its name in Dublin Core."""
    told = {
        "identifier": identifier(edition),
        "language": edition.language,
        "modified": modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher": edition.imprint.publisher,
        "rights": edition.imprint.rights,
    }
    yield from ((f"dcterms.{name}", text) for name, text in told.items() if text)

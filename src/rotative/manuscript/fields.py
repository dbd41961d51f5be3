"""A line such as `source: Le Monde`: which is a field, and which looks like one.

A field written as it should be is one. One that a hand slipped on, `Source : Le Monde`, is one
if its value is what such a field holds: a text may well begin with a word and a colon.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from rotative.slug import slug

_BLANK = "[ \t\u00a0\u202f]"
_LINE = re.compile(rf" {{0,3}}([^\W\d_][\w-]{{0,24}}){_BLANK}*:{_BLANK}*(.*)$")
_PROPER = re.compile(r"[a-z][a-z_-]*:(?:[ \t]|$)")
_SENTENCE = re.compile(r"[.!?…][»”’\"')\]]*$")
_DAY = re.compile(r"\d{4}|\d[./-]\d|^\d{1,2}\w{0,2}\.? [^\W\d]+$")
_LONGEST = 60
_NEAR = 0.82  # “autor” and “suorce” are near a name, “auto” and “course” are not

# What else people call the fields. Left out is what begins texts as well: *fonte*, *Bron*.
_CALLED = {
    "title": "titre titel título titolo tytuł заголовок τίτλος",
    "author": "auteur autrice autor autora autore autrice verfasser автор συγγραφέας",
    "source": "fuente quelle źródło источник πηγή",
    "url": "lien link adresse address enlace collegamento łącze ссылка σύνδεσμος",
    "date": "datum fecha data дата ημερομηνία",
    "language": "langue lang idioma lingua língua sprache taal język язык γλώσσα",
    "rubric": "rubrique rubrik rubrica rúbrica rubriek rubryka рубрика section category catégorie",
    "summary": "résumé resumen riassunto resumo zusammenfassung samenvatting",
    "kicker": "surtitre",
    "standfirst": "chapô chapeau",
    "number": "numéro nummer número numero numer номер αριθμός",
    "publisher": "éditeur verlag uitgever",
}
_KEYS = {slug(word): key for key, words in _CALLED.items() for word in words.split()}


class Field(NamedTuple):
    """A word, a colon and what follows: `key` is the word in small letters, `column` the value's.

    `is_proper` tells that it is written as fields are.
    """

    key: str
    value: str
    column: int
    is_proper: bool

    @property
    def fits(self) -> bool:
        """Tell whether the value is what a field of this name would hold."""
        return _fits(self.key, self.value)


def read(line: str) -> Field | None:
    """Return a line as a field, whether or not one is known by its name; None for other lines."""
    found = _LINE.match(line)
    if not found:
        return None
    value = found[2].rstrip()
    return Field(found[1].lower(), value, found.start(2) + 1, bool(_PROPER.match(line)))


def meant(field: Field, known: Collection[str]) -> str:
    """Return the known field that a name most likely stands for; "" if the line may be text."""
    if field.key in known:
        return field.key if field.fits else ""
    key = translated(field.key) or _near(field.key)
    return key if key in known and field.value and _fits(key, field.value) else ""


def translated(name: str) -> str:
    """Return the key that people mean by a word of their own language; "" if we know none."""
    return _KEYS.get(slug(name), "")


@lru_cache(1024)
def _near(name: str) -> str:
    import difflib  # only a mistake needs it

    long = [key for key in _CALLED if len(key) > 4]
    return next(iter(difflib.get_close_matches(name, long, n=1, cutoff=_NEAR)), "")


def _fits(key: str, value: str) -> bool:
    if key == "url":
        return " " not in value and ("." in value or ":" in value)
    if key == "date":
        return len(value) <= 30 and bool(_DAY.search(value))
    if key in {"language", "id"}:
        return " " not in value and len(value) <= 30
    if key in {"title", "summary", "body", "standfirst"}:
        return True
    return len(value) <= _LONGEST and not _SENTENCE.search(value)

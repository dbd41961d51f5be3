"""corrections: in edition.yaml → values that know their piece, checked against the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rotative.manuscript import values
from rotative.manuscript.draft import Locate
from rotative.model import Correction, Edition, Headline, Markup
from rotative.problems import Place, Problems, suggest


def with_corrections(
    edition: Edition,
    said: Sequence[Mapping[str, Any]] | None,
    locate: Locate,
    problems: Problems,
) -> Edition:
    """Return the edition with what was corrected in it; the last date is that of its revision."""
    found = tuple(_read(edition, said or (), locate, problems))
    if not found:
        return edition
    if edition.revision < 2:
        hint = "write “revision: 2”: readers, libraries and the archive tell copies apart by it"
        message = "something was corrected, and this is still revision 1"
        problems.warn("correction-without-revision", message, locate(("corrections",)), hint)
    revised = edition.revised or max(correction.date for correction in found)
    return replace(edition, corrections=found, revised=revised)


def _read(
    edition: Edition, said: Sequence[Mapping[str, Any]], locate: Locate, problems: Problems
) -> Iterator[Correction]:
    for at, item in enumerate(said):
        place = locate(("corrections", at))
        texts = {
            name: Markup.plain(values.text(item.get(name, "")), place)
            for name in ("wrong", "right", "note")
        }
        if not texts["note"] and not (texts["wrong"] and texts["right"]):
            hint = "write “wrong: …” and “right: …”, or a sentence as “note: …”"
            problems.error("empty-correction", "the correction does not tell what", place, hint)
        piece = _piece(edition, values.text(item.get("piece", "")), place, problems)
        if piece is None:
            continue
        date = values.date(item["date"]) or dt.date.min
        correction = Correction(piece, date, place=place, **texts)
        _check_applied(edition, correction, problems)
        yield correction


def _piece(edition: Edition, name: str, place: Place, problems: Problems) -> str | None:
    if name in {"", edition.lead.id, edition.lead.title.text}:
        return edition.lead.id
    for headline in edition.headlines:
        if name in {headline.id, headline.id.removeprefix("h-"), headline.title.text}:
            return headline.id
    ids = [headline.id.removeprefix("h-") for headline in edition.headlines]
    titles = [headline.title.text for headline in edition.headlines]
    near = suggest(name, [edition.lead.id, *ids, *titles])
    some = ", ".join(ids[:6]) + (" …" if ids[6:] else "")
    hint = near or f"write a headline's title or its id: {some}"
    problems.error("unknown-piece", f"the edition has no piece “{name}”", place, hint)
    return None


def _check_applied(edition: Edition, correction: Correction, problems: Problems) -> None:
    """Warn when a text still says what its correction calls wrong."""
    wrong, right = correction.wrong.text, correction.right.text
    text = text_of(edition, correction.piece)
    if wrong and wrong in text and right not in text:
        message = f"the text still says “{wrong}”"
        hint = f"write “{right}” there: the notice tells readers that it has been corrected"
        problems.warn("correction-not-applied", message, correction.place, hint)


def text_of(edition: Edition, piece: str) -> str:
    """Return the plain text of a piece: title, summary or standfirst, body."""
    lead = edition.lead
    found: list[Headline] = [one for one in edition.headlines if one.id == piece]
    parts = [lead.title, lead.standfirst, lead.body]
    if found:
        parts = [found[0].title, found[0].summary, found[0].body]
    return "\n".join(part.text for part in parts)

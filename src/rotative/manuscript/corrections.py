"""corrections: in edition.yaml → values that know their piece, checked against the text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rotative.manuscript import values
from rotative.manuscript.draft import Locate
from rotative.manuscript.quoted import alike
from rotative.manuscript.wording import pattern, spots
from rotative.model import Correction, Edition, Markup, plain_text
from rotative.problems import Place, Problems, suggest

_CALL = re.compile(r'<a class="noteref"[^>]*>[^<]*</a>')


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
    _judge(edition, found, problems)
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
        yield Correction(piece, date, place=place, **texts)


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


def _judge(edition: Edition, corrections: Sequence[Correction], problems: Problems) -> None:
    """Warn of corrections that their text belies, each seen as the text was before later ones."""
    texts: dict[str, str] = {}
    in_turn = sorted(corrections, key=lambda each: each.date)
    for correction in in_turn[::-1]:
        wrong, right = correction.wrong.text, correction.right.text
        if wrong and right:
            text = texts.get(correction.piece) or text_of(edition, correction.piece)
            _check_applied(correction, text, problems)
            before = pattern(right).sub(wrong.replace("\\", r"\\"), text)
            texts[correction.piece] = before


def _check_applied(correction: Correction, text: str, problems: Problems) -> None:
    """Warn when a text says what its correction calls wrong, or never said either."""
    wrong, right, place = correction.wrong.text, correction.right.text, correction.place
    if alike(wrong) == alike(right):
        hint = "say what differs, or tell it in a sentence as “note: …”"
        problems.warn("words-alike", f"“{wrong}” and “{right}” are set the same", place, hint)
    elif spots(wrong, text, right=right):
        message = f"the text still says “{wrong}”"
        hint = (
            f"write “{right}” there: the notice tells readers that it has been corrected; "
            "if that is another place, give more of the sentence as wrong and right"
        )
        problems.warn("correction-not-applied", message, place, hint)
    elif not spots(right, text):
        message = f"neither “{wrong}” nor “{right}” stands in the piece"
        hint = "copy the words as they stand in it, name another “piece: …”, or write a “note: …”"
        problems.warn("words-not-found", message, place, hint)


def text_of(edition: Edition, piece: str) -> str:
    """Return the plain text of a piece: title, what opens it, body, and who wrote it.

    A blank line parts what does not follow on.
    """
    found = [headline for headline in edition.headlines if headline.id == piece]
    one = found[0] if found else edition.lead
    opening = found[0].summary if found else edition.lead.standfirst
    kicker = "" if found else edition.lead.kicker
    running = "\n".join(plain_text(_CALL.sub("", each.xhtml)) for each in (opening, one.body))
    return f"{kicker}\n\n{one.title.text}\n\n{running}\n\n{one.author}\n\n{one.source}"

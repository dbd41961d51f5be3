"""`rotative import` on the command line: its options, and what it tells people."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rotative.arguments import count

if TYPE_CHECKING:
    from rotative.gather.importing import Outcome, Wish

MOST_NOTES = 12
"""Notes of one kind that are told one by one; the rest in their number, all with `--json`."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the sources and options of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Bring web pages, feeds, Word, OpenDocument, EPUB, Markdown and text files, mails and\n"
        "pictures into an edition folder. What stands there is never changed."
    )
    parser.epilog = "The network is used only for addresses that you name, and their pictures."
    add = parser.add_argument
    add("sources", nargs="+", metavar="SOURCE", help="a file, or an http(s) address")
    add("--into", default="", metavar="EDITION", help="the edition's folder, made if need be")
    add("--book", type=Path, metavar="DIR", help="the publication's folder")
    add("--as", dest="role", choices=("lead", "headlines"), default="",
        help="what they are (default: the first article leads if none does)")  # fmt: skip
    add("--limit", type=count, default=0, metavar="N", help="entries taken from feeds")
    add("--since", type=_day, metavar="DATE", help="entries from this day on, year-month-day")
    add("--until", type=_day, metavar="DATE", help="entries up to this day")
    add("--full", action="store_true", help="bring the whole text of feed entries")
    add("--fetch", action="store_true", help="fetch the pictures that local files link to")
    add("--allow-private", action="store_true", help="fetch from machines of your own network")
    add("--max", action="append", default=[], type=_limit, metavar="NAME=NUMBER",
        help="another limit, e.g. source-bytes=80M; a wrong name lists them")  # fmt: skip
    add("--strict", action="store_true", help="write nothing if any part cannot be brought in")
    add("--dry-run", action="store_true", help="tell what would be written, and write nothing")
    add("--json", action="store_true", help="print the result as JSON on stdout")
    add("--quiet", action="store_true", help="say nothing but problems")


def wish_of(options: argparse.Namespace) -> Wish:
    """Return what the options ask for."""
    from rotative.gather.choosing import Window
    from rotative.gather.importing import Wish

    return Wish(
        sources=tuple(options.sources),
        into=options.into,
        book=options.book,
        role=options.role,
        window=Window(options.limit, options.since, options.until),
        limits=tuple(options.max),
        fetch=options.fetch,
        full=options.full,
        allow_private=options.allow_private,
        strict=options.strict,
        dry_run=options.dry_run,
    )


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield what was brought in, dropped, changed and kept, for people."""
    from rotative.manuscript.intake import shown

    folder = shown(outcome.folder)
    missing = outcome.missing
    number = sum(title not in missing for title in outcome.headlines)
    parts = [f"lead “{outcome.lead}”"] if outcome.lead and outcome.lead not in missing else []
    parts += [f"{number} headline{'s' * (number != 1)}"] if number else []
    parts += [f"{len(missing)} placeholder{'s' * (len(missing) != 1)}"] if missing else []
    pictures = sum("/images/" in f"/{path}" for path, _ in outcome.written)
    parts += [f"{pictures} picture{'s' * (pictures != 1)}"] if pictures else []
    yield f"{folder}: {outcome.state}" + (f", {', '.join(parts)}" if parts else "")
    for kind in ("changed", "dropped", "kept"):
        notes = [note for note in outcome.notes if note.kind == kind]
        for note in notes[:MOST_NOTES]:
            yield f"  {kind}: {note.what}" + (f" [{note.origin}]" if note.origin else "")
        if len(notes) > MOST_NOTES:
            yield f"  {kind}: and {len(notes) - MOST_NOTES} more"


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date; write year-month-day, such as 2026-01-05"
        ) from None


def _limit(text: str) -> tuple[str, int]:
    """Return name and number of `source-bytes=80M`."""
    from rotative.import_limits import amount, named

    name, _, said = text.partition("=")
    known = named()
    if name.lower() not in known:
        rows = (f"  {each:<17} {most:>12,}  {about}" for each, (most, about) in known.items())
        told = "\n".join(rows)
        raise argparse.ArgumentTypeError(f"there is no limit {name!r}; the limits are\n{told}")
    number = amount(int(said) if said.isdecimal() else said)
    if number is None:
        hint = "write a number from 1 up, or one such as 500k, 80M or 2G"
        raise argparse.ArgumentTypeError(f"{text!r} sets no limit; {hint}")
    return name.lower(), number

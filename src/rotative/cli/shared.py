"""What several commands have in common: their options, the order they make, how they tell."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotative.jobs import Job
    from rotative.press import Order, Result


EDITION = "an edition of the publication, or the path of a folder or a .txt or .md file"


def add_editions(parser: argparse.ArgumentParser) -> None:
    """Add the editions and their publication."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "editions",
        nargs="*",
        default=[],
        metavar="EDITION",
        help=f"{EDITION} (default: every edition; in the folder of one, that one)",
    )
    which.add_argument("--all", action="store_true", help="every edition of the publication")
    add_book(parser)


def add_edition(parser: argparse.ArgumentParser) -> None:
    """Add the one edition that a command takes, and its publication."""
    told = f"{EDITION} (default: the only one, or that of this folder)"
    parser.add_argument("edition", nargs="?", default="", metavar="EDITION", help=told)
    add_book(parser)


def add_book(parser: argparse.ArgumentParser) -> None:
    """Add the publication."""
    parser.add_argument(
        "--book",
        type=Path,
        metavar="DIR",
        help="the publication's folder (default: this folder if it has a publication.yaml, else "
        "book/, or in the folder of an edition the one around it)",
    )


def add_wishes(parser: argparse.ArgumentParser) -> None:
    """Add what may be chosen anew for editions."""
    parser.add_argument("--style", default="", metavar="NAME", help="the theme to use")
    parser.add_argument("--language", default="", metavar="TAG", help="the language, e.g. fr-CA")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the answer for machines."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")


def add_quiet(parser: argparse.ArgumentParser, told: str = "say nothing but problems") -> None:
    """Add the wish for few words."""
    parser.add_argument("--quiet", action="store_true", help=told)


def add_out(parser: argparse.ArgumentParser, told: str = "where to") -> None:
    """Add the output folder, and what it is to the command."""
    told = f"{told} (default: dist)"
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="DIR", help=told)


def add_formats(parser: argparse.ArgumentParser) -> None:
    """Add the formats."""
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        dest="formats",
        metavar="FORMAT",
        help="epub, print, screen, booklet or ticket; may be repeated "
        "(default: as the edition or its publication says)",
    )


def add_allow(parser: argparse.ArgumentParser) -> None:
    """Add the faults that may pass."""
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="CODE=REASON",
        help="let a fault of the finished file pass; the reason is kept in the build record",
    )


def add_strict(parser: argparse.ArgumentParser) -> None:
    """Add the wish that no warning pass."""
    parser.add_argument("--strict", action="store_true", help="make every warning an error")


def wanted(options: argparse.Namespace) -> tuple[Job, ...]:
    """Return the editions that a command is about."""
    from rotative import jobs

    return jobs.find(options.book, options.editions, every=options.all)


def wanted_one(options: argparse.Namespace) -> Job:
    """Return the one edition that a command is about."""
    from rotative import jobs

    return jobs.one(options.book, [options.edition] if options.edition else [])[0]


def order(options: argparse.Namespace) -> Order:
    """Return what was asked for, as the press takes it."""
    from rotative.press import Order

    return Order(
        out=options.out,
        formats=tuple(options.formats),
        style=options.style,
        language=options.language,
        force=options.force,
        allow=_reasons(getattr(options, "allow", ())),
        pages=getattr(options, "pages", 0),
        strict=getattr(options, "strict", False),
    )


def _reasons(allow: Sequence[str]) -> dict[str, str]:
    if not allow:  # mostly: then no code need be known
        return {}
    from rotative.preflight.findings import reasons

    return reasons(allow)


def tell(results: list[Result], options: argparse.Namespace) -> int:
    """Tell what came of editions, and return the exit code."""
    from rotative import report

    teller = report.Teller(len(results))
    for result in results:
        teller.tell(result.edition, result.problems)
        if not options.json:
            print(*result.artefacts.values(), sep="\n", end="\n" * bool(result.artefacts))
    if options.json:
        print_json([result.as_dict() for result in results])
    return int(any(result.state == "failed" for result in results))


def print_json(editions: list[dict[str, object]]) -> None:
    """Print editions as JSON, and whether all is well."""
    import json

    ok = not any(edition.get("state") == "failed" for edition in editions)
    print(json.dumps({"ok": ok, "editions": editions}, ensure_ascii=False, indent=1))

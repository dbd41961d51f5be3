"""Commands for what readers have seen: publish, correct, diff, verify."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path

from rotative.cli.shared import (
    add_allow,
    add_edition,
    add_editions,
    add_formats,
    add_json,
    add_out,
    add_quiet,
    add_wishes,
    order,
    print_json,
    tell,
    wanted,
    wanted_one,
)


def add_publish(parser: argparse.ArgumentParser) -> None:
    """Add the options of `publish`."""
    add_editions(parser)
    add_wishes(parser)
    add_json(parser)
    add_quiet(parser)
    add_out(parser, "where to build, with the archive below it")
    add_formats(parser)
    add_allow(parser)
    parser.set_defaults(run=_publish, force=False)


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options of `verify`."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an EPUB or PDF")
    add_out(parser, "the folder whose archive is looked through")
    parser.add_argument(
        "--rebuild", action="store_true", help="make it again and compare, byte for byte"
    )
    add_json(parser)
    parser.set_defaults(run=_verify)


def add_correct(parser: argparse.ArgumentParser) -> None:
    """Add the options of `correct`."""
    add_edition(parser)
    add_wishes(parser)
    add_json(parser)
    add_quiet(parser)
    add_out(parser)
    add_formats(parser)
    parser.add_argument(
        "--piece", default="", help="the headline's title or id (default: the lead)"
    )
    parser.add_argument("--wrong", default="", metavar="TEXT", help="what was written")
    parser.add_argument("--right", default="", metavar="TEXT", help="what should have been")
    parser.add_argument("--note", default="", metavar="TEXT", help="a sentence for readers")
    parser.add_argument(
        "--date", type=_date, default=None, metavar="DAY", help="year-month-day (default: today)"
    )
    parser.add_argument("--notice-only", action="store_true", help="leave the text itself as it is")
    parser.set_defaults(run=_correct, force=False)


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Add the options of `diff`."""
    add_edition(parser)
    parser.add_argument(
        "old", nargs="?", type=_revision, help="a published revision (default: the latest)"
    )
    parser.add_argument(
        "new", nargs="?", type=_revision, help="another (default: the edition as it is now)"
    )
    add_out(parser, "the folder with the archive, where the edition is built as it is now")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the pages side by side into a web page"
    )
    add_json(parser)
    parser.set_defaults(run=_diff)


def _revision(text: str) -> int:
    number = text.removeprefix("r")
    if not number.isdecimal() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a revision such as r1")
    return int(number)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025-10-18") from error


def _publish(options: argparse.Namespace) -> int:
    from rotative import archive

    return tell([archive.publish(job, order(options)) for job in wanted(options)], options)


def _correct(options: argparse.Namespace) -> int:
    from rotative import correcting, press, report
    from rotative.correcting import Mistake
    from rotative.manuscript.intake import shown
    from rotative.problems import Problems

    job = wanted_one(options)
    today = dt.datetime.now(dt.UTC).astimezone().date()
    texts = (options.piece, options.wrong, options.right, options.note)
    mistake = Mistake(options.date or today, *map(str.strip, texts))
    edition = press.read(job, order(options), Problems()).edition
    for path in correcting.correct(job, edition, mistake, notice_only=options.notice_only):
        if not options.quiet:
            report.say(f"{shown(path)}: changed")
    return tell([press.build(job, order(options))], options)


def _diff(options: argparse.Namespace) -> int:
    from rotative import report, revisions

    job = wanted_one(options)
    found, problems = revisions.compare(job, options.out, options.old, options.new)
    report.tell_problems(problems)
    if options.html:
        print(revisions.keep(found, job, options.html))
    if options.json:
        print_json([found.as_dict()])
    else:
        print(*found.lines(), sep="\n", file=sys.stderr if options.html else sys.stdout)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from rotative import origins, report

    answers = []
    for file in options.files:
        answer, problems = origins.verified(file, options.out, rebuild=options.rebuild)
        answers.append(answer)
        report.tell_problems(problems)
        if not options.json and "edition" in answer:
            print(*report.origin(answer), sep="\n")
    if options.json:
        print_json(answers)
    return int(any(answer["state"] == "failed" for answer in answers))

"""Commands that take or make files: new, import, impose, preflight."""

from __future__ import annotations

import argparse
from pathlib import Path

from rotative.cli.shared import print_json


def add_new(parser: argparse.ArgumentParser) -> None:
    """Add the options of `new`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder to be made")
    parser.add_argument("--title", default="", help="the publication's title")
    parser.add_argument(
        "--language", default="fr", choices=("fr", "en"), help="of the examples (default: fr)"
    )
    parser.set_defaults(run=_new)


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    from rotative.gather import command

    command.add_options(parser)
    parser.set_defaults(run=_import)


def add_impose(parser: argparse.ArgumentParser) -> None:
    """Add the options of `impose`."""
    from rotative.booklet import add_arguments

    add_arguments(parser)
    parser.set_defaults(run=_impose)


def add_preflight(parser: argparse.ArgumentParser) -> None:
    """Add the options of `preflight`."""
    from rotative.preflight import options

    options.add_to(parser)
    parser.set_defaults(run=_preflight)


def _new(options: argparse.Namespace) -> int:
    from rotative import press, report
    from rotative.problems import typed

    title = options.title or options.folder.resolve().name.replace("-", " ").capitalize()
    for path in press.scaffold(options.folder, title, options.language):
        print(path)
    report.say(f"now: rotative build --book {typed(options.folder)}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from rotative import report
    from rotative.gather import command, importing

    outcome = importing.bring_in(command.wish_of(options))
    if not options.json:
        print(*(path for path, _ in outcome.written), sep="\n", end="\n" * bool(outcome.written))
        if not options.quiet:
            report.say("\n".join(command.lines(outcome)))
    report.tell_problems(outcome.problems)
    if options.json:
        print_json([outcome.as_dict()])
    return 0


def _impose(options: argparse.Namespace) -> int:
    from rotative import booklet, report

    path, problems = booklet.run(options)
    report.tell_problems(problems)
    print(path)
    return 0


def _preflight(options: argparse.Namespace) -> int:
    import json

    from rotative import report
    from rotative.preflight import files
    from rotative.preflight.findings import reasons
    from rotative.preflight.options import expected_of

    allowed, expected = reasons(options.allow), expected_of(options)
    reports = [files.inspect(path, expected, allowed) for path in options.files]
    ok = not any(found.errors for found in reports)
    if options.json:
        content = {"ok": ok, "files": [found.as_dict() for found in reports]}
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        report.say("\n".join(line for found in reports for line in files.lines(found)))
    return int(not ok)

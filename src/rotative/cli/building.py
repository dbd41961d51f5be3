"""Commands that build and look: build, check, status, serve."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rotative.arguments import count
from rotative.cli.shared import (
    add_allow,
    add_edition,
    add_editions,
    add_formats,
    add_json,
    add_out,
    add_quiet,
    add_strict,
    add_wishes,
    order,
    print_json,
    tell,
    wanted,
)

if TYPE_CHECKING:
    from rotative.jobs import Job
    from rotative.press import Result


LAST_PORT = 65535
_SCHEDULER = re.compile(r"(?:tcp|tls)://[^/\s]+:[0-9]+/?")


def add_build(parser: argparse.ArgumentParser) -> None:
    """Add the options of `build`."""
    add_editions(parser)
    add_wishes(parser)
    add_json(parser)
    add_quiet(parser)
    add_out(parser)
    add_formats(parser)
    parser.add_argument("--force", action="store_true", help="build even what is up to date")
    parser.add_argument(
        "--jobs", type=count, default=1, metavar="N", help="editions to build at once (default: 1)"
    )
    parser.add_argument(
        "--pages",
        type=count,
        default=0,
        metavar="N",
        help="print on exactly N pages, with type as small or large as the theme allows",
    )
    parser.add_argument(
        "--budget", action="store_true", help="tell what the pages hold, and write nothing"
    )
    parser.add_argument(
        "--cluster",
        type=_cluster,
        metavar="ADDRESS",
        help="build on a Dask cluster: tcp://host:8786, or local:N for N processes here",
    )
    add_allow(parser)
    add_strict(parser)
    parser.add_argument(
        "--watch", action="store_true", help="build again whenever something is saved"
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write what was built, what moved and what failed, as FILE.html and FILE.json",
    )
    parser.set_defaults(run=_build)


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to {LAST_PORT}")


def _cluster(text: str) -> str:
    kind, _, rest = text.partition(":")
    if (kind == "local" and rest.isdecimal() and int(rest)) or _SCHEDULER.fullmatch(text):
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is neither tcp://host:port nor local:N")


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the options of `check`."""
    add_editions(parser)
    add_wishes(parser)
    add_json(parser)
    add_quiet(parser)
    parser.add_argument(
        "--typography",
        action="store_true",
        help="show what setting changes and what it leaves to you",
    )
    add_strict(parser)
    parser.set_defaults(run=_check, formats=[], out=Path("dist"), force=False, pages=0)


def add_status(parser: argparse.ArgumentParser) -> None:
    """Add the options of `status`."""
    add_editions(parser)
    add_wishes(parser)
    add_json(parser)
    add_quiet(parser, "tell only what is not up to date")
    add_out(parser, "the folder that was built into")
    add_formats(parser)
    parser.set_defaults(run=_status, force=False)


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    add_edition(parser)
    add_wishes(parser)
    told = "on this machine; 0 for any free one (default: 8000)"
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help=told)
    parser.set_defaults(run=_serve, formats=[], out=Path(), force=False)


def _build(options: argparse.Namespace) -> int:
    if not options.watch:
        return _build_once(options)
    from rotative import preview
    from rotative.problems import RotativeError

    changes = preview.changes(preview.watched(wanted(options)))
    code = _build_once(options)
    for _ in changes:
        try:
            code = _build_once(options)
        except RotativeError as error:  # in what all editions share: it will be mended
            print(error, file=sys.stderr)
            code = 1
    return code


def _build_once(options: argparse.Namespace) -> int:
    from rotative import report

    editions = wanted(options)
    if options.budget:
        return _account(options, editions)
    results: list[Result] = []
    with report.progress(len(editions), quiet=options.quiet) as note:
        for result in _results(editions, options):
            results.append(result)
            note(result)
    code = tell(results, options)
    if options.report:
        from rotative import backlist

        report.say(backlist.summary(results))
        backlist.keep(results, options.report)
    return code


def _results(editions: Sequence[Job], options: argparse.Namespace) -> Iterator[Result]:
    if options.cluster:
        from rotative import cluster

        return cluster.build_all(editions, order(options), options.cluster)
    from rotative import press

    return press.build_all(editions, order(options), options.jobs)


def _account(options: argparse.Namespace, editions: Sequence[Job]) -> int:
    from rotative import account, report

    accounts = [account.account(job, order(options)) for job in editions]
    teller = report.Teller(len(accounts))
    for each in accounts:
        if not options.json:
            print("\n".join(account.lines(each)))
        teller.tell(each.name, each.problems)
    if options.json:
        print_json([each.as_dict() for each in accounts])
    return int(any(each.state == "failed" for each in accounts))


def _check(options: argparse.Namespace) -> int:
    from rotative import check, report

    asked = order(options)
    findings = [check.check(job, asked, typography=options.typography) for job in wanted(options)]
    teller = report.Teller(len(findings))
    for finding in findings:
        if not options.quiet and not options.json:
            print("\n".join(check.lines(finding)))
        teller.tell(finding.name, finding.problems)
    if options.json:
        print_json([finding.as_dict() for finding in findings])
    return int(any(finding.state == "failed" for finding in findings))


def _status(options: argparse.Namespace) -> int:
    from rotative import press, report

    standings = list(press.standings(wanted(options), order(options)))
    if options.quiet:
        standings = [standing for standing in standings if standing.state != "current"]
    if options.json:
        print_json([standing.as_dict() for standing in standings])
    else:
        for each in standings:
            print(*report.standing(each), sep="\n")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from rotative import preview, report

    def ready(address: str) -> None:
        print(address, flush=True)
        report.say("saved changes show at once; Ctrl-C ends")

    asked = order(options)
    preview.serve(options.book, options.edition, asked, port=options.port, ready=ready)
    return 0

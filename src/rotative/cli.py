"""The command line: artefact paths on stdout for machines, everything else on stderr for people.

Exit codes: 0 all is well, 1 something is wrong with the sources or the machine, 2 the command
was not understood.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rotative import __version__

if TYPE_CHECKING:
    from rotative.jobs import Job
    from rotative.press import Order, Result

EPILOG = (
    "Documentation and source: see README.md. Every problem code is told by `rotative explain`."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 shows \\u202f rather than a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    from rotative.problems import RotativeError

    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except RotativeError as error:
        print(error, file=sys.stderr)
        return 1
    except MemoryError:
        print("error: not enough memory; build fewer editions at once", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; nothing half-written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        print(f"{name}error: {error.strerror or error} [unreadable]", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rotative",
        description="Turn a lead article and its headlines into an EPUB 3 and a print PDF.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rotative {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_new(commands.add_parser("new", help="make a new publication that builds at once"))
    _add_import(commands.add_parser("import", help="bring in files, pages and feeds"))
    _add_build(commands.add_parser("build", help="build editions"))
    _add_check(commands.add_parser("check", help="check editions without building them"))
    _add_status(commands.add_parser("status", help="tell what is up to date, and why not"))
    _add_publish(commands.add_parser("publish", help="freeze editions as published"))
    _add_verify(commands.add_parser("verify", help="tell what a file was made from"))
    _add_correct(commands.add_parser("correct", help="correct an edition that readers have seen"))
    _add_diff(commands.add_parser("diff", help="compare an edition with a published revision"))
    _add_serve(commands.add_parser("serve", help="show an edition in the browser while you write"))
    _add_impose(commands.add_parser("impose", help="put a PDF's pages on sheets for a booklet"))
    _add_preflight(commands.add_parser("preflight", help="look over finished PDF and EPUB files"))
    _add_explain(commands.add_parser("explain", help="tell what a problem code means"))
    _add_styles(commands.add_parser("styles", help="list the themes and their pictures"))
    _add_schema(commands.add_parser("schema", help="print the JSON Schema of a YAML file"))
    _add_doctor(commands.add_parser("doctor", help="tell what this machine lacks"))
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "editions",
        nargs="*",
        metavar="EDITION",
        help="an edition of the publication, or the path of a folder or a .txt or .md file "
        "(default: every edition)",
    )
    parser.add_argument(
        "--book",
        type=Path,
        metavar="DIR",
        help="the publication's folder (default: this folder if it has a publication.yaml, "
        "else book/)",
    )
    parser.add_argument("--style", default="", metavar="NAME", help="the theme to use")
    parser.add_argument("--language", default="", metavar="TAG", help="the language, e.g. fr-CA")
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")
    parser.add_argument("--quiet", action="store_true", help="say nothing but problems")


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    _add_out(parser)
    _add_formats(parser)
    parser.add_argument("--force", action="store_true", help="build even what is up to date")
    parser.add_argument(
        "--jobs", type=_count, default=1, metavar="N", help="editions to build at once (default: 1)"
    )
    parser.add_argument(
        "--pages",
        type=_count,
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
    _add_allow(parser)
    parser.add_argument(
        "--watch", action="store_true", help="build again whenever something is saved"
    )
    parser.set_defaults(run=_build)


def _add_allow(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="CODE=REASON",
        help="let a fault of the finished file pass; the reason is kept in the build record",
    )


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("dist"), metavar="DIR", help="where to (default: dist)"
    )


def _add_formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        dest="formats",
        metavar="FORMAT",
        help="epub, print, screen, booklet or ticket; may be repeated "
        "(default: as the publication says)",
    )


def _cluster(text: str) -> str:
    kind, _, rest = text.partition(":")
    if (kind == "local" and rest.isdecimal() and int(rest)) or kind in {"tcp", "tls"}:
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is neither tcp://host:port nor local:N")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    parser.add_argument(
        "--typography",
        action="store_true",
        help="show what setting changes and what it leaves to you",
    )
    parser.set_defaults(run=_check, formats=[], out=Path("dist"), force=False, pages=0)


def _add_status(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    _add_out(parser)
    _add_formats(parser)
    parser.set_defaults(run=_status, force=False)


def _add_publish(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    _add_out(parser)
    _add_formats(parser)
    _add_allow(parser)
    parser.set_defaults(run=_publish, force=False)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", nargs="?", default="", metavar="EDITION")
    parser.add_argument("--book", type=Path, metavar="DIR", help="the publication's folder")
    parser.add_argument("--style", default="", metavar="NAME", help="the theme to use")
    parser.add_argument("--language", default="", metavar="TAG", help="the language, e.g. fr-CA")
    parser.add_argument(
        "--port", type=int, default=8000, help="on this machine; 0 for any free one"
    )
    parser.set_defaults(run=_serve, formats=[], out=Path(), force=False)


def _add_correct(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    _add_out(parser)
    _add_formats(parser)
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


def _add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", nargs="?", default="", metavar="EDITION")
    parser.add_argument(
        "old", nargs="?", type=_revision, help="a published revision (default: the latest)"
    )
    parser.add_argument(
        "new", nargs="?", type=_revision, help="another (default: the edition as it is now)"
    )
    parser.add_argument("--book", type=Path, metavar="DIR", help="the publication's folder")
    _add_out(parser)
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the pages side by side into a web page"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")
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


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an EPUB or PDF")
    _add_out(parser)
    parser.add_argument(
        "--rebuild", action="store_true", help="make it again and compare, byte for byte"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON on stdout")
    parser.set_defaults(run=_verify)


def _add_impose(parser: argparse.ArgumentParser) -> None:
    from rotative.booklet import add_arguments

    add_arguments(parser)
    parser.set_defaults(run=_impose)


def _add_preflight(parser: argparse.ArgumentParser) -> None:
    from rotative.preflight import options

    options.add_to(parser)
    parser.set_defaults(run=_preflight)


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder to be made")
    parser.add_argument("--title", default="", help="the publication's title")
    parser.add_argument(
        "--language", default="fr", choices=("fr", "en"), help="of the examples (default: fr)"
    )
    parser.set_defaults(run=_new)


def _add_import(parser: argparse.ArgumentParser) -> None:
    from rotative.gather import command

    command.add_options(parser)
    parser.set_defaults(run=_import)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", default="", metavar="CODE", help="(default: list all)")
    parser.set_defaults(run=_explain)


def _add_styles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", type=Path, metavar="DIR", help="the publication's folder")
    parser.set_defaults(run=_styles)


def _add_schema(parser: argparse.ArgumentParser) -> None:
    kinds = ("publication", "edition", "headlines")
    parser.add_argument("kind", choices=kinds, help="which file the schema is for")
    parser.set_defaults(run=_schema)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_doctor)


def _order(options: argparse.Namespace) -> Order:
    from rotative.preflight.findings import reasons
    from rotative.press import Order

    return Order(
        out=options.out,
        formats=tuple(options.formats),
        style=options.style,
        language=options.language,
        force=options.force,
        allow=reasons(getattr(options, "allow", ())),
        pages=getattr(options, "pages", 0),
    )


def _build(options: argparse.Namespace) -> int:
    code = _build_once(options)
    if options.watch:
        from rotative import jobs, preview

        wanted = jobs.find(options.book, options.editions)
        for _ in preview.changes(preview.watched(wanted)):
            code = _build_once(options)
    return code


def _build_once(options: argparse.Namespace) -> int:
    from rotative import jobs, report

    wanted = jobs.find(options.book, options.editions)
    if options.budget:
        return _account(options, wanted)
    results: list[Result] = []
    with report.progress(len(wanted), quiet=options.quiet) as note:
        for result in _results(wanted, options):
            results.append(result)
            note(result)
    return _tell(results, options)


def _results(wanted: Sequence[Job], options: argparse.Namespace) -> Iterator[Result]:
    if options.cluster:
        from rotative import cluster

        return cluster.build_all(wanted, _order(options), options.cluster)
    from rotative import press

    return press.build_all(wanted, _order(options), options.jobs)


def _tell(results: list[Result], options: argparse.Namespace) -> int:
    from rotative import report

    for result in results:
        report.tell_problems(result.problems)
        if not options.json:
            print(*result.artefacts.values(), sep="\n", end="\n" * bool(result.artefacts))
    if options.json:
        _print_json([result.as_dict() for result in results])
    return int(any(result.state == "failed" for result in results))


def _account(options: argparse.Namespace, wanted: Sequence[Job]) -> int:
    from rotative import account, report

    accounts = [account.account(job, _order(options)) for job in wanted]
    for each in accounts:
        if not options.json:
            print("\n".join(account.lines(each)))
        report.tell_problems(each.problems)
    if options.json:
        _print_json([each.as_dict() for each in accounts])
    return int(any(each.state == "failed" for each in accounts))


def _print_json(editions: list[dict[str, object]]) -> None:
    import json

    ok = not any(edition.get("state") == "failed" for edition in editions)
    print(json.dumps({"ok": ok, "editions": editions}, ensure_ascii=False, indent=1))


def _check(options: argparse.Namespace) -> int:
    from rotative import check, jobs, report

    order = _order(options)
    wanted = jobs.find(options.book, options.editions)
    findings = [check.check(job, order, typography=options.typography) for job in wanted]
    for finding in findings:
        if not options.quiet and not options.json:
            print("\n".join(check.lines(finding)))
        report.tell_problems(finding.problems)
    if options.json:
        _print_json([finding.as_dict() for finding in findings])
    return int(any(finding.state == "failed" for finding in findings))


def _publish(options: argparse.Namespace) -> int:
    from rotative import archive, jobs

    wanted = jobs.find(options.book, options.editions)
    return _tell([archive.publish(job, _order(options)) for job in wanted], options)


def _correct(options: argparse.Namespace) -> int:
    from rotative import correcting, jobs, press, report
    from rotative.correcting import Mistake
    from rotative.problems import Problems

    (job,) = jobs.one(options.book, options.editions)
    today = dt.datetime.now(dt.UTC).astimezone().date()
    texts = (options.piece, options.wrong, options.right, options.note)
    mistake = Mistake(options.date or today, *texts)
    edition = press.read(job, _order(options), Problems()).edition
    for path in correcting.correct(job, edition, mistake, notice_only=options.notice_only):
        report.say(f"{path}: changed")
    return _tell([press.build(job, _order(options))], options)


def _serve(options: argparse.Namespace) -> int:
    from rotative import preview, report

    def ready(address: str) -> None:
        print(address, flush=True)
        report.say("saved changes show at once; Ctrl-C ends")

    order = _order(options)
    preview.serve(options.book, options.edition, order, port=options.port, ready=ready)
    return 0


def _diff(options: argparse.Namespace) -> int:
    from rotative import jobs, report, revisions

    (job,) = jobs.one(options.book, [options.edition] if options.edition else [])
    found, problems = revisions.compare(job, options.out, options.old, options.new)
    report.tell_problems(problems)
    if options.html:
        print(revisions.keep(found, job, options.html))
    if options.json:
        _print_json([found.as_dict()])
    else:
        print(*found.lines(), sep="\n", file=sys.stderr if options.html else sys.stdout)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from rotative import archive, report

    origins = [archive.trace(file, options.out) for file in options.files]
    answers = [{**origin.as_dict(), "rebuilt": None} for origin in origins]
    for origin, answer in zip(origins, answers, strict=True):
        if options.rebuild:
            answer["rebuilt"], problems = archive.rebuild(origin)
            report.tell_problems(() if answer["rebuilt"] else problems)
        if not options.json:
            print(*report.origin(answer), sep="\n")
    if options.json:
        _print_json(answers)
    return int(any(answer["rebuilt"] is False for answer in answers))


def _status(options: argparse.Namespace) -> int:
    from rotative import jobs, press, report

    wanted = jobs.find(options.book, options.editions)
    standings = list(press.standings(wanted, _order(options)))
    if options.json:
        _print_json([standing.as_dict() for standing in standings])
    else:
        print(*(line for each in standings for line in report.standing(each)), sep="\n")
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


def _new(options: argparse.Namespace) -> int:
    from rotative import press, report

    title = options.title or options.folder.resolve().name.replace("-", " ").capitalize()
    for path in press.scaffold(options.folder, title, options.language):
        print(path)
    report.say(f"now: rotative build --book {options.folder}")
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
        _print_json([outcome.as_dict()])
    return 0


def _explain(options: argparse.Namespace) -> int:
    from rotative.explain import codes, explain

    print(explain(options.code) if options.code else "\n".join(codes()))
    return 0


def _styles(options: argparse.Namespace) -> int:
    from rotative import jobs
    from rotative.house import House
    from rotative.shipped import STYLES

    folder = jobs.home(options.book)
    house = House(str(folder) if folder.is_dir() else "")
    for theme in house.themes():
        print(house.about(theme))
        if picture := house.find(STYLES, f"themes/{theme}/preview.png"):
            print(f"  {picture}")
    return 0


def _schema(options: argparse.Namespace) -> int:
    import json

    from rotative import manuscript

    print(json.dumps(manuscript.json_schema(options.kind), ensure_ascii=False, indent=1))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from rotative.doctor import examine

    missing = False
    for finding in examine():
        mark = "ok     " if finding.present else "MISSING" if finding.needed else "absent "
        print(f"{mark} {finding.name}" + ("" if finding.present else f": {finding.detail}"))
        missing = missing or (finding.needed and not finding.present)
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())

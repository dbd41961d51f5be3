"""The command line: artefact paths on stdout for machines, everything else on stderr for people.

Exit codes: 0 all is well, 1 something is wrong with the sources or the machine, 2 the command
was not understood.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rotative import __version__

if TYPE_CHECKING:
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
    parser.add_argument(
        "--out", type=Path, default=Path("dist"), metavar="DIR", help="where to (default: dist)"
    )
    parser.add_argument(
        "--format",
        action="append",
        default=[],
        dest="formats",
        metavar="FORMAT",
        help="epub, print or screen; may be repeated (default: as the publication says)",
    )
    parser.add_argument("--force", action="store_true", help="build even what is up to date")
    parser.add_argument(
        "--jobs", type=_jobs, default=1, metavar="N", help="editions to build at once (default: 1)"
    )
    parser.set_defaults(run=_build)


def _jobs(text: str) -> int:
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
    parser.set_defaults(run=_check, formats=[], out=Path("dist"), force=False)


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
    from rotative.press import Order

    return Order(
        out=options.out,
        formats=tuple(options.formats),
        style=options.style,
        language=options.language,
        force=options.force,
    )


def _build(options: argparse.Namespace) -> int:
    from rotative import jobs, press, report

    wanted = jobs.find(options.book, options.editions)
    results: list[Result] = []
    with report.progress(len(wanted), quiet=options.quiet) as note:
        for result in press.build_all(wanted, _order(options), options.jobs):
            results.append(result)
            note(result)
    for result in results:
        report.tell_problems(result.problems)
        if not options.json:
            print(*result.artefacts.values(), sep="\n", end="\n" * bool(result.artefacts))
    if options.json:
        _print_json([result.as_dict() for result in results])
    return int(any(result.state == "failed" for result in results))


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
        print(house.about(theme) or theme)
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

"""The command line: artefact paths on stdout for machines, everything else on stderr for people.

Exit codes: 0 all is well, 1 something is wrong with the sources or the machine, 2 the command
was not understood.
"""

from __future__ import annotations

import argparse
import atexit
import io
import os
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from rotative import __version__
from rotative.cli import about, building, files, publishing

EPILOG = (
    "Documentation and source: see README.md. Every problem code is told by `rotative explain`."
)


def run() -> NoReturn:
    """Run the command that this process was started for, and end the process with its exit code.

    What was registered for the end is done, but nothing is taken apart: that takes a tenth as long
    as building a small edition, and the system does it at once.
    """
    code = main()
    try:
        _flush()
    except OSError:
        sys.exit(code)
    if threading.active_count() == 1:
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no public way
        os._exit(code)
    sys.exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that is not UTF-8 shows \\u202f rather than a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    from rotative.problems import RotativeError, unreadable

    try:
        code = int(options.run(options))
        _flush()
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
        print(unreadable(error), file=sys.stderr)
        return 1
    return code


def _flush() -> None:
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where closed before the start
        stream.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rotative",
        description="Turn a lead article and its headlines into an EPUB 3 and a print PDF.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"rotative {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    files.add_new(commands.add_parser("new", help="make a new publication that builds at once"))
    files.add_import(commands.add_parser("import", help="bring in files, pages and feeds"))
    building.add_build(commands.add_parser("build", help="build editions"))
    building.add_check(commands.add_parser("check", help="check editions without building them"))
    building.add_status(commands.add_parser("status", help="tell what is up to date, and why not"))
    publishing.add_publish(commands.add_parser("publish", help="freeze editions as published"))
    publishing.add_verify(commands.add_parser("verify", help="tell what a file was made from"))
    publishing.add_correct(
        commands.add_parser("correct", help="correct an edition that readers have seen")
    )
    publishing.add_diff(
        commands.add_parser("diff", help="compare an edition with a published revision")
    )
    building.add_serve(
        commands.add_parser("serve", help="show an edition in the browser while you write")
    )
    files.add_impose(
        commands.add_parser("impose", help="put a PDF's pages on sheets for a booklet")
    )
    files.add_preflight(
        commands.add_parser("preflight", help="look over finished PDF and EPUB files")
    )
    about.add_explain(commands.add_parser("explain", help="tell what a problem code means"))
    about.add_styles(commands.add_parser("styles", help="list the themes and their pictures"))
    about.add_schema(commands.add_parser("schema", help="print the JSON Schema of a YAML file"))
    about.add_doctor(commands.add_parser("doctor", help="tell what this machine lacks"))
    return parser

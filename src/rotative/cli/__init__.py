"""The command line: on stdout what a command was asked for, on stderr problems and progress.

Exit codes: 0 all is well, 1 something is wrong with the sources, the files or the machine, 2 the
command was not understood, 130 it was interrupted.
"""

from __future__ import annotations

import argparse
import atexit
import io
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from rotative import __version__, garbage
from rotative.cli import about, building, files, publishing

COMMANDS = {
    "new": (files.add_new, "make a new publication that builds at once"),
    "import": (files.add_import, "bring in files, pages and feeds"),
    "build": (building.add_build, "build editions"),
    "check": (building.add_check, "check editions without building them"),
    "status": (building.add_status, "tell what is up to date, and why not"),
    "publish": (publishing.add_publish, "freeze editions as published"),
    "verify": (publishing.add_verify, "tell what a file was made from"),
    "correct": (publishing.add_correct, "correct an edition that readers have seen"),
    "diff": (publishing.add_diff, "compare an edition with a published revision"),
    "serve": (building.add_serve, "show an edition in the browser while you write"),
    "impose": (files.add_impose, "put a PDF's pages on sheets for a booklet"),
    "preflight": (files.add_preflight, "look over finished PDF and EPUB files"),
    "explain": (about.add_explain, "tell what a problem code means"),
    "styles": (about.add_styles, "list the themes and their pictures"),
    "schema": (about.add_schema, "print the JSON Schema of a YAML file"),
    "doctor": (about.add_doctor, "tell what this machine lacks"),
}
EPILOG = (
    "Documentation and source: see README.md. Every problem code is told by `rotative explain`."
)


class _Command(argparse.ArgumentParser):
    """The parser of a command, which is told its options where it is the one that was given."""

    def __init__(self, *, add: Callable[[argparse.ArgumentParser], None], **options: Any) -> None:
        super().__init__(**options)
        self._add = add

    def parse_known_args(self, *given: Any) -> tuple[argparse.Namespace, list[str]]:  # type: ignore[override]
        """Parse what was given, as its parent does."""
        self._add(self)
        return super().parse_known_args(*given)


def run() -> NoReturn:
    """Run the command that this process was started for, and end the process with its exit code.

    What was registered for the end is done, but nothing is taken apart: that takes a tenth as long
    as building a small edition, and the system does it at once.
    """
    garbage.look_seldom()
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
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=_Command
    )
    for name, (add, told) in COMMANDS.items():
        commands.add_parser(name, help=told, add=add)
    return parser

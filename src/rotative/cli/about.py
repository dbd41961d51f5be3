"""Commands that explain: explain, styles, schema, doctor."""

from __future__ import annotations

import argparse

from rotative.cli.shared import add_book


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Add the options of `explain`."""
    parser.add_argument("code", nargs="?", default="", metavar="CODE", help="(default: list all)")
    parser.set_defaults(run=_explain)


def add_styles(parser: argparse.ArgumentParser) -> None:
    """Add the options of `styles`."""
    add_book(parser)
    parser.set_defaults(run=_styles)


def add_schema(parser: argparse.ArgumentParser) -> None:
    """Add the options of `schema`."""
    kinds = ("publication", "edition", "headlines")
    parser.add_argument("kind", choices=kinds, help="which file the schema is for")
    parser.set_defaults(run=_schema)


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Add the options of `doctor`."""
    parser.set_defaults(run=_doctor)


def _explain(options: argparse.Namespace) -> int:
    from rotative.explain import codes, explain

    print(explain(options.code) if options.code else "\n".join(codes()))
    return 0


def _styles(options: argparse.Namespace) -> int:
    from rotative import jobs
    from rotative.house import House
    from rotative.problems import Place, fail, typed
    from rotative.shipped import STYLES

    folder = jobs.home(options.book)
    if options.book and not folder.is_dir():
        hint = f"check the name, or make one: rotative new {typed(folder)}"
        raise fail("no-book", "there is no such publication", Place(str(folder)), hint)
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

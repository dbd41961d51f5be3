"""Sources are taken and read one by one; what fails leaves what stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rotative.gather import gaps
from rotative.gather.album import Shoebox
from rotative.gather.desk import Desk
from rotative.gather.harvest import Diary, Harvest, softened
from rotative.gather.sources import Raw, is_address, take
from rotative.manuscript.decorations import SAID
from rotative.manuscript.intake import shown
from rotative.problems import Place, Problem, RotativeError, Severity, fail


def taken(sources: Iterable[str], desk: Desk, diary: Diary) -> Iterator[tuple[Raw, Harvest]]:
    """Yield each source with what it gave; those that fail give what stands in their place.

    Their faults are told; if nothing came at all, they are raised.
    """
    failed, came, lacks = list[Problem](), False, False
    for named in dict.fromkeys(sources):
        try:
            raw = take(named, desk.web, desk.limits)
            diary.origin = raw.origin
            harvest = read(raw, desk, diary)
        except RotativeError as error:
            failed += (replace(p, place=p.place or Place(named)) for p in error.problems)
            raw, harvest = _missing(named)
        came = came or bool(harvest.pictures) or not all(each.is_gap for each in harvest.pieces)
        lacks = lacks or bool(failed) or any(each.is_gap for each in harvest.pieces)
        yield raw, harvest
    if lacks and not came:
        found = (*failed, *diary.problems.found)
        raise RotativeError(replace(each, severity=Severity.ERROR) for each in found)
    diary.problems.found.extend(map(softened, failed))


def _missing(named: str) -> tuple[Raw, Harvest]:
    """Return what stands for a source that failed."""
    origin = named if is_address(named) else shown(Path(named))
    gap = gaps.of_source(origin)
    return Raw(origin, origin, "missing", b""), Harvest((gap,) if gap else ())


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return what a source gives; whatever a library raises on foreign bytes becomes a problem."""
    try:
        return _reader(raw.kind)(raw, desk, diary)
    except RotativeError:
        raise
    except Exception as error:
        message = f"this cannot be read ({type(error).__name__})"
        hint = "save it in another form, such as .docx or .txt"
        raise fail("source-unreadable", message, Place(raw.origin), hint) from error


def _reader(kind: str) -> Callable[[Raw, Desk, Diary], Harvest]:
    """Return the reader of a kind; each brings its own libraries, so it is loaded when needed."""
    from importlib import import_module

    modules: Mapping[str, str] = {
        "feed": "feeds",
        "json-feed": "feeds",
        "html": "pages",
        "docx": "word",
        "odt": "opendoc",
        "epub": "books",
        "markdown": "marked",
        "text": "plain",
        "mail": "letters",
    }
    if kind == "picture":
        return _picture
    reader: Any = import_module(f"rotative.gather.{modules[kind]}").read
    return reader  # type: ignore[no-any-return]


def _picture(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return a picture by itself, ready to be put into a text."""
    from lxml import etree

    shoebox = Shoebox(lambda _: raw.data, diary, desk.limits, desk.budget)
    placed = shoebox.place(etree.Element("img", src=raw.name, alt=""), "")
    if not shoebox.found:
        message = "; ".join(p.message for p in diary.problems if p.code == "picture-left-out")
        diary.problems.found[:] = [p for p in diary.problems if p.code != "picture-left-out"]
        hint = "" if ";" in message else "save it as JPEG or PNG, smaller if need be"
        raise fail(
            "source-unreadable", message or "the picture shows nothing", Place(raw.origin), hint
        )
    line, _, credit = placed.replace("![]", "![what it shows]").replace(SAID, "").partition("\n")
    diary.changed(f"put it where it belongs: {line}" + (credit and f", and below it: {credit}"))
    return Harvest(pictures=tuple(shoebox.found.values()))

"""An edition folder: edition.yaml, a lead, headlines, in whichever of their forms they come."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from rotative.manuscript.conform import check
from rotative.manuscript.dispatch import read_dispatch
from rotative.manuscript.draft import Draft, Sources
from rotative.manuscript.intake import Intake, Text, reason, shown
from rotative.manuscript.pieces import add_settings, listed, read_headlines, read_lead, read_single
from rotative.manuscript.yamlfile import Document, load
from rotative.problems import Place, suggest

SETTINGS, LEAD, HEADLINES = "edition.yaml", "lead.md", "headlines.md"
HEADLINE_LIST = "headlines.yaml"
IMPORTED = "imported.yaml"
TEXTS = (".txt", ".md")
READABLE = (*TEXTS, ".yaml", ".yml")


def load_settings(intake: Intake, path: Path, kind: str) -> Document:
    """Return a checked YAML file; with nothing in it if it is wrong (the faults are noted)."""
    empty: Document = Document(shown(path), [] if kind == "headlines" else {})
    source = intake.text(path, may_be_empty=True)
    document = load(source, intake.problems) if source else None
    if document is None or document.data is None:
        return empty
    return document if check(document, kind, intake.problems) else empty


def read_folder(folder: Path, intake: Intake) -> Sources | None:
    """Return the sources of an edition folder, noting what is missing or too much."""
    files = _files(folder, intake)
    settings = (
        load_settings(intake, folder / SETTINGS, "edition")
        if SETTINGS in files
        else Document(shown(folder / SETTINGS), {})
    )
    main = _main(folder, files, intake)
    if main is None:
        return None
    sources = _read_main(main, settings, intake)
    if sources is None:
        return None
    headlines = (*sources.headlines, *_further(folder, files, settings, intake))
    return replace(sources, headlines=headlines)


def listing(path: Path) -> list[str]:
    """Return the names of the files in an edition's folder that may be sources.

    None for an edition of one file. Raises OSError when the folder cannot be read.
    """
    if not path.is_dir():
        return []
    with os.scandir(path) as entries:
        names = sorted(
            each.name for each in entries if each.name[0] not in "._~" and each.is_file()
        )
    return [name for name in names if name.lower().endswith(READABLE)]


def _files(folder: Path, intake: Intake) -> list[str]:
    """Return the names of the files that may be sources; warn about those nobody reads."""
    try:
        names = listing(folder)
    except OSError as error:
        place = Place(shown(folder))
        intake.problems.error("unreadable", reason(error), place, "check the permissions")
        return []
    known = (SETTINGS, LEAD, HEADLINES, HEADLINE_LIST, IMPORTED)
    for name in names:
        if Path(name).suffix.lower() not in TEXTS and name not in known:
            hint = suggest(name, known) or f"the files here are {', '.join(known)}"
            place = Place(shown(folder / name))
            intake.problems.warn("unused-file", "nothing reads this file", place, hint)
    return names


def _main(folder: Path, files: list[str], intake: Intake) -> Path | None:
    """Return the file that holds the lead."""
    texts = [name for name in files if name.lower().endswith(".txt")]
    pages = [name for name in files if name.lower().endswith(".md") and name != HEADLINES]
    if LEAD in pages:
        for name in pages:
            if name != LEAD:
                place, hint = Place(shown(folder / name)), suggest(name, [LEAD, HEADLINES])
                intake.problems.warn("unused-file", "nothing reads this file", place, hint)
        pages = [LEAD]
    found = pages + texts
    if len(found) == 1:
        return folder / found[0]
    if found:
        code = "two-leads" if pages and texts else "several-texts"
        message = f"the lead could be in {' or '.join(found)}"
        hint = "keep one of them here; other texts go into folders of their own"
        intake.problems.error(code, message, Place(shown(folder)), hint)
    else:
        what = "there is no lead" if files else "the folder holds no sources"
        hint = f"write {LEAD} and {HEADLINES}, or put a dispatch (.txt) here"
        intake.problems.error("no-sources", what, Place(shown(folder)), hint)
    return None


def _read_main(main: Path, settings: Document, intake: Intake) -> Sources | None:
    said = {**settings.data}
    shared = dict(said.pop("lead", {}))
    said.pop("headlines", None)
    if main.name == LEAD:
        source = intake.text(main)
        lead = read_lead(source, shared, settings, intake.problems) if source else None
        sources = Sources(lead) if lead else None
    else:
        source = intake.text(main)
        sources = _read_text(source, main, intake) if source else None
        if sources:
            lead = add_settings(sources.lead, shared, settings, intake.problems)
            sources = replace(sources, lead=lead)
    if sources is None:
        return None
    locate = settings.place if said or not sources.settings else sources.locate
    return replace(sources, settings={**said, **sources.settings}, locate=locate)


def _read_text(source: Text, main: Path, intake: Intake) -> Sources | None:
    if main.suffix.lower() == ".md":
        return read_single(source, intake.problems)
    return read_dispatch(source, intake.problems)


def _further(
    folder: Path, files: list[str], settings: Document, intake: Intake
) -> tuple[Draft, ...]:
    """Return the headlines that edition.yaml, headlines.md and headlines.yaml hold."""
    found = listed(settings.data.get("headlines", []), settings, intake.problems, "headlines")
    if HEADLINES in files:
        source = intake.text(folder / HEADLINES)
        found += read_headlines(source, intake.problems) if source else ()
    if HEADLINE_LIST in files:
        document = load_settings(intake, folder / HEADLINE_LIST, "headlines")
        found += listed(document.data, document, intake.problems)
    return found

"""The build record: what an edition's artefacts were made from, and with what.

It stands beside them as <edition>.build.json and answers two questions: must this be built
again, and where did this file come from?
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from rotative import __version__
from rotative.house import House
from rotative.model import Edition
from rotative.pagemap import Break
from rotative.problems import Problem
from rotative.shipped import STYLES, TEMPLATES, shipped
from rotative.writers import FORMATS, Made

SCHEMA = 3
LIBRARIES = (
    "weasyprint",
    "ebooklib",
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "lxml",
    "pillow",
    "pydyf",
    "tinycss2",
    "fonttools",
    "pyphen",
)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return the versions of everything whose change can change a page."""
    found = _installed()
    libraries = {name: found.get(name, "missing") for name in LIBRARIES}
    return {"rotative": __version__} | libraries


def _installed() -> dict[str, str]:
    # As importlib.metadata tells it, whose import takes longer than reading an edition.
    found: dict[str, str] = {}
    for folder in reversed(sys.path):
        for path in Path(folder).glob("*.*-info"):
            name, _, version = path.stem.partition("-")
            found[name.replace("_", "-").lower()] = version
    return found


def fingerprint(edition: Edition, house: House) -> str:
    """Return a hash of all that goes into an edition's artefacts, options included."""
    digest = hashlib.sha256()
    options = [edition.id, edition.style, edition.language]
    options.append(os.environ.get("SOURCE_DATE_EPOCH", ""))
    parts: list[object] = [SCHEMA, versions(), options, _house_hash(house)]
    parts += [[source.path, source.sha256] for source in edition.sources]
    digest.update(json.dumps(parts, sort_keys=True).encode())
    return digest.hexdigest()


def printed_mark(mark: str, edition: Edition) -> str:
    """Return the fingerprint of the printed pages: it knows a budget given on the command line."""
    budget = edition.budget
    return sha256(f"{mark} on {budget.pages} pages".encode()) if budget else mark


def marks(mark: str, printed: str, *, paged: bool) -> dict[str, str]:
    """Return the fingerprint of each format, given those of the edition and its printed pages.

    That of an EPUB with page numbers tells so: where the pages begin follows from the same inputs.
    """
    epub = sha256(f"with pages of {printed}".encode()) if paged else mark
    return {**dict.fromkeys(FORMATS, mark), "print": printed, "epub": epub}


def _house_hash(house: House) -> str:
    digest = hashlib.sha256()
    for kind in (TEMPLATES, STYLES):
        for folder in house.folders(kind):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    name = path.relative_to(folder).as_posix()
                    digest.update(f"{kind}/{name}\0{_content(path, folder, kind)}\0".encode())
    return digest.hexdigest()


def _content(path: Path, folder: Path, kind: str) -> str:
    # Ten megabytes of bundled fonts change with Rotative's version only: their size will do.
    if path.suffix in {".ttf", ".icc", ".png"} and folder == shipped(kind):
        return str(path.stat().st_size)
    return sha256(path.read_bytes())


# A page of the map: its folio, the section and the offset of its first word.
_BREAK = re.compile(r"(.+): (\S+) (\d+)")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the artefacts in an edition's folder; each knows what it was made from.

    `page_map` tells where the pages last printed begin, for an EPUB that is built without them.
    """

    artefacts: Mapping[str, Mapping[str, Any]]
    page_map: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Record:
        """Return the record at a path, an empty one when there is none or it is damaged."""
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return cls({})
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            return cls({})
        artefacts = content.get("artefacts")
        whole = isinstance(artefacts, dict) and all(map(_is_sound, artefacts.values()))
        page_map = content.get("page_map")
        return cls(
            artefacts if whole and artefacts else {},
            page_map if isinstance(page_map, dict) else {},
        )

    def is_current(self, name: str, mark: str, folder: Path) -> bool:
        """Tell whether a file is there, whole, and what a build would make now."""
        facts = self.artefacts.get(name, {})
        return bool(facts.get("fingerprint") == mark) and _is_whole(folder / name, facts)

    def is_older(self, name: str, mark: str) -> bool:
        """Tell whether a file was made from an earlier state of the edition."""
        return bool(self.artefacts.get(name, {}).get("fingerprint", mark) != mark)

    def pages(self, name: str) -> int:
        """Return the pages of a file, 0 for one without pages."""
        return int(self.artefacts.get(name, {}).get("pages", 0))

    def last_page(self, name: str) -> float | None:
        """Return how much of its last page a file uses, if it is known."""
        share = self.artefacts.get(name, {}).get("last_page")
        return share if isinstance(share, float | int) else None

    def problems(self, name: str) -> tuple[Problem, ...]:
        """Return what was found when a file was made, to be told again."""
        return tuple(map(Problem.from_dict, self.artefacts.get(name, {}).get("warnings", ())))

    def breaks(self, mark: str) -> tuple[Break, ...]:
        """Return the page map of the pages printed from this state, nothing if there is none."""
        pages = self.page_map.get("pages")
        if self.page_map != _page_map(pages, mark):
            return ()
        found = map(_BREAK.fullmatch, pages or ())
        return tuple(Break(one[2], int(one[3]), one[1]) for one in found if one)

    def with_artefacts(self, made: Mapping[str, tuple[Made, str]], folder: Path) -> Record:
        """Return the record with files just made, each with the fingerprint it was made from.

        Of the others it keeps those that still stand there.
        """
        kept = {n: f for n, f in self.artefacts.items() if _is_whole(folder / n, f)}
        fresh = {name: _facts(*done) for name, done in made.items()}
        return Record({**kept, **fresh}, self.page_map)

    def with_pages(self, mark: str, *maps: Sequence[Break]) -> Record:
        """Return the record with a page map just made; else with the last one."""
        pages = [f"{b.label}: {b.section} {b.offset}" for b in next(filter(None, maps), ())]
        return replace(self, page_map=_page_map(pages, mark)) if pages else self

    def write(
        self, edition: Edition, mark: str, *, words: int, problems: Sequence[Problem]
    ) -> bytes:
        """Return the record as JSON, the same bytes for the same build on any machine."""
        files = dict(sorted(self.artefacts.items()))
        content = {
            "schema": SCHEMA,
            "edition": edition.id,
            "title": edition.title,
            "language": edition.language,
            "style": edition.style,
            "revision": edition.revision,
            "fingerprint": mark,
            "inputs": [{"path": s.path, "sha256": s.sha256} for s in edition.sources],
            "versions": versions(),
            "artefacts": files,
            "pages": {_format(n, edition): f["pages"] for n, f in files.items() if f["pages"]},
            "page_map": dict(self.page_map),
            "words": words,
            "warnings": [problem.as_dict() for problem in problems],
        }
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _format(name: str, edition: Edition) -> str:
    return name.removeprefix(f"{edition.id}.").removesuffix(".pdf")


def _facts(made: Made, mark: str) -> dict[str, Any]:
    return {
        "sha256": sha256(made.data),
        "bytes": len(made.data),
        "pages": made.pages,
        **made.facts,
        "fingerprint": mark,
        "warnings": [problem.as_dict() for problem in made.problems],
    }


def _page_map(pages: object, mark: str) -> dict[str, Any]:
    """Return a page map for the record, with a hash that tells whether it is still whole."""
    return {"fingerprint": mark, "sha256": sha256(json.dumps(pages).encode()), "pages": pages}


def _is_sound(facts: object) -> bool:
    """Tell whether facts have the form that this module writes."""
    if not isinstance(facts, dict):
        return False
    warnings = facts.get("warnings")
    return (
        isinstance(facts.get("pages"), int)
        and isinstance(facts.get("sha256"), str)
        and isinstance(warnings, list)
        and all(isinstance(warning, dict) for warning in warnings)
    )


def _is_whole(path: Path, facts: Mapping[str, Any]) -> bool:
    try:
        return sha256(path.read_bytes()) == facts.get("sha256")
    except OSError:
        return False

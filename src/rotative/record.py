"""The build record: what an edition's artefacts were made from, and with what.

It stands beside them as <edition>.build.json and answers two questions: must this be built
again, and where did this file come from?
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rotative import __version__
from rotative.house import House
from rotative.model import Edition
from rotative.problems import Problem
from rotative.shipped import STYLES, TEMPLATES, shipped

SCHEMA = 1
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


def fingerprint(edition: Edition, house: House, formats: Sequence[str]) -> str:
    """Return a hash of all that goes into an edition's artefacts, options included."""
    digest = hashlib.sha256()
    options = [edition.id, edition.style, edition.language, *sorted(formats)]
    options.append(os.environ.get("SOURCE_DATE_EPOCH", ""))
    parts: list[object] = [SCHEMA, versions(), options, _house_hash(house)]
    parts += [[source.path, source.sha256] for source in edition.sources]
    digest.update(json.dumps(parts, sort_keys=True).encode())
    return digest.hexdigest()


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


def make(
    edition: Edition,
    *,
    mark: str,
    artefacts: Mapping[str, bytes],
    facts: Mapping[str, Any],
    problems: Sequence[Problem],
) -> bytes:
    """Return the record as JSON, the same bytes for the same build on any machine."""
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
        "artefacts": {
            name: {"sha256": sha256(data), "bytes": len(data)} for name, data in artefacts.items()
        },
        **facts,
        "warnings": [problem.as_dict() for problem in problems],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read(path: Path) -> dict[str, Any]:
    """Return a record, empty when there is none or it cannot be read."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_current(record: Mapping[str, Any], mark: str, folder: Path) -> bool:
    """Tell whether the artefacts in a folder are those that a build would make now."""
    if record.get("fingerprint") != mark or record.get("schema") != SCHEMA:
        return False
    artefacts = record.get("artefacts")
    if not isinstance(artefacts, dict) or not artefacts:
        return False
    return all(_is_whole(folder / name, facts) for name, facts in artefacts.items())


def _is_whole(path: Path, facts: Mapping[str, Any]) -> bool:
    try:
        return sha256(path.read_bytes()) == facts.get("sha256")
    except OSError:
        return False

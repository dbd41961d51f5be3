"""The catalogue of what is published: an Atom feed that is an OPDS 1.2 catalogue, and OPDS 2.0.

Both stand in the archive, list the latest revision of each edition, newest first, with its
corrections, and link to files beside them: the folder can be served as it is.
Source: RFC 4287, OPDS Catalog 1.2, OPDS 2.0.
"""

from __future__ import annotations

import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from io import BytesIO
from pathlib import Path
from typing import Any

from rotative.dataclass import dataclass
from rotative.house import House
from rotative.problems import Place, fail
from rotative.zipfaults import ZIP_FAULTS

ATOM, JSON, COVER = "catalogue.atom", "catalogue.json", "cover.png"
OPEN = "http://opds-spec.org/acquisition/open-access"
IMAGE = "http://opds-spec.org/image"
TYPES = {".epub": "application/epub+zip", ".pdf": "application/pdf", ".png": "image/png"}
NEVER = "2000-01-01"


@dataclass(frozen=True, slots=True)
class File:
    """A file of an issue, named relative to the archive."""

    rel: str
    href: str
    type: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An edition as a catalogue lists it."""

    id: str
    title: str
    language: str
    published: str
    updated: str
    author: str = ""
    corrections: tuple[Mapping[str, str], ...] = ()
    files: tuple[File, ...] = field(default=())


def cover(book: bytes) -> bytes:
    """Return the picture of an EPUB's cover."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return archive.read(f"EPUB/{COVER}")


def write(archive: Path, title: str, identifier: str, house: House) -> dict[Path, bytes]:
    """Return the catalogue's files for what stands in an archive, by path.

    `identifier` is the publication's, or its address, from which the catalogue's id is made.
    """
    issues = sorted(_issues(archive), key=lambda issue: (issue.published, issue.id), reverse=True)
    shown: dict[str, Any] = {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, (identifier or title) + '#catalogue')}",
        "title": title,
        "updated": max((issue.updated for issue in issues), default=_moment(NEVER)),
        "issues": issues,
    }
    atom = house.render(f"archive/{ATOM}", **shown)
    opds = json.dumps(_opds(shown, issues), ensure_ascii=False, indent=1)
    return {archive / ATOM: f"{atom}\n".encode(), archive / JSON: f"{opds}\n".encode()}


def _issues(archive: Path) -> Iterator[Issue]:
    for edition in sorted(path for path in archive.glob("*") if path.is_dir()):
        revisions = [path for path in edition.glob("r*") if path.name[1:].isdecimal()]
        for folder in sorted(revisions, key=lambda path: int(path.name[1:]))[-1:]:
            book = next(folder.glob("*.epub"), None)
            if book:
                yield _issue(book, tuple(_files(folder, archive)))


def _issue(book: Path, files: tuple[File, ...]) -> Issue:
    try:
        with zipfile.ZipFile(book) as opened:
            about = json.loads(opened.read("EPUB/metadata.jsonld"))
    except ZIP_FAULTS as error:
        again = f"rotative publish {book.parent.parent.name}"
        hint = f"fetch it from a backup, or run {again}, which puts back what comes out the same"
        message = "this published book is damaged, and cannot be listed in the catalogue"
        raise fail("archive-damaged", message, Place(str(book)), hint) from error
    published = about.get("datePublished", "")
    parts = about.get("hasPart", [])
    return Issue(
        id=about["@id"],
        title=about["name"],
        language=about["inLanguage"],
        published=published,
        updated=_moment(about.get("dateModified") or published or NEVER),
        author=parts[0].get("author", "") if parts else "",
        corrections=tuple(_corrections(parts)),
        files=files,
    )


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _corrections(parts: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, str]]:
    for part in parts:
        for told in part.get("correction", ()):
            title = part["headline"]
            yield {"title": title, "date": told["datePublished"], "text": told["text"]}


def _files(folder: Path, archive: Path) -> Iterator[File]:
    for path in sorted(folder.iterdir()):
        kind = TYPES.get(path.suffix)
        if kind:
            rel = IMAGE if path.name == COVER else OPEN
            name = path.relative_to(archive).as_posix()
            title = path.name.split(".")[-2] if path.suffix == ".pdf" else ""
            yield File(rel, name, kind, title)


def _opds(shown: Mapping[str, Any], issues: Iterable[Issue]) -> dict[str, Any]:
    return {
        "metadata": {
            "@type": "http://schema.org/DataFeed",
            "identifier": shown["id"],
            "title": shown["title"],
            "modified": shown["updated"],
        },
        "links": [{"rel": "self", "href": JSON, "type": "application/opds+json"}],
        "publications": list(map(_publication, issues)),
    }


def _publication(issue: Issue) -> dict[str, Any]:
    told = {
        "@type": "http://schema.org/PublicationIssue",
        "identifier": issue.id,
        "title": issue.title,
        "language": issue.language,
        "author": issue.author,
        "published": issue.published,
        "modified": issue.updated,
    }
    links = [_link(file) for file in issue.files if file.rel == OPEN]
    images = [_link(file) for file in issue.files if file.rel == IMAGE]
    return {"metadata": {k: v for k, v in told.items() if v}, "links": links, "images": images}


def _link(file: File) -> dict[str, str]:
    told = {"rel": file.rel, "href": file.href, "type": file.type, "title": file.title}
    return {name: value for name, value in told.items() if value}

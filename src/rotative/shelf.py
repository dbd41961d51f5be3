"""The shelf: the folder of a published revision, what it was published as, and what it has lost.

It holds the artefacts, the build record that knows their hashes, the bundle they can be made from
again, and the cover that catalogues show. Files get lost and disks fail: nothing is taken for
whole before it has been looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from rotative import bundle
from rotative.digests import sha256
from rotative.manuscript import shown
from rotative.problems import Place, Problem, RotativeError
from rotative.record import SUFFIX, Record
from rotative.record import file_name as record_file
from rotative.writers import FORMATS

FOLDER = "archive"
BUNDLE = ".bundle.zip"
BACKUP = "fetch it from a backup"


class Shelf:
    """A published revision's folder, as it stands now."""

    def __init__(self, path: Path, edition: str) -> None:
        self.path, self.edition = path, edition

    @classmethod
    def of(cls, out: Path, edition: str, revision: int) -> Shelf:
        """Return the shelf of a revision, which need not be there yet."""
        return cls(out / FOLDER / edition / f"r{revision}", edition)

    @property
    def is_numbered(self) -> bool:
        """Tell whether it is called as revisions are: `r1`."""
        return bool(re.fullmatch("r[0-9]+", self.path.resolve().name))

    @property
    def revision(self) -> int:
        """The revision's number, 0 if neither folder nor record tells it."""
        name = self.path.resolve().name
        return int(name[1:]) if self.is_numbered else int(self.record.facts.get("revision", 0))

    @property
    def record_name(self) -> str:
        """The file name of the build record."""
        return f"{self.edition}{SUFFIX}"

    @property
    def bundle_name(self) -> str:
        """The file name of the bundle."""
        return f"{self.edition}{BUNDLE}"

    @cached_property
    def record(self) -> Record:
        """The build record, empty if it is lost."""
        return Record.read(self.path / self.record_name)

    @cached_property
    def published(self) -> Mapping[str, str]:
        """The SHA-256 of what was published, by format; of what is there if the record is lost."""
        names = {name: record_file(self.edition, name) for name in FORMATS}
        if known := self.record.artefacts:
            return {n: known[file]["sha256"] for n, file in names.items() if file in known}
        return {n: sha256(data) for n, file in names.items() if (data := self.read(file))}

    def read(self, name: str) -> bytes:
        """Return a file's bytes, none if it is not there or cannot be read."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return b""

    def flaw(self, name: str) -> str:
        """Return what is wrong with a file: `missing`, `damaged`, or nothing."""
        if not (self.path / name).exists():
            return "missing"
        return "" if self._is_whole(name) else "damaged"

    def _is_whole(self, name: str) -> bool:
        if name == self.record_name:
            return bool(self.record.artefacts)
        data = self.read(name)
        if name == self.bundle_name:
            return bundle.is_whole(data)
        digests = {record_file(self.edition, n): digest for n, digest in self.published.items()}
        return sha256(data) == digests[name] if name in digests else bool(data)

    def told(self, name: str, more: str = "", hint: str = "") -> Problem | None:
        """Return the problem of a file that is missing or damaged, None if it is whole."""
        flaw, place = self.flaw(name), Place(shown(self.path / name))
        message = f"this file of revision {self.revision} is {flaw}{more}"
        again = f"rotative publish {self.edition}"
        usual = f"{BACKUP}, or run {again}, which puts back what comes out the same"
        told = Problem("archive-damaged", message, place, hint or usual)
        return told if flaw else None

    def faults(self) -> Iterator[Problem]:
        """Yield the problems of the artefacts, or that nothing is left of them."""
        if not self.published:
            hint = f"{BACKUP}, or write “revision: {self.revision + 1}” in edition.yaml"
            message = f"none of the files of revision {self.revision} is left"
            yield Problem("archive-damaged", message, Place(shown(self.path)), hint)
        names = (record_file(self.edition, name) for name in self.published)
        yield from filter(None, map(self.told, names))

    def artefacts(self) -> dict[str, bytes]:
        """Return the artefacts by format; raise RotativeError if any is missing or damaged."""
        if found := tuple(self.faults()):
            raise RotativeError(found)
        return {name: self.read(record_file(self.edition, name)) for name in self.published}

"""Hashes of files, remembered by size and times, so that what was not touched is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from pathlib import Path

from rotative.files import cache_folder, write_together
from rotative.problems import RotativeError

# A file changed this shortly before it was hashed may change again within the same tick of the
# disk's clock, unnoticed: it is hashed anew the next time (as git does with its index).
RACY_NS = 2_000_000_000


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class Digests:
    """SHA-256 of files by path, remembered in the user's cache for each output folder."""

    def __init__(self, out: Path) -> None:
        folder, name = cache_folder("digests"), sha256(str(out.absolute()).encode())[:32]
        self.path = folder / f"{name}.json" if folder else None
        self._known = _read(self.path) if self.path else {}
        self._roots: dict[str, str] = {}
        self._changed = False

    def of(self, path: Path | str) -> str:
        """Return a file's hash, empty when it is not there or cannot be read."""
        return self._of(os.path.abspath(path))  # noqa: PTH100 - ten times as quick as Path.absolute

    def _of(self, name: str) -> str:
        try:
            status = os.stat(name)  # noqa: PTH116 - as above
            mark = f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"
            known = self._known.get(name)
            if known and known[0] == mark:
                return known[1]
            digest = sha256(Path(name).read_bytes())
        except OSError:
            return ""
        if time.time_ns() - status.st_ctime_ns > RACY_NS:
            self._known[name] = [mark, digest]
            self._changed = True
        return digest

    def within(self, folder: Path, name: str) -> str:
        """Return the hash of a file by its name in a folder, as `of` does."""
        shown = str(folder)  # which a Path keeps, while it compares itself by its parts
        if shown not in self._roots:
            self._roots[shown] = os.path.abspath(shown)  # noqa: PTH100 - as above
        return self._of(f"{self._roots[shown]}/{name}")

    def save(self) -> None:
        """Remember what was hashed; a folder that cannot be written costs time, nothing else."""
        if not (self._changed and self.path):
            return
        with suppress(RotativeError):
            write_together({self.path: json.dumps(self._known, ensure_ascii=False).encode()})


def _read(path: Path) -> dict[str, list[str]]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    whole = isinstance(known, dict) and all(map(_is_pair, known.values()))
    return known if whole else {}


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2

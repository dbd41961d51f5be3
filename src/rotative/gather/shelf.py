"""What was fetched before, so that a server may answer that nothing changed.

Kept in the user's cache folder (`XDG_CACHE_HOME`), if it is the user's own; a shelf that cannot be
used is an empty one. Nothing of it enters an edition unless the server says it still holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import field
from pathlib import Path

from rotative.dataclass import dataclass
from rotative.files import write_together
from rotative.problems import RotativeError

MOST_BYTES = 100_000_000
LARGEST = 10_000_000
_SEPARATOR = b"\n\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """A response that may be used again if its server agrees."""

    url: str
    data: bytes = field(repr=False)
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it still holds (RFC 9110, section 13.1)."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(slots=True)
class Shelf:
    """The responses kept in `folder`, by default the user's cache; one file each."""

    folder: Path | None = None

    def find(self, address: str) -> Kept | None:
        """Return what an address gave the last time, None if that is not known."""
        path = self._path(address)
        try:
            head, _, data = path.read_bytes().partition(_SEPARATOR) if path else (b"", b"", b"")
            said = json.loads(head) if head else {}
            if said.get("asked") != address or said.get("sha256") != _digest(data):
                return None
            fields = ("url", "content_type", "etag", "last_modified")
            url, content_type, etag, last_modified = (str(said.get(name, "")) for name in fields)
        except (OSError, ValueError, AttributeError):
            return None
        return Kept(url, data, content_type, etag, last_modified)

    def keep(self, address: str, response: Kept) -> None:
        """Keep a response, if its server gave it a mark to ask by."""
        path = self._path(address)
        if path is None or not response.conditions or len(response.data) > LARGEST:
            return
        said = {
            "asked": address,
            "url": response.url,
            "content_type": response.content_type,
            "etag": response.etag,
            "last_modified": response.last_modified,
            "sha256": _digest(response.data),
        }
        with suppress(RotativeError, OSError):
            write_together({path: json.dumps(said).encode() + _SEPARATOR + response.data})
            self._make_room(path.parent)

    def _path(self, address: str) -> Path | None:
        folder = self.folder or _cache()
        return folder / _digest(address.encode()) if folder else None

    def _make_room(self, folder: Path) -> None:
        paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        size = 0
        for path in paths:
            size += path.stat().st_size
            if size > MOST_BYTES:
                path.unlink()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _cache() -> Path | None:
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home / "rotative" / "import"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = folder.stat().st_uid == os.getuid() if hasattr(os, "getuid") else True
    except (OSError, RuntimeError):
        return None
    return folder if mine and os.access(folder, os.W_OK) else None

"""The store: fragments kept in the user's cache, found again by what they were made from.

A key names what a fragment is made from in any case; what the house was asked for on the way is
kept with it, by hash, and looked at again. The oldest go when the store is full.
"""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rotative.files import cache_folder, keep, tidy

FULL = 256_000_000  # bytes


class Kept(Protocol):
    """What can be kept: it tells what it asked of the house, by name and hash."""

    @property
    def house(self) -> Any:
        """Hashes of templates, sheets and fonts by name."""


K = TypeVar("K", bound=Kept)


class Store:
    """Fragments by key; `digest` returns the hash of what the house has under a name now."""

    def __init__(self, digest: Callable[[str], str]) -> None:
        self.folder: Path | None = cache_folder("fragments")
        self._digest = cache(digest)

    def find(self, key: str, kind: type[K]) -> K | None:
        """Return what is kept under a key, if all it was made from is the same."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            # The folder is the user's own, as are the programs in it that Python runs.
            found = pickle.loads(zlib.decompress(path.read_bytes()))  # noqa: S301
        except Exception:  # noqa: BLE001 - a file cut short, or of other classes; it is written anew
            return None
        if not isinstance(found, kind) or any(
            self._digest(name) != digest for name, digest in found.house.items()
        ):
            return None
        with suppress(OSError):
            path.touch()
        return found

    def keep(self, key: str, made: Kept) -> None:
        """Keep something under a key; one that is cut short cannot be decompressed."""
        if self.folder:
            keep(self.folder / key, zlib.compress(pickle.dumps(made, protocol=5), 1))

    def tidy(self) -> None:
        """Take out what was not used for longest, as far as there is too much."""
        if self.folder:
            tidy(self.folder, FULL)


def key(*facts: object) -> str:
    """Return the key of what is made from these facts."""
    found = hashlib.sha256()
    for fact in facts:
        data = fact if isinstance(fact, bytes) else str(fact).encode()
        found.update(b"%d " % len(data) + data)
    return found.hexdigest()

"""Standing matter: texts read and set before, kept for the next build of the same edition.

Printers left type standing that would be wanted again. A correction touches one text of hundreds;
reading Markdown and the typographic rules give for all others what they gave the last time. Kept
is what was of use in the last build, in the user's cache, a file for each edition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from rotative.files import cache_folder, keep, tidy

if TYPE_CHECKING:
    from pathlib import Path

FULL = 128_000_000  # bytes of all editions
SIZE = 16  # bytes of a hash
T = TypeVar("T")


class Matter:
    """What came of texts before, by what it was made from."""

    def __init__(self, name: str = "", made_with: Mapping[str, str] | None = None) -> None:
        """Open what is kept for an edition, made with those versions; for "" nothing is."""
        folder = cache_folder("matter") if name else None
        self._path: Path | None = folder / called(name).hex() if folder else None
        self._versions = dict(made_with or {})
        self._before: dict[bytes, Any] = {}
        self._now: dict[bytes, Any] = {}
        if self._path and self._path.exists():
            import pickle  # which what is up to date has no need of

            # The folder is the user's own, as are the programs in it that Python runs.
            with suppress(Exception):  # a file cut short, or of another time
                versions, found = pickle.loads(self._path.read_bytes())  # noqa: S301
                if versions == self._versions:
                    self._before = found

    def find(self, name: bytes) -> Any:
        """Return what was made from facts `called` so, None if it is not known."""
        found = self._before.get(name)
        if found is not None:
            self._now[name] = found
        return found

    def keep(self, made: Any, name: bytes) -> None:
        """Keep what was made from facts `called` so."""
        self._now[name] = made

    def of(self, make: Callable[[], T], *facts: str) -> T:
        """Return what is made from these facts, and keep it."""
        name = called(*facts)
        found: T | None = self.find(name)
        if found is None:
            found = make()
            self.keep(found, name)
        return found

    def save(self) -> None:
        """Keep what was of use; a folder that cannot be written costs time, nothing else."""
        if self._path and self._now.keys() != self._before.keys():
            import pickle

            keep(self._path, pickle.dumps((self._versions, self._now), protocol=5))
            tidy(self._path.parent, FULL)


def called(*facts: str) -> bytes:
    """Return the name of what is made from these facts."""
    name = blake2b(digest_size=SIZE)
    for fact in facts:
        name.update(fact.encode(errors="surrogatepass"))
        name.update(b"\0")
    return name.digest()

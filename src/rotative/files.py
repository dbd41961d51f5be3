"""Files appear whole or not at all: temporary names, flushed to disk, then renamed."""

from __future__ import annotations

import glob
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rotative.problems import Place, fail

STALE_SECONDS = 900


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files together: nothing is renamed before everything is safely on disk.

    Folders are made as needed. Raises RotativeError when the disk refuses; what stood there
    before is then untouched, and no temporary file is left.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            waiting[path] = _write_beside(path, data)
        for path, temporary in waiting.items():
            temporary.replace(path)
        for folder in {path.parent for path in files}:
            _sync(folder)
    except OSError as error:
        place = Place(str(error.filename or next(iter(files), "")))
        hint = "choose another folder with --out, or mend its permissions or free space"
        reason = error.strerror or str(error)
        raise fail("output-unwritable", f"cannot write: {reason}", place, hint) from error
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _write_beside(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    if path.is_dir():
        raise IsADirectoryError(21, "a folder stands where the file should go", str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sweep(path: Path) -> None:
    # What a killed build left behind; a fresh one may belong to a build at work.
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                left.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync(folder: Path) -> None:
    # A rename is only safe from a power cut once its folder is on disk.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

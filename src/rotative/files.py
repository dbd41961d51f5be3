"""Files appear whole or not at all: temporary names, flushed to disk, then renamed."""

from __future__ import annotations

import errno
import glob
import os
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from rotative.problems import Place, RotativeError, fail

STALE_SECONDS = 900
ATTEMPTS = 9  # to hold a folder that others take away meanwhile
OUT, INTO = "--out", "--into"
# The option that names another place, by what is done there.
_OPTIONS = {"build": OUT, "import": INTO}


def write_together(files: Mapping[Path, bytes], *, mode: int = 0, option: str = "") -> None:
    """Write files together: nothing is renamed before everything is safely on disk.

    Folders are made as needed; `mode` are the permissions, if not the usual ones; `option` is that
    of the command which names another place, if it has one. Raises RotativeError when the disk
    refuses; what stood there before is then untouched, and no temporary file is left.
    """
    waiting: dict[Path, Path] = {}
    path = Path()
    try:
        for path, data in files.items():
            waiting[path] = _write_beside(path, data)
            if mode:
                waiting[path].chmod(mode)
        for path, temporary in waiting.items():
            temporary.replace(path)
        for folder in {path.parent for path in files}:
            _sync(folder)
    except OSError as error:
        raise _refused(error, path, option) from error
    finally:
        for temporary in waiting.values():
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, bytes], *, mode: int) -> None:
    """Write a folder of files that was not there before, below --out: whole, or not at all.

    `mode` are the permissions of the files. Raises RotativeError when the disk refuses.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        prefix = f".{folder.name}."
        temporary = Path(tempfile.mkdtemp(prefix=prefix, suffix=".part", dir=folder.parent))
    except OSError as error:
        raise _refused(error, folder, OUT) from error
    try:
        for name, data in files.items():
            _write_new(temporary / name, data, mode)
        temporary.chmod(0o777 & ~_umask())
        _sync(temporary)
        temporary.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise _refused(error, folder, OUT) from error
    finally:
        _remove(temporary)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


@contextmanager
def claimed(folder: Path, *, wait: bool = False, what: str = "build") -> Iterator[None]:
    """Hold a folder against other builds, making it first; the system lets go if we are killed.

    `what` is done here, "build" or "import". Raises RotativeError when another one holds the
    folder, unless it is to `wait` for that.
    """
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    handle = _held(folder, what, wait=wait)
    try:
        yield
    finally:
        # Before the folder is let go, or another's would be taken away.
        with suppress(OSError):
            for path in new:
                path.rmdir()  # works only if nothing was put there
        os.close(handle)


def _held(folder: Path, what: str, *, wait: bool) -> int:
    """Return a handle that holds the folder which stands there now."""
    refused = OSError(errno.ESTALE, "others take the folder away again and again", str(folder))
    for _ in range(ATTEMPTS):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder, os.O_RDONLY)
        except OSError as error:  # taken away by another between the two, or not to be had at all
            refused = error
            continue
        try:
            _lock(handle, folder, what, wait=wait)
            if os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        except FileNotFoundError as error:  # taken away before it was held
            refused = error
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
    raise _refused(refused, folder, _OPTIONS[what])


def _lock(handle: int, folder: Path, what: str, *, wait: bool) -> None:
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        hint = f"wait until it has ended, or {what} into another folder with {_OPTIONS[what]}"
        message = f"another {what} of this edition is at work here"
        raise fail("being-built", message, Place(str(folder)), hint) from error
    except OSError:  # a file system without locks
        return


def _refused(error: OSError, path: Path, option: str) -> RotativeError:
    # A temporary name tells an editor nothing: but for a folder on the way, the file's own.
    refused = Path(error.filename or path)
    place = Place(str(refused if refused in path.parents else path))
    hint = "mend its permissions or free space"
    hint += f", or choose another place with {option}" if option else ""
    if isinstance(error, IsADirectoryError):
        hint = "name a file in it instead"
    reason = error.strerror or str(error)
    return fail("output-unwritable", f"cannot write: {reason}", place, hint)


def cache_folder(name: str) -> Path | None:
    """Return a folder for what can be made again (XDG_CACHE_HOME).

    None if it is not the user's own, for what is kept there is run, or cannot be used.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "rotative" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    status = folder.stat()
    mine = not hasattr(os, "getuid") or (
        status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
    return folder if mine and os.access(folder, os.W_OK) else None


def keep(path: Path, data: bytes) -> None:
    """Write what can be made again; a folder that cannot be written costs time, nothing else.

    It is flushed to the disk when the system likes: whoever reads it must bear one cut short.
    """
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:  # a full disk is not filled up with halves
            temporary.unlink(missing_ok=True)


def tidy(folder: Path, most: int) -> None:
    """Take out of a folder the files not used for longest, those over so many bytes in all."""
    with suppress(OSError):
        told = [(file.stat(), file) for file in folder.iterdir()]
        total = 0
        for status, file in sorted(told, key=lambda each: -each[0].st_mtime):
            total += status.st_size
            if total > most:
                file.unlink(missing_ok=True)


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
                _remove(left)


def _remove(path: Path) -> None:
    """Remove a file, or a folder of files, if it is there and the system lets us."""
    with suppress(OSError):
        for inside in path.iterdir() if path.is_dir() and not path.is_symlink() else ():
            inside.unlink()
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


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

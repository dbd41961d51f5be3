"""A file's papers: what it says of itself, to PDF/X-4 (ISO 15930-7:2010).

Every date and identifier comes from the edition; the same edition has the same papers for good.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import TYPE_CHECKING

from rotative.dataclass import dataclass
from rotative.finish.packet import listed, simple, worded
from rotative.finish.profile import Condition

if TYPE_CHECKING:
    import pikepdf

VERSION = "PDF/X-4"
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a file is known by: a stable identifier (`urn:uuid:…`), its revision and its dates."""

    identifier: str
    title: str
    revision: int
    created: dt.datetime
    modified: dt.datetime

    @property
    def document(self) -> uuid.UUID:
        """The identifier as a UUID; it is the same for every revision."""
        try:
            return uuid.UUID(self.identifier)
        except ValueError:
            return uuid.uuid5(uuid.NAMESPACE_URL, self.identifier)

    @property
    def instance(self) -> uuid.UUID:
        """The UUID of this state of the document."""
        return uuid.uuid5(self.document, f"{self.revision} {self.modified.isoformat()}")


def declare(pdf: pikepdf.Pdf, condition: Condition) -> None:
    """Put in the condition a file is made for. Source: ISO 15930-7; ISO 32000-2 §14.11.5."""
    import pikepdf

    profile = pikepdf.Stream(pdf, condition.profile, N=4)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=pikepdf.String(condition.identifier),
        OutputCondition=pikepdf.String(condition.info),
        Info=pikepdf.String(condition.info),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    if condition.registry:
        intent.RegistryName = pikepdf.String(condition.registry)
    pdf.Root.OutputIntents = pikepdf.Array([intent])


def describe(pdf: pikepdf.Pdf, identity: Identity) -> None:
    """Write title, dates and identifiers, alike in the information dictionary and in XMP.

    Source: ISO 15930-7 (what must be said, and that both agree), ISO 16684-1 (XMP).
    """
    import pikepdf

    info = pdf.docinfo
    if not str(info.get("/Title", "")).strip():
        info.Title = identity.title
    info.CreationDate = f"{identity.created:D:%Y%m%d%H%M%SZ}"
    info.ModDate = f"{identity.modified:D:%Y%m%d%H%M%SZ}"
    info.Trapped = pikepdf.Name("/False")
    info.GTS_PDFXVersion = VERSION
    said = {key: str(value) for key, value in info.items() if isinstance(value, pikepdf.String)}
    packet = xmp(said, identity).encode()
    stream = pikepdf.Stream(pdf, packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    pdf.Root.Metadata = pdf.make_indirect(stream)
    state = hashlib.md5(packet, usedforsecurity=False).digest()
    pdf.trailer.ID = pikepdf.Array([pikepdf.String(identity.document.bytes), pikepdf.String(state)])


def xmp(info: dict[str, str], identity: Identity) -> str:
    """Return the XMP packet that says what the information dictionary does."""
    told = (
        simple("dc:format", "application/pdf"),
        worded("dc:title", info.get("/Title", "")),
        listed("dc:creator", "Seq", [info.get("/Author", "")]),
        worded("dc:description", info.get("/Subject", "")),
        simple("pdf:Keywords", info.get("/Keywords", "")),
        simple("pdf:Producer", info.get("/Producer", "")),
        simple("pdf:Trapped", "False"),
        simple("pdfxid:GTS_PDFXVersion", VERSION),
        simple("xmp:CreatorTool", info.get("/Creator", "")),
        simple("xmp:CreateDate", f"{identity.created:%Y-%m-%dT%H:%M:%SZ}"),
        simple("xmp:ModifyDate", f"{identity.modified:%Y-%m-%dT%H:%M:%SZ}"),
        simple("xmp:MetadataDate", f"{identity.modified:%Y-%m-%dT%H:%M:%SZ}"),
        simple("xmpMM:DocumentID", f"uuid:{identity.document}"),
        simple("xmpMM:InstanceID", f"uuid:{identity.instance}"),
        simple("xmpMM:VersionID", str(identity.revision)),
        simple("xmpMM:RenditionClass", "default"),
    )
    names = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    lines = "\n".join(filter(None, told))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{names}>\n{lines}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    )

"""The XMP packet of a PDF: who, what and when, and the standards it claims to keep.

Sources: ISO 16684-1 (XMP), ISO 19005-3 §6.6 (PDF/A-3), ISO 14289-1 §5 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from rotative.dataclass import dataclass

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
# PDF/A knows no schema of PDF/UA: the packet has to describe it (ISO 19005-3 §6.6.2.3).
_PDFUA = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is kept</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a PDF says of itself; dates as in ISO 8601, with their zone; identifiers are URIs."""

    title: str
    author: str
    description: str
    keywords: str
    creator: str
    producer: str
    created: str
    modified: str
    language: str
    identifier: str
    instance: str
    publisher: str = ""
    rights: str = ""
    subjects: Sequence[str] = ()


def packet(facts: Facts) -> bytes:
    """Return the XMP packet of a file that is PDF/A-3a and PDF/UA-1 at once, UTF-8."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    inside = "\n".join(filter(None, _properties(facts)))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f'<rdf:RDF {spaces}>\n<rdf:Description rdf:about="">\n{inside}\n{_PDFUA}\n'
        "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _properties(facts: Facts) -> Iterator[str]:
    yield simple("pdfaid:part", "3") + simple("pdfaid:conformance", "A")
    yield simple("pdfuaid:part", "1")
    yield simple("dc:format", "application/pdf")
    yield simple("dc:identifier", facts.identifier)
    yield worded("dc:title", facts.title)
    yield listed("dc:creator", "Seq", [facts.author])
    yield worded("dc:description", facts.description)
    yield listed("dc:subject", "Bag", facts.subjects)
    yield listed("dc:language", "Bag", [facts.language])
    yield listed("dc:publisher", "Bag", [facts.publisher])
    yield listed("dc:date", "Seq", [facts.created])
    yield worded("dc:rights", facts.rights)
    yield simple("pdf:Keywords", facts.keywords) + simple("pdf:Producer", facts.producer)
    yield simple("xmp:CreatorTool", facts.creator)
    yield simple("xmp:CreateDate", facts.created) + simple("xmp:ModifyDate", facts.modified)
    yield simple("xmp:MetadataDate", facts.modified)
    yield simple("xmpMM:DocumentID", facts.identifier)
    yield simple("xmpMM:InstanceID", facts.instance)


def simple(name: str, value: str) -> str:
    """Return a property of one value, nothing for an empty one."""
    return f"<{name}>{escape(value, quote=False)}</{name}>" if value else ""


def worded(name: str, value: str) -> str:
    """Return a property in words, nothing for an empty one."""
    item = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(value, quote=False)}</rdf:li></rdf:Alt>'
    return f"<{name}>{item}</{name}>" if value else ""


def listed(name: str, kind: str, values: Sequence[str]) -> str:
    """Return a property of several values, a `Seq` or a `Bag`, nothing for none."""
    items = "".join(f"<rdf:li>{escape(value, quote=False)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""

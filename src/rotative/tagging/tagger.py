"""The tagger: takes the place of the engine's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from rotative.dataclass import dataclass
from rotative.tagging import links, streams
from rotative.tagging.marks import Reader
from rotative.tagging.roles import plan
from rotative.tagging.tree import Form, Node, Scribe


@dataclass(frozen=True, slots=True)
class Tagger:
    """Tags a document while the engine writes it; `words` name pages, notes and ways back."""

    words: Mapping[str, str] = field(repr=False)

    def __call__(self, pdf: Any, document: Any, _version: object, contents: Sequence[Any]) -> None:
        """Write the structure tree of a laid-out document into its PDF."""
        import pydyf

        root = document._html.etree_element  # noqa: SLF001 - the very elements that boxes name
        language = document.metadata.lang or ""
        reader = Reader(plan(root, language))
        forms = _read(reader, pdf, document, contents)
        _settle_lists(reader.plan.document)
        pages = [pdf.objects[number] for number in pdf.pages["Kids"][::3]]
        links.attach(reader, pages, links.Guide(root, document.pages, self.words))
        Scribe(pdf, pages, forms).write(reader.plan.document)
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        pdf.catalog["Lang"] = pydyf.String(language)


def _read(reader: Reader, pdf: Any, document: Any, contents: Sequence[Any]) -> list[Form]:
    """Read and mend every page; return the forms on them that hold passages."""
    faces = streams.faces(document.fonts.values())
    drawn: dict[int, list[Any]] = {}
    for item in pdf.objects:
        if getattr(item, "extra", {}).get("Subtype") == "/Form":
            drawn.setdefault(id(item._tags), []).append(item)  # noqa: SLF001 - shared with its page
    marked = [content._tags for content in contents]  # noqa: SLF001 - what it marked, by box
    # All are read before any is mended: what parts two lines may be known on the next page only.
    found = [reader.page(*both) for both in zip(document.pages, marked, strict=True)]
    forms: list[Form] = []
    for number, (page, content) in enumerate(zip(found, contents, strict=True)):
        streams.mend(content.stream, page, faces)
        for form in drawn.get(id(marked[number]), ()):
            inside = frozenset(streams.mend(form.stream, page, faces))
            forms += [Form(number, form, inside)] if inside else []
    streams.meanings(faces, pdf.objects)
    return forms


def _settle_lists(document: Node) -> None:
    """Say of a list whose items show no marker that it has no numbering (§14.8.5.5)."""
    for node in document.nodes():
        if node.role == "L" and not any(item.inside("Lbl") for item in node.inside("LI")):
            node.attributes["List"] = {"ListNumbering": "/None"}

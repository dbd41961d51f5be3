"""Padding: whole pages added so that a printer's sheets come out full.

The pages are templates in `print/filler/`, laid out with the rest. They follow the text, or stand
before a colophon or imprint that has the last page for itself and should stay there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rotative.house import House
from rotative.model import Edition
from rotative.problems import Place, Problems, fail, suggest
from rotative.shipped import TEMPLATES

FOLDER = "print/filler"
NOTES = "notes"
LAST = ("colophon", "imprint")
# A page's own count of all pages is wrong once some have been taken away.
TOTAL = "counter(pages"


def multiple(edition: Edition) -> int:
    """Return what the printed pages are a multiple of: as configured, a booklet's sheet, else 1."""
    publication = edition.publication
    return publication.print_job.pad or (2 * publication.booklet.up if edition.folded else 1)


def check(edition: Edition, house: House, problems: Problems) -> None:
    """Note a filler that is no template."""
    job = edition.publication.print_job
    if not house.find(TEMPLATES, f"{FOLDER}/{job.filler}.xhtml"):
        known = names(house)
        folder = f"{TEMPLATES}/{FOLDER}/"
        hint = suggest(job.filler, known) or f"there are {', '.join(known)}; yours go to {folder}"
        problems.error(
            "unknown-filler", f'no filler is called "{job.filler}"', job.filler_place, hint
        )


def names(house: House) -> tuple[str, ...]:
    """Return the names of all fillers, the publication's own among them."""
    folders = [folder / FOLDER for folder in house.folders(TEMPLATES)]
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.xhtml")}))


def fillers(edition: Edition) -> tuple[str, ...]:
    """Return the templates of as many pages as may be missing.

    What a house says of itself it says once: the pages after it are for notes.
    """
    wanted = multiple(edition) - 1
    name = edition.publication.print_job.filler
    repeated = name if name in (NOTES, "blank") else NOTES
    return (name, *[repeated] * (wanted - 1)) if wanted else ()


Render = Callable[[Sequence[str], str], Any]


def padded(render: Render, edition: Edition, css: str) -> Any:
    """Return the engine's document with its pages filled up to the multiple asked for.

    `render` lays the edition out with fillers, at the end or before the section named. All that
    may be missing are laid out at once and those too many taken away; only a colophon on a page
    of its own, or a sheet that counts all pages, needs another layout.
    Raises RotativeError when a filler does not take exactly one page.
    """
    wanted = fillers(edition)
    document = render(wanted, "")
    if not wanted:
        return document
    text = [page for page in document.pages if not _is_filler(page)]
    _check_count(len(document.pages) - len(text), wanted)
    missing = wanted[: -len(text) % multiple(edition)]
    before = _last_alone(text[-1])
    if missing and (before or TOTAL in css):
        again = render(missing, before)
        if len(again.pages) == len(text) + len(missing):
            return again
    if TOTAL in css and not missing:
        return render((), "")
    return _with_pages(document, document.pages[: len(text) + len(missing)])


def unpadded(document: Any) -> Any:
    """Return the engine's document without its filler pages."""
    text = [page for page in document.pages if not _is_filler(page)]
    return _with_pages(document, text) if len(text) < len(document.pages) else document


def _with_pages(document: Any, pages: Sequence[Any]) -> Any:
    """Return the document with some of its pages; the engine's copy forgets its elements."""
    part = document.copy(pages)
    part._html = document._html  # noqa: SLF001 - page map and budget read the elements there
    return part


def _check_count(found: int, wanted: Sequence[str]) -> None:
    if found != len(wanted):
        message = f"{len(wanted)} filler pages were wanted, {found} came out"
        hint = "make what your filler says fit one page of this trim, in one section.filler"
        place = Place(f"{TEMPLATES}/{FOLDER}/{wanted[0]}.xhtml")
        raise fail("filler-pages", message, place, hint)


def _is_filler(page: Any) -> bool:
    box = section_box(page)
    return box is not None and "filler" in box.element.get("class", "").split()


def _last_alone(page: Any) -> str:
    """Return the id of the colophon or imprint that begins the last page, if one does."""
    box = section_box(page)
    name = box.element.get("id", "") if box else ""
    return name if name in LAST else ""


def section_box(page: Any) -> Any:
    """Return the engine's box of the section that stands first on a page, None if none does."""
    box = page._page_box  # noqa: SLF001 - there is no public way
    while isinstance(getattr(box, "children", None), tuple | list) and box.children:
        box = box.children[0]
        if box.element_tag == "section":
            return box
    return None

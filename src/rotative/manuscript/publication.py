"""publication.yaml → Publication, with a sensible default for everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rotative.limits import Limits
from rotative.manuscript import values
from rotative.manuscript.intake import Intake, shown
from rotative.model import Booklet, PrintJob, Publication, Variant
from rotative.problems import Place, Problems
from rotative.sizes import check_signature, sheet

FILE = "publication.yaml"


def read_publication(book: Path | None, problems: Problems) -> Publication:
    """Return what the editions of a folder share; outside one (None), the defaults."""
    if book is None:
        return Publication(title="")
    if not book.is_dir():
        hint = "name the folder that holds publication.yaml, or make one with rotative new"
        problems.error("no-book", "there is no such folder", Place(shown(book)), hint)
        return Publication(title="")
    settings, place = _settings(book, problems)
    name = book.resolve().name
    publication = _make(settings, name, book, place)
    values.check_rubrics(publication.rubrics, problems)
    check_signature(publication.booklet, problems, place(("booklet", "signature")))
    return publication


def _settings(book: Path, problems: Problems) -> tuple[Mapping[str, Any], Any]:
    from rotative.manuscript.folder import load_settings

    path = book / FILE
    if not path.exists():
        return {}, lambda _keys: Place(shown(path))
    document = load_settings(Intake(book, problems), path, "publication")
    return document.data, document.place


def _make(said: Mapping[str, Any], name: str, book: Path, place: Any) -> Publication:
    plain = Publication("")
    words = ("language", "tagline", "identifier", "style")
    return Publication(
        title=values.text(said.get("title", "")) or name,
        url=values.url(said.get("url", "")),
        rubrics=values.rubrics(said.get("rubrics"), place),
        imprint=values.imprint(said),
        trim=values.trim(said["trim"]) if "trim" in said else plain.trim,
        bleed=float(said.get("bleed", plain.bleed)),
        formats=tuple(said.get("formats") or plain.formats),
        narrow_space=said.get("epub", {}).get("narrow_space", plain.narrow_space),
        page_list=said.get("epub", {}).get("page_list", plain.page_list),
        budget=values.budget(said, place),
        typography=_variant(said.get("typography") or {}),
        print_job=_print_job(said.get("print") or {}, place),
        booklet=_booklet(said.get("booklet") or {}, place),
        limits=_limits(said.get("limits") or {}),
        root=str(book),
        place=place(()),
        style_place=place(("style",)),
        trim_place=place(("trim",)),
        **{key: values.text(said.get(key)) or getattr(plain, key) for key in words},
    )


def _limits(said: Mapping[str, Any]) -> Limits:
    plain = Limits()
    return Limits(
        file=float(said.get("file", plain.file)),
        image=float(said.get("image", plain.image)),
        imports=tuple(_import_limits(said["import"])) if said.get("import") else (),
    )


def _import_limits(said: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    from rotative.import_limits import amount  # which a build has no use for

    for name, most in said.items():
        if number := amount(most):
            yield name, number


def _variant(said: Mapping[str, Any]) -> Variant:
    return Variant(
        **{key: tuple(map(values.text, said.get(key) or ())) for key in Variant.__slots__}
    )


def _print_job(said: Mapping[str, Any], place: Any) -> PrintJob:
    plain = PrintJob()
    texts = ("paper", "binding", "quantity", "contact", "notes", "links", "filler")
    where = next((("print", key) for key in ("profile", "condition") if key in said), ())
    return PrintJob(
        qr=bool(said.get("qr", plain.qr)),
        pad=int(said.get("pad", plain.pad)),
        profile=values.text(said.get("profile")),
        condition=values.text(said.get("condition")),
        registry=values.url(said.get("registry")),
        overprint=bool(said.get("overprint", plain.overprint)),
        ink_limit=float(said.get("ink_limit", plain.ink_limit)),
        safety=float(said.get("safety", plain.safety)),
        marks=bool(said.get("marks", plain.marks)),
        slug=bool(said.get("slug", plain.slug)),
        place=place(where),
        filler_place=place(("print", "filler") if "filler" in said else ()),
        **{key: values.text(said.get(key)) or getattr(plain, key) for key in texts},
    )


def _booklet(said: Mapping[str, Any], place: Any) -> Booklet:
    plain = Booklet()
    lengths = ("creep", "thickness", "milling")
    told: dict[str, Any] = {key: float(said.get(key, getattr(plain, key))) for key in lengths}
    for key in ("binding", "flip", "spine"):
        told[key] = values.text(said.get(key)) or getattr(plain, key)
    return Booklet(
        sheet=sheet(values.text(said.get("sheet"))),
        signature=int(said.get("signature", plain.signature)),
        up=int(said.get("up", plain.up)),
        marks=bool(said.get("marks", plain.marks)),
        place=place(("booklet", "sheet") if "sheet" in said else ()),
        **told,
    )

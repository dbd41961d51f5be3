"""WeasyPrint, started quickly and kept on a short leash: our fonts, our files, its complaints.

All that touches the engine's start-up or private parts lives here. It must be imported before
anything else imports weasyprint, since Fontconfig reads its configuration once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any

from rotative.engine import (
    haste,
    leaders,
    lines,
    pagetypes,
    reading,
    repeats,
    sheets,
    start,
    upkeep,
    usual,
)
from rotative.engine.hearing import hearing
from rotative.engine.parts import swapped
from rotative.problems import Place, Problem, RotativeError, Severity, fail
from rotative.shipped import STYLES, shipped

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
BASE = "file:///pub/"


@cache
def weasyprint() -> ModuleType:
    """Return the engine, with bundled fonts only; raise RotativeError when Pango is missing."""
    _isolate_fonts()
    with (
        start.quickly(),
        reading.quickly() as parser,
        usual.later() as read,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            engine = import_module("weasyprint")
        except OSError as error:
            hint = f"install the libraries: apt-get install {PACKAGES} (see `rotative doctor`)"
            raise fail("engine-missing", f"WeasyPrint cannot start: {error}", None, hint) from error
    read(engine)
    logging.getLogger("weasyprint").propagate = False
    from PIL import ImageFile

    # It tells Pillow to show what is there of a file cut off, for everybody in this process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    haste.hasten(engine.__version__)
    leaders.remember(engine.__version__)
    lines.cut(engine.__version__)
    reading.remember(parser, engine.__version__)
    pagetypes.share(engine.__version__)
    repeats.remember(engine.__version__)
    upkeep.keep_up(engine.__version__)
    sheets.remember(engine.__version__)
    return engine


def _isolate_fonts() -> None:
    # Faces come through @font-face; the configuration adds the fallback alone, and no system font.
    os.environ["FONTCONFIG_FILE"] = str(shipped(STYLES) / "fonts" / "fonts.conf")


@contextmanager
def tagging(tagger: Callable[..., None]) -> Iterator[None]:
    """Let `tagger` tag what the engine writes meanwhile, in place of the engine's own way."""
    from weasyprint import pdf

    with swapped(pdf, add_tags=tagger):
        yield


def intend_srgb(document: Any) -> None:
    """Give a laid-out document the sRGB profile that comes with the engine as output intent.

    By hand, because the engine leaves the file open. The profile is the International Color
    Consortium's sRGB2014, which anyone may embed.
    """
    from weasyprint.css import ColorProfile

    data = (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()
    components = (["r"], ["g"], ["b"])
    profile = ColorProfile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", components)
    document.color_profiles["srgb"] = profile
    document.output_intent = "srgb"


def fonts() -> object:
    """Return what holds the faces of a document, for several layouts of it."""
    weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@contextmanager
def listening() -> Iterator[list[logging.LogRecord]]:
    """Collect what the engine logs meanwhile, instead of printing it."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with hearing() as records:
            yield records
    except FatalURLFetchingError as error:  # a BaseException, so that nothing can swallow it
        raise error.__cause__ or fail("file-not-found", str(error)) from error


# What the engine only warns of, but a reader would see on the page.
GRAVE = (".notdef", "Font-face", "No anchor", "Anchor defined twice", "Failed to load")
# What it says of sheets; the property is dropped, as in any browser.
LIGHT = ("Ignored", "Invalid or unsupported", "Unsupported", "Expected a media", "Parse error")


def findings(records: list[logging.LogRecord], medium: str) -> Iterator[Problem]:
    """Yield the engine's complaints as problems, each once."""
    for message in dict.fromkeys(record.getMessage() for record in records):
        if message.startswith(LIGHT):
            hint = "the rule has no effect on this medium"
            place = Place("styles")
            yield Problem("style-ignored", f"{medium}: {message}", place, hint, Severity.WARNING)
        else:
            grave = any(word in message for word in GRAVE)
            severity = Severity.ERROR if grave else Severity.WARNING
            yield Problem("engine-complaint", f"{medium}: {message}", severity=severity)


def fetcher(
    known: Mapping[str, bytes],
    read_style: Callable[[str], bytes],
    hold: Callable[[str, bytes], bytes] | None = None,
) -> URLFetcher:
    """Return a fetcher that answers from memory and from styles/ and never reads elsewhere.

    `known` maps names below the virtual base `file:///pub/` to their bytes; `read_style` is
    called with the name of a file below styles/. `hold` is called with the name and the bytes of
    what may be a picture, and returns what the engine sees instead.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Resolves the virtual names of one document."""

        def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002 - its signature
            """Return the file, or stop the rendering: a missing file is never skipped."""
            name = url.removeprefix(BASE).split("?")[0].split("#")[0]
            if not url.startswith(BASE):
                raise FatalURLFetchingError(f"outside the publication: {url}")
            data = known[name] if name in known else read_style(name)
            if hold and not name.endswith(_NO_PICTURES):
                data = hold(name, data)
            # An image answered with a file: address would be opened by the engine itself.
            answered = url if name.endswith(".css") else f"rotative:{name}"
            return URLFetcherResponse(answered, data, _headers(name))

    return Fetcher(fail_on_errors=True)


def expect(css: str, name: str, language: str, read_style: Callable[[str], bytes]) -> object:
    """Read the rules of a sheet of that name, and the hyphenation of a language, if any.

    Returns what holds the sheet's faces, None if they could not be loaded: laying out tells why.
    """
    from rotative.hyphens import dictionary

    dictionary(language)
    with suppress(RotativeError):
        held = fonts()
        with listening():
            return held if sheets.expect(css, BASE + name, held, fetcher({}, read_style)) else None
    return None


def unloaded(records: list[logging.LogRecord]) -> Iterator[str]:
    """Yield the names of the pictures that the engine says it could not load."""
    for record in records:
        if str(record.msg).startswith("Failed to load image") and isinstance(record.args, tuple):
            yield str(record.args[0]).removeprefix(BASE)


_NO_PICTURES = (".css", ".ttf", ".otf", ".woff", ".woff2")


def picture_key(name: str) -> str:
    """Return how the engine calls the picture of that name in a file's resources.

    It appends whether the picture may be smoothed, 1 or 0.
    """
    return f"i{hashlib.md5((BASE + name).encode(), usedforsecurity=False).hexdigest()}"


def _headers(name: str) -> dict[str, str]:
    types = {"css": "text/css", "png": "image/png", "gif": "image/gif", "jpg": "image/jpeg",
             "jpeg": "image/jpeg", "ttf": "font/ttf", "otf": "font/otf"}  # fmt: skip
    kind = types.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    return {"Content-Type": kind}

"""The rehearsal: what a build would stumble over later, found without laying a page out.

Templates of ours need none: it takes place only where a publication brings its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from rotative import padding, press
from rotative.galley import Galley
from rotative.house import names
from rotative.press import Copy
from rotative.problems import Problem, RotativeError
from rotative.shipped import TEMPLATES
from rotative.stylesheet import assemble
from rotative.tokens import media


def rehearse(copy: Copy, formats: Sequence[str]) -> tuple[Problem, ...]:
    """Return what is wrong with a publication's own templates, each fault once.

    All that cannot be read are told; of those that cannot be filled in, the first of each medium.
    """
    own = copy.house.folders(TEMPLATES)[:-1]
    written = [name for folder in own for name in names(folder) if name.endswith(".xhtml")]
    if not written:
        return ()
    found = [one for name in written for one in _raised(partial(copy.house.compile, name))]
    return tuple(dict.fromkeys(found or _filled_in(copy, formats)))


def _filled_in(copy: Copy, formats: Sequence[str]) -> Iterator[Problem]:
    try:
        galley = press.compose(copy)
    except RotativeError as error:
        yield from error.problems
        return
    for medium in media(formats):
        yield from _raised(partial(_document, galley, copy, medium))


def _document(galley: Galley, copy: Copy, medium: str) -> None:
    sheet, modified = assemble(copy.house, galley.edition, medium), press.modified(galley.edition)
    if medium == "epub":
        from rotative import epub

        epub.write(galley, sheet, copy.house, modified=modified)
        return
    from rotative import shell

    fillers = padding.fillers(galley.edition) if medium == "print" else ()
    shell.document(galley, sheet, copy.house, modified=modified, fillers=fillers)


def _raised(stage: Callable[[], None]) -> tuple[Problem, ...]:
    try:
        stage()
    except RotativeError as error:
        return error.problems
    return ()

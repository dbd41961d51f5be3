"""Themes: what a publication's own sheets set, held against what the sheets can use.

A token that nothing asks for is a slip of the pen: CSS itself would pass over it in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rotative.house import House, inside
from rotative.model import Edition
from rotative.problems import Place, Problems, RotativeError, suggest
from rotative.shipped import STYLES, shipped
from rotative.stylesheet import LAYERS, TOKEN_LAYERS

# Asked for by name, in no sheet of ours: where a theme comes from, and how its cover is laid out.
READ = frozenset(("based-on", "cover-design"))
MEDIA, SIZES = ("epub", "print", "screen"), ("small", "medium", "large")
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_SET = re.compile(r"(?:^|[;\s])--([\w-]+)\s*:")
_USED = re.compile(r"var\(\s*--([\w-]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def inspect(house: House, edition: Edition, problems: Problems) -> bool:
    """Note a theme there is not, or based on none there is, and tokens set that no sheet uses.

    Tells whether there is a theme whose sheets can be looked at.
    """
    themes = house.themes()
    if edition.style not in themes:
        hint = suggest(edition.style, themes) or f"themes here: {', '.join(themes)}"
        problems.error("unknown-style", f'no style "{edition.style}"', edition.style_place, hint)
        return False
    if house.root is None:
        return True
    try:
        house.lineage(edition.style)
    except RotativeError as error:
        problems.found += error.problems
        return False
    _unused(house.root / STYLES, problems)
    _unread(house, house.root / STYLES, problems)
    return True


def _unread(house: House, folder: Path, problems: Problems) -> None:
    """Note sheets whose names no build asks for; what another sheet names is its own affair."""
    own = {path.relative_to(folder).as_posix(): path for path in _sheets(folder)}
    for name, path in own.items():
        theme = name.split("/")[1] if name.startswith("themes/") else ""
        read = _read_names(theme)
        if not (theme or name.startswith("publication.")) or name in read:
            continue
        if any(path.name in _read(other) for other in own.values() if other != path):
            continue
        house.note(STYLES, name)  # once it is gone, an edition is built again and this is not told
        hint = suggest(name, read) or f"sheets read here: {', '.join(read)}"
        problems.warn("sheet-unread", "no build reads a sheet of this name", Place(str(path)), hint)


def _read_names(theme: str) -> list[str]:
    """Return the names of the sheets a theme may have, or of a publication's own for none."""
    media = [{"theme": theme, "medium": one, "size": size} for one in MEDIA for size in SIZES]
    layers = [layer for layer in (*TOKEN_LAYERS, *LAYERS) if ("{theme}" in layer) == bool(theme)]
    names = {layer.format(**each) for layer in layers for each in media}
    return sorted(name for name in names if theme or name.startswith("publication."))


def _unused(folder: Path, problems: Problems) -> None:
    own = {path: _read(path) for path in _sheets(folder)}
    if not any("--" in css for css in own.values()):
        return
    ours = "\n".join(map(_read, _sheets(shipped(STYLES))))
    known = {*READ, *_USED.findall(ours), *(name for _, name in _set(ours))}
    used = known.union(*(_USED.findall(css) for css in own.values()))
    for path, css in own.items():
        for at, name in _set(css):
            if name not in used:
                line = css.count("\n", 0, at) + 1
                near = suggest(f"--{name}", [f"--{one}" for one in sorted(known)])
                hint = near or f"the tokens are listed in {STYLES}/tokens.css"
                message = f'no sheet uses the token "--{name}"'
                problems.error("unused-token", message, Place(str(path), line), hint)


def _sheets(folder: Path) -> Iterator[Path]:
    found = sorted(folder.rglob("*.css")) if folder.is_dir() else ()
    return (path for path in found if inside(path, folder))


def _read(path: Path) -> str:
    """Return a sheet without its comments, its lines where they were."""
    css = path.read_text("utf-8", "replace")
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), css)


def _set(css: str) -> Iterator[tuple[int, str]]:
    """Yield where each token of `:root` is set, and its name."""
    for block in _ROOT.finditer(css):
        for match in _SET.finditer(block[1]):
            yield block.start(1) + match.start(1), match[1]

"""The stylesheet: one compiled sheet per medium, its tokens resolved.

Layers follow one another in the order house, theme, edition, publication; later rules win by
order alone. Tokens are custom properties on `:root`; they are substituted here, because old
reading systems drop what they do not know and @page cannot read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby

from rotative.colour import for_medium
from rotative.dataclass import dataclass
from rotative.faces import characters, epub_set, left_to_reader
from rotative.fitting.headline import FITTED, fitted_tokens
from rotative.house import House
from rotative.model import Edition
from rotative.problems import Place, fail, suggest
from rotative.units import number, points

# A sheet named for the medium and the size, such as print-small.css, follows the medium's own.
TOKEN_LAYERS = (
    "tokens.css",
    "{medium}.css",
    "{medium}-{size}.css",
    "themes/{theme}/tokens.css",
    "themes/{theme}/{medium}.css",
    "themes/{theme}/{medium}-{size}.css",
)
OWN_LAYERS = ("publication.css", "publication.{medium}.css")
LAYERS = (
    "text.css",
    "edition.css",
    "themes/{theme}/theme.css",
    "{medium}.css",
    "{medium}-{size}.css",
    "themes/{theme}/{medium}.css",
    "themes/{theme}/{medium}-{size}.css",
    *OWN_LAYERS,
)
# A trim narrower than the first is small, one wider than the second large, in mm: A5 and
# half-letter, A4 and letter, A3 and tabloid.
NARROW, WIDE = 170, 250
# What old reading systems drop, misread or should decide themselves (EPUB only).
NOT_IN_EPUB = re.compile(
    r"(?:flex|grid|gap|column|columns|hyphenate|bookmark|string-set|footnote|-weasy)(?:-|$)"
    r"|(?:justify|align)-(?:content|items|self)$|order$|position$|float-reference$"
)
FLEX = re.compile(r"\b(?:inline-)?(?:flex|grid)\b")
# The tokens that name faces, and what stands for ours where the reader's fonts are to show.
OUR_FONTS = ("font-text", "font-display", "font-subhead", "font-label", "font-caption")
READERS = {"font-label": "sans-serif"}
MIME = {".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff"}

_DROPPED = {
    "initial-float": "left",
    "initial-family": "var(--font-display)",
    "initial-color": "var(--color-accent)",
    "initial-gap": "0.06em",
}
_PLAIN = {
    "initial-float": "none",
    "initial-family": "inherit",
    "initial-color": "inherit",
    "initial-gap": "0",
    "initial-size": "1em",
    "initial-leading": "inherit",
    "initial-top": "0",
    "initial-bottom": "0",
}
# The least that an address needs in a line of its own.
_ADDRESS = "60mm"
_ADDRESSES = "link-columns"
# What `assemble` adds to the tokens for paper.
COMPUTED = frozenset((*_PLAIN, *FITTED, _ADDRESSES))

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Which is what text has anyway; the engine would lay it out three times to balance it with none.
# What floats in it stays in it all the same, and its margins do not collapse with others.
_ONE_COLUMN = re.compile(r"(?<![\w-])columns:\s*1\s*(?=[;}])")
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_TOKEN = re.compile(r"--([\w-]+)\s*:\s*([^;{}]+?)\s*(?:;|$)")
VAR = re.compile(r"var\(\s*--([\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
_PIECE = re.compile(
    r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\)|[^"'{};])+|[{};]|["']""", re.DOTALL
)
_FACE = re.compile(r"@font-face\s*\{[^{}]*\}")
_FAMILY = re.compile(r"""font-family:\s*["']?([^"';}]+)""")


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that goes with a sheet, named relative to it."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One medium's whole CSS, the files it refers to, and the tokens it was made from."""

    medium: str
    css: str
    files: tuple[Resource, ...]
    tokens: Mapping[str, str]


def assemble(
    house: House, edition: Edition, medium: str, *, overrides: Mapping[str, str] | None = None
) -> Stylesheet:
    """Return the compiled sheet of a medium: `epub`, `print` or `screen`.

    `overrides` are tokens that win over all others (page budgets, previews). Lengths are in the
    unit each token states; colours are inks in print, sRGB elsewhere. Raises RotativeError for
    an unknown token or file; `themes` and `tokens` have told those before, with their places.
    """
    names = _names(edition, medium)
    tokens = resolve(raw_tokens(house, edition, medium) | dict(overrides or {}))
    tokens = {name: for_medium(value, medium) for name, value in tokens.items()}
    if medium == "print":
        tokens |= initial_tokens(tokens) | fitted_tokens(edition, tokens, house)
        tokens[_ADDRESSES] = str(address_columns(tokens))
    if medium == "epub" and left_to_reader(edition):
        tokens |= {name: READERS.get(name, "serif") for name in tokens if name in OUR_FONTS}
    css = "\n".join(_layers(house, edition, names))
    css = for_medium(substitute(_COMMENT.sub("", css), tokens), medium)
    css = _ONE_COLUMN.sub("columns: auto; display: flow-root", css)
    if medium == "epub":
        css = portable(css)
    css = _used_faces(css)
    files = tuple(_files(house, css)) if medium == "epub" else ()
    return Stylesheet(medium, tidy(css), files, tokens)


def _names(edition: Edition, medium: str) -> dict[str, str]:
    return {"theme": edition.style, "medium": medium, "size": trim_size(edition)}


def trim_size(edition: Edition) -> str:
    """Return the class of an edition's trim by its width: `small`, `medium` or `large`."""
    width = edition.trim.width
    return "small" if width < NARROW else "large" if width > WIDE else "medium"


def cascade(house: House, edition: Edition, medium: str) -> tuple[str, ...]:
    """Return the names of all sheets of a medium in the order in which they set tokens."""
    line, names = house.lineage(edition.style), _names(edition, medium)
    layered = (*_layered(TOKEN_LAYERS, line), *_layered(LAYERS, line))
    ordered = (layer.format(**{**names, "theme": theme}) for layer, theme in layered)
    return tuple(dict.fromkeys(ordered))


def raw_tokens(house: House, edition: Edition, medium: str) -> dict[str, str]:
    """Return the tokens of a medium, with references among them as they are."""
    line, tokens = house.lineage(edition.style), dict[str, str]()
    names = _names(edition, medium)
    for layer, theme in _layered(TOKEN_LAYERS, line):
        changed = parse_tokens(house.sheet(layer.format(**{**names, "theme": theme})))
        # What a copied sheet left as it was is not its own: the base's other sheets decide it.
        for base in line[: line.index(theme)] if "{theme}" in layer else ():
            same = parse_tokens(house.sheet(layer.format(**{**names, "theme": base}))).items()
            changed = dict(changed.items() - same)
        tokens.update(changed)
    tokens.update(edition_tokens(edition))
    for layer in OWN_LAYERS:
        tokens.update(parse_tokens(house.sheet(layer.format(**names))))
    return tokens


def _layered(layers: Sequence[str], line: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each layer with a theme: a theme's own ones after those of the theme it is based on."""
    for themed, group in groupby(layers, key=lambda layer: "{theme}" in layer):
        some = tuple(group)
        yield from ((layer, theme) for theme in (line if themed else line[-1:]) for layer in some)


def edition_tokens(edition: Edition) -> dict[str, str]:
    """Return the tokens an edition sets itself: trim and bleed, in millimetres."""
    trim = edition.trim
    return {
        "trim-width": f"{trim.width:g}mm",
        "trim-height": f"{trim.height:g}mm",
        "bleed": f"{edition.publication.bleed:g}mm",
    }


def initial_tokens(tokens: Mapping[str, str]) -> dict[str, str]:
    """Return size, leading and margins of the initial so that it stands on the grid, in pt.

    Its cap height spans from the first line's capitals to the last line's baseline; the text
    face is taken to share the initial's ascent and descent, as faces of one family do. An initial
    of one line is a letter like the others.
    """
    if number(tokens["initial-lines"]) <= 1:
        return _PLAIN
    lines, cap, ascent, descent, text_cap = (
        number(tokens[f"initial-{name}"])
        for name in ("lines", "cap", "ascent", "descent", "text-cap")
    )
    text, leading = points(tokens["text-size"]), points(tokens["leading"])
    size = ((lines - 1) * leading + text_cap * text) / cap
    height = ascent + descent
    baseline = (lines - 1) * leading + (leading - height * text) / 2 + ascent * text
    top = baseline - ((lines * leading - height * size) / 2 + ascent * size)
    values = {"size": size, "leading": lines * leading, "top": top, "bottom": -top}
    return {f"initial-{name}": f"{value:.3f}pt" for name, value in values.items()} | _DROPPED


def address_columns(tokens: Mapping[str, str]) -> int:
    """Return in how many columns a list of addresses stands, each wide enough for one."""
    sides = points(tokens["margin-inner"]) + points(tokens["margin-outer"])
    width, gap = points(tokens["trim-width"]) - sides, points(tokens["column-gap"])
    return max(1, int((width + gap) / (points(_ADDRESS) + gap)))


def parse_tokens(css: str) -> dict[str, str]:
    """Return the custom properties a sheet sets on `:root`, unresolved."""
    blocks = _ROOT.findall(_COMMENT.sub("", css))
    return {name: " ".join(value.split()) for b in blocks for name, value in _TOKEN.findall(b)}


def _somewhere(_name: str) -> Place:
    return Place("tokens.css")


def resolve(
    tokens: Mapping[str, str], place: Callable[[str], Place] = _somewhere
) -> dict[str, str]:
    """Return the tokens with references among them replaced; a circle is an error.

    `place` tells where a token is set.
    """
    resolved: dict[str, str] = {}
    try:
        for name in tokens:
            _resolve(name, tokens, resolved, ())
    except _CircleError as error:
        hint = "give one of them a value of its own"
        message = f"token refers to itself: {' → '.join(error.names)}"
        raise fail("token-circle", message, place(error.names[0]), hint) from error
    return resolved


class _CircleError(Exception):
    """Tokens that refer to each other; the first one named is the last."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


def _resolve(
    name: str, tokens: Mapping[str, str], done: dict[str, str], trail: tuple[str, ...]
) -> str:
    if name in done:
        return done[name]
    if name in trail:
        raise _CircleError(*trail[trail.index(name) :], name)

    def value(match: re.Match[str]) -> str:
        if match[1] in tokens:
            return _resolve(match[1], tokens, done, (*trail, name))
        inner = {**tokens, name: _fallback(match, tokens)}
        return _resolve(name, inner, {}, trail) if VAR.search(inner[name]) else inner[name]

    done[name] = VAR.sub(value, tokens[name])
    return done[name]


def substitute(css: str, tokens: Mapping[str, str]) -> str:
    """Return CSS with `var()` replaced and the token blocks left out; unknown ones are errors."""
    css = _ROOT.sub("", css)
    while VAR.search(css):
        css = VAR.sub(lambda m: tokens.get(m[1]) or _fallback(m, tokens), css)
    return css


def _fallback(match: re.Match[str], tokens: Mapping[str, str]) -> str:
    if match[2] is None:
        hint = suggest(match[1], tokens)
        raise fail("unknown-token", f'no token "--{match[1]}"', Place("styles"), hint)
    return str(match[2])


def _layers(house: House, edition: Edition, names: Mapping[str, str]) -> Iterator[str]:
    faces = "fonts/fonts.css"
    if names["medium"] == "epub":
        embedded = "" if left_to_reader(edition) else epub_set(characters(edition, house))
        faces = f"fonts/epub/{embedded}.css" if embedded else ""
    for layer, theme in _layered(
        tuple(filter(None, (faces, *LAYERS))), house.lineage(names["theme"])
    ):
        sheet_name = layer.format(**{**names, "theme": theme})
        yield rebase(house.sheet(sheet_name), sheet_name)


def rebase(css: str, sheet_name: str) -> str:
    """Return CSS whose relative `url()` are seen from styles/ instead of the sheet's folder."""
    folder = sheet_name.rpartition("/")[0]

    def moved(match: re.Match[str]) -> str:
        url = match[1]
        if not folder or url.startswith(("/", "#", "data:")) or ":" in url:
            return match[0]
        return f'url("{folder}/{url}")'

    return _URL.sub(moved, css) if folder else css


def portable(css: str) -> str:
    """Return CSS without what old reading systems drop or misread, and without @page."""
    out: list[str] = []
    skipping = 0
    pieces = _PIECE.findall(css)
    for piece in pieces:
        if skipping or (piece.lstrip().startswith("@page") and not out_of_rule(piece)):
            skipping = _depth(piece, skipping)
            continue
        out.append("" if _foreign(piece) else piece)
    return re.sub(r"[^{};]+\{[;\s]*\}", "", re.sub(r";[;\s]*;", ";", "".join(out)))


def out_of_rule(piece: str) -> bool:
    """Tell whether a piece is a declaration rather than an at-rule's prelude."""
    return ":" in piece.split("@", 1)[0]


def _depth(piece: str, depth: int) -> int:
    # 1 stands for "inside the prelude"; every open brace adds one.
    if piece == "{":
        return depth + 1
    if piece == "}":
        return 0 if depth == 2 else depth - 1
    return depth or 1


def _foreign(piece: str) -> bool:
    name, colon, value = piece.strip().partition(":")
    if not colon or not re.fullmatch(r"-?[a-z][a-z-]*", name):
        return False
    return bool(NOT_IN_EPUB.match(name)) or (name == "display" and bool(FLEX.search(value)))


def _used_faces(css: str) -> str:
    """Leave out the @font-face rules of families that no rule names: each one costs time."""
    rest = _FACE.sub("", css)

    def used(match: re.Match[str]) -> str:
        family = _FAMILY.search(match[0])
        return match[0] if family and family[1].strip() in rest else ""

    return _FACE.sub(used, css)


def _files(house: House, css: str) -> Iterator[Resource]:
    for name in sorted(set(_URL.findall(css))):
        suffix = name[name.rfind(".") :].lower()
        if suffix not in MIME:
            hint = f"use one of {', '.join(MIME)}"
            raise fail("style-file-type", f'a sheet refers to "{name}"', Place("styles"), hint)
        yield Resource(name, MIME[suffix], house.read_style(name))


def tidy(css: str) -> str:
    """Return CSS one rule a line, which is easy to read and to compare."""
    css = re.sub(r"\s*\n\s*", " ", css)
    return re.sub(r"\}\s*", "}\n", re.sub(r"[ \t]{2,}", " ", css)).strip() + "\n"

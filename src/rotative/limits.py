"""The limits: how much of anything is read before it is refused.

Whatever is beyond them is told as a problem with its place. What an editor could reasonably need
more of is a field of `Limits`, set under `limits:` in publication.yaml; the rest is far beyond what
a page can be made of. `import_limits` holds those of an import.
"""

from __future__ import annotations

from rotative.dataclass import dataclass

MAX_PARAGRAPH = 100_000
"""Characters of a paragraph."""

MAX_TITLE = 500
"""Characters of a title, its markup included."""

MAX_NESTING = 60
"""How deep Markdown's quotations and lists may nest, counted as the parser does: two a level."""

MAX_OPEN = 3000
"""Elements of raw HTML open at once; beyond it a parser's time is the square of their number."""

MAX_RESUMED = 30
"""Elements such as <b> left open after a block: HTML opens each again in all that follow."""

DEEPEST = 40
"""Boxes in boxes that reach a page; deeper ones are flattened: their words stay."""

MAX_YAML_DEPTH, MAX_YAML_VALUES = 40, 1_000_000
"""How deep values may nest, and how many there may be once aliases are expanded."""

MAX_BUNDLE = 1_000_000_000
"""Bytes that a bundle may hold, unpacked."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a publication may raise: megabytes of a source or picture, megapixels of a picture.

    `imports` are the limits of an import that it sets otherwise, by name.
    """

    file: float = 20
    image: float = 64
    imports: tuple[tuple[str, int], ...] = ()

    @property
    def bytes(self) -> int:
        """The largest file that is read."""
        return int(self.file * 1_000_000)

    @property
    def pixels(self) -> int:
        """The largest picture that is decoded."""
        return int(self.image * 1_000_000)

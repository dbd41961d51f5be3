"""EPUB 3.3 from a galley: `write` returns the file's bytes, the same for the same input."""

from rotative.epub.writer import write
from rotative.identity import identifier

__all__ = ["identifier", "write"]

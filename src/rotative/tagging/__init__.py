"""Tags: what a PDF says to those who do not see its pages.

The engine tags its boxes page by page, so that a paragraph over two pages is two paragraphs. Here
the structure tree is the document's own: `roles` plans a node for each element that means
something, `marks` finds the text of every node on the pages, `streams` mends what the text of a
page says to software, `tree` writes the result. Sources: ISO 32000-1 §14.7 and §14.8,
ISO 14289-1, Tagged PDF Best Practice Guide: Syntax (PDF Association, 2019).
"""

from __future__ import annotations

from rotative.tagging.tagger import Tagger

__all__ = ["Tagger"]

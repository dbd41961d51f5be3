"""Printer's marks: what a press, a knife and a binder need to see outside the page."""

from rotative.marks.page import Slug, add

__all__ = ["Slug", "add"]

"""Imposition: finished pages in their places on press sheets, for folding, binding, trimming."""

from rotative.imposition.plan import Plan
from rotative.imposition.printing import impose

__all__ = ["Plan", "impose"]

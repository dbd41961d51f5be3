"""Rotative turns an edition of a publication into EPUB 3 and PDF."""

__version__ = "0.1.0"

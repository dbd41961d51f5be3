"""The job ticket: what a printer must know of an edition, on one page and as data."""

from rotative.ticket.facts import Facts, File, Imposed, gather
from rotative.ticket.page import as_dict, make

__all__ = ["Facts", "File", "Imposed", "as_dict", "gather", "make"]

"""The page budget: type a little smaller or larger, until the text takes the pages wanted.

Body size and leading move together between the limits a theme declares, and with the leading all
vertical space of the text, which is counted in it. `lines` measures laid-out pages, `search`
finds the size, `advice` says what could go where no size will do.
"""

from __future__ import annotations

from rotative.budget.fit import Fitted, Trial, fit
from rotative.budget.lines import Extent, Line, fill

__all__ = ["Extent", "Fitted", "Line", "Trial", "fill", "fit"]

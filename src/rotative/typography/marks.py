"""The characters the rules speak of, named once."""

NBSP = "\u00a0"
"""⍽ in the documentation: no-break space, as wide as a blank, stretches."""

NNBSP = "\u202f"
"""‿ in the documentation: narrow no-break space, about an eighth of an em, fixed."""

MASK = "\ua66e"
"""Stands for every character of a protected span: a letter no rule looks for.

A text may hold it: it is then a letter like any other, for it only ever lives in the
view that the rules read, never in what is written.
"""

LINE = "\u2028"
"""A forced line break (``<br/>``) in the text of a run."""

_BLANKS = (
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)

BLANKS = frozenset(_BLANKS)
"""Every horizontal blank; a rule writes its own blank over whichever it finds."""

B = f"[{_BLANKS}]"
"""One blank, as a regular expression."""

L = r"[^\W\d_]"
"""One letter of any script, as a regular expression."""

UPPER = "A-ZÀ-ÖØ-ÞŒŸ"
LOWER = "a-zà-öø-ÿœ"
"""Latin capitals and small letters, for character classes."""

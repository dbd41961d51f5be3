"""Which pieces are one and the same: by address, or by a title nearly the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from rotative.manuscript.links import safe_url
from rotative.matching import fold

ALIKE = 0.8
"""The share of words two titles have in common from which on they are one."""

FEWEST_WORDS = 4
"""Shorter titles, such as “Editorial”, tell nothing apart."""

# Nobody's page depends on the first; the second mean something at times.
_TRACKER = re.compile(
    r"(utm_|mtm_|pk_|piwik_|hsa_|vero_|mc_|mkt_|oly_|xtor|fbclid|gclid|dclid|gbraid|wbraid"
    r"|msclkid|yclid|igshid|twclid|ttclid|s_cid|cmpid|at_medium|at_campaign|xts)",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"(at_|wt_|campaign|ref$|ref_src|source$|src$|rss$|feed$|from$|share$|smid|spm|sfnsn|ocid"
    r"|cmp$|ftag)",
    re.IGNORECASE,
)


def untracked(address: str) -> str:
    """Return an address as it may stand in a book, without what only counts readers."""
    safe = safe_url(address)
    head, mark, query = safe.partition("?")
    query, hash_mark, fragment = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _TRACKER.match(pair))
    return f"{head}{mark * bool(kept)}{kept}{hash_mark}{fragment}"


def _is_tracker(name: str) -> bool:
    return bool(_TRACKER.match(name) or _DOUBTFUL.match(name))


def canonical_url(address: str) -> str:
    """Return an address for comparing: no tracker, no fragment, http as https, no `www.`."""
    safe = safe_url(address)
    if not safe.startswith(("http://", "https://")):
        return ""
    parts = urlsplit(safe)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    pairs = [p for p in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracker(p[0])]
    query = f"?{urlencode(sorted(pairs))}" if pairs else ""
    path = re.sub(r"/(index\.(html?|php)|amp)?/*$", "", parts.path)
    return f"https://{host}{port}{path}{query}"


@dataclass(slots=True)
class Register:
    """What is known already; tells of a newcomer what it repeats.

    Titles are compared with those only that share one of their rarer words, so that thousands
    take moments.
    """

    addresses: dict[str, str] = field(default_factory=dict)
    titles: list[tuple[frozenset[str], str]] = field(default_factory=list)
    exact: dict[str, str] = field(default_factory=dict)
    _by_word: dict[str, list[int]] = field(default_factory=dict)
    _often: Counter[str] = field(default_factory=Counter)

    def expect(self, titles: Iterable[str]) -> None:
        """Count the words of titles to come: rare ones tell apart best."""
        for title in titles:
            self._often.update(set(fold(title).split()))

    def twin(self, title: str, url: str) -> str:
        """Return the title of what a newcomer repeats, "" if it is new."""
        address = canonical_url(url)
        if address and address in self.addresses:
            return self.addresses[address]
        words = frozenset(fold(title).split())
        if len(words) < FEWEST_WORDS:
            return ""
        seen: set[int] = set()
        for word in self._telling(words):
            for number in self._by_word.get(word, ()):
                if number not in seen and _alike(words, self.titles[number][0]):
                    return self.titles[number][1]
                seen.add(number)
        return ""

    def add(self, title: str, url: str) -> None:
        """Take note of a piece."""
        if address := canonical_url(url):
            self.addresses.setdefault(address, title)
        self.exact.setdefault(fold(title), title)
        words = frozenset(fold(title).split())
        if len(words) < FEWEST_WORDS:
            return
        self.titles.append((words, title))
        for word in self._telling(words):
            self._by_word.setdefault(word, []).append(len(self.titles) - 1)

    def _telling(self, words: frozenset[str]) -> list[str]:
        """Return so many of the rarest words that titles alike must share one of them."""
        ordered = sorted(words, key=lambda word: (self._often[word], word))
        return ordered[: len(words) - -(-int(ALIKE * 100) * len(words) // 100) + 1]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether titles are one: most words in common, and every number."""
    if {w for w in one if w.isdigit()} != {w for w in other if w.isdigit()}:
        return False
    return len(one & other) >= ALIKE * len(one | other)

"""The build record: what an edition's artefacts were made from, and with what.

It stands beside them as <edition>.build.json and answers two questions: must this be built
again, and where did this file come from? Artefacts made together share a *state*, which holds
everything they were made from by name and hash.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rotative import __version__
from rotative.dataclass import dataclass
from rotative.digests import Digests, sha256
from rotative.model import Edition
from rotative.problems import Problem
from rotative.writers import FORMATS, NEEDS, Made

if TYPE_CHECKING:
    from rotative.pagemap import Break

SCHEMA = 4
SUFFIX = ".build.json"
LIBRARIES = (
    "weasyprint",
    "ebooklib",
    "jinja2",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "lxml",
    "pikepdf",
    "pillow",
    "pydyf",
    "tinycss2",
    "fonttools",
    "pyphen",
    "segno",
)
# What only lays out pages: an EPUB does not change with it.
PAGED = ("weasyprint", "pydyf", "tinycss2", "fonttools", "pyphen")
# A template or sheet with another medium's name in its own concerns that medium alone.
_PART = re.compile(r"[/.-]")
# A page of the map: its folio, the section and the offset of its first word.
_BREAK = re.compile(r"(.+): (\S+) (\d+)")


@cache
def versions() -> dict[str, str]:
    """Return the versions of everything whose change can change a page."""
    found = _installed()
    libraries = {name: found.get(name, "missing") for name in LIBRARIES}
    return {"rotative": __version__} | libraries


def _installed() -> dict[str, str]:
    # As importlib.metadata tells it, whose import takes longer than reading an edition.
    found: dict[str, str] = {}
    for folder in reversed(sys.path):
        for path in Path(folder).glob("*.*-info"):
            name, _, version = path.stem.partition("-")
            found[name.replace("_", "-").lower()] = version
    return found


@dataclass(frozen=True, slots=True)
class State:
    """Everything that artefacts were made from, by name and hash.

    `listing` names the source files that stood in the edition's folder; `house` the templates,
    sheets and fonts asked for, with an empty hash where none answered; `options` what the editor
    asked for.
    """

    sources: Mapping[str, str]
    listing: Sequence[str]
    house: Mapping[str, str]
    versions: Mapping[str, str]
    options: Mapping[str, str]

    @property
    def id(self) -> str:
        """A name for the state: a hash of all it holds."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode())[:16]

    def changes(self, now: State, media: AbstractSet[str]) -> Iterator[str]:
        """Yield what has changed for what was made for some media, in an editor's words."""
        if self == now:
            return
        yield from _changed("source", self.sources, now.sources)
        yield from (f"source: {new} is new" for new in now.listing if new not in self.listing)
        mine, theirs = (relevant(state.house, media) for state in (self, now))
        yield from _changed("", mine, theirs)
        paged = {"print", "screen"} & media
        for library, version in now.versions.items():
            before = self.versions.get(library, "none")
            if version != before and (paged or library not in PAGED):
                yield f"version: {library} {before} → {version}"
        # Pages and their number are no matter without pages; a booklet is always one.
        beside = {"booklet"} & media if paged else {"pages", "booklet"}
        options = {name: value for name, value in now.options.items() if name not in beside}
        for option, value in options.items():
            before = self.options.get(option, "")
            if value != before:
                yield f"option: {option} {before or 'as set'} → {value or 'as set'}"


def _changed(kind: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, digest in now.items():
        if digest != before.get(name, ""):
            what = kind or ("font" if "/fonts/" in name else name.partition("/")[0].rstrip("s"))
            how = "gone" if not digest else "new" if not before.get(name) else "changed"
            yield f"{what}: {name} {how}"


def media(name: str, *, paged: bool = False) -> frozenset[str]:
    """Return the media that a format depends on; an EPUB with page numbers on the printed pages."""
    printed = ("print",) if paged and name == "epub" else ()
    return frozenset((name, *NEEDS.get(name, ()), *printed))


def relevant(house: Mapping[str, str], media: AbstractSet[str]) -> dict[str, str]:
    """Return those of the house's files that concern some media."""
    foreign = {"epub", "print", "screen"} - media
    return {file: mark for file, mark in house.items() if foreign.isdisjoint(_PART.split(file))}


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the artefacts in an edition's folder; each knows what it was made from.

    `facts` hold the rest, a page map among it: where the pages last printed begin, for an EPUB
    that is built without them.
    """

    artefacts: Mapping[str, Mapping[str, Any]]
    states: Mapping[str, State]
    facts: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path | str) -> Record:
        """Return the record at a path, an empty one when there is none or it is damaged."""
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a Path takes longer to make than to read
                content = json.loads(file.read())
            if content["schema"] != SCHEMA:
                return cls({}, {}, {})
            artefacts, states = content.pop("artefacts"), content.pop("states")
            whole = {name: State(**state) for name, state in states.items()}
            sound = all(_is_sound(facts, whole) for facts in artefacts.values())
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls({}, {}, {})
        return cls(artefacts, whole, content) if sound else cls({}, {}, {})

    def state_id(self, name: str) -> str:
        """Return the id of the state that a file was made from, empty for a file never made."""
        facts = self.artefacts.get(name)
        return str(facts["state"]) if facts else ""

    def pages(self, name: str) -> int:
        """Return the pages of a file, 0 for one without pages."""
        return int(self.artefacts.get(name, {}).get("pages", 0))

    def last_page(self, name: str) -> float | None:
        """Return how much of its last page a file uses, if it is known."""
        share = self.artefacts.get(name, {}).get("last_page")
        return share if isinstance(share, float | int) else None

    def is_paged(self, name: str) -> bool:
        """Tell whether a file has the numbers of the printed pages."""
        return bool(self.artefacts.get(name, {}).get("paged"))

    @property
    def map_state(self) -> str:
        """The state that the page map kept belongs to, empty for none or a damaged one."""
        kept = self.facts.get("page_map")
        if not isinstance(kept, dict) or kept.get("state") not in self.states:
            return ""
        return str(kept["state"]) if kept == _page_map(kept.get("pages"), kept["state"]) else ""

    def breaks(self) -> tuple[Break, ...]:
        """Return the page map kept, nothing for none or a damaged one."""
        if not self.map_state:  # mostly: then what reads maps is not loaded
            return ()
        from rotative.pagemap import Break

        pages = self.facts["page_map"]["pages"]
        found = map(_BREAK.fullmatch, pages)
        return tuple(Break(one[2], int(one[3]), one[1]) for one in found if one)

    def problems(self, name: str) -> tuple[Problem, ...]:
        """Return what was found when a file was made, to be told again."""
        return tuple(map(Problem.from_dict, self.artefacts.get(name, {}).get("warnings", ())))

    @property
    def words(self) -> int:
        """How many words the edition has."""
        return int(self.facts.get("words", 0))

    @property
    def said(self) -> tuple[Problem, ...]:
        """What was found in the sources when they were last read."""
        return tuple(map(Problem.from_dict, self.facts.get("warnings", ())))

    def with_artefacts(
        self, made: Mapping[str, Made], state: State, folder: Path, digests: Digests
    ) -> Record:
        """Return the record with files just made; of the others those that still stand there."""
        kept = {
            name: facts
            for name, facts in self.artefacts.items()
            if digests.of(folder / name) == facts["sha256"]
        }
        artefacts = {**kept, **{name: _facts(done, state.id) for name, done in made.items()}}
        used = {self.map_state, *(facts["state"] for facts in artefacts.values())}
        states = {name: old for name, old in self.states.items() if name in used}
        pages = _lines(next((done.page_map for done in made.values() if done.page_map), ()))
        told = {**self.facts, "page_map": _page_map(pages, state.id)} if pages else self.facts
        return Record(artefacts, {**states, state.id: state}, told)

    def write(
        self, edition: Edition, *, words: int, text: str, problems: Sequence[Problem]
    ) -> bytes:
        """Return the record as JSON, the same bytes for the same build on any machine."""
        files = dict(sorted(self.artefacts.items()))
        content = {
            "schema": SCHEMA,
            "edition": edition.id,
            "title": edition.title,
            "language": edition.language,
            "style": edition.style,
            "revision": edition.revision,
            "formats": list(edition.formats),
            "artefacts": files,
            "pages": _pages(files, edition.id),
            "page_map": self.facts.get("page_map", {}) if self.map_state else {},
            "words": words,
            "text": text,
            "warnings": [problem.as_dict() for problem in problems],
            "states": {name: asdict(state) for name, state in sorted(self.states.items())},
        }
        return _written(content)


def alone(data: bytes, names: Iterable[str]) -> bytes:
    """Return a record as JSON with some of its files only: those that leave the house together."""
    content = json.loads(data)
    artefacts, edition = content["artefacts"], content["edition"]
    files = {name: artefacts[name] for name in sorted(names)}
    used = {content["page_map"].get("state"), *(facts["state"] for facts in files.values())}
    content |= {
        "artefacts": files,
        "pages": _pages(files, edition),
        "states": {name: state for name, state in content["states"].items() if name in used},
    }
    return _written(content)


def _pages(files: Mapping[str, Mapping[str, Any]], edition: str) -> dict[str, int]:
    """Return the pages of the files that have some, by format."""
    names = {name: name.removeprefix(f"{edition}.").removesuffix(".pdf") for name in files}
    return {names[name]: facts["pages"] for name, facts in files.items() if facts["pages"]}


def _written(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def file_name(edition: str, name: str) -> str:
    """Return the file name of an edition's artefact in a format."""
    return f"{edition}{FORMATS[name]}"


def _facts(made: Made, state: str) -> dict[str, Any]:
    return {
        "sha256": sha256(made.data),
        "bytes": len(made.data),
        "pages": made.pages,
        **made.facts,
        "state": state,
        "warnings": [problem.as_dict() for problem in made.problems],
    }


def _lines(breaks: Sequence[Break]) -> list[str]:
    return [f"{each.label}: {each.section} {each.offset}" for each in breaks]


def _page_map(pages: object, state: str) -> dict[str, Any]:
    """Return a page map for the record, with a hash that tells whether it is still whole."""
    return {"state": state, "sha256": sha256(json.dumps(pages).encode()), "pages": pages}


def _is_sound(facts: object, states: Mapping[str, State]) -> bool:
    """Tell whether facts have the form that this module writes."""
    if not isinstance(facts, dict) or facts.get("state") not in states:
        return False
    warnings = facts.get("warnings")
    return (
        isinstance(facts.get("pages"), int)
        and isinstance(facts.get("sha256"), str)
        and isinstance(warnings, list)
        and all(isinstance(warning, dict) for warning in warnings)
    )

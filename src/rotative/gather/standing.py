"""What an edition folder holds already: read by our own readers, and never changed.

`imported.yaml` in the folder is a plain list, for people too: what was brought in, from where. A
piece that an editor deletes from the texts stays away as long as its line is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from rotative.dataclass import dataclass
from rotative.gather.harvest import GAP, Piece
from rotative.gather.twins import Register
from rotative.manuscript.draft import Draft
from rotative.manuscript.folder import (
    HEADLINE_LIST,
    HEADLINES,
    IMPORTED,
    LEAD,
    SETTINGS,
    TEXTS,
    load_settings,
)
from rotative.manuscript.gaps import Gaps
from rotative.manuscript.intake import Intake, shown
from rotative.manuscript.pieces import listed, read_headlines
from rotative.manuscript.values import text as said
from rotative.manuscript.yamlfile import Document
from rotative.matching import fold
from rotative.problems import Place, Problems, fail
from rotative.slug import slug

HEAD = """\
# What `rotative import` brought in. A piece you delete from the texts does not come back when
# you import again, unless you delete its line here as well.
"""
_LINE = re.compile(r"([a-z0-9-]+): \{from: (.*), into: (\S+), seen: ([0-9a-f]{8})\}$")
_GAP_ID = re.compile(r"(article|feed)-missing-")


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of imported.yaml: in which file the piece is, the hash of what came, and its source.

    Placeholders have none.
    """

    into: str
    seen: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a folder: its texts by name, whether it has a lead, what is known of it.

    `filled` are the placeholders that go, since what they stand for has come; `filled_lead` is
    the one that led.
    """

    folder: Path
    texts: dict[str, str]
    has_lead: bool
    log: dict[str, Logged]
    register: Register
    language: str = ""
    unlogged: frozenset[str] = frozenset()
    filled: tuple[Piece, ...] = ()
    filled_lead: Piece | None = None

    def known(self, piece: Piece) -> Logged | None:
        """Return the line a piece has in imported.yaml; its title may have changed since.

        A placeholder is known if what it stands for came before.
        """
        if piece.is_gap:
            return self._known_gap(piece)
        found = self.log.get(piece.id)
        if found is not None:
            return found
        digest = piece.id.rpartition("-")[2]
        if "\0" in piece.key:
            return None
        return next((line for name, line in self.log.items() if name.endswith(f"-{digest}")), None)

    def _known_gap(self, gap: Piece) -> Logged | None:
        of = replace(gap, key=gap.key.removesuffix(GAP))
        came = (
            line
            for name, line in self.log.items()
            if name.endswith(of.id[-7:]) or line.origin == of.key
        )
        return self.log.get(gap.id) or next(came, None)

    def repeats(self, piece: Piece) -> str:
        """Return the title of what stands here already and is the same piece, "" if it is new."""
        return self.register.twin(piece.title, piece.url) or (
            piece.title if fold(piece.title) in self.unlogged else ""
        )


def look(folder: Path, gaps: Gaps) -> Standing:
    """Return what stands in a folder, which need not exist.

    Raises RotativeError if it is no folder, or if its texts cannot be read: nothing may be added
    to what is not understood.
    """
    if not folder.exists():
        return Standing(folder, {}, has_lead=False, log={}, register=Register())
    if not folder.is_dir():
        message, hint = "import writes into a folder", "name a folder, or a new name, with --into"
        raise fail("not-a-folder", message, Place(shown(folder)), hint)
    problems = Problems()
    intake = Intake(folder, problems)
    settings = _document(folder, SETTINGS, intake)
    drafts = list(_headlines(folder, settings, intake))
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    leads = [n for n in names if n.lower().endswith(TEXTS) and n != HEADLINES and n[0] not in "._~"]
    problems.raise_errors()
    titles = [(_title_of(folder / name), "") for name in leads]
    titles += [(draft.title.text, said(draft.fields.get("url", ""))) for draft in drafts]
    titles = [(title, url) for title, url in titles if not gaps.named(title)]
    texts = {
        name: _text(folder / name) for name in (HEADLINES, IMPORTED, SETTINGS) if name in names
    }
    if LEAD in names:
        texts[LEAD] = (folder / LEAD).read_bytes().decode("utf-8", "replace")
    log = _log(texts.get(IMPORTED, ""))
    register = Register()
    register.expect(title for title, _ in titles)
    for title, url in titles:
        register.add(title, url)
    own = {name.rpartition("-")[0] for name in log}
    unlogged = frozenset(fold(t) for t, _ in titles if slug(t, longest=40) not in own)
    language = said(settings.data.get("language")) if settings else ""
    return Standing(folder, texts, bool(leads), log, register, language, unlogged)


def _document(folder: Path, name: str, intake: Intake) -> Document | None:
    """Return a YAML file of an edition, None if there is none."""
    kind = "headlines" if name == HEADLINE_LIST else "edition"
    return load_settings(intake, folder / name, kind) if (folder / name).is_file() else None


def _headlines(folder: Path, settings: Document | None, intake: Intake) -> Iterable[Draft]:
    if (folder / HEADLINES).is_file():
        source = intake.text(folder / HEADLINES, may_be_empty=True)
        yield from read_headlines(source, intake.problems) if source else ()
    if document := _document(folder, HEADLINE_LIST, intake):
        yield from listed(document.data, document, intake.problems)
    if settings:
        items = settings.data.get("headlines", [])
        yield from listed(items, settings, intake.problems, "headlines")


def _title_of(path: Path) -> str:
    """Return the title of a lead, as far as it is easily told: it only tells twins apart."""
    from rotative.manuscript.dispatch import read_dispatch
    from rotative.manuscript.draft import Sources
    from rotative.manuscript.pieces import read_single

    source = Intake(path.parent, Problems()).text(path)
    sources: Sources | None = None
    if source and path.name == LEAD:
        from rotative.manuscript.pieces import read_lead

        lead = read_lead(source, {}, Document(source.path, {}), Problems())
        return lead.title.text if lead else ""
    if source:
        reader = read_single if path.suffix.lower() == ".md" else read_dispatch
        sources = reader(source, Problems())
    return sources.lead.title.text if sources else ""


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise fail("not-utf8", "the file is not UTF-8", Place(shown(path)), hint) from error


def _log(text: str) -> dict[str, Logged]:
    found = (_LINE.match(line.strip()) for line in text.splitlines())
    return {match[1]: _logged(match) for match in found if match}


def _logged(match: re.Match[str]) -> Logged:
    try:
        origin = "" if _GAP_ID.match(match[1]) else str(json.loads(match[2]))
    except ValueError:
        origin = ""
    return Logged(match[3], match[4], origin)


def logged(pieces: Iterable[tuple[Piece, str]]) -> str:
    """Return the lines of imported.yaml for pieces and the files they went into."""
    lines = []
    for piece, into in pieces:
        origin = json.dumps(piece.origin, ensure_ascii=False)
        lines.append(f"{piece.id}: {{from: {origin}, into: {into}, seen: {piece.hash}}}\n")
    return "".join(lines)

"""Reading an edition from disk: which files it has, in which form, and what they say together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from rotative.manuscript.dispatch import read_dispatch
from rotative.manuscript.draft import Sources
from rotative.manuscript.edition import Maker, make
from rotative.manuscript.finding import edition_id
from rotative.manuscript.gaps import Gaps
from rotative.manuscript.intake import Intake, shown
from rotative.matter import Matter
from rotative.model import Edition, Publication
from rotative.problems import Place, Problems, RotativeError


def read(
    path: Path,
    publication: Publication,
    *,
    language: str = "",
    style: str = "",
    gaps: Gaps | None = None,
    matter: Matter | None = None,
    problems: Problems,
) -> Edition:
    """Return the edition at `path`; raise RotativeError once, with everything found wrong.

    `gaps` words and recognises placeholders; without it what is missing leaves nothing. `matter`
    is what came of its texts before.
    """
    _check_language(language, problems)
    intake = Intake(base(path, publication), problems, limits=publication.limits)
    sources = _sources(path, intake)
    if sources is None:
        raise RotativeError(problems.found)
    from rotative.manuscript.images import Album

    album = Album(path if path.is_dir() else path.parent, intake)
    given = {"language": language, "style": style}
    maker = Maker(problems, album, gaps, matter or Matter())
    edition = make(sources, publication, maker, name=edition_id(path), given=given)
    if not edition.headlines:
        message = "the edition has a lead and no headlines"
        hint = "add headlines, unless it is meant to be a single article"
        problems.warn("no-headlines", message, Place(shown(path)), hint)
    problems.raise_errors()
    assets = tuple(album.assets[name] for name in sorted(album.assets))
    read_files = tuple(sorted(intake.sources, key=lambda source: source.path))
    return replace(edition, assets=assets, sources=read_files)


def explain_reading(path: Path) -> tuple[str, ...]:
    """Return why a dispatch was read as it was, in words for the editor; () for other sources."""
    problems = Problems()
    sources = _sources(path, Intake(path if path.is_dir() else path.parent, problems))
    return sources.reasons if sources else ()


def _sources(path: Path, intake: Intake) -> Sources | None:
    if path.is_dir():
        from rotative.manuscript.folder import read_folder

        return read_folder(path, intake)
    text = intake.text(path)
    if text is None:
        return None
    if path.suffix.lower() == ".md":
        from rotative.manuscript.pieces import read_single

        return read_single(text, intake.problems)
    return read_dispatch(text, intake.problems)


def _check_language(language: str, problems: Problems) -> None:
    if not language:
        return
    from rotative.language import is_tag

    if not is_tag(language):
        hint = "write a BCP 47 tag such as fr, fr-CA or pt-BR"
        message = f"“{language}” is no language tag"
        problems.error("bad-language", message, Place("--language"), hint)


def base(path: Path, publication: Publication) -> Path:
    """Return the folder that an edition's files may be read from, and their names start at."""
    root = publication.root
    inside = root and str(path).startswith(f"{root}{os.sep}")  # mostly, and told at once
    if root and (inside or _plain(path).is_relative_to(_plain(root))):
        return Path(root)
    return path if path.is_dir() else path.parent


def _plain(path: Path | str) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - which leaves no `..` in it

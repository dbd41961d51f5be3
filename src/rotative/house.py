"""The house: where templates and sheets are found, with a publication's own laid over ours.

It notes every name it was asked for, with a hash of what answers to it, so that a build knows
later whether something it used has changed, gone or been laid over.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rotative.files import cache_folder
from rotative.problems import Place, RotativeError, fail, suggest
from rotative.shipped import STYLES, TEMPLATES, shipped

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment, Template

    from rotative.words import Words

_COMMENT = re.compile(r"/\*(.*?)\*/", re.DOTALL)
_BASED_ON = re.compile(r"--based-on:\s*([^;}\s]+)")
IGNORED = (".DS_Store", "Thumbs.db", "desktop.ini")


class House:
    """Templates and sheets of a publication: its own files first, then the house's.

    `root` is the folder of publication.yaml, or empty outside a publication.
    """

    def __init__(self, root: str = "") -> None:
        self.root = Path(root) if root else None
        self.seen: dict[str, str] = {}
        self._environment: Environment | None = None

    def __getstate__(self) -> dict[str, object]:
        """Travel to another process without what was compiled."""
        return vars(self) | {"_environment": None}

    def folders(self, kind: str) -> tuple[Path, ...]:
        """Return the folders of `templates` or `styles`, the publication's first."""
        own = self.root / kind if self.root else None
        there = own is not None and own.is_dir() and inside(own, own.parent)
        return (own, shipped(kind)) if own and there else (shipped(kind),)

    def lays_over(self, *folders: str) -> bool:
        """Tell whether the publication has templates of its own in one of those folders."""
        own = self.folders(TEMPLATES)[:-1]
        return any((each / folder).is_dir() for each in own for folder in folders)

    def is_laid_over(self, template: str) -> bool:
        """Tell whether the publication has a template of its own in the place of ours."""
        found = self.find(TEMPLATES, template)
        return found is not None and not found.is_relative_to(shipped(TEMPLATES))

    def find(self, kind: str, name: str) -> Path | None:
        """Return the file that answers to `name`, or None; names never leave the folders."""
        self.note(kind, name)
        for folder in self.folders(kind):
            path = folder / name
            if _is_in(path, folder, kind):
                return path
        return None

    def note(self, kind: str, name: str) -> None:
        """Remember that a name was asked for, and what answered to it then."""
        key = f"{kind}/{name}"
        if key not in self.seen:
            self.seen[key] = self.digest(key)

    @contextmanager
    def listening(self) -> Iterator[dict[str, str]]:
        """Collect what is asked for meanwhile, with its hash."""
        before, self.seen = self.seen, {}
        if self._environment and self._environment.cache:
            self._environment.cache.clear()  # what is loaded already is not asked for again
        try:
            yield self.seen
        finally:
            self.seen = {**before, **self.seen}

    def digest(self, key: str) -> str:
        """Return a hash of all files called `templates/…` or `styles/…`, empty for none.

        Ours counts beside the publication's, since an override may extend it.
        """
        kind, _, name = key.partition("/")
        found = hashlib.sha256()
        folders = self.folders(kind)
        paths = [folder / name for folder in folders]
        asked = zip(paths, folders, strict=True)
        there = [path for path, folder in asked if _is_in(path, folder, kind)]
        for path in there:
            found.update(f"{paths.index(path) - len(paths)}\0{_content(path, kind)}".encode())
        return found.hexdigest() if there else ""

    def read_style(self, name: str) -> bytes:
        """Return a file below styles/; raise RotativeError when neither house has it."""
        path = self.find(STYLES, name)
        if path is None:
            there = {each for folder in self.folders(STYLES) for each in names(folder)}
            hint = suggest(name, there) or f"put it into {STYLES}/, or name one that is there"
            raise fail("style-file-missing", f'no file "{name}" in {STYLES}/', Place(name), hint)
        return path.read_bytes()

    def sheet(self, name: str) -> str:
        """Return a CSS file below styles/ as text, empty when there is none."""
        path = self.find(STYLES, name)
        try:
            return path.read_text("utf-8") if path else ""
        except UnicodeDecodeError as error:
            hint = "save the sheet as UTF-8"
            raise fail("not-utf8", "the sheet is not UTF-8", Place(str(path)), hint) from error

    def themes(self) -> tuple[str, ...]:
        """Return the names of all themes, sorted."""
        roots = [folder / "themes" for folder in self.folders(STYLES)]
        found = {p.name for root in roots if root.is_dir() for p in root.iterdir() if p.is_dir()}
        return tuple(sorted(found))

    def lineage(self, theme: str) -> tuple[str, ...]:
        """Return the themes a theme is made of: what it is `--based-on` first, itself last.

        A theme that names itself starts a line, so that a copy of its tokens is based on it.
        Raises RotativeError when the base is unknown, or goes in a circle.
        """
        line = [theme]
        while base := _BASED_ON.search(_COMMENT.sub(_blanked, self._tokens(line[0]))):
            name = base[1].strip("\"'")
            if name == line[0]:
                break
            place = self._place_of(line[0], base)
            if name in line:
                circle = " → ".join((*reversed(line), name))
                hint = "take --based-on out of one of them"
                raise fail("style-circle", f"themes based on each other: {circle}", place, hint)
            if name not in self.themes():
                way_out = suggest(name, self.themes()) or f"themes here: {', '.join(self.themes())}"
                raise fail("unknown-style", f'based on no known style: "{name}"', place, way_out)
            line.insert(0, name)
        return tuple(line)

    def _tokens(self, theme: str) -> str:
        return self.sheet(f"themes/{theme}/tokens.css")

    def _place_of(self, theme: str, match: re.Match[str]) -> Place:
        path = self.find(STYLES, f"themes/{theme}/tokens.css")
        line = match.string.count("\n", 0, match.start()) + 1
        return Place(str(path), line)

    def about(self, theme: str) -> str:
        """Return what a theme says of itself in the comment that opens its tokens.css."""
        comment = _COMMENT.match(self._tokens(theme))
        said = " ".join(comment[1].split()) if comment else ""
        base = self.lineage(theme)[-2:-1]
        if not base or said.startswith(theme):
            return said or theme
        return f"{theme}: based on {base[0]}."

    def words(self, language: str) -> Words:
        """Return the words that templates put on the page, in the edition's language."""
        from rotative.words import FALLBACK, words

        for name in {language, language.partition("-")[0], FALLBACK}:
            self.note(TEMPLATES, f"words/{name}.toml")
        return words(language, self._word_folders())

    def every_words(self) -> Iterator[Words]:
        """Yield the words of all languages that we and the publication know."""
        from rotative.words import every

        return every(self._word_folders())

    def _word_folders(self) -> list[Path]:
        return [folder / "words" for folder in self.folders(TEMPLATES)]

    def render(self, template: str, /, **context: object) -> str:
        """Return a template filled in; raise RotativeError with file and line when it is faulty."""
        with _explained(template):
            return self.environment.get_template(template).render(context)

    def compile(self, template: str) -> None:
        """Raise RotativeError with file and line when a template cannot be understood."""
        with _explained(template):
            self.environment.get_template(template)

    @property
    def environment(self) -> Environment:
        """The Jinja2 environment, made on first use."""
        if self._environment is None:
            self._environment = _environment(self.folders(TEMPLATES), self.note)
        return self._environment


def _is_in(path: Path, folder: Path, kind: str) -> bool:
    """Tell whether a file of one of the house's folders is there; in ours no link leads outside."""
    if folder != shipped(kind):
        return path.is_file() and inside(path, folder)
    return Path(os.path.normpath(path)).is_relative_to(folder) and path.is_file()


def inside(path: Path, folder: Path) -> bool:
    """Tell whether a path, all links followed, stays in a folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, names no system takes
        return False


def _content(path: Path, kind: str) -> str:
    # Ten megabytes of bundled fonts change with Rotative's version only: their size will do.
    if path.suffix in {".ttf", ".icc", ".png"} and path.is_relative_to(shipped(kind)):
        return str(path.stat().st_size)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _blanked(comment: re.Match[str]) -> str:
    """Return a comment's line ends alone, so that lines keep their numbers."""
    return "\n" * comment[0].count("\n")


def _environment(folders: tuple[Path, ...], note: Callable[[str, str], None]) -> Environment:
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from rotative.filters import FILTERS

    class Noting(ChoiceLoader):
        """Finds templates, and tells which were asked for."""

        def load(
            self,
            environment: Environment,
            name: str,
            globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's own name
        ) -> Template:
            """Return a template, compiled."""
            own = name.removeprefix("house/")
            note(TEMPLATES, own)
            if any((each / own).is_symlink() and not inside(each / own, each) for each in folders):
                hint = "copy it into templates/own"
                raise fail("outside-folder", "the template lies outside", Place(own), hint)
            return super().load(environment, name, globals)

    class Sandbox(ImmutableSandboxedEnvironment):
        """Knows at a glance what the values that templates are given have inside: fields."""

        def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
            """Tell whether a template may read an attribute."""
            if hasattr(type(obj), "__dataclass_fields__"):
                return not attr.startswith("_")
            return super().is_safe_attribute(obj, attr, value)

    house = FileSystemLoader(folders[-1])
    loader = Noting([FileSystemLoader(folders), PrefixLoader({"house": house})])
    # A publication may come from anyone: its templates reach what they are given and no more.
    environment = Sandbox(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.bytecode_cache = _bytecode_cache()
    return environment


def _bytecode_cache() -> BytecodeCache | None:
    """Keep compiled templates in the user's cache: compiling takes as long as filling them in."""
    from jinja2 import FileSystemBytecodeCache

    folder = cache_folder("sandboxed-templates")
    return FileSystemBytecodeCache(str(folder)) if folder else None


@contextmanager
def _explained(template: str) -> Iterator[None]:
    try:
        yield
    except RotativeError:
        raise
    except Exception as error:  # whatever a template's own expressions may raise
        name, line = _fault(error, template)
        message = _SAID.get(type(error).__name__, "") or str(error) or type(error).__name__
        message = _OBJECT.sub(lambda of: f"{of[1].lower()} has no", message)
        raise fail("template-fault", message, Place(name, line), _original(name)) from error


# What a template is given, as Python and not as an editor would name it.
_OBJECT = re.compile(r"'rotative\.(?:\w+\.)*(\w+) object' has no attribute")
_SAID = {
    "RecursionError": 'a template includes itself; to extend ours write "house/…" before its name',
    "UnicodeDecodeError": "the template is not UTF-8; save it as UTF-8",
}


def _fault(error: BaseException, template: str) -> tuple[str, int]:
    """Return the template and the line that a rendering error came from, 0 when unknown."""
    name = getattr(error, "filename", None) or getattr(error, "name", None)
    line = getattr(error, "lineno", None)
    if name and line:
        return _shown(str(name)), int(line)
    name, line, step = template, 0, error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.endswith((".xhtml", ".xml")):
            name, line = file, step.tb_lineno
        step = step.tb_next
    return _shown(name), line


def _original(name: str) -> str:
    """Return the way out of a faulty template: ours, if it overrides one."""
    ours = shipped(TEMPLATES) / name.rpartition(f"{TEMPLATES}/")[2]
    if ours.is_file():
        return f"hold it against ours, {ours}"
    return "templates of your own are written as ours in templates/, in Jinja"


def _shown(name: str) -> str:
    """Return a template's path as an editor types it; ours begins with our folder's name."""
    path, ours = Path(name), shipped(TEMPLATES)
    if path.is_relative_to(ours):
        return f"{TEMPLATES}/{path.relative_to(ours)}"
    return name if f"{TEMPLATES}/" in name else f"{TEMPLATES}/{name}"


def names(folder: Path) -> Iterator[str]:
    """Yield the names of all files below a folder, sorted, but for those that systems leave."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in IGNORED:
                yield path.relative_to(folder).as_posix()

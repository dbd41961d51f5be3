"""Markdown sources → drafts: lead.md, headlines.md, one-file editions, and lists in YAML.

- **lead.md**: front matter, then `# Title`, then the body. Without a heading, `title:` in the
  front matter (or in edition.yaml) is the title, else a first block of one short line.
- **headlines.md**: `## Title` begins a headline; `key: value` lines (or a ```yaml fence) may
  follow it; then its first paragraph is the summary, the rest the body. `# Rubric` names the
  rubric of the headlines that follow. Words before the first `##` are read by blocks, as in a
  dispatch: first line the title, or each line of a list.
- **One file**: front matter, the lead, and after the first line that is `---` (a blank line
  before it) the headlines, written as in headlines.md. Without `---`, the first `## …` or second
  `# …` begins the headlines; subheadings of the lead are then `###`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rotative.manuscript.conform import known_keys
from rotative.manuscript.dispatch import LIST_SIGN, ORNAMENT
from rotative.manuscript.draft import Draft, Sources, look_for_empty_rubrics
from rotative.manuscript.intake import Text
from rotative.manuscript.notes import Passage, front_matter, notes
from rotative.manuscript.slips import look_for_fields, look_for_titles
from rotative.manuscript.values import text
from rotative.manuscript.yamlfile import Document
from rotative.model import EMPTY, Markup
from rotative.problems import Place, Problems

LONGEST_TITLE = 200
"""A first line of Markdown up to this length may be a title without a mark."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_RULE = re.compile(r"-{3,}[ \t]*$")
_UNDERLINE = re.compile(r"=+[ \t]*$")
_LEAD_KEYS = {"kicker", "standfirst", "pull_quotes", "rubric", "author", "source", "url"}
_FRONT = "write it above the title, between two --- lines"
_NONE = {"none", "false", "no", "aucun", "non"}


def read_lead(
    source: Text, shared: dict[str, Any], settings: Document, problems: Problems
) -> Draft | None:
    """Return the lead of lead.md; `shared` is what edition.yaml says of it."""
    said, rest = front_matter(_passage(source), "lead", problems)
    title = "title" in said.data
    at = said.place(("title",)) if title else settings.place(("lead", "title"))
    shared = {**shared, **_quoted(shared, settings, problems, "lead")}
    return _lead(rest, {**shared, **said.data, **_quoted(said.data, said, problems)}, at, problems)


def read_single(source: Text, problems: Problems) -> Sources | None:
    """Return the sources of an edition in one Markdown file."""
    said, rest = front_matter(_passage(source), "single", problems)
    settings = {key: value for key, value in said.data.items() if key not in _LEAD_KEYS}
    fields = {key: said.data[key] for key in _LEAD_KEYS & said.data.keys()}
    fields |= _quoted(fields, said, problems)
    group = settings.pop("lead", {})
    fields |= {**group, **_quoted(group, said, problems, "lead")}
    inline = listed(settings.pop("headlines", []), said, problems, "headlines")
    lead_part, headline_part = _parted(rest)
    if "title" not in fields and not _heading(lead_part) and "title" in settings:
        fields["title"] = settings["title"]
    lead = _lead(lead_part, fields, said.place(("title",)), problems)
    headlines = (*inline, *_headlines(headline_part, problems))
    return Sources(lead, headlines, settings, locate=said.place) if lead else None


def read_headlines(source: Text, problems: Problems) -> tuple[Draft, ...]:
    """Return the headlines of headlines.md."""
    return _headlines(_passage(source), problems)


def add_settings(
    lead: Draft, shared: dict[str, Any], settings: Document, problems: Problems
) -> Draft:
    """Return the lead of a one-file source with what edition.yaml says of it beside."""
    fields = {**shared, **_quoted(shared, settings, problems, "lead"), **lead.fields}
    title = lead.title
    if "title" in shared:
        place = settings.place(("lead", "title"))
        title = _title(text(fields.pop("title")), place, problems)
    if "standfirst" in shared and "standfirst" not in lead.fields:
        place = settings.place(("lead", "standfirst"))
        fields["standfirst"] = _standfirst(shared["standfirst"], place, problems)
    return replace(lead, title=title, fields=fields)


def _quoted(
    said: dict[str, Any], document: Document, problems: Problems, *above: str
) -> dict[str, tuple[Markup, ...]]:
    """Return the pull quotes an editor listed, each with its place; nothing if there are none."""
    places = (
        (quote, document.place((*above, "pull_quotes", n)))
        for n, quote in enumerate(said.get("pull_quotes", ()))
    )
    quotes = tuple(_title(text(quote), place, problems) for quote, place in places)
    return {"pull_quotes": quotes} if quotes else {}


def listed(
    items: Sequence[dict[str, Any]], document: Document, problems: Problems, *above: str
) -> tuple[Draft, ...]:
    """Return the headlines of a list in YAML."""
    return tuple(_listed(item, document, (*above, at), problems) for at, item in enumerate(items))


def _listed(
    item: dict[str, Any], document: Document, where: tuple[str | int, ...], problems: Problems
) -> Draft:
    body, place = text(item.get("body", "")), document.place(where)
    at = document.place((*where, "body")).line
    fields = {key: value for key, value in item.items() if key not in {"title", "body"}}
    # Here the summary is what the editor called so, not the first paragraph of the body.
    fields["summary"] = _inline(fields, "summary", document.place(where), problems)
    title = _inline(item, "title", document.place((*where, "title")), problems)
    return Draft(title, place, fields, markdown=body, line=at)


def _inline(said: dict[str, Any], key: str, place: Place, problems: Problems) -> Markup:
    return _title(text(said[key]), place, problems) if key in said else EMPTY


def _title(source: str, place: Place, problems: Problems) -> Markup:
    from rotative.manuscript.markdown import inline

    return inline(source, place, problems)


def _passage(source: Text) -> Passage:
    return Passage(source, tuple(source.text.split("\n")))


def _mark(line: str) -> tuple[int, str]:
    """Return the level and the words of a heading, level 0 for other lines."""
    found = _HEADING.match(line)
    if not found:
        return 0, ""
    words = line[found.end() :].strip(" \t")
    bare = words.rstrip("#")
    closed = bare != words and (not bare or bare[-1] in " \t")
    return len(found[1]), bare.rstrip(" \t") if closed else words


# The lead


def _heading(passage: Passage) -> bool:
    return _own_title(passage.trimmed())[1] > 0


def _own_title(body: Passage) -> tuple[str, int]:
    """Return the title the text begins with and how many lines it takes."""
    if not body.lines:
        return "", 0
    level, words = _mark(body.lines[0])
    if level == 1 and words:
        return words, 1
    if len(body.lines) > 1 and not level and _UNDERLINE.match(body.lines[1]):
        return body.lines[0].strip(), 2
    return "", 0


def _lead(
    passage: Passage, fields: dict[str, Any], title_place: Place, problems: Problems
) -> Draft | None:
    body = passage.trimmed()
    look_for_titles(body, problems)
    place = body.source.place(body.first)
    own, taken = _own_title(body)
    explicit = text(fields.pop("title", ""))
    if explicit and own != explicit:
        own, taken, place = explicit, 0, title_place
    if not own and body.lines:
        own, taken = _unmarked_title(body)
    rest = body.cut(taken).trimmed()
    look_for_fields(rest, known_keys((), "lead"), problems, _FRONT)
    if not own:
        hint = "write # and the title on the first line, or title: … in the front matter"
        problems.error("no-title", "the lead has no title", place, hint)
    elif not rest.lines:
        hint = "write the article below its title"
        problems.error("only-title", "there is a title and nothing else", place, hint)
    title = _title(own, place, problems)
    if "standfirst" in fields:
        fields["standfirst"] = _standfirst(fields["standfirst"], place, problems)
    return Draft(title, place, fields, markdown=rest.text, line=rest.first)


def _unmarked_title(body: Passage) -> tuple[str, int]:
    """Return a first line that stands alone and is short, as people paste titles."""
    first = body.lines[0].strip()
    alone = len(body.lines) == 1 or not body.lines[1].strip()
    fits = (len(first) <= LONGEST_TITLE and first[0].isalnum()) or first[0] in "«“\"'‘¿¡"
    return (first, 1) if alone and fits and not first.endswith(".") else ("", 0)


def _standfirst(value: object, place: Place, problems: Problems) -> Markup | bool:
    if value is False or text(value).lower() in _NONE:
        return False
    return _title(text(value), place, problems)


# The headlines


def _parted(passage: Passage) -> tuple[Passage, Passage]:
    """Part a one-file edition into its lead and its headlines."""
    lines = list(passage.unfenced())
    for number, line in lines:
        above = passage.lines[number - 1] if number else ""
        if number and _RULE.match(line) and not above.strip():
            return passage.cut(0, number), passage.cut(number + 1)
    begun = False
    for number, line in lines:
        if begun and _mark(line)[0] in {1, 2}:
            return passage.cut(0, number), passage.cut(number)
        begun = begun or bool(line.strip())
    return passage, passage.cut(len(passage.lines))


def _headlines(passage: Passage, problems: Problems) -> tuple[Draft, ...]:
    found: list[Draft] = []
    rubric, named = "", {}
    look_for_titles(passage, problems)
    for title, part in _sections(passage):
        level, words = title
        if level == 1:
            rubric = words
            named[rubric] = part.source.place(part.first - 1)
        if level == 2:
            found.append(_headline(words, part, rubric, problems))
        else:
            found += [_loose(block, rubric, problems) for block in _blocks(part)]
    look_for_empty_rubrics(named, found, problems)
    return tuple(found)


def _sections(passage: Passage) -> Iterator[tuple[tuple[int, str], Passage]]:
    """Cut at headings of level 1 and 2: each with the passage below it."""
    start, title = 0, (0, "")
    for number, line in passage.unfenced():
        mark = _mark(line)
        if mark[0] in {1, 2}:
            yield title, passage.cut(start, number)
            start, title = number + 1, mark
    yield title, passage.cut(start)


def _headline(words: str, part: Passage, rubric: str, problems: Problems) -> Draft:
    said, rest = notes(part, problems)
    rest = _without_rule(rest)
    place = part.source.place(max(part.first - 1, 1))
    fields = dict(said.data)
    title = _title(text(fields.pop("title", "")) or words, place, problems)
    if not title:
        problems.error("no-title", "a headline has no title", place, "write it after the ##")
    if rubric:
        fields.setdefault("rubric", rubric)
    if "summary" in fields:
        fields["summary"] = _title(text(fields["summary"]), place, problems)
    more = text(fields.pop("body", ""))
    markdown = "\n\n".join(each for each in (rest.text, more) if each)
    return Draft(title, place, fields, markdown=markdown, line=rest.first)


def _without_rule(passage: Passage) -> Passage:
    """Return the passage without the `---` lines an editor put between two headlines."""
    body = passage.trimmed()
    while body.lines and _RULE.match(body.lines[-1]) and len(body.lines) > 1:
        if body.lines[-2].strip():
            break
        body = body.cut(0, len(body.lines) - 1).trimmed()
    return body if not (len(body.lines) == 1 and _RULE.match(body.lines[0])) else body.cut(1)


def _blocks(passage: Passage) -> Iterator[Passage]:
    """Return what blank lines part, without rules; of a list each line by itself."""
    start = 0
    for number, line in enumerate([*passage.lines, ""]):
        if not line.strip() or ORNAMENT.match(line.strip()):
            block = passage.cut(start, number).trimmed()
            if block.lines and all(map(LIST_SIGN.match, block.lines)):
                yield from _items(block)
            elif block.lines:
                yield block
            start = number + 1


def _items(block: Passage) -> Iterator[Passage]:
    """Return the lines of a list, each without its sign."""
    for at, line in enumerate(block.lines):
        yield Passage(block.source, (LIST_SIGN.sub("", line, count=1),), block.first + at)


def _loose(block: Passage, rubric: str, problems: Problems) -> Draft:
    place = block.source.place(block.first)
    fields = {"rubric": rubric} if rubric else {}
    title = _title(block.lines[0], place, problems)
    rest = block.cut(1)
    look_for_fields(rest, known_keys((), "headline"), problems, "write ## before the title")
    return Draft(title, place, fields, markdown=rest.text, line=rest.first)

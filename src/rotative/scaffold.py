"""The scaffold: the files of a new publication, ready to build and explaining themselves."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

SOURCE = Path(__file__).with_name("scaffolds")
FALLBACK = "en"
UNTITLED = {"en": "The Digest", "fr": "Le Condensé"}
# Neither YAML nor XML can hold these.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")


def files(title: str, language: str, day: dt.date) -> dict[str, str]:
    """Return the files of a new publication: path from its folder → text, sorted by path.

    Comments and sample texts are in the editor's language, French or English; `language` may be
    any BCP 47 tag, the samples then say that they are in English; `day` is the date of the first
    issue.
    """
    spoken = _spoken(language)
    folder = SOURCE / spoken
    paths = [path for path in folder.rglob("*") if path.is_file()]
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
    said = texts["publication.yaml"]
    # JSON's strings are YAML's double-quoted ones.
    name = _CONTROLS.sub(" ", title).strip() or UNTITLED[spoken]
    for field, text in (("title", name), ("language", language or spoken)):
        said = said.replace(f"{{{field}}}", json.dumps(text, ensure_ascii=False), 1)
    texts["publication.yaml"] = said
    texts = {name: text.replace("{date}", f"{day}") for name, text in texts.items()}
    if language and _primary(language) != spoken:
        for edition in {name.split("/")[0] for name in texts if "/" in name}:
            settings = f"{edition}/edition.yaml"
            texts[settings] = f"{texts.get(settings, '')}language: {spoken}\n"
    return dict(sorted(texts.items()))


def _spoken(language: str) -> str:
    return _primary(language) if _primary(language) in UNTITLED else FALLBACK


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()

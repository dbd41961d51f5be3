"""IPTC Media Topics: the standard names of what news is about.

iptc.json holds the seventeen top topics in seven languages: IPTC NewsCodes, release 2026-07-02,
© IPTC, licence CC BY 4.0, http://cv.iptc.org/newscodes/mediatopic/. Labels are IPTC's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rotative.model import Rubric
from rotative.problems import Problems


def topic_label(medtop: str, language: str) -> str:
    """Return the label of a top topic, in English where IPTC lacks the language.

    `medtop` is an id of eight digits; the result is empty for any other than a top topic's.
    """
    labels = _topics().get(medtop, {})
    primary = language.split("-", maxsplit=1)[0].lower()
    near = [label for tag, label in labels.items() if tag.split("-")[0] == primary]
    return labels.get(language) or (near or [labels.get("en-GB", "")])[0]


def check_topics(rubrics: Iterable[Rubric], problems: Problems) -> None:
    """Warn of ids that have the shape of a top topic's, but are none's.

    Narrower topics are numbered from 20000002 on, without order, and cannot be checked here;
    that an id has eight digits is the schema's affair.
    """
    for rubric in rubrics:
        if rubric.medtop.endswith("000000") and rubric.medtop not in _topics():
            message = f'no IPTC top topic is numbered "{rubric.medtop}"'
            hint = "look it up at cv.iptc.org/newscodes/mediatopic"
            problems.warn("unknown-medtop", message, rubric.place, hint)


@cache
def _topics() -> dict[str, Mapping[str, str]]:
    data = json.loads(Path(__file__).with_name("iptc.json").read_text("utf-8"))
    return {topic["qcode"].removeprefix("medtop:"): topic["label"] for topic in data["topics"]}

"""The report on a back catalogue built again: what changed, what moved, what failed.

After a new template, pages may move and no word may change: both can be read off it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rotative.files import write_together
from rotative.house import House
from rotative.press import Result


def keep(results: Sequence[Result], path: Path) -> tuple[Path, Path]:
    """Write the report as a web page and as JSON beside it; return both paths."""
    if path.suffix.lower() in {"", ".json"}:
        path = path.with_suffix(".html")
    beside = path.with_suffix(".json")
    told = {"summary": summary(results), "editions": [result.as_dict() for result in results]}
    page = House().render(
        "report/catalogue.html",
        title="Back catalogue",
        summary=told["summary"],
        results=[_row(result) for result in results],
    )
    content = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    write_together({path: page.encode(), beside: content.encode()}, option="--report")
    return path, beside


def summary(results: Sequence[Result]) -> str:
    """Return `12 built, 3 unchanged, 1 failed; pages moved in 2, words changed in none`."""
    states = Counter(result.state for result in results)
    counts = ", ".join(f"{states[name]} {name}" for name in ("built", "unchanged", "failed"))
    moved = sum(bool(result.moved) for result in results)
    reworded = sum(result.reworded for result in results)
    return f"{counts}; pages moved in {moved or 'none'}, words changed in {reworded or 'none'}"


def _row(result: Result) -> dict[str, Any]:
    whys = dict.fromkeys(reason for some in result.reasons.values() for reason in some)
    problems = [{**each.as_dict(), "text": str(each)} for each in result.problems]
    return {**result.as_dict(), "whys": list(whys), "problems": problems}

"""What happens in a line of text, as events: and how a line is tidied before it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

BLANK = " \t\n\r\f"


class Event(NamedTuple):
    """One thing that happens in a line.

    Kinds: `text`, `open` and `close` (of em, strong, sup, sub, s or link), `code`, `break`,
    `note`; `value` is the text, the name of the element, the note's label; `href` a link's.
    """

    kind: str
    value: str = ""
    href: str = ""


BREAK = Event("break")


def tidy(events: Iterable[Event]) -> list[Event]:
    """Fold blanks, move them out of emphasis, join what Word tears apart, drop what is empty."""
    told = list(_folded(events))
    if all(event.kind == "text" for event in told):
        return _trimmed(merged(told))
    found = _unspaced(_without_empty(_joined(_balanced(told))))
    while found != (again := _unspaced(_without_empty(_joined(found)))):
        found = again
    return _trimmed(merged(_turned(found)))


def _turned(events: list[Event]) -> list[Event]:
    """Let emphasis stand outside strong emphasis where both begin and end: `***so***`."""
    out = [*events]
    opened = (Event("open", "strong"), Event("open", "em"))
    for at in range(len(out) - 1):
        if tuple(out[at : at + 2]) != opened:
            continue
        ends = (n for n in range(at + 2, len(out)) if out[n] == Event("close", "em"))
        end = next(ends, len(out))
        if out[end + 1 : end + 2] == [Event("close", "strong")]:
            out[at], out[at + 1] = out[at + 1], out[at]
            out[end], out[end + 1] = out[end + 1], out[end]
    return out


def _folded(events: Iterable[Event]) -> Iterator[Event]:
    for event in events:
        if event.kind == "text":
            text = re.sub(r"[ \t\r\f]*\n[ \t\r\n\f]*", "\n", event.value)
            yield Event("text", re.sub(r"[ \t\r\f]+", " ", text))
        else:
            yield event


def _balanced(events: Iterable[Event]) -> Iterator[Event]:
    """Drop emphasis inside the same emphasis, links inside links; put notes after their link."""
    depth: dict[str, int] = {}
    waiting: list[Event] = []
    for event in events:
        if event.kind == "note" and depth.get("link"):
            waiting.append(event)
            continue
        if event.kind == "open":
            depth[event.value] = depth.get(event.value, 0) + 1
            if depth[event.value] > 1:
                continue
        elif event.kind == "close":
            depth[event.value] -= 1
            if depth[event.value]:
                continue
        yield event
        if event[:2] == ("close", "link"):
            yield from waiting
            waiting.clear()


def _is_blank(event: Event) -> bool:
    return event.kind == "text" and not event.value.strip(BLANK)


def _joined(events: Iterable[Event]) -> list[Event]:
    """Let emphasis that ends and begins again go on: `**a** **b**` is `**a b**`."""
    out: list[Event] = []
    for event in events:
        before = len(out) - 1
        while before >= 0 and _is_blank(out[before]):
            before -= 1
        again = event.kind == "open" and event.value != "link" and before >= 0
        if again and out[before] == Event("close", event.value):
            del out[before]
        else:
            out.append(event)
    return out


def _without_empty(events: Iterable[Event]) -> list[Event]:
    out: list[Event] = []
    for event in events:
        if event.kind == "text" and not event.value:
            continue
        blanks: list[Event] = []
        while event.kind == "close" and out and _is_blank(out[-1]):
            blanks.append(out.pop())
        if event.kind == "close" and out and out[-1][:2] == ("open", event.value):
            out.pop()
            out += reversed(blanks)
            continue
        out += reversed(blanks)
        out.append(event)
    return out


def _unspaced(events: Sequence[Event]) -> list[Event]:
    """Move the blanks and breaks at the ends of emphasis and links outside."""
    out = [*events]
    for at in range(len(out) - 1):
        if out[at].kind == "open" and (out[at + 1] == BREAK or _is_blank(out[at + 1])):
            out[at], out[at + 1] = out[at + 1], out[at]
    for at in range(len(out) - 1, 0, -1):
        if out[at].kind == "close" and (out[at - 1] == BREAK or _is_blank(out[at - 1])):
            out[at], out[at - 1] = out[at - 1], out[at]
    return [part for event in _split(out) for part in whole(event)]


def whole(event: Event) -> tuple[Event, ...]:
    """Return an event as one, nothing if it says nothing."""
    return () if event.kind == "text" and not event.value else (event,)


def _split(events: Sequence[Event]) -> Iterator[Event]:
    """Cut the blank at the inner ends of emphasis off the text, so that it can move."""
    for at, event in enumerate(events):
        if event.kind != "text" or not event.value.strip(BLANK):
            yield event
            continue
        text = event.value
        opened = at > 0 and events[at - 1].kind == "open"
        closes = at + 1 < len(events) and events[at + 1].kind == "close"
        head = text[: len(text) - len(text.lstrip(BLANK))] if opened else ""
        tail = text[len(text.rstrip(BLANK)) :] if closes else ""
        yield Event("text", head)
        yield Event("text", text[len(head) : len(text) - len(tail)])
        yield Event("text", tail)


def merged(events: Iterable[Event]) -> list[Event]:
    """Return the events with neighbouring texts joined, and no blank beside a line break."""
    out: list[Event] = []
    for event in events:
        told = event
        if told.kind == "text" and out and out[-1].kind == "text":
            told = Event("text", _pair(out.pop().value, told.value))
        if told.kind == "text" and out and out[-1] == BREAK:
            told = Event("text", told.value.lstrip(BLANK))
        if told == BREAK and out and out[-1].kind == "text":
            out[-1] = Event("text", out[-1].value.rstrip(BLANK))
        out += whole(told)
    return out


def _pair(left: str, right: str) -> str:
    if left[-1:] in BLANK and right[:1] in BLANK:
        blank = "\n" if "\n" in (left[-1:], right[:1]) else " "
        return left.rstrip(BLANK) + blank + right.lstrip(BLANK)
    return left + right


def _trimmed(events: list[Event]) -> list[Event]:
    """Return the events without blanks and breaks at both ends."""
    while events and (events[0] == BREAK or _is_blank(events[0])):
        del events[0]
    while events and (events[-1] == BREAK or _is_blank(events[-1])):
        del events[-1]
    if events and events[0].kind == "text":
        events[0] = Event("text", events[0].value.lstrip(BLANK))
    if events and events[-1].kind == "text":
        events[-1] = Event("text", events[-1].value.rstrip(BLANK))
    return events


def text_of(events: Iterable[Event]) -> str:
    """Return the words of a line, without what marks them."""
    said = "".join(" " if e == BREAK else e.value for e in events if e.kind in _SAYING)
    return " ".join(said.split(" ")).replace("\n", " ").strip(BLANK)


_SAYING = frozenset({"text", "code", "break"})

"""A text pasted from a mail → the text alone: no header, no quoted history, no signature."""

from __future__ import annotations

import re

from rotative.dataclass import dataclass

_NAMES = (
    "from|to|cc|bcc|subject|date|sent|reply-to|attachments?|message-id|mime-version"
    "|content-[a-z-]+|x-[a-z-]+|return-path|received|user-agent|in-reply-to|references"
    "|de|à|a|objet|envoyé|répondre à|pièces? jointes?|destinataires?"
    "|von|an|betreff|datum|gesendet|anlagen?|da|oggetto|data|inviato|para|asunto|fecha|enviado"
    "|van|aan|onderwerp|verzonden"
)
_HEADER = re.compile(rf"[ *>]*({_NAMES})\s?\*?\s?:\*?\s?(.*)$", re.IGNORECASE)
_SUBJECT = re.compile(r"subject|objet|betreff|oggetto|asunto|onderwerp", re.IGNORECASE)
_PREFIX = re.compile(r"^((re|fwd?|tr|aw|wg|rv|i|r|antw|doorst)\s?:\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(
    r"[ >]*[-_=]{2,}\s*(forwarded message|original message|message (transféré|original)"
    r"|message d['’]origine|weitergeleitete nachricht"
    r"|ursprüngliche nachricht|messaggio (inoltrato|originale)"
    r"|mensaje (reenviado|original)|début du message).*$|begin forwarded message:\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"[ >]*(on .{6,120} wrote|le .{6,120} a écrit|am .{6,120} schrieb.{0,80}|il .{6,120} ha scritto"
    r"|el .{6,120} escribió|op .{6,120} schreef.{0,80})\s*:\s*$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(sent from my|envoyé (de|depuis) mon|von meinem .{2,30} gesendet|inviato (da|dal) mi"
    r"|enviado desde mi|verstuurd vanaf|get outlook for|télécharger outlook pour).{0,60}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"((bien )?cordialement|bien à (vous|toi)|amicalement|amitiés|bonne (journée|soirée)"
    r"|((best|kind|warm) )?regards|yours|sincerely|(mit )?(freundlichen?|viele|beste|liebe) grüßen?"
    r"|(cordiali )?saluti|(un )?saludos?|atentamente|(met )?vriendelijke groet(en)?)\s?[,.!]?$",
    re.IGNORECASE,
)
_LONGEST_CLOSING = 6
_SHORT_NOTE = 400


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's own text, its subject, and what was taken away, in words for the editor."""

    text: str
    subject: str = ""
    taken: tuple[str, ...] = ()


def opened(text: str) -> Letter:
    """Return what a mail says; a text that is none comes back as it is."""
    lines = text.split("\n")
    taken: list[str] = []
    lines, subject = _without_header(lines, taken)
    lines, inner = _without_history(lines, taken)
    subject = inner or subject
    lines = _without_signature(lines, taken)
    lines = _unquoted(lines, taken)
    return Letter("\n".join(lines), _PREFIX.sub("", subject).strip(), tuple(taken))


def _without_header(lines: list[str], taken: list[str]) -> tuple[list[str], str]:
    """Return the lines below a header of two lines or more, and its subject."""
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if start < len(lines) and _FORWARDED.match(lines[start].strip()):
        start = next((n for n in range(start + 1, len(lines)) if lines[n].strip()), start + 1)
    end, subject, count = start, "", 0
    while end < len(lines):
        found = _HEADER.match(lines[end])
        folded = lines[end][:1] in " \t" and count and lines[end].strip()
        if not found and not folded:
            break
        count += bool(found)
        if found and _SUBJECT.fullmatch(found[1]):
            subject = found[2].strip(" *")
        end += 1
    if count < 2:
        return lines, ""
    taken.append(f"the header of a mail ({count} lines)")
    return lines[end:], subject


def _without_history(lines: list[str], taken: list[str]) -> tuple[list[str], str]:
    """Return a mail without what it answers; the inner one if it was forwarded with a note."""
    for number, line in enumerate(lines):
        forwarded, wrote = _FORWARDED.match(line.strip()), _WROTE.match(line)
        if not (forwarded or wrote):
            continue
        before, after = lines[:number], lines[number + 1 :]
        note = "\n".join(before).strip()
        if forwarded and len(note) <= _SHORT_NOTE:
            inner, subject = _without_header(after, [])
            if any(each.strip() for each in inner):
                taken.append(
                    "the note above a forwarded mail" if note else "the mark of a forwarded mail"
                )
                return inner, subject
        if wrote and not note:
            return after, ""
        if note:
            taken.append(f"the mail it answers ({len(after)} lines)")
            return before, ""
    return lines, ""


def _without_signature(lines: list[str], taken: list[str]) -> list[str]:
    """Cut at `-- ` (RFC 3676, section 4.3) or at “Cordialement,”, take away what telephones add."""
    for number in range(len(lines) - 1, -1, -1):
        if lines[number] in {"-- ", "--"} and len(lines) - number <= 16:
            taken.append("the signature")
            lines = lines[:number]
            break
    last = range(max(0, len(lines) - 20), len(lines)) if taken else ()
    if closing := next((number for number in last if _closes(lines, number)), 0):
        taken.append("the closing words")
        lines = lines[:closing]
    for number in range(len(lines) - 1, max(-1, len(lines) - 6), -1):
        if _PHONE.match(lines[number].strip()):
            taken.append("the signature of a telephone")
            return [*lines[:number], *lines[number + 1 :]]
    return lines


def _closes(lines: list[str], number: int) -> bool:
    """Tell whether a line closes a mail: after it come a name and the like, or nothing."""
    if not _CLOSING.match(lines[number].strip()) or not any(map(str.strip, lines[:number])):
        return False
    below = list(filter(None, map(str.strip, lines[number + 1 :])))
    return len(below) <= _LONGEST_CLOSING and all(len(line) <= 80 for line in below)


def _unquoted(lines: list[str], taken: list[str]) -> list[str]:
    """Return the lines of a mail that is quoted from end to end without the marks."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2 or not all(line.lstrip().startswith(">") for line in filled):
        return lines
    taken.append("the > of quoted lines")
    return [re.sub(r"^\s*(> ?)+", "", line) for line in lines]

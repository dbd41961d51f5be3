"""An address on paper can be typed, cannot deceive, and is broken where that does no harm."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotative.addresses import LONGEST, WHOLE_HOST, breakable, breakable_host, readable
from rotative.manuscript.links import safe_url
from rotative.shipped import STYLES, shipped

BREAK, JOINER = "\u200b", "\u2060"


def plain(text: str) -> str:
    return text.replace(BREAK, "").replace(JOINER, "")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/", "example.org"),
        ("https://www.example.org/a/b.html", "www.example.org/a/b.html"),
        ("https://example.org/?page=2", "example.org/?page=2"),
        ("http://example.org:8080/a#b", "example.org:8080/a#b"),
        ("mailto:jean@example.org", "jean@example.org"),
        ("https://fr.wikipedia.org/wiki/%C3%89cole", "fr.wikipedia.org/wiki/École"),
        # What is no letter of ours stays encoded: blanks, signs that turn the line, broken UTF-8.
        ("https://example.org/a%20b", "example.org/a%20b"),
        ("https://example.org/%E2%80%AEgpj.exe", "example.org/%E2%80%AEgpj.exe"),
        ("https://example.org/%C3", "example.org/%C3"),
        ("https://example.org/%E4%B8%AD", "example.org/%E4%B8%AD"),
    ],
)
def test_a_short_address_is_whole(url: str, shown: str) -> None:
    assert (readable(url).text, readable(url).whole) == (shown, True)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/2025/10/18/" + "a-" * 40 + "b.html", "example.org/…/a-a-a-a-a"),
        ("https://example.org/le-titre?" + "utm_source=newsletter&" * 4, "example.org/le-titre…"),
        ("https://example.org/?" + "q=1&" * 30, "example.org/…"),
    ],
)
def test_a_long_address_is_its_host_and_its_title(url: str, shown: str) -> None:
    address = readable(url)
    assert address.text.startswith(shown)
    assert len(address.text) <= LONGEST
    assert address.text.endswith("…")
    assert not address.whole


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("xn--mnchen-3ya.de", "münchen.de"),
        ("xn--d1abbgf6aiiy.xn--p1ai", "президент.рф"),
        ("xn--hxajbheg2az3al.gr", "xn--hxajbheg2az3al.gr"),  # Greek below a Latin domain
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),  # Cyrillic that reads аррӏе
        ("xn--pple-43d.com", "xn--pple-43d.com"),  # Cyrillic а before Latin pple
        ("xn--googe-n4a.com", "xn--googe-n4a.com"),  # a dotless or odd letter among Latin
        ("xn--fiqs8s.example", "xn--fiqs8s.example"),  # no face of ours has it
        ("xn--zzzzzzzz99.de", "xn--zzzzzzzz99.de"),  # no punycode at all
    ],
)
def test_a_host_is_shown_in_its_letters_if_it_cannot_deceive(host: str, shown: str) -> None:
    assert readable(f"https://{host}/a").host == shown


def test_faces_have_every_letter_that_can_be_shown() -> None:
    coverage = json.loads((shipped(STYLES) / "fonts" / "coverage.json").read_text("utf-8"))
    faces = (
        "SourceSans3-Regular.ttf",
        "SourceSans3-Semibold.ttf",
        "fallback/NotoSerif-Regular.ttf",
    )
    covered = {n for face in faces for a, b in coverage[face] for n in range(a, b + 1)}
    letters = (chr(n) for n in range(0xC0, 0x500) if chr(n).isalpha())
    shown = {c for c in letters if c in readable(f"https://a.org/{_encoded(c)}").text}
    assert {"é", "Œ", "ж", "ώ"} <= shown
    assert not {c for c in shown if ord(c) not in covered}


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def test_breaks_stand_after_a_slash_and_before_a_sign() -> None:
    parts = breakable("www.example.org/le-port/2025_10.html?a=12345").split(BREAK)
    assert [plain(part) for part in parts] == [
        "www", ".example", ".org/", "le", "-port/", "2025", "_10", ".html", "?a", "=12345",
    ]  # fmt: skip
    assert "-" + JOINER in parts[4]


def test_a_scheme_and_an_ending_are_not_torn_off() -> None:
    parts = breakable("https://example.org/a/rapport.pdf").split(BREAK)
    assert parts[0] == "https://"
    assert parts[-1] == "rapport.pdf"


def test_a_short_host_keeps_together() -> None:
    assert BREAK not in breakable_host("legrandcontinent.eu")
    assert BREAK in breakable_host("un.tres.long.nom." + "a" * WHOLE_HOST + ".org")


@given(st.from_regex(r"https?://[a-z]{1,20}\.[a-z]{2,5}(/[\w.~%\-]{0,40}){0,6}(\?[\w=&]{0,40})?"))
def test_any_address_can_be_shown(raw: str) -> None:
    url = safe_url(raw)
    address = readable(url)
    assert plain(breakable(address.text)) == address.text
    assert len(address.text) <= LONGEST or address.whole is False
    # Nothing that a reader cannot see, and what is whole is the address.
    assert not re.search(r"[\s\u200b-\u200f\u202a-\u202e]", address.text)
    if address.whole:
        assert safe_url(f"https://{address.text}").rstrip("/") == re.sub(
            "^http:", "https:", url
        ).rstrip("/")

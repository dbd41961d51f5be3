"""Which text overprints: full black, filled, smaller than 24 pt as it stands on the page."""

from __future__ import annotations

import pytest

from rotative.finish.overprint import over

TEXT = b"BT\n1 0 0 -1 9 9 Tm\n/F %s Tf\n[<0001>] TJ\nET"


def text(size: str) -> bytes:
    return TEXT % size.encode()


@pytest.mark.parametrize(
    ("content", "times"),
    [
        (b"0 0 0 1 k\n" + text("12"), 1),
        (b"0 0 0 1 K\n" + text("12"), 0),  # the outline's colour
        (b"0 0 0 0.65 k\n" + text("12"), 0),
        (b"0 0 0 0 k\n" + text("12"), 0),  # white must spare out
        (b"0.6 0.4 0.4 1 k\n" + text("12"), 0),
        (b"0 0 0 1 k\n/Pattern cs\n/p0 scn\n" + text("12"), 0),
        (b"0 0 0 1 k\n" + text("24"), 0),
        (b"0.75 0 0 0.75 0 0 cm\n0 0 0 1 k\n" + text("24"), 1),
        (b"q\n3 0 0 3 0 0 cm\n0 0 0 1 k\n" + text("12") + b"\nQ", 0),
        (b"q\n3 0 0 3 0 0 cm\nQ\n0 0 0 1 k\n" + text("12"), 1),
        (b"q\n0 0 0 1 k\nQ\n" + text("12"), 0),
        (b"0 0 0 1 k\n0 0 9 9 re\nf", 0),  # rules and tints are not text
    ],
)
def test_what_overprints(content: bytes, times: int) -> None:
    done = over(content)
    assert done.count(b"/Over gs") == times
    assert done.count(b"/Out gs") == times
    assert done.replace(b"\n/Over gs", b"").replace(b"\n/Out gs", b"") == content


def test_it_ends_with_the_colour_within_a_text() -> None:
    content = b"0 0 0 1 k\nBT\n/F 9 Tf\n[<01>] TJ\n0 1 1 0 k\n[<02>] TJ\nET"
    lines = over(content).split(b"\n")
    assert lines.index(b"/Over gs") == lines.index(b"/F 9 Tf") + 1
    assert lines.index(b"/Out gs") == lines.index(b"0 1 1 0 k") + 1

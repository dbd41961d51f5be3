"""Memory stays level: what the engine would keep of each document is given back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# Lays out and writes a page again and again; tells how much memory the libraries hold after
# three, six and fifteen times, in kB. What is freed does not count, so that there is no noise.
AGAIN = """
import ctypes, gc, json, sys
from rotative import engine
from rotative.engine import upkeep
from rotative.house import House

upkeep.KNOWN = sys.argv[1] or upkeep.KNOWN
libc = ctypes.CDLL(None)

class Told(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

libc.mallinfo2.restype = Told

def held():
    gc.collect()
    told = libc.mallinfo2()
    return (told.uordblks + told.hblkhd) / 1024

house = House()
face = "SourceSerif4-Regular.ttf"
text = "<p>La presse imprime encore. " * 150
page = ("<html lang=fr><style>@font-face {font-family: A; src: url(fonts/%s)} "
        "p {font-family: A; font-variant-numeric: oldstyle-nums}</style>%s" % (face, text))

def once():
    fonts, fetcher = engine.fonts(), engine.fetcher({}, house.read_style)
    html = engine.weasyprint().HTML(string=page, base_url=engine.BASE, url_fetcher=fetcher)
    html.render(font_config=fonts).write_pdf()

told = []
for times in (3, 3, 9):
    for _ in range(times):
        once()
    told.append(held())
print(json.dumps(told))
"""
# What a document may leave behind for good, in kB; without the upkeep it is some hundreds.
LEFT = 20


def _left(known: str) -> tuple[float, float]:
    """Return what each document left, of the second three and of the nine after them."""
    command = [sys.executable, "-c", AGAIN, known]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    first, second, third = json.loads(done.stdout)
    return (second - first) / 3, (third - second) / 9


@pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of GNU what it holds")
def test_documents_leave_nothing_behind() -> None:
    early, late = _left("")
    assert early < LEFT
    assert late < LEFT


@pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of GNU what it holds")
def test_without_the_upkeep_they_would() -> None:
    assert min(_left("another release")) > 5 * LEFT

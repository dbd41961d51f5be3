"""A real reading system, foliate-js in Chromium: what an EPUB looks like to who reads it.

Chromium is driven through a pipe and every request it makes is answered from here, so that there
is no port, no server and no network. `python -m tests.tools.reader book.epub folder` writes a
picture of every page kind in every scheme and size, to look at.
"""

from __future__ import annotations

import base64
import fcntl
import json
import mimetypes
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from tests.tools import ROOT, MissingToolError, ToolFailedError, browser

FOLIATE = Path(".tools/ace/node_modules/foliate-js")
PAGE = Path(__file__).with_suffix(".html")
HERE = "https://reader.invalid/"
SIX_INCHES = (600, 800)
SIZES = (16, 22, 30)
SECTIONS = ("cover", "frontpage", "nav", "lead", "headlines", "colophon")
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours a reading system imposes, the scheme it tells the book of, the contrast we owe."""

    told: Literal["light", "dark"]
    ink: str
    paper: str
    link: str
    contrast: float = 4.5


# Foliate's, and the dark page of a reader that does not tell the book, as many do not. No colour
# stands out at 4.5:1 from both that page and a sepia one: there only titles and text must be
# in the reader's ink, and an accent may be fainter.
SCHEMES = {
    "light": Scheme("light", "#000000", "#ffffff", "#0066cc"),
    "dark": Scheme("dark", "#e0e0e0", "#222222", "#77bbee"),
    "sepia": Scheme("light", "#5b4636", "#f1e8d0", "#006a6a"),
    "untold": Scheme("light", "#e0e0e0", "#222222", "#77bbee", contrast=2.5),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What a whole section measures as shown: what is wrong, fonts in use, letters seen."""

    faults: tuple[str, ...]
    fonts: tuple[str, ...]
    letters: int


class Reader:
    """One open book."""

    def __init__(self, tab: _Tab, *, screen: tuple[int, int]) -> None:
        self._tab = tab
        self._screen = screen
        self._told = ""
        self._scale(1)

    def show(self, section: str, *, scheme: str = "light", pixels: int = 22) -> None:
        """Turn to the start of a section, in a scheme and at a size."""
        colours = SCHEMES[scheme]
        if colours.told != self._told:
            told = {"name": "prefers-color-scheme", "value": colours.told}
            self._tab.call("Emulation.setEmulatedMedia", features=[told])
            self._told = colours.told
        look = {**asdict(colours), "pixels": pixels}
        self._tab.run(f"reader.show({json.dumps(f'{section}.xhtml')}, {json.dumps(look)})")

    def measure(self) -> Look:
        """Return what the section shown, seen and unseen pages of it, measures."""
        found = self._tab.run("reader.measure()")
        return Look(tuple(found["faults"]), tuple(found["fonts"]), int(found["letters"]))

    def links(self) -> list[str]:
        """Return the targets of the contents list, which must be shown."""
        return [str(link) for link in self._tab.run("reader.links()")]

    def follow(self, link: str) -> str:
        """Click a link of the page shown; return what is wrong with where it leads, or nothing."""
        return str(self._tab.run(f"reader.follow({json.dumps(link)})"))

    def picture(self, *, finely: int = 1) -> Image.Image:
        """Return what is on the screen, drawn some times finer and brought down again.

        So drawn it hardly depends on how Chromium and FreeType smooth letters.
        """
        if finely != 1:
            self._scale(finely)
        data = base64.b64decode(self._tab.call("Page.captureScreenshot", format="png")["data"])
        if finely != 1:
            self._scale(1)
        return Image.open(BytesIO(data)).convert("RGB").reduce(finely)

    def _scale(self, scale: int) -> None:
        width, height = self._screen
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self._tab.call("Emulation.setDeviceMetricsOverride", **size)


@contextmanager
def opened(book: Path, *, screen: tuple[int, int] = SIX_INCHES) -> Iterator[Reader]:
    """Open a book on a screen."""
    foliate = ROOT / FOLIATE
    if not (foliate / "view.js").is_file():
        raise MissingToolError("foliate-js")
    data = book.read_bytes()

    def answer(path: str) -> bytes | None:
        if path in ("", "book.epub"):
            return data if path else PAGE.read_bytes()
        folder, _, rest = path.partition("/")
        file = foliate / rest
        return file.read_bytes() if folder == "foliate-js" and file.is_file() else None

    with _chromium(answer) as tab:
        reader = Reader(tab, screen=screen)
        tab.call("Page.navigate", url=HERE)
        tab.wait_for("Page.loadEventFired")
        tab.run("reader.open()")
        yield reader


class _Tab:
    """A tab of Chromium at the other end of a pipe, one call at a time."""

    def __init__(
        self, read: int, write: int, answer: Callable[[str], bytes | None], log: Path
    ) -> None:
        self._read, self._write, self._answer, self._log = read, write, answer, log
        self._session = ""
        self._last = 0
        self._buffer = b""
        self._events: list[str] = []

    def attach(self) -> None:
        """Make the tab and have it ask us, and nobody else, for everything."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self.call("Page.enable")
        self.call("Fetch.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Have Chromium do something, and return what it answers."""
        number = self._send(method, parameters)
        deadline = time.monotonic() + SECONDS
        while True:
            message = self._receive(deadline, method)
            if message.get("id") != number:
                continue
            if "error" in message:
                raise ToolFailedError(f"Chromium refused {method}: {message['error']}")
            result: dict[str, Any] = message["result"]
            return result

    def wait_for(self, event: str) -> None:
        """Return when something has happened, also if it did while we did something else."""
        deadline = time.monotonic() + SECONDS
        while event not in self._events:
            self._receive(deadline, event)
        self._events.remove(event)

    def run(self, expression: str) -> Any:
        """Return the value of an expression of the page, awaited."""
        options = {"awaitPromise": True, "returnByValue": True}
        done = self.call("Runtime.evaluate", expression=expression, **options)
        if "exceptionDetails" in done:
            what = done["exceptionDetails"]
            said = what.get("exception", {}).get("description", what["text"])
            raise ToolFailedError(f"{expression}: {said}")
        return done["result"].get("value")

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self._write, data) :]
        return self._last

    def _receive(self, deadline: float, awaited: str) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise ToolFailedError(f"Chromium did not answer {awaited} in {SECONDS:.0f} s")
            part = os.read(self._read, 1 << 20)
            if not part:
                said = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise ToolFailedError(f"Chromium ended: {said}")
            self._buffer += part
        first, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        event = message.get("method", "")
        if event == "Fetch.requestPaused":
            self._serve(message["params"])
        elif event:
            self._events.append(event)
        return message

    def _serve(self, asked: dict[str, Any]) -> None:
        url = asked["request"]["url"]
        path = url.removeprefix(HERE).partition("?")[0]
        body = self._answer(path) if url.startswith(HERE) else None
        number = {"requestId": asked["requestId"]}
        if body is None:
            self._send("Fetch.failRequest", {**number, "errorReason": "NameNotResolved"})
            return
        kind = mimetypes.guess_type(path or PAGE.name)[0] or "application/octet-stream"
        headers = [{"name": "Content-Type", "value": kind}]
        coded = base64.b64encode(body).decode()
        answer = {**number, "responseCode": 200, "responseHeaders": headers, "body": coded}
        self._send("Fetch.fulfillRequest", answer)


@contextmanager
def _chromium(answer: Callable[[str], bytes | None]) -> Iterator[_Tab]:
    program = browser.chromium()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [program, *browser.QUIET, f"--user-data-dir={profile}", "--remote-debugging-pipe"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            words.append("--no-sandbox")  # Chromium refuses to sandbox root
        log = Path(profile, "said.txt")
        theirs_in, ours_out = _pipe()
        ours_in, theirs_out = _pipe()
        write = os.O_WRONLY | os.O_CREAT
        actions = [
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(log), write, 0o600),
            (os.POSIX_SPAWN_DUP2, theirs_in, 3),
            (os.POSIX_SPAWN_DUP2, theirs_out, 4),
        ]
        child = os.posix_spawn(program, words, browser.environment(), file_actions=actions)
        os.close(theirs_in)
        os.close(theirs_out)
        tab = _Tab(ours_in, ours_out, answer, log)
        try:
            tab.attach()
            yield tab
        finally:
            _end(child, tab)
            os.close(ours_in)
            os.close(ours_out)


def _end(child: int, tab: _Tab) -> None:
    """Let Chromium end by itself, and end it if it does not."""
    with suppress(ToolFailedError, OSError):
        tab.call("Browser.close")
    for _ in range(50):
        if os.waitpid(child, os.WNOHANG)[0]:
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends are out of the way of 3 and 4, where Chromium wants them."""
    ends = os.pipe()
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return high[0], high[1]


def main(book: Path, folder: Path) -> None:
    """Write a picture of the first page of every section in every scheme and size."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened(book) as reader:
        for section in SECTIONS:
            for pixels in SIZES:
                for scheme in SCHEMES:
                    reader.show(section, scheme=scheme, pixels=pixels)
                    reader.picture().save(folder / f"{section}-{scheme}-{pixels}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

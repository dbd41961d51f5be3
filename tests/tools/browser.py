"""Chromium without a window: what a page looks like in a browser or a modern reading system."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

from tests.tools import ToolFailedError, find, run

PATIENCE = 30
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    # Nothing is ever fetched: every host but none resolves to nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--allow-file-access-from-files",
)


def chromium() -> str:
    """Return the path of a Chromium or Chrome."""
    return find(*NAMES)


def environment() -> dict[str, str]:
    """Return the environment without the fonts the PDF engine chose for this process."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


class Tab:
    """A page open in a Chromium that a test talks to (Chrome DevTools Protocol)."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._last = socket, 0

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE))
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise ToolFailedError(f"Chromium: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def evaluate(self, script: str) -> Any:
        """Return the value of a script's last expression."""
        told = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return told["result"].get("value")

    def wait_for(self, script: str, *, seconds: float = PATIENCE) -> float:
        """Wait until a script gives something true, and return how many seconds that took."""
        start = time.perf_counter()
        while not self.evaluate(script):
            if time.perf_counter() - start > seconds:
                raise ToolFailedError(f"after {seconds} s still not: {script}")
            time.sleep(0.01)
        return time.perf_counter() - start

    def picture(self, png: Path) -> Path:
        """Take a picture of what the window shows."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        png.write_bytes(base64.b64decode(data))
        return png


@contextmanager
def tab(address: str, *, width: int = 1200, height: int = 800) -> Iterator[Tab]:
    """Open an address of this machine in a Chromium without a window."""
    from websockets.sync.client import connect

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [*QUIET[:-2], f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to sandbox root
        options += [
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0",
        ]
        command = [chromium(), *options, address]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment()) as browser:
            try:
                with connect(_target(Path(profile, "DevToolsActivePort")), max_size=None) as socket:
                    yield Tab(socket)
            finally:
                browser.kill()


def _target(told: Path) -> str:
    """Return the address of the first page's socket, once Chromium has said its port."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if told.is_file() and "\n" in (text := told.read_text()):
            with urlopen(f"http://127.0.0.1:{text.splitlines()[0]}/json") as answer:
                pages = [each for each in json.load(answer) if each["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise ToolFailedError("Chromium did not start")


def screenshot(
    page: Path,
    png: Path,
    *,
    width: int = 600,
    height: int = 800,
    scheme: Literal["light", "dark"] = "light",
) -> Path:
    """Take a picture of a local page at a viewport and colour scheme, and return its path."""
    if not page.is_file():
        raise FileNotFoundError(page)
    with tempfile.TemporaryDirectory() as profile:
        options = [*QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to sandbox root
        dark = 0 if scheme == "dark" else 1
        options.append(f"--blink-settings=preferredColorScheme={dark}")
        target = png.resolve()
        target.unlink(missing_ok=True)
        command = [chromium(), *options, f"--screenshot={target}", page.resolve().as_uri()]
        run(command, env=environment())
    if not png.is_file():
        raise ToolFailedError(f"Chromium took no picture of {page}")
    return png

"""Chromium without a window: what a page looks like in a browser or a modern reading system."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Literal

from tests.tools import ToolFailedError, find, run

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

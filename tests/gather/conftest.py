"""An editor's desk: an empty folder, sources made on the spot, and what import makes of them."""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from rotative.gather.importing import Outcome, Wish, bring_in


@functools.cache
def picture(width: int = 80, height: int = 60, kind: str = "JPEG") -> bytes:
    """Return a photograph of nothing: no two columns alike, so that it is no drawing."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


Bring = Callable[..., Outcome]


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Import into `monday`, in an empty folder; sources may be given as name=content."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))

    def run(*sources: str, into: str = "monday", **options: Any) -> Outcome:
        return bring_in(Wish(tuple(sources), into, **options))

    return run


@dataclass
class Site:
    """A web site: path → (status, headers, body); what was asked of it is noted."""

    address: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Put a page on the site, `_` for hyphens in headers; return its address."""
        data = body.encode() if isinstance(body, str) else body
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, said, data)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on this machine, in a thread."""
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = here.pages.get(self.path, (404, {}, b"not here"))
            if callable(page):
                page(self)
                return
            status, headers, body = page
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


def text(path: str) -> str:
    """Return a file of the edition `monday`."""
    return (Path("monday") / path).read_text("utf-8")


def codes(outcome: Outcome) -> list[str]:
    """Return the codes of what went wrong."""
    return sorted({problem.code for problem in outcome.problems})


def notes(outcome: Outcome) -> str:
    """Return what an editor is told."""
    return "\n".join(f"{note.kind}: {note.what}" for note in outcome.notes)

"""The preview in a real browser: nothing of a foreign text runs, and no other site gets in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.hostile.attacks import SCRIPTING
from tests.tools import browser
from tests.tools.browser import Tab
from tests.tools.preview import serving

SECRET = "le mot de passe"  # noqa: S105 - a word to look for
READY = "document.querySelectorAll('#pages img').length > 0 && byId('book').children.length > 0"
ATTACKS = [text.replace("alert(1)", "top.ran=window.ran=1").replace("\0", "") for text in SCRIPTING]
LEAD = """\
---
kicker: "<img src=x onerror=top.ran=1>"
author: "<script>top.ran=1</script>"
---
# Le <img src=x onerror=top.ran=1> titre

Une phrase de plusieurs mots, pour que le lead ait un corps.

![<img src=x onerror=top.ran=1>](<no" onerror="top.ran=1".png>)

[mot](<javascript:top.ran=1>) [mot](<"><img src=x onerror=top.ran=1>>)

"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "secret.txt").write_text(SECRET)
    edition = folder / "book/lundi"
    edition.mkdir(parents=True)
    (folder / "book/publication.yaml").write_text("title: <script>top.ran=1</script>\n")
    (edition / "lead.md").write_text(LEAD + "\n\n".join(ATTACKS), "utf-8")
    (edition / "link.md").symlink_to(folder / "secret.txt")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder, "lundi") as address:
        yield address


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Tab]:
    with browser.tab(address) as tab:
        tab.wait_for(READY, seconds=60)
        yield tab


def ask(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Return status and body of a request as no browser would write it."""
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=20)) as connection:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode("utf-8", "replace")


def test_nothing_of_the_text_runs(page: Tab) -> None:
    page.wait_for(
        "[...byId('book').children].every(f => f.contentDocument?.readyState == 'complete')"
    )
    page.wait_for("byId('problems').textContent.includes('onerror')")
    assert page.evaluate("byId('problems').querySelectorAll('img, script').length") == 0
    inside = "f.contentDocument.querySelectorAll('script, iframe, svg, form, [onerror]').length"
    assert page.evaluate(f"[...byId('book').children].map(f => {inside})") == [0] * page.evaluate(
        "byId('book').children.length"
    )
    assert page.evaluate("document.title").count("<script>") <= 1
    frames = "[window, ...[...byId('book').children].map(f => f.contentWindow)]"
    assert page.evaluate(f"{frames}.some(f => f.ran)") is False
    # What would run, were it there, is noticed.
    assert page.evaluate("(() => { top.ran = 1; return window.ran })()") == 1
    page.evaluate("delete window.ran")


def test_nothing_of_a_source_runs(page: Tab, address: str) -> None:
    path = quote("book/lundi/lead.md")
    page.call("Page.navigate", url=f"{address}source?path={path}")
    page.wait_for("document.body && document.body.textContent.includes('onerror')")
    assert page.evaluate("document.querySelectorAll('img, svg, iframe, form').length") == 0
    assert page.evaluate("window.ran") is None
    page.call("Page.navigate", url=f"{address}source?path={quote('<script>top.ran=1</script>')}")
    page.wait_for("document.body.textContent.includes('not a file')")
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    "path",
    [
        "/source?path=book/lundi/link.md",
        "/source?path=../secret.txt",
        "/source?path=secret.txt",
        "/source?path=book/../secret.txt",
        "/source?path=book/lundi/%00lead.md",
        "/source?path=file:///etc/passwd",
        "/source?path=%2e%2e%2fsecret.txt",
        "/book/../../secret.txt",
        "/book/%2e%2e/%2e%2e/secret.txt",
        "/book/..%5c..%5csecret.txt",
        "/preview.js/../../../secret.txt",
        "//secret.txt",
        "/page/../../secret.txt.png",
        "/page/-1.png",
        "/page/99999999999999999999.png",
    ],
)
def test_no_path_leads_out(address: str, path: str) -> None:
    status, said = ask(address, path)
    assert status in {400, 404}
    assert SECRET not in said


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:{port}"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Host": "[::1]:{port}"},
        {"Host": ""},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:{port}.evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "iframe"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Dest": "image"},
    ],
    ids=str,
)
def test_another_name_or_site_gets_nothing(address: str, headers: dict[str, str]) -> None:
    port = str(urlsplit(address).port)
    asked = {name: value.replace("{port}", port) for name, value in headers.items()}
    for path in ("/", "/events", "/page/1.png", "/source?path=book/lundi/lead.md"):
        status, said = ask(address, path, **asked)
        assert status in {400, 403}
        assert "lead.md" not in said


def test_only_reading_is_answered(address: str) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        status, _ = ask(address, "/source?path=book/lundi/lead.md", method, Content_Length="0")
        assert status == 405


def test_no_other_site_can_frame_it(page: Tab, address: str) -> None:
    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<p>evil</p><iframe src='{address}'></iframe>".encode())

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.call("Page.navigate", url=f"http://127.0.0.1:{server.server_port}/")
        page.wait_for("document.readyState == 'complete' && document.body.textContent == 'evil'")
        (child,) = page.call("Page.getFrameTree")["frameTree"]["childFrames"]
        world = page.call("Page.createIsolatedWorld", frameId=child["frame"]["id"])
        asked = {
            "expression": "document.body.textContent",
            "contextId": world["executionContextId"],
        }
        shown = page.call("Runtime.evaluate", **asked)["result"]["value"]
        server.shutdown()
    assert "answers to its own page only" in shown
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=20)) as connection:
        connection.request("GET", "/")
        with connection.getresponse() as answer:
            # For browsers that say nothing of who asks.
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]

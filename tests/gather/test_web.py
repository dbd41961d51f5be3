"""The network: only what was asked for, where everybody may go, never too much or too long."""
# ruff: noqa: E501, S104 - samples stand as they are

from __future__ import annotations

import gzip
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from rotative.gather.addresses import is_public
from rotative.gather.shelf import Shelf
from rotative.gather.web import Web
from rotative.import_limits import ImportLimits
from rotative.problems import RotativeError

from .conftest import Bring, Site, codes, picture, text
from .test_documents import PAGE


@pytest.fixture
def web(tmp_path: Path) -> Web:
    return Web(ImportLimits(response_seconds=2), allow_private=True, shelf=Shelf(tmp_path))


def test_a_page_with_its_pictures(bring: Bring, site: Site) -> None:
    site.put("/i/1.jpg", picture())
    url = site.put("/budget", PAGE.format(src="/i/1.jpg"), Content_Type="text/html; charset=utf-8")
    outcome = bring(url, allow_private=True)
    assert not outcome.problems
    assert "![L'hémicycle](images/1-" in text("lead.md")
    assert len(list(Path("monday/images").iterdir())) == 1


def test_pictures_of_a_file_are_fetched_only_if_asked(bring: Bring, site: Site) -> None:
    Path("page.html").write_text(PAGE.format(src=site.put("/1.jpg", picture())), "utf-8")
    outcome = bring("page.html", into="without")
    assert codes(outcome) == ["picture-left-out"]
    assert "Image manquante\u00a0: L'hémicycle (1.jpg)" in Path("without/lead.md").read_text(
        "utf-8"
    )
    assert not site.asked
    assert not bring("page.html", into="with", fetch=True, allow_private=True).problems


def test_machines_of_ones_own_are_refused(bring: Bring, site: Site) -> None:
    with pytest.raises(RotativeError, match="address-refused"):
        bring(site.put("/", "x"))
    assert not site.asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "64:ff9b:1::1",
        "2001:db8::1", "::ffff:10.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_everybodys(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "named",
    ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://[::1]/", "http://localhost/",
     "http://user:pass@example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://x/"],
)  # fmt: skip
def test_other_spellings_lead_nowhere_else(named: str, tmp_path: Path) -> None:
    with pytest.raises(RotativeError, match=r"address-refused|fetch-failed"):
        Web(ImportLimits(response_seconds=1), shelf=Shelf(tmp_path)).get(named)


def test_the_address_judged_is_the_one_called(
    monkeypatch: pytest.MonkeyPatch, site: Site, tmp_path: Path
) -> None:
    # A name that is public when looked at and private when called: it is looked at once.
    answers = ["1.1.1.1", "127.0.0.1"]
    called: list[str] = []
    lookup, connect = socket.getaddrinfo, socket.create_connection

    def rebinding(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host == "rebind.test":
            return lookup(answers.pop(0), port, *rest, **more)
        return lookup(host, port, *rest, **more)

    def noted(address: Any, *rest: Any, **more: Any) -> Any:
        called.append(address[0])
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError(111, "refused")
        return connect(address, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", noted)
    with pytest.raises(RotativeError, match="fetch-failed"):
        Web(ImportLimits(), shelf=Shelf(tmp_path)).get(f"http://rebind.test:{site.address[-5:]}/")
    assert called == ["1.1.1.1"]
    assert not site.asked


def test_a_name_with_one_private_answer_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("1.1.1.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(RotativeError, match="address-refused"):
        Web(ImportLimits(), shelf=Shelf(tmp_path)).get("http://mixed.test/")


def test_a_redirect_is_judged_like_the_first(
    monkeypatch: pytest.MonkeyPatch, site: Site, tmp_path: Path
) -> None:
    site.put("/", "", 302, Location="http://inner.test/secret")
    port = int(site.address.rpartition(":")[2])
    lookup = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: lookup("10.9.9.9" if "inner" in host else host, *a, **k),
    )
    monkeypatch.setattr("rotative.gather.addresses.is_public", lambda ip: ip == "127.0.0.1")
    with pytest.raises(RotativeError, match=r"address-refused|10\.9\.9\.9"):
        Web(ImportLimits(), shelf=Shelf(tmp_path)).get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://x/", "javascript:alert(1)", "http://a@b/"]
)
def test_a_redirect_stays_on_the_web(web: Web, site: Site, location: str) -> None:
    with pytest.raises(RotativeError, match="neither http nor https"):
        web.get(site.put("/", "", 301, Location=location))


def test_redirects_are_followed_and_counted(web: Web, site: Site) -> None:
    site.put("/b", "there")
    assert web.get(site.put("/a", "", 302, Location="/b")).url.endswith("/b")
    with pytest.raises(RotativeError, match="leads on more than 5 times"):
        web.get(site.put("/loop", "", 302, Location="/loop"))


def test_neither_a_flood_nor_a_bomb_comes_in(site: Site, tmp_path: Path) -> None:
    web = Web(ImportLimits(source_bytes=100_000), allow_private=True, shelf=Shelf(tmp_path))
    bomb = gzip.compress(b"\0" * 50_000_000)
    flood = site.put("/a", b"x" * 100_001)
    for url in (flood, site.put("/b", bomb, Content_Encoding="gzip")):
        with pytest.raises(RotativeError, match="source-too-large"):
            web.get(url)
    with pytest.raises(RotativeError, match="packed as br"):
        web.get(site.put("/c", b"x", Content_Encoding="br"))
    packed = site.put("/d", gzip.compress(b"fine"), Content_Encoding="gzip")
    assert web.get(packed).data == b"fine"


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_trickle_ends(site: Site, tmp_path: Path, part: str) -> None:
    def trickle(handler: Any) -> None:
        start = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n" + b"\r\n" * (part == "body")
        try:
            handler.wfile.write(start)
            for n in range(60):
                handler.wfile.write(b"x" if part == "body" else b"X-%d: y\r\n" % n)
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            handler.close_connection = True

    site.pages["/"] = trickle
    web = Web(ImportLimits(response_seconds=1), allow_private=True, shelf=Shelf(tmp_path))
    start = time.monotonic()
    with pytest.raises(RotativeError, match="did not answer in time"):
        web.get(site.address + "/")
    assert time.monotonic() - start < 3


def test_all_responses_together_have_an_end_too(site: Site, tmp_path: Path) -> None:
    def slow(handler: Any) -> None:
        time.sleep(0.6)
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    site.pages["/1"] = site.pages["/2"] = slow
    web = Web(ImportLimits(network_seconds=1), allow_private=True, shelf=Shelf(tmp_path))
    assert web.get(f"{site.address}/1").data == b"x"
    with pytest.raises(RotativeError, match=r"in time|has used its"):
        web.get(f"{site.address}/2")


def test_a_shelf_that_was_tampered_with_is_empty(web: Web, site: Site, tmp_path: Path) -> None:
    url = site.put("/", "true", ETag='"1"')
    web.get(url)
    (kept,) = [path for path in tmp_path.iterdir() if path.is_file()]
    kept.write_bytes(kept.read_bytes().replace(b"true", b"fake"))
    again = Web(ImportLimits(), allow_private=True, shelf=Shelf(tmp_path))
    assert again.get(url).data == b"true"
    kept.write_bytes(b"\xff\n\n")
    assert Web(ImportLimits(), allow_private=True, shelf=Shelf(tmp_path)).get(url).data == b"true"


def test_a_server_that_says_no_is_told(bring: Bring, site: Site) -> None:
    site.put("/good", PAGE.format(src=""), Content_Type="text/html")
    outcome = bring(site.address + "/good", site.address + "/gone", allow_private=True)
    assert codes(outcome) == ["fetch-failed"]
    assert "404" in outcome.problems[0].message
    assert outcome.lead == "Le budget voté"

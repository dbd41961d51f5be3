"""The preview in a real browser: a saved change shows at once, where the editor was looking."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen
from threading import Timer
from urllib.parse import quote, urlsplit

import pytest

from rotative.press import Order
from rotative.preview import studio as studio_module
from rotative.preview import watching as watching_module
from rotative.preview.studio import Studio, View
from tests.conftest import BOOK
from tests.tools import browser
from tests.tools.browser import Tab
from tests.tools.preview import serving

READY = "document.querySelectorAll('#pages img').length > 0 && !!byId('pages').dataset.pdf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview")
    shutil.copytree(BOOK, folder / "book")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder, "poutine-kim") as address:
        yield address


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Tab]:
    with browser.tab(address) as tab:
        tab.wait_for(READY, seconds=60)
        yield tab


def ask(address: str, path: str, **headers: str) -> int:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            return answer.status


def book_says(word: str) -> str:
    frames = "[...byId('book').children]"
    return f"{frames}.some(f => f.contentDocument?.body?.textContent.includes('{word}'))"


def version(page: Tab) -> int:
    return int(page.evaluate("Number(byId('state').dataset.version)"))


@contextmanager
def corrected(folder: Path) -> Iterator[tuple[Studio, Path, View]]:
    """Yield a studio, its text as corrected since, and what it showed before that."""
    shutil.copytree(BOOK, folder / "book")
    text = folder / "book" / "poutine-kim" / "poutine-kim.txt"
    with closing(Studio(folder / "book", "poutine-kim", Order(Path()))) as studio:
        before = studio.refresh()
        text.write_text(text.read_text("utf-8").replace("Séoul, Tokyo", "Taipei, Tokyo"), "utf-8")
        yield studio, text, before


def test_the_book_is_shown_before_pages_that_take_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "PATIENCE", 0)
    with corrected(tmp_path) as (studio, text, before):
        soon, then, later = studio.refreshed()
        assert [soon.state, then.state, later.state] == ["setting", "setting", "built"]
        assert soon.version < then.version < later.version
        assert any(b"Taipei, Tokyo" in data for data in soon.book.values())
        assert soon.pdf == before.pdf != then.pdf == later.pdf
        assert soon.problems == then.problems == before.problems
        assert soon.book == then.book != later.book  # which knows the pages' numbers
        (same,) = studio.refreshed()
        assert (same.state, same.problems) == ("unchanged", later.problems)
        text.write_text("", "utf-8")
        (faulty,) = studio.refreshed()
    assert (faulty.state, faulty.pdf, faulty.book) == ("failed", later.pdf, later.book)


def test_pages_that_are_set_soon_are_shown_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "PATIENCE", 60)
    with corrected(tmp_path) as (studio, _, before):
        soon, later = studio.refreshed()
    assert [soon.state, later.state] == ["setting", "built"]
    assert soon.pdf == later.pdf != before.pdf
    assert soon.book == before.book != later.book


@pytest.mark.slow
def test_pages_and_book_stand_side_by_side(page: Tab) -> None:
    assert page.evaluate("document.querySelectorAll('#pages img').length") == 2
    assert page.evaluate(
        "[...document.querySelectorAll('#pages img')].every(i => i.naturalWidth > 800)"
    )
    page.wait_for(book_says("Séoul"))


@pytest.mark.slow
def test_a_saved_change_is_shown_where_one_was_looking(page: Tab, folder: Path) -> None:
    text, before = folder / "book" / "poutine-kim" / "poutine-kim.txt", version(page)
    page.evaluate("byId('pages').scrollTop = 400; byId('book').scrollTop = 300; shownPdf")
    shown = page.evaluate("byId('pages').dataset.pdf")
    text.write_text(text.read_text("utf-8").replace("Séoul, Tokyo", "Taipei, Tokyo"), "utf-8")
    page.wait_for(f"byId('pages').dataset.pdf !== {shown!r}")
    page.wait_for(book_says("Taipei,"))
    assert version(page) > before
    assert page.evaluate("byId('pages').scrollTop") == 400
    assert page.evaluate("byId('book').scrollTop") == 300


@pytest.mark.slow
def test_a_mistake_is_told_with_its_place_and_mended(page: Tab, folder: Path) -> None:
    settings = folder / "book" / "poutine-kim" / "edition.yaml"
    right = settings.read_text("utf-8")
    settings.write_text(right + "titel: x\n", "utf-8")
    page.wait_for("byId('problems').textContent.includes('titel')")
    assert page.evaluate("document.querySelectorAll('#pages img').length") == 2
    link = page.evaluate("document.querySelector('#problems .error a').getAttribute('href')")
    assert "edition.yaml#L" in link.replace(quote("/", safe=""), "/")
    settings.write_text(right, "utf-8")
    page.wait_for("!byId('problems').textContent.includes('titel')")


@pytest.mark.slow
def test_other_sites_and_names_get_nothing(address: str) -> None:
    port = urlsplit(address).port
    assert ask(address, "/") == 200
    assert ask(address, "/", Host=f"localhost:{port}") == 200
    assert ask(address, "/", Host=f"evil.example:{port}") == 403
    assert ask(address, "/events", Origin="http://evil.example") == 403
    assert ask(address, "/", Origin=address.rstrip("/")) == 200


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", "dist", ""])
def test_no_other_file_is_shown(address: str, path: str) -> None:
    assert ask(address, f"/source?path={quote(path)}") == 404
    assert ask(address, f"/book/{quote(path)}") == 404


@pytest.mark.slow
def test_it_ends_at_once_and_quietly_while_a_page_is_open(folder: Path) -> None:
    command = [sys.executable, "-m", "rotative.cli", "serve", "poutine-kim", "--port", "0"]
    pipes = {"stdout": PIPE, "stderr": PIPE, "text": True}
    with Popen(command, cwd=folder, **pipes) as server:  # type: ignore[call-overload]
        netloc = urlsplit(server.stdout.readline().strip()).netloc
        with closing(HTTPConnection(netloc, timeout=20)) as connection:
            connection.request("GET", "/events")
            with connection.getresponse() as answer:
                assert answer.readline().startswith(b"data:")
                server.send_signal(signal.SIGINT)
                _, said = server.communicate(timeout=20)
    assert said.splitlines()[1:] == ["stopped; nothing half-written"]


@contextmanager
def watching(folder: Path) -> Iterator[Iterator[str]]:
    """Build and watch a publication; yield what is told, line by line, of each build a line."""
    command = [sys.executable, "-m", "rotative.cli", "build", "--watch", "--format", "epub"]
    command += ["--out", str(folder / "dist")]
    with Popen(command, cwd=folder, stdout=PIPE, stderr=STDOUT, text=True) as build:
        assert build.stdout
        alarm = Timer(60, build.kill)  # or a line that never comes would be waited for
        alarm.start()
        yield iter(build.stdout.readline, "")
        alarm.cancel()
        build.send_signal(signal.SIGINT)
        build.communicate(timeout=20)


def until(lines: Iterator[str], word: str) -> str:
    return next(line for line in lines if word in line)


@pytest.mark.slow
def test_watching_goes_on_after_a_mistake_in_what_all_editions_share(tmp_path: Path) -> None:
    shutil.copytree(BOOK, tmp_path / "book")
    settings = tmp_path / "book" / "publication.yaml"
    right = settings.read_text("utf-8")
    with watching(tmp_path) as lines:
        until(lines, ".epub")
        # Perhaps it does not watch yet: what was saved before it did is seen, too.
        settings.write_text(f"{right}titre: x\n", "utf-8")
        assert "publication.yaml" in until(lines, "unknown key")
        settings.write_text(right.replace("title:", "title: Neuf #", 1), "utf-8")
        until(lines, ".epub")


@pytest.mark.slow
def test_what_is_saved_during_the_first_build_is_built(tmp_path: Path) -> None:
    shutil.copytree(BOOK, tmp_path / "book")
    text = tmp_path / "book" / "poutine-kim" / "poutine-kim.txt"
    paths = [tmp_path / "book"]
    changes = watching_module.changes(paths)
    text.write_text(f"Acte : {text.read_text('utf-8')}", "utf-8")  # nobody watches yet
    assert next(changes) is None

"""The preview's web site: a page, its script, pictures of pages, the book's files, events.

It answers GET only, to this machine only: a request whose Host is not ours (DNS rebinding) or
that another site sends (Origin) is refused. The book is shown without scripts, as it has none.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from mimetypes import guess_type
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import awatch

from rotative.house import House
from rotative.preview.studio import Studio, picture
from rotative.preview.watching import PATIENCE, Since, watched
from rotative.shipped import TEMPLATES

# Nobody else may frame the preview, and nothing in it sends a form or moves its base.
ALONE = "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; object-src 'none'"
OURS = f"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; {ALONE}"
FOREIGN = f"default-src 'self'; script-src 'none'; style-src 'self' 'unsafe-inline'; {ALONE}"
TYPES = {"xhtml": "application/xhtml+xml", "ttf": "font/ttf", "css": "text/css"}


class Bulletin:
    """Tells every open page of a new version."""

    def __init__(self) -> None:
        self._news = asyncio.Condition()
        self.closing = False

    async def ring(self) -> None:
        """Wake all that wait."""
        async with self._news:
            self._news.notify_all()

    async def close(self) -> None:
        """Let all go that wait."""
        self.closing = True
        await self.ring()

    async def wait(self, newer: Callable[[], bool]) -> None:
        """Wait until there is something newer, or until the end."""
        async with self._news:
            await self._news.wait_for(lambda: self.closing or newer())


class Guard:
    """Refuses requests for other hosts and from other sites."""

    def __init__(self, app: ASGIApp, *, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "lifespan":
            headers = dict(scope["headers"])
            host = headers.get(b"host", b"").decode("latin-1")
            origin = headers.get(b"origin", b"").decode("latin-1")
            foreign = origin and origin.removeprefix("http://") not in self.hosts
            foreign = foreign or _is_embedded(headers)
            if scope["type"] != "http" or host not in self.hosts or foreign:
                refused = PlainTextResponse("This preview answers to its own page only.\n", 403)
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_embedded(headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a page of another site, or port, shows or loads this (Fetch Metadata)."""
    site, use = headers.get(b"sec-fetch-site", b""), headers.get(b"sec-fetch-dest", b"")
    return site in {b"cross-site", b"same-site"} and use != b"document"


def site(studio: Studio, *, port: int, ready: Callable[[], None]) -> Starlette:
    """Return the application; `ready` is called once it answers.

    Its state has the `bulletin`, which is closed before the server waits for open pages.
    """
    bulletin = Bulletin()
    pages = Pages(studio, bulletin)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        at_work = asyncio.create_task(_follow(studio, bulletin, stop))
        ready()
        yield
        stop.set()
        await bulletin.close()
        with suppress(asyncio.CancelledError):
            await at_work
        studio.close()

    app = Starlette(
        routes=[Route(path, answer) for path, answer in pages.routes().items()],
        middleware=[Middleware(Guard, port=port)],
        lifespan=running,
    )
    app.state.bulletin = bulletin
    return app


async def _follow(studio: Studio, bulletin: Bulletin, stop: asyncio.Event) -> None:
    """Build now, and again whenever something has changed."""
    paths = watched([studio.job])
    since = Since(paths)
    await _refresh(studio, bulletin)
    async for found in awatch(*paths, stop_event=stop, **PATIENCE):
        if since.is_news(found):
            await _refresh(studio, bulletin)


async def _refresh(studio: Studio, bulletin: Bulletin) -> None:
    async for _ in iterate_in_threadpool(studio.refreshed()):
        await bulletin.ring()


class Pages:
    """What is answered under each path."""

    def __init__(self, studio: Studio, bulletin: Bulletin) -> None:
        self.studio, self.bulletin = studio, bulletin
        self.house = House()

    def routes(self) -> dict[str, Callable[[Request], Awaitable[Response]]]:
        """Return the answers by path."""
        return {
            "/": partial(self.template, "shell.html"),
            "/preview.js": partial(self.file, "preview.js"),
            "/preview.css": partial(self.file, "preview.css"),
            "/events": self.events,
            "/page/{number:int}.png": self.page,
            "/book/{path:path}": self.book,
            "/source": self.source,
        }

    async def template(self, name: str, _: Request, **shown: Any) -> Response:
        """Answer with a filled-in template."""
        text = self.house.render(f"preview/{name}", title=self.studio.view.title, **shown)
        return _response(text.encode(), "text/html; charset=utf-8", OURS)

    async def file(self, name: str, _: Request) -> Response:
        """Answer with one of our own files."""
        path = self.house.find(TEMPLATES, f"preview/{name}")
        data = path.read_bytes() if path else b""
        return _response(data, guess_type(name)[0] or "text/plain", OURS)

    async def events(self, _: Request) -> Response:
        """Answer with the state now and whenever it changes (server-sent events)."""

        async def told() -> AsyncIterator[str]:
            seen = -1
            while not self.bulletin.closing:
                view = self.studio.view
                if view.version != seen:
                    seen = view.version
                    yield f"data: {json.dumps(view.as_dict())}\n\n"
                await self.bulletin.wait(partial(self._is_newer, seen))

        return StreamingResponse(told(), media_type="text/event-stream", headers=_headers(OURS))

    def _is_newer(self, seen: int) -> bool:
        return self.studio.view.version != seen

    async def page(self, request: Request) -> Response:
        """Answer with the picture of a page."""
        try:
            number, view = int(request.path_params["number"]), self.studio.view
            wanted = range(view.pages + 1)[number]
            data = await run_in_threadpool(picture, view.pdf, wanted)
        except (IndexError, ValueError):
            return PlainTextResponse("no such page\n", 404)
        return _response(data, "image/png", OURS)

    async def book(self, request: Request) -> Response:
        """Answer with a file of the book."""
        name = str(request.path_params["path"])
        data = self.studio.view.book.get(name)
        if data is None:
            return PlainTextResponse("no such file\n", 404)
        kind = TYPES.get(name.rpartition(".")[2]) or guess_type(name)[0]
        return _response(data, kind or "application/octet-stream", FOREIGN)

    async def source(self, request: Request) -> Response:
        """Answer with one of the edition's own files, its lines numbered."""
        path = request.query_params.get("path", "")
        text = self.studio.source(path)
        if text is None:
            return PlainTextResponse("not a file of this edition\n", 404)
        return await self.template("source.html", request, path=path, lines=text.splitlines())


def _headers(policy: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _response(data: bytes, kind: str, policy: str) -> Response:
    return Response(data, media_type=kind, headers=_headers(policy))

"""The preview: an edition in the browser while it is written, pages and book side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rotative.press import Order
from rotative.preview.studio import Studio
from rotative.preview.watching import changes, watched
from rotative.problems import fail, library

__all__ = ["Studio", "changes", "serve", "watched"]

LOOPBACK = "127.0.0.1"


def serve(
    book: Path | None, name: str, order: Order, *, port: int, ready: Callable[[str], None]
) -> None:
    """Show an edition at http://127.0.0.1:port/ until interrupted; 0 takes any free port.

    Only this machine can connect. `ready` is told the address. Raises RotativeError when the
    edition is not there, the port is taken, or the libraries are missing.
    """
    import socket

    uvicorn = _uvicorn()
    from rotative.preview.site import site

    studio = Studio(book, name, order)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            hint = "stop what uses it, or choose another with --port (0 takes any)"
            raise fail("port-taken", f"port {port} is in use", None, hint) from error
        # Whoever is told the address may ask at once: from here on the system lets him wait.
        listener.listen()
        taken = listener.getsockname()[1]
        address = f"http://{LOOPBACK}:{taken}/"
        app = site(studio, port=taken, ready=lambda: ready(address))

        class Server(uvicorn.Server):  # type: ignore[misc,name-defined]
            async def shutdown(self, sockets: Any = None) -> None:
                # An open page waits for news for ever, and would be waited for in turn.
                await app.state.bulletin.close()
                await super().shutdown(sockets)

        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        Server(config).run(sockets=[listener])


def _uvicorn() -> Any:
    with library("the preview needs Starlette, Uvicorn, watchfiles and pypdfium2", "preview"):
        import pypdfium2  # noqa: F401 - missed only when the first page is shown
        import starlette  # noqa: F401
        import uvicorn
        import watchfiles  # noqa: F401
    return uvicorn

"""Addresses → bytes, politely and within limits: http and https, on request only.

Redirects are followed one by one, each judged like the first; a response is counted as it is
unpacked and as it comes, so that neither a bomb nor a trickle gets through. Proxies of the
environment are not used: an address must be judged here, where it is reached.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import field
from typing import Any
from urllib.parse import urljoin, urlsplit

from rotative import __version__
from rotative.dataclass import dataclass
from rotative.gather.addresses import RefusedAddressError
from rotative.gather.harvest import needed
from rotative.gather.shelf import Kept, Shelf
from rotative.import_limits import ImportLimits
from rotative.manuscript.links import safe_url
from rotative.problems import Place, RotativeError, fail

AGENT = f"rotative/{__version__} (import)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Response:
    """What an address gave: where it was in the end, its bytes, and what they are said to be."""

    url: str
    data: bytes = field(repr=False)
    media_type: str = ""
    charset: str = ""


@dataclass(slots=True)
class Web:
    """Fetches addresses; each is fetched once. `close` it when done."""

    limits: ImportLimits
    allow_private: bool = False
    shelf: Shelf = field(default_factory=Shelf)
    _pool: Any = None
    _deadline: Any = None
    _ends: float = 0.0
    _known: dict[str, Response] = field(default_factory=dict)

    def close(self) -> None:
        """Close what is open."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def get(self, address: str) -> Response:
        """Return what an address gives; raise RotativeError if it may not be asked or will not."""
        url = safe_url(address)
        if not url.startswith(("http://", "https://")):
            hint = "only http and https are fetched"
            raise fail("fetch-failed", f"this address cannot be fetched: {address[:80]}", hint=hint)
        if url not in self._known:
            self._known[url] = self._followed(url)
        return self._known[url]

    def _followed(self, url: str) -> Response:
        asked, kept = url, self.shelf.find(url)
        self._open()
        self._ends = self._ends or time.monotonic() + self.limits.network_seconds
        left = self._ends - time.monotonic()
        if left <= 0:
            raise _failed(url, f"this import has used its {self.limits.network_seconds} seconds")
        self._deadline.start(min(self.limits.response_seconds, left))
        for _ in range(self.limits.redirects + 1):
            status, headers, data = self._asked(url, asked, kept)
            if status == 304 and kept is not None:
                return Response(kept.url, kept.data, *_content_type(kept.content_type))
            if status in _REDIRECTS and headers.get("location"):
                url = self._next(url, headers["location"], asked)
                continue
            if status != 200:
                raise _failed(asked, f"the server answered {status}")
            said = headers.get("content-type", "")
            mark = Kept(url, data, said, headers.get("etag", ""), headers.get("last-modified", ""))
            self.shelf.keep(asked, mark)
            return Response(url, data, *_content_type(said))
        raise _failed(asked, f"it leads on more than {self.limits.redirects} times")

    def _next(self, url: str, location: str, asked: str) -> str:
        found = safe_url(urljoin(url, location.strip()))
        if not found.startswith(("http://", "https://")):
            raise _failed(asked, f"it leads to {location[:80]}, which is neither http nor https")
        return found

    def _asked(self, url: str, asked: str, kept: Kept | None) -> tuple[int, dict[str, str], bytes]:
        """Ask one address, and return status, headers and body."""
        import httpcore

        headers = {
            "Host": urlsplit(url).netloc,
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        } | (kept.conditions if kept and kept.url == url else {})
        try:
            with self._pool.stream("GET", url, headers=headers) as answer:
                said = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in answer.headers}
                body = self._body(answer, said, asked) if answer.status == 200 else b""
                return answer.status, said, body
        except RefusedAddressError as error:
            message = f"this address leads to a machine that is not everybody's: {error}"
            hint = "if it is meant, use --allow-private"
            raise fail("address-refused", message, Place(asked), hint) from error
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise _failed(asked, "it did not answer in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, zlib.error) as error:
            why = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
            raise _failed(asked, why) from error

    def _open(self) -> None:
        if self._pool is not None:
            return
        with needed("httpcore"):
            from rotative.gather import connections
        self._deadline = connections.Deadline()
        self._pool = connections.pool(self._deadline, allow_private=self.allow_private)

    def _body(self, answer: Any, said: dict[str, str], asked: str) -> bytes:
        most, out, size = self.limits.source_bytes, [], 0
        coding = said.get("content-encoding", "identity").lower().strip()
        if coding not in {"", "identity", "gzip", "x-gzip"}:
            raise _failed(asked, f"it is packed as {coding}, which was not asked for")
        with closing(answer):
            for part in _unpacked(answer.iter_stream(), most, packed="gzip" in coding):
                size += len(part)
                if size > most:
                    hint = f"--max source-bytes={most // 1_000_000 * 2}M takes more"
                    message = f"the response has more than {most / 1e6:.0f} MB"
                    raise fail("source-too-large", message, Place(asked), hint)
                out.append(part)
        return b"".join(out)


def _unpacked(parts: Iterator[bytes], most: int, *, packed: bool) -> Iterator[bytes]:
    """Yield a body as it is unpacked, never more at once than may come at all."""
    if not packed:
        yield from parts
        return
    unpacker = zlib.decompressobj(wbits=31)
    for part in parts:
        yield unpacker.decompress(part, most + 1)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, most + 1)


def _failed(asked: str, reason: str) -> RotativeError:
    hint = "look at it in a browser; save it there and import the file"
    return fail("fetch-failed", f"this cannot be fetched: {reason}", Place(asked), hint)


def _content_type(said: str) -> tuple[str, str]:
    media_type, _, rest = said.partition(";")
    charset = next(
        (p.split("=", 1)[1] for p in rest.split(";") if p.strip().lower().startswith("charset=")),
        "",
    )
    return media_type.strip().lower(), charset.strip().strip("\"'")

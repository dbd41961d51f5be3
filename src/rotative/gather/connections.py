"""Connections for httpcore: to addresses that were judged, and no longer than there is time.

Loaded only when something is fetched; everything else here does without httpcore.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from rotative.gather.addresses import resolve

CONNECT_SECONDS = 10.0
"""What one address gets to answer the call."""


@dataclass(slots=True)
class Deadline:
    """The moment, by the monotonic clock, after which nothing is waited for."""

    ends: float = 0.0

    def start(self, seconds: float) -> None:
        """Begin to count."""
        self.ends = time.monotonic() + seconds

    def left(self, most: float | None = None) -> float:
        """Return the seconds left; raise TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most) if most else left


class Timed(httpcore.NetworkStream):
    """A stream on which no trickle of bytes outlasts the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come."""
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send something."""
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the stream in TLS; the certificate is checked against the name that was asked."""
        left = self._deadline.left(timeout)
        return Timed(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._inner.get_extra_info(info)


class Judged(httpcore.NetworkBackend):
    """Opens connections to the very addresses that were judged."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline, self._allow_private = deadline, allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to a name; its addresses are tried one after the other."""
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        most = min(timeout or CONNECT_SECONDS, CONNECT_SECONDS)
        for address in resolve(host, port, allow_private=self._allow_private):
            left = self._deadline.left(most)
            try:
                found = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return Timed(found, self._deadline)
        raise failed


def pool(deadline: Deadline, *, allow_private: bool) -> httpcore.ConnectionPool:
    """Return where connections come from."""
    backend = Judged(deadline, allow_private=allow_private)
    # None is kept: a server may close one at the moment that it is used again.
    return httpcore.ConnectionPool(
        max_connections=4, max_keepalive_connections=0, network_backend=backend
    )

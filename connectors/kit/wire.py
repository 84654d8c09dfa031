"""The connection itself: to checked addresses only, and never longer than its time budget."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from time import monotonic
from typing import Any

import httpcore2
import httpx2

from connectors.kit.guard import Guard
from enrich.model import Value


class Bounds(Value, frozen=True):
    """Bounds of one answer: network seconds over all hops, redirects, bytes; tries, and seconds before the second try."""

    seconds: float = 15.0
    hops: int = 5
    size: int = 5_000_000
    attempts: int = 3
    pause: float = 0.5


class Budget:
    """Seconds of network time for one answer, over all its hops; runs only inside its `with` block.

    A timeout per read would let a server that sends one byte every ten seconds hold a worker for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since = 0.0
        self._token: Token[Budget] | None = None

    def __enter__(self) -> Budget:
        self._since, self._token = monotonic(), _RUNNING.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._seconds -= monotonic() - self._since
        if self._token is not None:
            _RUNNING.reset(self._token)

    def left(self) -> float:
        """Seconds left. Raises httpcore2.ReadTimeout when there are none."""
        left = self._seconds - (monotonic() - self._since)
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for this answer is used up")
        return left


_RUNNING: ContextVar[Budget] = ContextVar("connectors.budget")


class _BoundedStream(httpcore2.NetworkStream):
    """A socket whose every operation has what is left of the running budget as its timeout."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _RUNNING.get().left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _RUNNING.get().left())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, _RUNNING.get().left()))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the addresses the guard has checked, never to a name."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("the host has no address")
        for address in self._guard.addresses(host, port):
            try:
                return _BoundedStream(self._sockets.connect_tcp(address, port, _RUNNING.get().left()))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class GuardedTransport(httpx2.BaseTransport):
    """One source's connections. Proxies and other settings of the environment are not looked at.

    Raises Refused for an address that is not public, and httpcore2's errors for all that goes wrong on the way.
    """

    def __init__(self, guard: Guard) -> None:
        self._pool = httpcore2.ConnectionPool(
            network_backend=_PinnedBackend(guard), max_connections=32, keepalive_expiry=20.0
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()

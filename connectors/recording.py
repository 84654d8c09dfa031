"""Tapes: what a real service said, recorded once through loopback and replayed in tests. No credentials get onto one."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import msgspec
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors.fakesite import Reply, path_of
from enrich.model import Value

_KEPT_HEADERS = frozenset(
    {"link", "last-modified", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"}
)
_SENT_HEADERS = frozenset({"accept", "authorization", "content-type", "user-agent"})
_SECRET_FIELDS = re.compile(
    r'("(?:access_token|refresh_token|id_token|client_secret|api_key|password)"\s*:\s*")[^"]*', re.IGNORECASE
)


class Exchanged(Value, frozen=True):
    """One question (method, path and query) and its answer. A body that is no text is written in base64."""

    method: str
    path: str
    status: int
    content_type: str
    headers: dict[str, str]
    body: str
    packed: bool = False


class Tape:
    """A file of exchanges, readable and fit to be kept with the tests.

    `scrub` gets every body before it is written, to take out what is personal or secret beyond the usual credentials.
    """

    def __init__(self, path: Path, scrub: Callable[[str], str] = str) -> None:
        self._path, self._scrub = path, scrub

    def replies(self) -> dict[str, Reply]:
        """What a `FakeSite` is to answer."""
        exchanges = msgspec.json.decode(self._path.read_bytes(), type=list[Exchanged])
        return {each.path: _reply(each) for each in exchanges}

    @contextmanager
    def recording(self, base: str, headers: Collection[str] = ()) -> Iterator[str]:
        """Within the block, an address on loopback that hands every question on to `base` and writes down the answer.

        `headers`: further request headers that the service has to see.
        """
        exchanges = dict[tuple[str, str], Exchanged]()
        server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
        passed = _SENT_HEADERS | {name.lower() for name in headers}

        def answer(request: Request) -> Response:
            given = self._asked(base, request, passed)
            here = f"http://{server.host}:{server.port}"
            written = self._written(request, given, base)
            exchanges[written.method, written.path] = written
            return Response(
                given.text.replace(base, here) if not written.packed else given.content,
                given.status_code,
                {
                    name: value.replace(base, here)
                    for name, value in given.headers.items()
                    if name in _KEPT_HEADERS
                },
                content_type=written.content_type,
            )

        server.expect_request(re.compile(".*")).respond_with_handler(answer)
        server.start()
        try:
            yield f"http://{server.host}:{server.port}"
        finally:
            server.stop()
            content = msgspec.json.format(msgspec.json.encode(list(exchanges.values())), indent=1)
            self._path.write_bytes(content + b"\n")

    def _asked(self, base: str, request: Request, passed: frozenset[str]) -> httpx2.Response:
        with httpx2.Client(trust_env=False) as client:
            return client.request(
                request.method,
                base + request.full_path.removesuffix("?"),
                headers={name: value for name, value in request.headers.items() if name.lower() in passed},
                content=request.get_data(),
            )

    def _written(self, request: Request, given: httpx2.Response, base: str) -> Exchanged:
        try:
            body, packed = given.content.decode("utf-8"), False
        except UnicodeDecodeError:
            body, packed = base64.b64encode(given.content).decode(), True
        return Exchanged(
            request.method,
            path_of(request),
            given.status_code,
            given.headers.get("content-type", ""),
            {name: v.replace(base, "{site}") for name, v in given.headers.items() if name in _KEPT_HEADERS},
            body if packed else self._scrub(_SECRET_FIELDS.sub(r"\1scrubbed", body.replace(base, "{site}"))),
            packed,
        )


def _reply(exchanged: Exchanged) -> Reply:
    body = base64.b64decode(exchanged.body) if exchanged.packed else exchanged.body
    return Reply(body, exchanged.content_type, exchanged.status, exchanged.headers)

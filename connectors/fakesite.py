"""A web server on loopback that misbehaves on demand: the fake vendor of every connector's tests."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from threading import Event
from typing import Any, Self

import httpx2
import msgspec
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from enrich.model import Value

RETRY_AFTER = 7
_LONGEST_HANG = 30.0
_SECRET_PARAMS = frozenset({"key", "api_key", "apikey", "api-key", "token", "access_token", "client_secret"})


class Reply(Value, frozen=True):
    """What the fake site answers; "{site}" in text stands for its own address."""

    body: str | bytes = ""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = msgspec.field(default_factory=dict)


Answering = Reply | Callable[[Request], Reply]


class FakeSite:
    """A real HTTP server on a free port of loopback.

    `replies`: path and query, as asked but without credentials -> what is answered, or a function of the request that says so.
    `fault` names what goes wrong (see FAULTS) on every path but robots.txt, for the next `faults_left` requests.
    `asked` lists the requests that came, oldest first.
    """

    def __init__(self) -> None:
        self.closing = Event()
        self.reset()
        self._server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
        self._server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.stop()

    def reset(self, replies: Mapping[str, Answering] | None = None) -> None:
        """As new, with these replies by path; whatever still hangs is let go."""
        self.closing.set()
        self.closing = Event()
        self.replies: dict[str, Answering] = dict(replies or {})
        self.fault = ""
        self.faults_left = math.inf
        self.asked: list[Request] = []

    @property
    def address(self) -> str:
        """host:port, as `allow_private` wants it."""
        return f"{self._server.host}:{self._server.port}"

    @property
    def url(self) -> str:
        """The site's address without a slash at the end."""
        return f"http://{self.address}"

    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [request.path for request in self.asked if request.path != "/robots.txt"]

    def here(self, text: str) -> str:
        """The text with this site's address for "{site}"."""
        return text.replace("{site}", self.url)

    def reply(self, path: str) -> Response:
        """The right answer for a path, with an ETag when asked again; 404 where there is none."""
        found = self.replies.get(path, Reply("nothing here", status=404))
        reply = found if isinstance(found, Reply) else found(self.asked[-1])
        body = self.here(reply.body).encode() if isinstance(reply.body, str) else reply.body
        response = Response(body, reply.status, content_type=reply.content_type)
        for name, value in reply.headers.items():
            response.headers[name] = self.here(value)
        return response

    def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        fault = FAULTS.get(self.fault)
        if fault is None or request.path == "/robots.txt" or self.faults_left <= 0:
            response = self.reply(path_of(request))
            if response.status_code == 200 and request.method == "GET":
                response.add_etag()
                response.make_conditional(request)
            return response
        self.faults_left -= 1
        return fault(self, path_of(request))


def _truncated(site: FakeSite, path: str) -> Response:
    whole = site.reply(path)
    body = whole.get_data()
    half = Response(body[: len(body) // 2], content_type=whole.content_type)
    half.headers["Content-Length"] = str(len(body) + 1)
    half.headers["Connection"] = "close"
    return half


def _endless(site: FakeSite, path: str) -> Response:
    closing = site.closing

    def for_ever() -> Iterator[bytes]:
        while not closing.is_set():
            yield b"<p>and on</p>" * 1000

    return Response(for_ever(), content_type="text/html")


def _dripping(site: FakeSite, path: str) -> Response:
    closing = site.closing

    def drops() -> Iterator[bytes]:
        while not closing.wait(0.05):
            yield b"."

    return Response(drops(), content_type="text/html")


def _slow(site: FakeSite, path: str) -> Response:
    site.closing.wait(_LONGEST_HANG)
    return site.reply(path)


def _redirect(place: str) -> Callable[[FakeSite, str], Response]:
    return lambda site, path: Response(status=302, headers={"Location": place.replace("{path}", path)})


# What can go wrong, by name.
FAULTS: dict[str, Callable[[FakeSite, str], Response]] = {
    "busy": lambda site, path: Response(status=429, headers={"Retry-After": str(RETRY_AFTER)}),
    "error": lambda site, path: Response("sorry", status=500),
    "missing": lambda site, path: Response("nothing here", status=404),
    "unauthorized": lambda site, path: Response(
        '{"error": "no"}', status=401, content_type="application/json"
    ),
    "forbidden": lambda site, path: Response("no", status=403),
    "changed": lambda site, path: Response(b"\x00\x01 all new", content_type="application/x-new"),
    "maintenance": lambda site, path: Response("<html><h1>Back soon</h1></html>", content_type="text/html"),
    "new schema": lambda site, path: Response(
        '{"schema": "new", "all": [1, 2]}', content_type="application/json"
    ),
    "truncated": _truncated,
    "huge": lambda site, path: Response(b"x" * 6_000_000, content_type="text/html"),
    "endless": _endless,
    "slow": _slow,
    "dripping": _dripping,
    "loop": _redirect("{path}"),
    "to a private host": _redirect("http://10.0.0.1/"),
}


def path_of(request: Request) -> str:
    """Path and query as asked, credentials left out."""
    kept: list[tuple[str, Any]] = [
        (name, value) for name, value in request.args.items(multi=True) if name.lower() not in _SECRET_PARAMS
    ]
    return request.path + (f"?{httpx2.QueryParams(kept)}" if kept else "")

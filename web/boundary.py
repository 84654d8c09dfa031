"""What stands between the network and the pages: who may ask, what is answered when all else fails, what browsers may do.

Plain ASGI, so that streams pass through untouched.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jobs.model import describe
from web.problems import problem_response
from web.statuses import Problem, problem_for

log = logging.getLogger(__name__)

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Boundary:
    """Refuses strangers, answers for errors nobody foresaw, and sets the security headers of every answer."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOCAL_HOSTS) -> None:
        self.app, self.hosts = app, frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, answer = time.monotonic(), Answer(send, private=not scope["path"].startswith("/static/"))
        refused = stranger(scope, self.hosts)
        try:
            if refused is not None:
                await problem_response(Request(scope), refused)(scope, receive, answer.send)
            else:
                await self.app(scope, receive, answer.send)
        except Exception as error:  # noqa: BLE001
            # A traceback's last line may quote personal data: only the kind of error and its place are told.
            log.error("%s %s failed: %s", scope["method"], scope["path"], describe(error))
            if not answer.status:
                await internal(scope)(scope, receive, answer.send)
        took = (time.monotonic() - began) * 1000
        log.info("%s %s %d in %.0f ms", scope["method"], scope["path"], answer.status, took)


class Answer:
    """Sends on what the application answers, with the headers that every answer has; notes its status."""

    def __init__(self, send: Send, *, private: bool) -> None:
        self._send, self._private, self.status = send, private, 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            headers.update(HEADERS)
            if self._private:
                headers.setdefault("Cache-Control", "private, no-cache")
                headers.add_vary_header("HX-Request")
            message["headers"] = headers.raw
        await self._send(message)


def internal(scope: Scope) -> Response:
    problem = problem_for(500, "something went wrong that nobody foresaw; the server's log names the place")
    return problem_response(Request(scope), problem)


def stranger(scope: Scope, hosts: Collection[str]) -> Problem | None:
    """Why this request is not served, None when it is.

    A page elsewhere could reach us under a name of its own (DNS rebinding) or send a form here (request forgery):
    the first has a Host that is not ours, the second says so in Sec-Fetch-Site or Origin (Fetch standard).
    """
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if host_name(host) not in hosts:
        return problem_for(421, f"this server answers only as {', '.join(sorted(hosts))}")
    if scope["method"] in READING or from_our_page(headers, host):
        return None
    return problem_for(403, "this request came from another site")


def host_name(host: str) -> str:
    """The name without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).casefold()


def from_our_page(headers: Headers, host: str) -> bool:
    """Browsers tell where a request that changes things comes from; other programs tell nothing and mean it."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.casefold() == host.casefold()

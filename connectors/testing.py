# ruff: noqa: S101 -- assertions are what this module is for
"""For authors of connectors: a web server on loopback that misbehaves on demand, and the contract every connector keeps.

class TestMySource(ConnectorContract):
    connector = MySource
    options = {"base": "{site}"}
    ask = Ask(url="{site}/jane")
    replies = {"/jane": Reply("<html>...")}
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, ClassVar

import msgspec
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.http import Http, Web
from connectors.kit.wire import Bounds
from connectors.registry import configure
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.model import Found, Value
from enrich.ports import Ask, ChangedAnswer, NextCursor

RETRY_AFTER = 7
_LONGEST_HANG = 30.0
_QUICK = Bounds(seconds=5.0, attempts=2, pause=0.001)
_IMPATIENT = Bounds(seconds=0.3, attempts=2, pause=0.001)


class Reply(Value, frozen=True):
    """What the fake site answers; "{site}" in text stands for its own address."""

    body: str | bytes = ""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = msgspec.field(default_factory=dict)


class FakeSite:
    """A real HTTP server on a free port of loopback.

    `fault` names what goes wrong (see FAULTS) on every path but robots.txt, for the next `faults_left` requests.
    `asked` lists the requests that came, oldest first.
    """

    def __init__(self) -> None:
        self.closing = Event()
        self.reset()
        self._server = HTTPServer(host="127.0.0.1", port=0, threaded=True)
        self._server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def __enter__(self) -> FakeSite:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.stop()

    def reset(self, replies: dict[str, Reply] | None = None) -> None:
        """As new, with these replies by path; whatever still hangs is let go."""
        self.closing.set()
        self.closing = Event()
        self.replies = dict(replies or {})
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
        reply = self.replies.get(path, Reply("nothing here", status=404))
        body = self.here(reply.body).encode() if isinstance(reply.body, str) else reply.body
        response = Response(body, reply.status, content_type=reply.content_type)
        for name, value in reply.headers.items():
            response.headers[name] = self.here(value)
        return response

    def _answer(self, request: Request) -> Response:
        self.asked.append(request)
        fault = FAULTS.get(self.fault)
        if fault is None or request.path == "/robots.txt" or self.faults_left <= 0:
            response = self.reply(request.full_path.removesuffix("?"))
            if response.status_code == 200:
                response.add_etag()
                response.make_conditional(request)
            return response
        self.faults_left -= 1
        return fault(self, request.full_path.removesuffix("?"))


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
    "forbidden": lambda site, path: Response("no", status=403),
    "changed": lambda site, path: Response(b"\x00\x01 all new", content_type="application/x-new"),
    "truncated": _truncated,
    "huge": lambda site, path: Response(b"x" * 6_000_000, content_type="text/html"),
    "endless": _endless,
    "slow": _slow,
    "dripping": _dripping,
    "loop": _redirect("{path}"),
    "to a private host": _redirect("http://10.0.0.1/"),
}


class ConnectorContract:
    """Inherit this and name the connector, its options, what to ask it, and what its source then answers.

    In the options' and the question's texts "{site}" stands for the fake site's address.
    """

    connector: ClassVar[type[BaseConnector[Any]]]
    options: ClassVar[dict[str, object]] = {}
    ask: ClassVar[Ask] = Ask()
    replies: ClassVar[dict[str, Reply]]

    @pytest.fixture(scope="class")
    @classmethod
    def server(cls) -> Iterator[FakeSite]:
        with FakeSite() as site:
            yield site

    @pytest.fixture
    def site(self, server: FakeSite) -> FakeSite:
        server.reset(self.replies)
        return server

    @pytest.fixture
    def web(self) -> Iterator[Web]:
        web = Web(limits=_QUICK)
        yield web
        web.close()

    def made(self, site: FakeSite, web: Web) -> BaseConnector[Any]:
        """The connector, told to ask the fake site."""
        text = site.here(msgspec.json.encode(self.options).decode())
        options = {**msgspec.json.decode(text), "allow_private": [site.address], "per_second": 1000}
        return configure(self.connector, options, Http(web), "tested")

    def told(
        self, connector: BaseConnector[Any], site: FakeSite, cursor: str = ""
    ) -> list[Found | Refused | NextCursor]:
        """All that the connector says when asked."""
        if self.connector.directory:
            return list(connector.pull(cursor))
        ask = msgspec.json.decode(site.here(msgspec.json.encode(self.ask).decode()), type=Ask)
        return list(connector.lookup(ask))

    def test_declares_what_it_is(self) -> None:
        connector = self.connector
        assert connector.__doc__ and connector.name and connector.needs and connector.policy.terms
        assert connector.directory or connector.lookup_by
        assert issubclass(connector.options_type, SourceOptions)
        assert connector.policy.keep_days is None or connector.policy.keep_days > 0
        assert connector.policy.attribution or not connector.policy.may_store

    def test_an_unknown_option_is_a_config_error(self, web: Web) -> None:
        with pytest.raises(ConfigError) as caught:
            configure(self.connector, {**self.options, "colour": "red"}, Http(web), "tested", file="o.toml")
        assert str(caught.value).startswith("o.toml: sources.tested.colour: unknown option")
        assert "allow_private" in caught.value.allowed

    def test_finds_well_formed_records(self, site: FakeSite, web: Web) -> None:
        found = _records(self.told(self.made(site, web), site))
        assert found
        assert len({each.key for each in found}) == len(found)
        for each in found:
            assert msgspec.json.decode(msgspec.json.encode(each), type=Found) == each
            assert each.key and each.profile.name
            assert each.url == "" or each.url.startswith(("http://", "https://"))

    def test_says_the_same_when_asked_again(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        assert _records(self.told(connector, site)) == _records(self.told(connector, site))

    def test_resumes_at_every_cursor(self, site: FakeSite, web: Web) -> None:
        connector, whole = self.made(site, web), self.told(self.made(site, web), site)
        for place, step in enumerate(whole):
            if isinstance(step, NextCursor):
                later = _records(self.told(connector, site, step.cursor))
                keys = [each.key for each in _records(whole[:place]) + later]
                assert set(keys) == {each.key for each in _records(whole)}
        if self.connector.directory:
            assert isinstance(whole[-1], NextCursor)
            assert _records(self.told(connector, site, whole[-1].cursor)) == []

    def test_obeys_retry_after(self, site: FakeSite, web: Web) -> None:
        site.fault = "busy"
        with pytest.raises(RetryLater) as caught:
            self.told(self.made(site, web), site)
        assert not isinstance(caught.value, SourceDown)
        assert caught.value.after_seconds == RETRY_AFTER
        assert len(site.paths()) == 1

    @pytest.mark.parametrize("fault", ["error", "truncated"])
    def test_tries_again_then_says_the_source_is_down(self, site: FakeSite, web: Web, fault: str) -> None:
        site.fault = fault
        with pytest.raises(SourceDown):
            self.told(self.made(site, web), site)
        assert len(site.paths()) == _QUICK.attempts

    @pytest.mark.parametrize("fault", ["slow", "dripping"])
    def test_does_not_wait_for_ever(self, site: FakeSite, fault: str) -> None:
        site.fault, web = fault, Web(limits=_IMPATIENT)
        with pytest.raises(SourceDown):
            self.told(self.made(site, web), site)
        web.close()

    @pytest.mark.parametrize("fault", ["huge", "endless", "loop", "to a private host", "forbidden"])
    def test_refuses_what_is_out_of_bounds(self, site: FakeSite, web: Web, fault: str) -> None:
        site.fault = fault
        with pytest.raises(Refused):
            self.told(self.made(site, web), site)

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        """A person who is not there is nobody; a directory that is not there is an error."""
        site.fault = "missing"
        connector = self.made(site, web)
        if self.connector.directory:
            with pytest.raises(Refused):
                self.told(connector, site)
        else:
            assert self.told(connector, site) == []

    def test_a_changed_answer_is_kept_for_a_person(self, site: FakeSite, web: Web) -> None:
        site.fault = "changed"
        with pytest.raises(ChangedAnswer) as caught:
            self.told(self.made(site, web), site)
        assert caught.value.payload == b"\x00\x01 all new"
        assert caught.value.url.startswith(site.url)

    @pytest.mark.parametrize("fault", ["", *sorted(set(FAULTS) - {"slow", "dripping"})])
    def test_tells_no_log_about_people(
        self, site: FakeSite, web: Web, caplog: pytest.LogCaptureFixture, fault: str
    ) -> None:
        connector = self.made(site, web)
        secrets = _personal(_records(self.told(connector, site)))
        site.fault, said = fault, []
        caplog.set_level(logging.DEBUG)
        try:
            self.told(connector, site)
        except OnefoldError as error:
            said.append(str(error))
        own = [record for record in caplog.records if record.name not in {"werkzeug", "pytest_httpserver"}]
        said += [logging.Formatter().format(record) for record in own]
        assert [secret for secret in secrets if any(secret in line for line in said)] == []

    def test_health_is_found_out_by_a_call(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        before = connector.health().state
        site.fault = "error"
        assert (before, connector.health().state) in {("ok", "down"), ("unknown", "unknown")}


def _records(told: list[Found | Refused | NextCursor]) -> list[Found]:
    return [each for each in told if isinstance(each, Found)]


def _personal(found: list[Found]) -> set[str]:
    """Every text that tells of the people found."""
    profiles = [each.profile for each in found]
    return {
        text
        for profile in profiles
        for text in (
            profile.name,
            *profile.emails,
            *profile.phones,
            *(link.url for link in profile.links),
            *(item.title for item in profile.items),
        )
        if text
    } | {each.key for each in found}

"""Who may ask, what browsers are told, and what is answered when all else fails."""

from __future__ import annotations

import dataclasses
import logging

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from enrich.errors import ConfigError, Conflict, NotFound, OnefoldError, Refused, RetryLater, SourceDown
from tests.web.conftest import Village
from web.app import ROUTERS, create_app
from web.statuses import STATUSES, problem_of

POSTS = (
    "/people/P1/refresh", "/people/P1/split", "/people/P1/note", "/people/P1/correct", "/review/1-2",
    "/judgements/revoke", "/ops/sources/crm/pause", "/ops/sources/crm/pull", "/ops/jobs/watch/run", "/ops/tasks/1/retry",
    "/ops/tasks/1/cancel", "/ops/refused/1/dismiss", "/you", "/people/P1/refresh/1/undo", "/ops/sources/crm/test",
    "/models/learn", "/models/shipped-1/use",
)  # fmt: skip
PAGES = (
    "/people",
    "/review",
    "/review/decisions",
    "/ops",
    "/models",
    "/static/onefold.css",
    "/nothing",
    "/api/v1/people",
)


def test_every_form_is_known_here() -> None:
    """A new form cannot be forgotten in the tests below."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    forms = [
        route.path_regex for route in routes if "POST" in route.methods and not route.path.startswith("/api/")
    ]
    assert len(forms) == len(POSTS)
    assert all(any(form.match(path) for path in POSTS) for form in forms)


def test_no_form_is_taken_without_our_token(client: TestClient) -> None:
    fields = {
        "verdict": "same",
        "record": "1",
        "kind": "note",
        "text": "x",
        "attribute": "name",
        "paused": "true",
        "judgements": "1",
    }
    client.get("/people")
    for path in POSTS:
        answer = client.post(path, data={**fields, "token": "x" * 43})
        assert answer.status_code == 403, path
        assert "out of date or came from elsewhere" in answer.text
        assert client.post(path, data=fields).status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_nothing_is_changed_from_another_site(client: TestClient, headers: dict[str, str]) -> None:
    for path in (*POSTS, "/api/v1/review/decisions", "/api/v1/people/P1/refresh"):
        answer = client.post(path, headers=headers)
        assert answer.status_code == 403, path
        assert "another site" in answer.text


def test_deleting_from_another_site_too(client: TestClient) -> None:
    answer = client.delete("/api/v1/review/decisions/1", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_our_own_pages_and_programs_may(client: TestClient, village: Village) -> None:
    path = f"/api/v1/people/{village.code('marisol')}/refresh"
    for headers in (
        {},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ):
        assert client.post(path, headers=headers).status_code == 202


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "0.0.0.0", "[::2]"]
)
def test_no_other_name_is_answered(client: TestClient, host: str) -> None:
    for path in ("/people", "/api/v1/people", "/static/onefold.css"):
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 421, path
        assert "localhost" in answer.text
        assert "Marisol" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8360", "127.0.0.1:1", "[::1]", "[::1]:8360"])
def test_this_machines_names_are(client: TestClient, host: str) -> None:
    assert client.get("/people", headers={"Host": host}).status_code == 200


def test_names_can_be_added(village: Village) -> None:
    app = create_app(village.services, hosts=["Onefold.example.org"])
    with TestClient(app, base_url="https://onefold.example.org") as client:
        answer = client.get("/people")
        assert answer.status_code == 200
        assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert path.startswith("/static") or headers["cache-control"] == "private, no-cache"


def test_cookies_are_strict(client: TestClient) -> None:
    cookies = client.get("/people").headers.get_list("set-cookie")
    assert cookies
    assert all("httponly" in cookie.lower() and "samesite=strict" in cookie.lower() for cookie in cookies)


ERRORS: tuple[tuple[OnefoldError, int], ...] = (
    (Refused("no"), 422), (SourceDown(after_seconds=7.0), 503), (RetryLater("later"), 503), (ConfigError("wrong"), 500),
    (NotFound("none"), 404), (Conflict("changed"), 409),
)  # fmt: skip


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_errors_have_their_statuses(village: Village, error: OnefoldError, status: int) -> None:
    def fails(person_id: int, by: str, again: bool) -> int:
        raise error

    app = create_app(dataclasses.replace(village.services, refresh=fails))
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.post(f"/api/v1/people/{village.code('marisol')}/refresh")
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"] == f"urn:onefold:problem:{type(error).__name__}"
    assert answer.headers.get("retry-after") == {"SourceDown": "7", "RetryLater": "60"}.get(
        type(error).__name__
    )


def test_every_error_of_the_tree_has_a_status() -> None:
    def tree(kind: type[OnefoldError]) -> list[type[OnefoldError]]:
        return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]

    ours = [kind for kind in tree(OnefoldError) if kind.__module__ == "enrich.errors"]
    assert set(ours) <= set(STATUSES)


def test_an_unknown_kind_of_ours_has_its_parents_status() -> None:
    class Odd(Conflict):
        """Something new."""

    assert problem_of(Odd()).status == 409


def test_what_nobody_foresaw_is_told_without_its_words(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(person_id: int, by: str, again: bool) -> int:
        raise ValueError("canary Marisol 4711")

    app = create_app(dataclasses.replace(village.services, refresh=fails))
    with (
        caplog.at_level(logging.INFO, logger="web"),
        caplog.at_level(logging.WARNING, logger="httpx2"),
        TestClient(app, base_url="http://localhost") as client,
    ):
        answer = client.post(f"/api/v1/people/{village.code('marisol')}/refresh")
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        page = client.get("/people", params={"q": "canary"})
        assert page.status_code == 200
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text + answer.text


def test_the_log_tells_paths_without_what_was_searched(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="web.boundary"):
        client.get("/people", params={"q": "Marisol"})
    assert "GET /people 200" in caplog.text
    assert "Marisol" not in caplog.text

"""What a service says is recorded through loopback and replayed, without its credentials."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from connectors.kit.http import Http, Web
from connectors.testing import FakeSite, Reply, Tape

SAID = '{"name": "Jana Kowalczyk", "access_token": "t0ken", "self": "{site}/people/7"}'


def asked(base: str, web: Web, path: str) -> tuple[int, bytes, str]:
    answer = Http(web, "s", allow_private=[base.removeprefix("http://")], per_second=1000).get(
        f"{base}{path}"
    )
    return (404, b"", "") if answer is None else (answer.status, answer.body, answer.headers.get("link", ""))


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    return Tape(tmp_path / "tape.json", scrub=lambda body: body.replace("Kowalczyk", "Example"))


def test_what_was_recorded_is_replayed_at_another_address(
    tape: Tape, web: Web, site: FakeSite, other_site: FakeSite, tmp_path: Path
) -> None:
    site.replies = {
        "/people/7?q=a": Reply(SAID, "application/json", headers={"Link": '<{site}/people/8>; rel="next"'}),
        "/photo": Reply(b"\xff\xd8\x00", "image/jpeg"),
    }
    paths = ("/people/7?api_key=s3cret&q=a", "/photo", "/nobody")
    with tape.recording(site.url) as here:
        live = [asked(here, web, path) for path in paths]
        assert b"Kowalczyk" in live[0][1] and live[0][2] == f'<{here}/people/8>; rel="next"'
        assert site.asked[0].args["api_key"] == "s3cret"
    written = (tmp_path / "tape.json").read_text()
    for secret in ("s3cret", "t0ken", "Kowalczyk", site.address):
        assert secret not in written
    other_site.replies = dict(tape.replies())
    replayed = [asked(other_site.url, web, path) for path in paths]
    assert replayed[0][1].decode() == other_site.here(
        SAID.replace("Kowalczyk", "Example").replace("t0ken", "scrubbed")
    )
    assert replayed[0][2] == f'<{other_site.url}/people/8>; rel="next"'
    assert replayed[1:] == live[1:] == [(200, b"\xff\xd8\x00", ""), (404, b"", "")]


def test_the_service_sees_the_credentials_that_it_needs(tape: Tape, site: FakeSite) -> None:
    site.replies = {"/a": Reply("x")}
    with tape.recording(site.url, headers=["X-Api-Key"]) as here, httpx2.Client(trust_env=False) as client:
        client.get(
            f"{here}/a", headers={"Authorization": "Bearer s3cret", "X-Api-Key": "k3y", "Cookie": "c=1"}
        )
    assert site.asked[0].headers["Authorization"] == "Bearer s3cret"
    assert site.asked[0].headers["X-Api-Key"] == "k3y" and "Cookie" not in site.asked[0].headers

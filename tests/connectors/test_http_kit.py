"""Polite, bounded, cached: what every connector gets for free, over real HTTP."""

from __future__ import annotations

import gzip
import logging
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic

import pytest

from connectors.kit.credentials import Shown
from connectors.kit.http import Http, Web
from connectors.kit.ledger import Ledger
from connectors.kit.pace import Pace, host_line
from connectors.kit.wire import Bounds
from connectors.testing import FakeSite, Reply
from enrich.errors import ConfigError, Refused, RetryLater, SourceDown

PAGE = Reply("<p>hello</p>")


def body_of(http: Http, url: str) -> bytes:
    answer = http.get(url)
    assert answer is not None
    return answer.body


# --- the cache ---


@pytest.mark.parametrize("freshness", ["max-age=0", "max-age=3600", "no-cache", ""])
def test_every_use_of_the_cache_asks_whether_it_still_holds(
    http: Http, site: FakeSite, freshness: str
) -> None:
    old = {"Last-Modified": "Mon, 02 Mar 2015 10:00:00 GMT"}
    site.replies = {
        "/a": Reply("one", headers={**old, **({"Cache-Control": freshness} if freshness else {})})
    }
    assert [body_of(http, f"{site.url}/a") for _ in range(3)] == [b"one"] * 3
    assert ["If-None-Match" in request.headers for request in site.asked] == [False, True, True]
    site.replies = {"/a": Reply("two")}
    assert body_of(http, f"{site.url}/a") == b"two"


def test_the_cache_file_outlives_the_process(site: FakeSite, tmp_path: Path) -> None:
    site.replies = {"/a": PAGE}
    for _ in range(2):
        web = Web(cache=tmp_path / "cache.db")
        assert body_of(Http(web, "s", allow_private=[site.address]), f"{site.url}/a") == b"<p>hello</p>"
        web.close()
    assert ["If-None-Match" in request.headers for request in site.asked] == [False, True]


def test_one_source_never_sees_what_another_was_given(web: Web, site: FakeSite) -> None:
    site.replies = {"/a": PAGE}
    allowed = Http(web, "allowed", allow_private=[site.address])
    assert body_of(allowed, f"{site.url}/a")
    with pytest.raises(Refused):
        allowed.for_source("other", allow_private=(), per_second=1).get(f"{site.url}/a")
    body_of(allowed.for_source("third", allow_private=[site.address], per_second=1), f"{site.url}/a")
    assert ["If-None-Match" in request.headers for request in site.asked] == [False, False]


def test_a_question_with_an_etag_may_be_answered_unchanged(http: Http, site: FakeSite) -> None:
    site.replies = {"/a": PAGE}
    first = http.get(f"{site.url}/a")
    assert first is not None and not first.unchanged and first.headers["etag"]
    again = http.get(f"{site.url}/a", etag=first.headers["etag"])
    assert again is not None and again.unchanged and again.body == b""
    changed = http.get(f"{site.url}/a", etag='"another"')
    assert changed is not None and not changed.unchanged and changed.body == first.body


# --- errors, by what to do about them ---


def test_a_source_that_stumbles_is_asked_again(http: Http, site: FakeSite) -> None:
    site.replies, site.fault, site.faults_left = {"/a": PAGE}, "error", 1
    assert body_of(http, f"{site.url}/a") == b"<p>hello</p>"
    assert len(site.asked) == 2


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_none(http: Http, site: FakeSite, status: int) -> None:
    site.replies = {"/a": Reply("gone", status=status)}
    assert http.get(f"{site.url}/a") is None
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [400, 405, 406, 418, 451, 304])
def test_other_refusals_are_not_repeated(http: Http, site: FakeSite, status: int) -> None:
    site.replies = {"/a": Reply("no", status=status)}
    with pytest.raises(Refused, match=f"HTTP {status}"):
        http.get(f"{site.url}/a")
    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_are_a_config_error(http: Http, site: FakeSite, status: int) -> None:
    site.replies = {"/a": Reply("no", status=status)}
    with pytest.raises(ConfigError, match=r"sources\.tested: the source does not accept these credentials"):
        http.get(f"{site.url}/a", shown=Shown({"Authorization": "Bearer s3cret"}))
    with pytest.raises(Refused):
        http.get(f"{site.url}/a")


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("0", 1), ("999999999", 86_400), ("soon", 60), ("", 60), ("-5", 60)]
)
def test_retry_after_in_seconds(http: Http, site: FakeSite, header: str, seconds: float) -> None:
    site.replies = {"/a": Reply("slow down", status=429, headers={"Retry-After": header})}
    with pytest.raises(RetryLater) as caught:
        http.get(f"{site.url}/a")
    assert caught.value.after_seconds == seconds


def test_retry_after_as_a_date(http: Http, site: FakeSite) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=30), usegmt=True)
    site.replies = {"/a": Reply("slow down", status=429, headers={"Retry-After": soon})}
    with pytest.raises(RetryLater) as caught:
        http.get(f"{site.url}/a")
    assert 1000 < caught.value.after_seconds <= 1800


def test_a_host_that_asked_for_quiet_is_left_alone_by_every_source(web: Web, site: FakeSite) -> None:
    site.replies = {"/a": Reply("slow down", status=503, headers={"Retry-After": "90"}), "/b": PAGE}
    with pytest.raises(SourceDown) as caught:
        Http(web, "one", allow_private=[site.address]).get(f"{site.url}/a")
    assert caught.value.after_seconds == 90
    with pytest.raises(RetryLater, match="two: this host asked for quiet") as later:
        Http(web, "two", allow_private=[site.address]).get(f"{site.url}/b")
    assert 80 < later.value.after_seconds <= 90
    assert site.paths() == ["/a"]


# --- bounds ---


def test_five_redirects_are_followed_and_no_more(http: Http, site: FakeSite) -> None:
    site.replies = {f"/{n}": Reply(status=302, headers={"Location": f"/{n - 1}"}) for n in range(1, 7)}
    site.replies["/0"] = PAGE
    answer = http.get(f"{site.url}/5")
    assert answer is not None and answer.url == f"{site.url}/0"
    with pytest.raises(Refused, match="too many redirects"):
        http.get(f"{site.url}/6")


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
@pytest.mark.parametrize("packing", ["", "gzip", "deflate"])
def test_the_size_bound_is_exact(site: FakeSite, size: int, fits: bool, packing: str) -> None:
    # What does not shrink: the bound is on what is sent as well.
    body = bytes((n * 7919 + n // 251) % 256 for n in range(size)) if not packing else b"a" * size
    packed = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[packing](body)
    site.replies = {"/a": Reply(packed, headers={"Content-Encoding": packing} if packing else {})}
    web = Web(limits=Bounds(size=1000))
    http = Http(web, "tested", allow_private=[site.address])
    if fits:
        assert body_of(http, f"{site.url}/a") == body
    else:
        with pytest.raises(Refused, match="too big"):
            http.get(f"{site.url}/a")
    web.close()


def test_a_packed_bomb_does_not_go_off(http: Http, site: FakeSite) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, compresslevel=1)
    assert len(bomb) < 500_000
    site.replies = {"/a": Reply(bomb, headers={"Content-Encoding": "gzip"})}
    with pytest.raises(Refused, match="too big"):
        http.get(f"{site.url}/a")


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "compress", "nonsense"])
def test_other_packings_are_refused(http: Http, site: FakeSite, packing: str) -> None:
    site.replies = {"/a": Reply(b"123", headers={"Content-Encoding": packing})}
    with pytest.raises(Refused, match="packed in another way"):
        http.get(f"{site.url}/a")
    assert site.asked[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: b"no gzip at all"])
def test_a_damaged_packing_is_a_source_that_is_down(http: Http, site: FakeSite, damage) -> None:  # type: ignore[no-untyped-def]
    site.replies = {"/a": Reply(damage(gzip.compress(b"hello" * 99)), headers={"Content-Encoding": "gzip"})}
    with pytest.raises(SourceDown):
        http.get(f"{site.url}/a")


@pytest.mark.parametrize("kind", ["304", "redirect", "refused", "big"])
def test_no_connection_is_lost(http: Http, site: FakeSite, kind: str) -> None:
    """A pool holds 32: forty answers that are not read to their end would empty it."""
    site.replies = {
        "/304": PAGE,
        "/redirect": Reply(status=302, headers={"Location": "/304"}),
        "/refused": Reply("x" * 100_000, status=418),
        "/big": Reply("x" * 6_000_000),
    }
    refused = 0
    for _ in range(40):
        try:
            http.get(f"{site.url}/{kind}")
        except Refused:
            refused += 1
    assert refused == (40 if kind in {"refused", "big"} else 0)
    assert body_of(http, f"{site.url}/304") == b"<p>hello</p>"


# --- who may see what ---


def test_credentials_stay_with_their_origin(
    http: Http, web: Web, site: FakeSite, other_site: FakeSite
) -> None:
    http = Http(web, "tested", allow_private=[site.address, other_site.address], per_second=1000)
    site.replies = {
        "/in": Reply(status=302, headers={"Location": "/out"}),
        "/out": Reply(status=302, headers={"Location": f"{other_site.url}/back"}),
        "/end": PAGE,
    }
    other_site.replies = {"/back": Reply(status=302, headers={"Location": f"{site.url}/end"})}
    http.get(f"{site.url}/in", shown=Shown({"Authorization": "Bearer s3cret", "X-Api-Key": "k"}), etag='"e"')
    sent = [
        (request.path, [name in request.headers for name in ("Authorization", "X-Api-Key", "If-None-Match")])
        for request in site.asked + other_site.asked
    ]
    assert sent == [
        ("/in", [True, True, True]),
        ("/out", [True, True, True]),
        ("/end", [False, False, False]),
        ("/back", [False, False, False]),
    ]


def test_we_say_who_we_are_and_send_no_cookies(http: Http, site: FakeSite) -> None:
    site.replies = {"/a": Reply("x", headers={"Set-Cookie": "track=1"})}
    body_of(http, f"{site.url}/a")
    body_of(http, f"{site.url}/a")
    assert all(request.headers["User-Agent"].startswith("Onefold/") for request in site.asked)
    assert all("Cookie" not in request.headers for request in site.asked)


def test_the_libraries_below_log_no_addresses(
    http: Http, site: FakeSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    site.replies = {"/a": Reply(status=302, headers={"Location": "/jana-kowalczyk"}), "/jana-kowalczyk": PAGE}
    assert body_of(http, f"{site.url}/a")
    assert [r.name for r in caplog.records if "jana" in str(r.__dict__) and r.name != "werkzeug"] == []


def test_proxies_of_the_environment_do_not_get_around_the_guard(
    http: Http, site: FakeSite, other_site: FakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other_site.url)
    site.replies = {"/a": PAGE}
    assert body_of(http, f"{site.url}/a")
    assert other_site.asked == []


# --- robots.txt ---

ROBOTS = """User-agent: *
Disallow: /private/
User-agent: onefold
Disallow: /people/
"""


def test_robots_txt_is_obeyed_for_pages_and_read_once(http: Http, site: FakeSite) -> None:
    site.replies = {"/robots.txt": Reply(ROBOTS, "text/plain"), "/private/a": PAGE, "/people/a": PAGE}
    assert http.page(f"{site.url}/private/a") is not None
    with pytest.raises(Refused, match=r"^tested: robots.txt does not let us read this page$"):
        http.page(f"{site.url}/people/a")
    assert http.get(f"{site.url}/people/a") is not None
    assert [request.path for request in site.asked] == ["/robots.txt", "/private/a", "/people/a"]


@pytest.mark.parametrize("status", [404, 401, 403, 410])
def test_no_robots_txt_forbids_nothing(http: Http, site: FakeSite, status: int) -> None:
    site.replies = {"/robots.txt": Reply("no", status=status), "/a": PAGE}
    assert http.page(f"{site.url}/a") is not None


def test_a_robots_txt_that_cannot_be_had_forbids_all(http: Http, site: FakeSite) -> None:
    site.replies = {"/robots.txt": Reply("oops", status=500), "/a": PAGE}
    with pytest.raises(SourceDown):
        http.page(f"{site.url}/a")
    assert site.paths() == []


def test_a_redirect_to_another_site_meets_its_robots_txt(
    web: Web, site: FakeSite, other_site: FakeSite
) -> None:
    http = Http(web, "tested", allow_private=[site.address, other_site.address], per_second=1000)
    site.replies = {"/a": Reply(status=301, headers={"Location": f"{other_site.url}/people/a"})}
    other_site.replies = {"/robots.txt": Reply(ROBOTS, "text/plain"), "/people/a": PAGE}
    with pytest.raises(Refused, match="robots"):
        http.page(f"{site.url}/a")
    assert other_site.paths() == []


def test_a_long_crawl_delay_sends_us_away_instead_of_making_us_wait(http: Http, site: FakeSite) -> None:
    robots = "User-agent: *\nCrawl-delay: 500\n"
    site.replies = {"/robots.txt": Reply(robots, "text/plain"), "/a": PAGE, "/b": PAGE}
    assert http.page(f"{site.url}/a") is not None
    with pytest.raises(RetryLater) as caught:
        http.page(f"{site.url}/b")
    assert 490 < caught.value.after_seconds <= 510
    assert site.paths() == ["/a"]


# --- pace ---


@pytest.fixture
def pace(tmp_path: Path) -> Iterator[Pace]:
    ledger = Ledger(str(tmp_path / "ledger.db"))
    yield Pace(ledger)
    ledger.close()


def test_many_threads_together_keep_a_hosts_pace(pace: Pace) -> None:
    """Four at once, then as many as were told off: 24 questions cannot be over before 400 ms are."""
    started = monotonic()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: pace.wait([host_line("host", 50)]), range(24)))
    assert monotonic() - started >= 0.39


def test_the_slowest_pace_asked_for_holds_for_all(pace: Pace) -> None:
    started = monotonic()
    pace.wait([host_line("host", 5)])
    for _ in range(6):
        pace.wait([host_line("host", 1000)])
    assert monotonic() - started >= 0.55


def test_hosts_do_not_wait_for_one_another(pace: Pace) -> None:
    pace.wait([host_line("slow", 0.01)])
    for number in range(50):
        pace.wait([host_line(f"host{number}", 0.01)])
    with pytest.raises(RetryLater) as caught:
        pace.wait([host_line("slow", 1000)])
    assert 90 < caught.value.after_seconds <= 102


def test_one_http_serves_many_threads(http: Http, site: FakeSite) -> None:
    site.replies = {f"/{n}": Reply(f"page {n}") for n in range(60)}
    with ThreadPoolExecutor(12) as pool:
        bodies = list(pool.map(lambda n: body_of(http, f"{site.url}/{n}"), range(60)))
    assert bodies == [f"page {n}".encode() for n in range(60)]

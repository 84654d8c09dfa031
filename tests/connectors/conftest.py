"""A fake site and a web to ask it through, for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.kit.http import Http, Web
from connectors.kit.wire import Bounds

pytest.register_assert_rewrite("connectors.testing")

from connectors.testing import FakeSite  # noqa: E402

QUICK = Bounds(seconds=5.0, attempts=2, pause=0.001)


@pytest.fixture(scope="session")
def one_server() -> Iterator[FakeSite]:
    with FakeSite() as site:
        yield site


@pytest.fixture(scope="session")
def other_server() -> Iterator[FakeSite]:
    with FakeSite() as site:
        yield site


@pytest.fixture
def site(one_server: FakeSite) -> FakeSite:
    one_server.reset()
    return one_server


@pytest.fixture
def other_site(other_server: FakeSite) -> FakeSite:
    """Another origin."""
    other_server.reset()
    return other_server


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web(limits=QUICK)
    yield web
    web.close()


@pytest.fixture
def http(web: Web, site: FakeSite) -> Iterator[Http]:
    """May ask the fake site, as fast as it likes."""
    http = Http(web, "tested", allow_private=[site.address], per_second=1000)
    yield http
    http.close()

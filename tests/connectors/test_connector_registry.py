"""Connectors by name, built-in and third-party alike."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from connectors import registry
from connectors.feed import Feed
from connectors.kit.http import Http
from connectors.page import PersonalPage
from connectors.testing import FakeSite, Reply
from enrich.errors import ConfigError
from enrich.ports import Ask

PLUGIN = '''
"""A connector as a stranger writes it."""
from connectors.kit.contract import BaseConnector
from enrich.model import Found, Profile
from enrich.ports import Policy

class Staff(BaseConnector):
    """Reads a staff list."""
    name = "staff list"
    lookup_by = ("handle",)
    policy = Policy(terms="Ours.", attribution="none needed")

    def find(self, ask):
        answer = self.http.get(ask.url)
        if answer is not None:
            yield Found(ask.handle, Profile(name=answer.text))

    def check(self):
        return "fine"

NOT_ONE = 7
'''


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Puts a package with entry points on the path, as pip would."""
    (tmp_path / "stranger.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(entries: str, package: str = "stranger") -> None:
        info = tmp_path / f"{package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{registry.GROUP}]\n{entries}\n")

    install("page = connectors.page:PersonalPage\nfeed = connectors.feed:Feed", "built-in")
    return install


def test_a_strangers_connector_registers_like_ours(install, http: Http, site: FakeSite) -> None:  # type: ignore[no-untyped-def]
    install("staff = stranger:Staff")
    assert {"feed", "page", "staff"} <= set(registry.kinds())
    assert registry.kinds()["page"] is PersonalPage and registry.kinds()["feed"] is Feed
    site.replies = {"/7": Reply("Jana Kowalczyk", "text/plain")}
    connector = registry.build("staff", {"allow_private": [site.address]}, http, "our-staff")
    (found,) = connector.lookup(Ask(url=f"{site.url}/7", handle="7"))
    assert found.profile.name == "Jana Kowalczyk" and connector.http.source == "our-staff"
    assert list(connector.pull("")) == []


def test_an_unknown_kind_says_what_exists(install, http: Http) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError) as caught:
        registry.build("fead", {}, http, "news", file="onefold.toml")
    assert (caught.value.file, caught.value.key) == ("onefold.toml", "sources.news.kind")
    assert "did you mean 'feed'?" in str(caught.value) and {"feed", "page"} <= set(
        caught.value.allowed.split(", ")
    )


@pytest.mark.parametrize(
    ("options", "key", "says"),
    [
        ({"urls": ["u"], "follow_article": True}, "follow_article", "did you mean 'follow_articles'?"),
        (
            {"urls": ["u"], "token": "s3cret"},
            "token",
            "unknown option (allowed: urls, authors, follow_articles, max_articles, purpose, budget, allow_private, per_second)",
        ),
        ({"urls": "u"}, "urls", "Expected `array`, got `str`"),
        ({"urls": [7]}, "urls[0]", "Expected `str`, got `int`"),
        ({}, "", "Object missing required field `urls`"),
        ({"urls": ["u"], "max_articles": "many"}, "max_articles", "Expected `int`, got `str`"),
        ({"urls": ["u"], "per_second": 0}, "", "per_second: allowed are numbers above 0, up to 1000"),
        ({"urls": ["u"], "allow_private": ["10.0.0.1"]}, "allow_private", "this is no host and port"),
    ],
)
def test_a_wrong_option_names_file_key_and_what_is_allowed(  # type: ignore[no-untyped-def]
    install, http: Http, options: dict[str, object], key: str, says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        registry.build("feed", options, http, "news", file="onefold.toml")
    assert caught.value.key == "sources.news" + (f".{key}" if key else "")
    assert caught.value.file == "onefold.toml"
    assert says in str(caught.value) and "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("staff = nowhere:Staff", "cannot be loaded: reinstall or remove its package"),
        ("staff = stranger:Nobody", "cannot be loaded"),
        ("staff = stranger:NOT_ONE", "is no connector"),
        ("page = stranger:Staff", "two installed packages offer the connector 'page'"),
    ],
)
def test_a_broken_plug_in_is_named(install, entry: str, says: str) -> None:  # type: ignore[no-untyped-def]
    install(entry)
    with pytest.raises(ConfigError, match=says):
        registry.kinds()


def test_a_broken_plug_in_does_not_stop_the_others(install, http: Http) -> None:  # type: ignore[no-untyped-def]
    install("staff = nowhere:Staff")
    assert isinstance(registry.build("page", {}, http, "pages"), PersonalPage)


def test_the_entry_points_of_the_product_name_the_connectors() -> None:
    for value, connector in (("connectors.page:PersonalPage", PersonalPage), ("connectors.feed:Feed", Feed)):
        assert EntryPoint("x", value, registry.GROUP).load() is connector

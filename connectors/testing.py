# ruff: noqa: S101 -- assertions are what this module is for
"""For authors of connectors: the contract that every connector keeps, a fake site, and tapes of what a real one said.

class TestMySource(ConnectorContract):
    connector = MySource
    options = {"base": "{site}"}
    ask = Ask(handle="jane")
    replies = {"/users/jane": Reply('{"id": 7, "name": "Jane"}', "application/json")}
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from connectors.fakesite import FAULTS, RETRY_AFTER, Answering, FakeSite, Reply
from connectors.kit.api import has_account
from connectors.kit.contract import BaseConnector, SourceOptions, limits_of
from connectors.kit.http import Http, Web
from connectors.kit.wire import Bounds
from connectors.recording import Tape
from connectors.registry import configure
from enrich.errors import ConfigError, OnefoldError, Refused, RetryLater, SourceDown
from enrich.model import Found, Profile
from enrich.ports import Ask, ChangedAnswer, NextCursor

__all__ = ["FAULTS", "RETRY_AFTER", "ConnectorContract", "FakeSite", "Reply", "Tape"]

_QUICK = Bounds(seconds=5.0, attempts=2, pause=0.001)
_IMPATIENT = Bounds(seconds=0.3, attempts=2, pause=0.001)
MOST_PAGES = 200
_TELLING = 4  # characters that make a text somebody's
_LONG = {"slow", "dripping", "huge", "endless"}
_SECRET_NAME, _SECRET = "ONEFOLD_TEST_SECRET", "s3cret-0f-the-tests"


class ConnectorContract:
    """Inherit this and name the connector, its options, what to ask it, and what its source then answers.

    In the options' and the question's texts "{site}" stands for the fake site's address. A credential is
    "env:ONEFOLD_TEST_SECRET". `endless`: replies that go on for ever, for a connector that turns pages.
    `pulled`: of a connector that can do both, try pulling.
    """

    connector: ClassVar[type[BaseConnector[Any]]]
    options: ClassVar[dict[str, object]] = {}
    ask: ClassVar[Ask] = Ask()
    replies: ClassVar[Mapping[str, Answering]]
    endless: ClassVar[Mapping[str, Answering]] = {}
    pulled: ClassVar[bool] = False

    @pytest.fixture(autouse=True)
    def secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(_SECRET_NAME, _SECRET)

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
        return configure(self.connector, self._options(site), Http(web), "tested")

    @property
    def _pulls(self) -> bool:
        return self.pulled or not self.connector.lookup_by

    def _options(self, site: FakeSite) -> dict[str, object]:
        text = site.here(msgspec.json.encode(self.options).decode())
        return {**msgspec.json.decode(text), "allow_private": [site.address], "per_second": 1000}

    def told(
        self, connector: BaseConnector[Any], site: FakeSite, cursor: str = ""
    ) -> list[Found | Refused | NextCursor]:
        """All that the connector says when asked."""
        if self._pulls:
            return list(connector.pull(cursor))
        ask = msgspec.json.decode(site.here(msgspec.json.encode(self.ask).decode()), type=Ask)
        return list(connector.lookup(ask))

    def test_declares_what_it_is(self) -> None:
        connector = self.connector
        assert connector.__doc__ and connector.name and connector.needs and connector.policy.terms
        assert connector.directory or connector.lookup_by
        assert {"lookup", "pull", "health"}.isdisjoint(vars(connector)), "write find, walk or check"
        assert issubclass(connector.options_type, SourceOptions)
        assert connector.policy.keep_days is None or connector.policy.keep_days > 0
        assert connector.policy.attribution or not connector.policy.may_store
        assert set(connector.policy.fields) <= set(Profile.__struct_fields__)
        if connector.auth:
            assert connector.auth.option in connector.options_type.__struct_fields__

    def test_wants_to_be_told_its_purpose_and_its_budget(self, site: FakeSite, web: Web) -> None:
        connector, options = self.connector, self._options(site)
        if connector.policy.purposes:
            with pytest.raises(ConfigError, match="purpose"):
                configure(connector, {**options, "purpose": "something else"}, Http(web), "tested")
        if limits_of(connector, self.made(site, web).options).cost:
            with pytest.raises(ConfigError, match="budget"):
                configure(connector, {**options, "budget": 0.0}, Http(web), "tested")

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
            assert each.key and (each.profile.name or each.profile.links)
            assert each.url == "" or each.url.startswith(("http://", "https://"))

    def test_a_record_holds_what_it_was_found_by(self, site: FakeSite, web: Web) -> None:
        """That is what ties it to the person who was asked for."""
        ask = self.ask
        if self._pulls or not (ask.email or ask.handle):
            return
        for each in _records(self.told(self.made(site, web), site)):
            accounts = {link.username.lower() for link in each.profile.links}
            numbers = {number.value.lower() for number in each.profile.identifiers}
            assert not ask.email or ask.email in each.profile.emails
            pages = {link.url.rpartition("/")[2].lower() for link in each.profile.links}
            assert not ask.handle or ask.handle.lower() in pages | accounts | numbers

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
        if self._pulls:
            assert isinstance(whole[-1], NextCursor)
            again = _records(self.told(connector, site, whole[-1].cursor))
            assert again == ([] if whole[-1].cursor else _records(whole)), 'a cursor of "" starts anew'

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
        with pytest.raises((Refused, ConfigError)):
            self.told(self.made(site, web), site)

    def test_pages_come_to_an_end(self, site: FakeSite, web: Web) -> None:
        if self.endless:
            site.replies.update(self.endless)
            try:
                told = self.told(self.made(site, web), site)
            except Refused as refused:
                told = []
                assert "again and again" in str(refused)
            assert len(site.paths()) <= MOST_PAGES and len(told) < 100 * MOST_PAGES

    def test_wrong_credentials_are_a_config_error(self, site: FakeSite, web: Web) -> None:
        """One clear line that names the source, and nothing of the credential."""
        connector = self.made(site, web)
        if has_account(connector.auth, connector.options):
            site.fault = "unauthorized"
            with pytest.raises(ConfigError, match=r"sources\.tested") as caught:
                self.told(connector, site)
            assert "\n" not in str(caught.value) and _SECRET not in str(caught.value)

    def test_a_missing_credential_says_what_to_set(
        self, site: FakeSite, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connector = self.made(site, web)
        if has_account(connector.auth, connector.options):
            monkeypatch.delenv(_SECRET_NAME)
            with pytest.raises(ConfigError, match=f"set the environment variable {_SECRET_NAME}"):
                self.told(connector, site)

    def test_what_is_missing_is_not_found(self, site: FakeSite, web: Web) -> None:
        """A person who is not there is nobody; a directory that is not there is an error."""
        site.fault = "missing"
        connector = self.made(site, web)
        if self._pulls:
            with pytest.raises(Refused):
                self.told(connector, site)
        else:
            assert self.told(connector, site) == []

    @pytest.mark.parametrize("fault", ["changed", "maintenance", "new schema"])
    def test_a_changed_answer_is_kept_for_a_person(self, site: FakeSite, web: Web, fault: str) -> None:
        """A page made for people may say anything; an API that says something else has changed."""
        connector = self.made(site, web)
        if fault != "changed" and not connector.api.base:
            return
        site.fault = fault
        with pytest.raises(ChangedAnswer) as caught:
            self.told(connector, site)
        assert caught.value.payload
        assert caught.value.url.startswith(site.url)

    @pytest.mark.parametrize("fault", ["", *sorted(set(FAULTS) - _LONG)])
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

    def test_keeps_no_credentials_and_only_what_may_be_kept(self, site: FakeSite, tmp_path: Path) -> None:
        web = Web(cache=tmp_path / "cache.db", limits=_QUICK)
        connector = self.made(site, web)
        found = _records(self.told(connector, site))
        connector.health()
        web.close()
        kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert _SECRET.encode() not in kept
        if not connector.policy.may_store:
            assert not [text for text in _personal(found) if text.encode() in kept]


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
        if len(text) >= _TELLING
    } | {each.key for each in found if len(each.key) >= _TELLING}

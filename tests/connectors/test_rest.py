"""The source that is declared in TOML alone: as a lookup, as a directory, and with wrong declarations."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from connectors.declaration import RestOptions
from connectors.fakesite import Answering, FakeSite
from connectors.kit.credentials import Secret
from connectors.kit.http import Http, Web
from connectors.registry import configure
from connectors.rest import Rest
from connectors.testing import ConnectorContract, Reply
from enrich.errors import ConfigError, Refused
from enrich.model import Found, PartialDate, Work
from enrich.ports import Ask, ChangedAnswer, NextCursor

JSON = "application/json"
COMMON = """
base = "{site}/api"
auth = "header:X-Api-Key"
token = "env:ONEFOLD_TEST_SECRET"
[policy]
terms = "Our own alumni database; its people agreed to be contacted."
attribution = "Alumni office"
keep_days = 365
basis = "consent"
[limits]
rates = [{ calls = 600, seconds = 60 }]
[mapping]
id = "id"
url = "=https://alumni.example/people/{id}"
updated = "changed"
name = "={name.first} {name.last}"
given_name = "name.first"
family_name = "name.last"
emails = ["mail", "other_mails[].address"]
phones = "phones"
links = "profiles[].href"
birth_date = "born"
tags = ["=alumni", "groups"]
skills = "knows"
education = { institution = "=Springfield University", degree = "degree", end = "graduated" }
[mapping.location]
city = "home.city"
country = "home.country"
[[mapping.work]]
each = "jobs"
employer = "company.name"
title = "role"
start = "from"
end = "to"
current = "now"
[[mapping.items]]
each = "papers"
kind = "=publication"
title = "title"
date = "published"
"""
LOOKUP = """
networks = ["linkedin"]
lookup.email = { path = "/people", params = { mail = "{email}" }, items = "data.people" }
lookup.handle = { path = "/people/by-linkedin/{handle}" }
lookup."name+employer" = { path = "/search", body = { q = { name = "{name}", at = ["{employer}"] } }, items = "hits[]" }
"""
WALK = """
[walk]
path = "/people"
params = { view = "full" }
items = "data.people"
paging = { style = "token", field = "next", param = "after" }
"""
MARA: dict[str, Any] = {
    "id": 7, "changed": "2024-05-01T10:00:00Z", "name": {"first": "Mara", "last": "Velde"}, "mail": "mara@velde.example",
    "other_mails": [{"address": "m.velde@kite.example"}, {"address": None}], "phones": ["+32 2 555 01 02"],
    "profiles": [{"href": "https://www.linkedin.com/in/mara-velde"}, {"href": "https://velde.example"}],
    "born": "14.6.1985", "groups": ["chess", "rowing"], "knows": ["Bookbinding"], "degree": "MA", "graduated": 2008,
    "home": {"city": "Ghent", "country": "BE"},
    "jobs": [
        {"company": {"name": "Kite Works"}, "role": "Editor", "from": "Jun 2019", "to": None, "now": True},
        {"company": {"name": "Paper Ltd"}, "role": "Proofreader", "from": 1262304000000, "to": "2019-05", "now": False},
        {"company": None, "role": None},
    ],
    "papers": [{"title": "On Glue", "published": "2015-03"}],
}  # fmt: skip
NILS = {"id": 8, "changed": "2024-06-01T10:00:00Z", "name": {"first": "Nils", "last": "Oduya"}}
PEARL = {
    "id": 9,
    "changed": "2024-02-01T10:00:00Z",
    "name": {"first": "Pearl", "last": "Amsel"},
    "mail": None,
    "jobs": [{"company": {"name": "Kite Works"}}],
}


def reply(value: object) -> Reply:
    return Reply(msgspec.json.encode(value), JSON)


def declared(text: str) -> tuple[type[Rest], dict[str, object]]:
    """The connector and its options, as the registry makes them of a settings file."""
    options = tomllib.loads(text)
    return Rest.declared(
        msgspec.convert(options, RestOptions, dec_hook=lambda _, value: Secret(value))
    ), options


class TestLookup(ConnectorContract):
    connector, options = declared(LOOKUP + COMMON)
    ask = Ask(email="mara@velde.example")
    replies: ClassVar[Mapping[str, Answering]] = {
        "/api/people?mail=mara%40velde.example": reply({"data": {"people": [MARA]}}),
        "/api/people?mail=two%40velde.example": reply({"data": {"people": [MARA, NILS]}}),
        "/api/people?mail=nobody%40nobody.example": reply({"data": {"people": []}}),
        "/api/people?mail=none%40velde.example": reply({"data": {"people": None}}),
        "/api/people/by-linkedin/nils-o/dd": reply(NILS),
        "/api/people/by-linkedin/odd": reply({**NILS, "mail": {"unexpected": 1}}),
        "/api/people/by-linkedin/no-id": reply({**NILS, "id": None}),
        "/api/search": lambda request: reply(
            {"hits": [PEARL]}
            if request.json == {"q": {"name": "Pearl Amsel", "at": ["Kite Works"]}}
            else {"hits": []}
        ),
    }

    def test_reads_all_that_the_mapping_names(self, site: FakeSite, web: Web) -> None:
        [found] = self.told(self.made(site, web), site)
        assert msgspec.json.decode(msgspec.json.encode(found)) == {
            "key": "7",
            "url": "https://alumni.example/people/7",
            "observed_at": 1_714_557_600_000_000,
            "profile": {
                "name": "Mara Velde", "given_name": "Mara", "family_name": "Velde", "birth_date": "1985-06-14",
                "emails": ["mara@velde.example", "m.velde@kite.example"], "phones": ["+32 2 555 01 02"],
                "links": [
                    {"url": "https://www.linkedin.com/in/mara-velde", "network": "linkedin", "username": "mara-velde"},
                    {"url": "https://velde.example"},
                ],
                "location": {"city": "Ghent", "country": "BE"},
                "work": [
                    {"employer": "Kite Works", "title": "Editor", "start": "2019-06", "current": True},
                    {"employer": "Paper Ltd", "title": "Proofreader", "start": "2010-01-01", "end": "2019-05"},
                ],
                "education": [{"institution": "Springfield University", "degree": "MA", "end": "2008"}],
                "skills": [{"name": "Bookbinding"}],
                "items": [{"kind": "publication", "title": "On Glue", "date": "2015-03"}],
                "tags": ["alumni", "chess", "rowing"],
            },
        }  # fmt: skip
        assert site.asked[0].headers["X-Api-Key"] == "s3cret-0f-the-tests"

    def test_asks_by_what_is_known_and_ties_who_is_found_to_it(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        [nils] = connector.lookup(Ask("https://www.linkedin.com/in/nils-odd", "linkedin", "nils-o/dd"))
        assert nils.key == "8" and nils.profile.links[0].username == "nils-o/dd"
        [pearl] = connector.lookup(Ask(name="Pearl Amsel", employer="Kite Works"))
        assert pearl.key == "9#maybe" and pearl.profile.name == "Pearl Amsel" and not pearl.profile.work
        assert list(connector.lookup(Ask(name="Pearl Amsel", employer="Elsewhere"))) == []
        assert list(connector.lookup(Ask(email="none@velde.example"))) == []
        assert list(connector.lookup(Ask(url="https://velde.example"))) == []
        assert [each.profile.emails for each in connector.lookup(Ask(email="two@velde.example"))][1] == ()

    @pytest.mark.parametrize(
        ("handle", "line"),
        [("odd", "mail: here is an object, where a text was expected"), ("no-id", "a person without an id")],
    )
    def test_a_person_in_another_form_is_a_changed_answer(
        self, site: FakeSite, web: Web, handle: str, line: str
    ) -> None:
        with pytest.raises(ChangedAnswer, match=line) as caught:
            list(self.made(site, web).lookup(Ask(network="linkedin", handle=handle)))
        assert b"Nils" in caught.value.payload and "Nils" not in str(caught.value)


class TestDirectory(ConnectorContract):
    connector, options = declared(COMMON + WALK)
    replies: ClassVar[Mapping[str, Answering]] = {
        "/api/people?view=full": reply({"data": {"people": [MARA, {"id": 3, "name": "odd"}]}, "next": "p2"}),
        "/api/people?view=full&after=p2": reply({"data": {"people": [NILS, PEARL]}, "next": None}),
    }
    endless: ClassVar[Mapping[str, Answering]] = {
        "/api/people?view=full&after=p2": reply({"data": {"people": [NILS]}, "next": "p2"}),
    }

    def test_tells_what_cannot_be_read_and_goes_on(self, site: FakeSite, web: Web) -> None:
        told = self.told(self.made(site, web), site)
        assert [type(each) for each in told] == [Found, ChangedAnswer, NextCursor, Found, Found, NextCursor]

    def test_a_later_round_tells_pages_that_changed(self, site: FakeSite, web: Web) -> None:
        connector = self.made(site, web)
        last = self.told(connector, site)[-1]
        assert isinstance(last, NextCursor)
        site.replies["/api/people?view=full&after=p2"] = reply({"data": {"people": [NILS]}})
        told = self.told(connector, site, last.cursor)
        assert [each.key for each in told if isinstance(each, Found)] == ["8"]

    def test_a_cursor_of_another_account_is_refused(self, site: FakeSite, web: Web) -> None:
        last = self.told(self.made(site, web), site)[-1]
        other = configure(
            *declared(COMMON.replace("ONEFOLD_TEST_SECRET", "ANOTHER_SECRET") + WALK), Http(web), "tested"
        )
        assert isinstance(last, NextCursor)
        with pytest.raises(ConfigError, match="belongs to another account"):
            list(other.pull(last.cursor))
        with pytest.raises(Refused, match="not this source's: forget it"):
            list(other.walk("nonsense"))

    def test_the_check_tells_what_the_mapping_never_finds(self, site: FakeSite, web: Web) -> None:
        site.replies["/api/people?view=full"] = reply({"data": {"people": [NILS, PEARL]}})
        assert (
            self.made(site, web)
            .health()
            .detail.startswith("2 people on the first page; none of them has emails,")
        )


class TestIncremental(ConnectorContract):
    """A list that is asked for what is new, whose people have pages of their own."""

    connector, options = declared(
        COMMON.replace('auth = "header:X-Api-Key"', 'auth = "param:key"')
        + """
        [walk]
        path = "/ids"
        items = ""
        detail = "/people/{id}"
        since = "updated_after"
        paging = { style = "page", size = 2, size_param = "n" }
        """
    )
    replies: ClassVar[Mapping[str, Answering]] = {
        "/api/ids?n=2&page=1": reply([MARA, {"id": 8, "changed": "2024-06-01T10:00:00Z"}]),
        "/api/ids?n=2&page=2": reply([{"id": 12, "changed": "2023-01-01"}]),
        "/api/people/7": reply(MARA),
        "/api/people/8": reply(NILS),
        "/api/ids?updated_after=2024-06-01T10%3A00%3A00Z&n=2&page=1": reply([]),
    }

    def test_reads_each_persons_own_page(self, site: FakeSite, web: Web) -> None:
        told = self.told(self.made(site, web), site)
        assert [each.key for each in told if isinstance(each, Found)] == ["7", "8"]
        assert site.paths()[:3] == ["/api/ids", "/api/people/7", "/api/people/8"]


WRONG = {
    'mails = "mail"': "mapping.mails: unknown attribute, did you mean 'emails'?; allowed: name,",
    'emails = "a..b"': "mapping.emails: 'a..b' is no path",
    "emails = 5": "mapping.emails: this is no path",
    'items = "papers"': "mapping.items: allowed is a table with kind, title",
    "items = { kind = '=talk' }": "mapping.items: title is missing",
    "work = { each = 'jobs', company = 'x' }": "mapping.work.company: unknown attribute; allowed: employer, title,",
    'interactions = "notes"': "mapping.interactions: unknown attribute",
}


def configured(text: str) -> None:
    web = Web()
    try:
        configure(Rest, tomllib.loads(text), Http(web), "alumni", file="onefold.toml")
    finally:
        web.close()


@pytest.mark.parametrize(("wrong", "line"), WRONG.items())
def test_a_wrong_mapping_is_one_clear_line(wrong: str, line: str) -> None:
    text = 'base = "https://x.example"\nlookup.email = {path = "/"}\npolicy.terms = "Ours."\n[mapping]\nid = "id"\n'
    configured(text)
    with pytest.raises(ConfigError) as caught:
        configured(text + wrong)
    assert str(caught.value).startswith("onefold.toml: sources.alumni: " + line) and "\n" not in str(
        caught.value
    )


DECLARATIONS = {
    'lookup.email = { path = "/{mail}" }': "lookup.email: nobody knows {mail}; allowed: url, network,",
    "probe = '/'": "nothing is asked: set lookup or walk",
    'walk = { path = "/", since = "after" }': "walk.since needs mapping.updated",
    'walk = { path = "/", paging = { style = "pages" } }': "walk.paging: no style 'pages'; allowed: link, url,",
    'walk = { path = "/", paging = { style = "page", sise = 5 } }': "walk.paging.sise: unknown to the style 'page'",
    'walk = { path = "/", paging = { style = "token" } }': "walk.paging: the style 'token' needs field, param",
    'walk = { path = "/", body = { q = 1 } }': "walk: a list is asked for by path and params",
    'walk = { path = "/", items = "a b]" }': "'a b]' is no path",
    'walk = { path = "/" }\nauth = "magic"': "auth = 'magic' is unknown; allowed: bearer, scheme, header,",
    'walk = { path = "/" }\nauth = "header:X"': "auth = 'header:X' needs token",
    'walk = { path = "/" }\ncolour = "red"': "colour: unknown option (allowed: base, mapping,",
    'walk = { path = "/", colour = "red" }': "Object contains unknown field `colour`",
}


@pytest.mark.parametrize(("wrong", "line"), DECLARATIONS.items())
def test_a_wrong_declaration_is_one_clear_line(wrong: str, line: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(f'base = "https://x.example"\npolicy.terms = "Ours."\nmapping.id = "id"\n{wrong}\n')
    assert line in str(caught.value) and "\n" not in str(caught.value)


def test_what_must_be_declared_is_told() -> None:
    for missing, text in {
        "id is missing": 'mapping.name = "name"\npolicy.terms = "Ours."',
        "policy": 'mapping.id = "id"',
        "terms": 'mapping.id = "id"\npolicy.attribution = "Us"',
    }.items():
        with pytest.raises(ConfigError, match=missing):
            configured(f'base = "https://x.example"\n{text}\n[walk]\npath = "/"\n')


GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "sources.md"


def test_the_example_of_the_guide_reads_what_the_guide_shows() -> None:
    section = GUIDE.read_text("utf-8").partition("## Any JSON service")[2]
    [answer, *_] = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    [settings, *_] = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    with FakeSite() as site:
        options = tomllib.loads(settings)["sources"]["alumni"]["options"]
        options |= {"base": f"{site.url}/api", "token": "env:PATH", "allow_private": [site.address]}
        made = Rest.declared(msgspec.convert(options, RestOptions, dec_hook=lambda _, value: Secret(value)))
        site.reset({"/api/people?mail=jane%40mail.example": Reply(answer, JSON)})
        web = Web()
        [jane] = configure(made, options, Http(web), "alumni").lookup(Ask(email="jane@mail.example"))
        web.close()
    assert (jane.key, jane.url, jane.profile.name) == ("7", "https://alumni.example/people/7", "Jane Doe")
    assert jane.profile.work == (Work("Acme", "Editor", PartialDate("2019-06"), current=True),)

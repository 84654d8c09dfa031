"""What is read of an ORCID record, and how one is found."""

from __future__ import annotations

from typing import ClassVar

from connectors.kit.http import Http, Web
from connectors.orcid import Orcid
from connectors.registry import configure
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.model import Certificate, Education, Found, Item, PartialDate, Place, Skill, Work
from enrich.ports import Ask

JSON = "application/json;charset=UTF-8"
IRIS = "0000-0002-1825-0097"


def affiliation(kind: str, code: int, title: str, start: str, end: str = "null") -> str:
    return f"""{{"last-modified-date": {{"value": 1700000000000}}, "external-ids": {{"external-id": []}}, "summaries": [
    {{"{kind}-summary": {{"put-code": {code}, "department-name": "Grid Studies", "role-title": {title}, "start-date": {start},
    "end-date": {end}, "organization": {{"name": "Gdansk Polytechnic", "address": {{"city": "Gdansk", "region": null,
    "country": "PL"}}, "disambiguated-organization": null}}, "url": null, "external-ids": null, "display-index": "1",
    "visibility": "public", "path": "/{IRIS}/{kind}/{code}"}}}}]}}"""


def group(*affiliations: str) -> str:
    return f'{{"affiliation-group": [{",".join(affiliations)}], "path": "/x"}}'


def day(year: str, month: str = "null") -> str:
    return f'{{"year": {{"value": "{year}"}}, "month": {month}, "day": null}}'


WORKS = f"""{{"group": [{{"external-ids": {{"external-id": []}}, "work-summary": [{{"put-code": 3, "title": {{"title": {{"value":
"On load flow"}}, "subtitle": null}}, "external-ids": {{"external-id": [{{"external-id-type": "doi", "external-id-value":
"10.5555/9", "external-id-url": {{"value": "https://doi.org/10.5555/9"}}, "external-id-relationship": "self"}}]}}, "url": null,
"type": "journal-article", "publication-date": {day("2020", '{"value": "03"}')}, "journal-title": {{"value": "Grids"}},
"path": "/{IRIS}/work/3"}}]}}, {{"work-summary": [{{"put-code": 4, "title": {{"title": {{"value":
"Grids of tomorrow"}}}}, "external-ids": null, "url": null, "type":
"lecture-speech", "publication-date": null, "journal-title": null, "path": "/{IRIS}/work/4"}}]}}, {{"work-summary": []}}]}}"""
RECORD = f"""{{"orcid-identifier": {{"uri": "https://orcid.org/{IRIS}", "path": "{
    IRIS
}", "host": "orcid.org"}}, "preferences":
{{"locale": "EN"}}, "history": {{"claimed": true, "last-modified-date": {{"value": 1760000000000}}}}, "person": {{"name":
{{"given-names": {{"value": "Iris"}}, "family-name": {{"value": "Marin"}}, "credit-name": {{"value": "I. M. Marin"}},
"visibility": "public"}}, "other-names": {{"other-name": [{{"content": "Iris Popa", "put-code": 1}}]}}, "biography": null,
"researcher-urls": {{"researcher-url": [{{"url-name": "home", "url": {{"value": "https://marin.example"}}}}]}}, "emails":
{{"email": [{{"email": "iris@marin.example", "verified": true, "primary": true}}]}}, "addresses": {{"address": [{{"country":
{{"value": "PL"}}}}]}}, "keywords": {{"keyword": [{{"content": "power systems"}}]}}, "external-identifiers":
{{"external-identifier": [{{"external-id-type": "GitHub", "external-id-value": "iris", "external-id-url": {{"value":
"https://github.com/irism"}}, "external-id-relationship": "self"}}]}}, "path": "/{
    IRIS
}/person"}}, "activities-summary": {{
"employments": {
    group(
        affiliation("employment", 11, '"Professor"', day("2019", '{"value": "10"}')),
        affiliation("employment", 12, "null", day("2014"), day("2019")),
    )
},
"educations": {group(affiliation("education", 21, '"PhD"', "null", day("2013")))},
"qualifications": {group(affiliation("qualification", 31, '"Chartered Engineer"', day("2015")))},
"distinctions": {group()}, "invited-positions": {group()}, "memberships": {group()}, "works": {WORKS}}}}}"""
SEARCH = (
    "/expanded-search/?q=given-and-family-names%3A%22Iris+Marin%22+AND+"
    "affiliation-org-name%3A%22Gdansk+Polytechnic%22&rows=20"
)


def hit(orcid: str, given: str = "Iris", employer: str = "Gdansk Polytechnic") -> str:
    return f"""{{"orcid-id": "{orcid}", "given-names": "{given}", "family-names": "Marin", "credit-name": null, "other-name": [],
    "email": [], "institution-name": ["{employer}"]}}"""


class TestOrcid(ConnectorContract):
    connector = Orcid
    options: ClassVar = {"base": "{site}"}
    ask = Ask(network="orcid", handle=IRIS)
    replies: ClassVar = {
        f"/{IRIS}/record": Reply(RECORD, JSON),
        "/expanded-search/?q=orcid%3A0000-0002-1825-0097&rows=0": Reply('{"num-found": 1}', JSON),
    }

    def test_reads_the_whole_career(self, site: FakeSite, web: Web) -> None:
        (found,) = self.told(self.made(site, web), site)
        assert isinstance(found, Found)
        profile, there = found.profile, f"{site.url}/{IRIS}"
        assert found.observed_at == 1_760_000_000_000_000 and found.url == f"https://orcid.org/{IRIS}"
        assert (profile.name, profile.given_name, profile.family_name) == ("I. M. Marin", "Iris", "Marin")
        assert profile.aliases == ("Iris Marin", "Iris Popa")
        assert [link.network for link in profile.links] == ["orcid", "", "github"]
        assert (profile.emails, profile.location) == (("iris@marin.example",), Place(country="PL"))
        now, then = profile.work
        assert now == Work(
            "Gdansk Polytechnic", "Professor", PartialDate("2019-10"), current=True, location="Gdansk, PL",
            summary="Grid Studies", url=f"{there}/employment/11",
        )  # fmt: skip
        assert (then.title, then.start, then.end, then.current) == ("", "2014", "2019", False)
        assert profile.education == (
            Education(
                "Gdansk Polytechnic",
                "PhD",
                "Grid Studies",
                end=PartialDate("2013"),
                url=f"{there}/education/21",
            ),
        )
        assert profile.certificates == (
            Certificate(
                "Chartered Engineer", "Gdansk Polytechnic", PartialDate("2015"), f"{there}/qualification/31"
            ),
        )
        assert profile.skills == (Skill("power systems"),)
        assert profile.items == (
            Item("publication", "On load flow", PartialDate("2020-03"), "https://doi.org/10.5555/9", "Grids"),
            Item("talk", "Grids of tomorrow"),
        )

    def test_by_name_and_employer_only_who_fits(self, site: FakeSite, web: Web) -> None:
        ask = Ask(name="Iris Marin", employer="Gdansk Polytechnic")
        others = [hit("0000-0001-0000-0001", given="Ilie"), hit("0000-0001-0000-0002", employer="Mill")]
        site.replies[SEARCH] = Reply(
            f'{{"expanded-result": [{hit(IRIS)}, {",".join(others)}], "num-found": 3}}', JSON
        )
        assert [found.key for found in self.made(site, web).lookup(ask)] == [f"{IRIS}#maybe"]

    def test_a_crowd_of_namesakes_is_told_of_by_nobody(self, site: FakeSite, web: Web) -> None:
        ask = Ask(name="Iris Marin", employer="Gdansk Polytechnic")
        crowd = ",".join(hit(f"0000-0001-0000-000{number}") for number in range(4))
        site.replies[SEARCH] = Reply(f'{{"expanded-result": [{crowd}], "num-found": 4}}', JSON)
        assert list(self.made(site, web).lookup(ask)) == []
        site.replies[SEARCH] = Reply('{"expanded-result": null, "num-found": 0}', JSON)
        assert list(self.made(site, web).lookup(ask)) == []

    def test_credentials_get_a_token_for_public_reading(self, site: FakeSite, web: Web) -> None:
        secret = "env:ONEFOLD_TEST_SECRET"
        options = {
            "base": site.url, "client_id": secret, "client_secret": secret, "token_url": f"{site.url}/token",
            "allow_private": [site.address], "per_second": 1000,
        }  # fmt: skip
        site.replies["/token"] = Reply(
            '{"access_token": "t0k3n", "token_type": "bearer", "expires_in": 600}', JSON
        )
        connector = configure(Orcid, options, Http(web), "tested")
        assert len(list(connector.lookup(self.ask))) == 1
        asked = {request.path: request for request in site.asked}
        assert b"scope=%2Fread-public" in asked["/token"].get_data()
        assert asked[f"/{IRIS}/record"].headers["Authorization"] == "Bearer t0k3n"

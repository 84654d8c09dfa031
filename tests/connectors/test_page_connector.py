"""What a page says about its person, and what it does not get away with."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest

from connectors.kit.answers import ChangedAnswer
from connectors.kit.http import Http
from connectors.page import PageOptions, PersonalPage
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import Refused
from enrich.model import (
    Certificate,
    Education,
    Found,
    Identifier,
    Item,
    Language,
    Link,
    PartialDate,
    Place,
    Profile,
    Skill,
    Work,
)
from enrich.ports import Ask

JANA = """<html><head><title>Jana Kowalczyk</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Person", "name": "Jana Kowalczyk", "email": "mailto:jana@kowalczyk.example",
"telephone": "+48 22 555 01 02", "jobTitle": "Data Engineer", "sameAs": ["https://www.linkedin.com/in/jana-kowalczyk-9"]}
</script></head><body><h1>Jana Kowalczyk</h1></body></html>"""


class TestPersonalPageContract(ConnectorContract):
    connector = PersonalPage
    options: ClassVar[dict[str, object]] = {"check_url": "{site}/jana"}
    ask = Ask(url="{site}/jana")
    replies: ClassVar[dict[str, Reply]] = {"/jana": Reply(JANA)}


Look = Callable[..., list[Found]]
Read = Callable[..., Profile]


@pytest.fixture
def look(http: Http, site: FakeSite) -> Look:
    """Serves a page (head and body, or JSON-LD alone) at /jana and reads it."""

    def look(page: str = "", *, json: str = "", path: str = "/jana", **reply: object) -> list[Found]:
        script = f'<script type="application/ld+json">{json}</script>' if json else ""
        site.replies[path] = Reply(script + page, **reply)  # type: ignore[arg-type]
        return list(PersonalPage(PageOptions(), http).lookup(Ask(url=f"{site.url}{path}")))

    return look


@pytest.fixture
def profile(look: Look) -> Read:
    """The one profile a page gives."""

    def profile(page: str = "", **how: str) -> Profile:
        found = look(page, **how)
        assert len(found) == 1
        return found[0].profile

    return profile


# --- JSON-LD ---

FULL = """{"@context": "https://schema.org", "@type": "Person", "@id": "#me",
"name": "Jana Kowalczyk", "givenName": "Jana", "familyName": "Kowalczyk", "alternateName": ["Jana Nowak", "Яна Ковальчик"],
"jobTitle": "Lead Data Engineer", "description": "Builds   pipelines &amp; teams.", "birthDate": "1988-04-02",
"email": ["mailto:Jana@Kowalczyk.example"], "telephone": ["tel:+48225550102"], "url": "/about",
"sameAs": ["https://github.com/janakow", {"@id": "https://mastodon.example/@jana"}, "javascript:alert(1)", ""],
"address": {"@type": "PostalAddress", "streetAddress": "ul. Prosta 1", "postalCode": "00-001",
  "addressLocality": "Warszawa", "addressRegion": "Mazowieckie", "addressCountry": {"@type": "Country", "name": "PL"}},
"worksFor": [{"@type": "EmployeeRole", "roleName": "Head of Data", "startDate": "2021-06", "description": "Runs it.",
    "worksFor": {"@type": "Organization", "name": "Baltic Grid"}},
  {"@type": "Role", "roleName": "Engineer", "startDate": "2015", "endDate": "2021-05-31",
    "worksFor": {"@type": "Organization", "name": "Vistula Soft"}}],
"alumniOf": [{"@type": "OrganizationRole", "startDate": "2007", "endDate": "2012", "roleName": "MSc",
    "alumniOf": {"@type": "CollegeOrUniversity", "name": "Warsaw Polytechnic"}},
  {"@type": "Corporation", "name": "Old Mill"}, "Night School"],
"hasCredential": [{"@type": "EducationalOccupationalCredential", "name": "Cloud Architect", "validFrom": "2020-01-05",
    "recognizedBy": {"@type": "Organization", "name": "Cloud Guild"}, "url": "https://guild.example/c/1"},
  {"@type": "EducationalOccupationalCredential", "credentialCategory": "degree", "name": "PhD", "dateCreated": "2016",
    "about": "Graphs", "recognizedBy": "Gdansk University"}],
"knowsAbout": ["Python", {"@type": "DefinedTerm", "name": "Kafka"}], "knowsLanguage": [{"@type": "Language", "name": "Polish"}, "en"],
"identifier": {"@type": "PropertyValue", "propertyID": "ORCID", "value": "0000-0002-1825-0097"},
"gender": "female", "nationality": "Polish"}"""


def test_a_full_json_ld_person_is_read_whole(profile: Read, site: FakeSite) -> None:
    got = profile(json=FULL)
    assert got.name == "Jana Kowalczyk" and (got.given_name, got.family_name) == ("Jana", "Kowalczyk")
    assert got.aliases == ("Jana Nowak", "Яна Ковальчик")
    assert (got.headline, got.summary) == ("Lead Data Engineer", "Builds pipelines & teams.")
    assert got.birth_date == "1988-04-02"
    assert (got.emails, got.phones) == (("jana@kowalczyk.example",), ("+48225550102",))
    assert [link.url for link in got.links][:2] == [f"{site.url}/jana", f"{site.url}/about"]
    assert Link("https://github.com/janakow", "github", "janakow") in got.links
    assert "https://mastodon.example/@jana" in [link.url for link in got.links] and len(got.links) == 4
    assert got.location == Place(
        address="ul. Prosta 1", postal_code="00-001", city="Warszawa", region="Mazowieckie", country="PL"
    )
    date = PartialDate
    assert got.work == (
        Work("Baltic Grid", "Head of Data", date("2021-06"), current=True, summary="Runs it."),
        Work("Vistula Soft", "Engineer", date("2015"), date("2021-05-31")),
        Work(title="Lead Data Engineer", current=True),
        Work("Old Mill"),
    )
    assert got.education == (
        Education("Warsaw Polytechnic", "MSc", start=date("2007"), end=date("2012")),
        Education("Night School"),
        Education("Gdansk University", "PhD", "Graphs", end=date("2016")),
    )
    assert got.certificates == (
        Certificate("Cloud Architect", "Cloud Guild", date("2020-01-05"), "https://guild.example/c/1"),
    )
    assert got.skills == (Skill("Python"), Skill("Kafka"))
    assert got.languages == (Language("Polish"), Language("en"))
    assert got.identifiers == (Identifier("orcid", "0000-0002-1825-0097"),)
    assert "female" not in repr(got) and got.tags == ()


PLAIN = '{"@type": "Person", "name": "Jana Kowalczyk", "jobTitle": "Analyst", "worksFor": "Baltic Grid"}'


@pytest.mark.parametrize(
    "json",
    [
        PLAIN,
        f"[{PLAIN}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "Site"}}, {PLAIN}]}}',
        f'{{"@type": "ProfilePage", "mainEntity": {PLAIN}}}',
        f'{{"@type": ["WebPage", "ProfilePage"], "mainEntity": [{PLAIN}]}}',
        f'{{"@type": "AboutPage", "about": {PLAIN}}}',
        '{"@graph": [{"@type": "ProfilePage", "mainEntity": {"@id": "#me"}}, {"@type": "Person", "name": "Someone Else"},'
        + PLAIN.replace("{", '{"@id": "#me",')
        + "]}",
        PLAIN.replace('"Person"', '["Person", "schema:Thing"]'),
        PLAIN.replace('"Person"', '"https://schema.org/Person"'),
        PLAIN.replace('"Person"', '"schema:Person"'),
        PLAIN.replace('"Jana Kowalczyk"', '{"@value": "Jana Kowalczyk", "@language": "pl"}'),
        PLAIN.replace('"Jana Kowalczyk"', '["Jana Kowalczyk"]').replace(
            '"Analyst"', '{"@list": ["Analyst"]}'
        ),
        PLAIN.replace("Kowalczyk", "\n Kowalczyk"),
        f"<!-- {PLAIN} -->",
        f"//<![CDATA[\n{PLAIN}\n//]]>",
    ],
)
def test_the_many_ways_to_write_the_same_person(profile: Read, json: str) -> None:
    got = profile(json=json)
    assert (got.name, got.headline) == ("Jana Kowalczyk", "Analyst")
    assert got.work == (Work("Baltic Grid", "Analyst", current=True),)


def test_a_page_of_many_people_is_nobodys_unless_one_lives_there(look: Look, site: FakeSite) -> None:
    team = '[{"@type": "Person", "name": "Ada One"}, {"@type": "Person", "name": "Bea Two"%s}]'
    assert look(json=team % "") == []
    assert [f.profile.name for f in look(json=team % f', "url": "{site.url}/jana"')] == ["Bea Two"]
    assert [f.profile.name for f in look(json=team % ', "@id": "/jana#bea"')] == ["Bea Two"]


def test_a_broken_block_is_a_warning_beside_a_good_one(look: Look) -> None:
    page = f'<script type="application/ld+json">{{"@type": "Person",</script>{JANA}'
    (found,) = look(page)
    assert found.profile.name == "Jana Kowalczyk"
    assert found.warnings == ("part of the page's JSON-LD cannot be read",)


@pytest.mark.parametrize("json", ['{"@type": "Person",', "[" * 100_000, '{"@graph": ' * 50_000])
def test_unreadable_json_ld_alone_is_kept_for_a_person(look: Look, json: str) -> None:
    with pytest.raises(ChangedAnswer, match="tested: the page's JSON-LD cannot be read") as caught:
        look(json=json)
    assert json.encode()[:50] in caught.value.payload


# --- microformats, rel=me, OpenGraph ---

CARD = """<div class="h-card"><a class="p-name u-url u-uid" href="{site}/jana">Jana Kowalczyk</a>
<span class="p-nickname">janka</span> <span class="p-job-title">Analyst</span> at <span class="p-org h-card">
<a class="p-name u-url" href="https://baltic.example">Baltic Grid</a></span>
<a class="u-email" href="mailto:jana@kowalczyk.example">mail</a> <span class="p-tel">+48 22 555 01 02</span>
<p class="p-adr h-adr"><span class="p-locality">Warszawa</span>, <span class="p-country-name">Poland</span></p>
<p class="p-note">Hello   there.</p><a class="u-url" href="https://github.com/janakow">code</a></div>"""


def test_an_h_card_is_read(profile: Read, site: FakeSite) -> None:
    got = profile(CARD)
    assert (got.name, got.headline, got.aliases) == ("Jana Kowalczyk", "Analyst", ("janka",))
    assert got.work == (Work("Baltic Grid", "Analyst", current=True),)
    assert (got.emails, got.phones) == (("jana@kowalczyk.example",), ("+48 22 555 01 02",))
    assert got.location == Place(city="Warszawa", country="PL")
    assert got.summary == "Hello there."
    assert {link.url for link in got.links} == {f"{site.url}/jana", "https://github.com/janakow"}


RESUME = """<div class="h-resume"><span class="p-name">My life</span><p class="p-summary">Twenty years.</p>
<div class="p-contact h-card"><span class="p-name">Jana Kowalczyk</span></div>
<div class="p-experience h-event"><span class="p-name">Analyst</span>, <span class="p-location h-card"><b class="p-name">Baltic
Grid</b></span> <time class="dt-start" datetime="2015-02">2015</time>-<time class="dt-end" datetime="2019-07-01">2019</time></div>
<div class="p-experience h-event h-card"><span class="p-job-title">Intern</span> <span class="p-org">Mill</span>
<time class="dt-start">2012</time></div>
<div class="p-education h-event"><span class="p-name">BSc</span> <span class="p-location h-card">Polytechnic</span>
<time class="dt-end">2014</time></div><i class="p-skill">Python</i> <i class="p-skill">SQL</i></div>"""


def test_an_h_resume_is_read(profile: Read) -> None:
    got, date = profile(RESUME), PartialDate
    assert (got.name, got.summary) == ("Jana Kowalczyk", "Twenty years.")
    assert got.work == (
        Work("Baltic Grid", "Analyst", date("2015-02"), date("2019-07-01")),
        Work("Mill", "Intern", date("2012")),
    )
    assert got.education == (Education("Polytechnic", "BSc", end=date("2014")),)
    assert got.skills == (Skill("Python"), Skill("SQL"))


def test_a_classic_vcard_is_read(profile: Read) -> None:
    got = profile('<div class="vcard"><b class="fn">Jana Kowalczyk</b> <i class="org">Baltic Grid</i></div>')
    assert (got.name, got.work) == ("Jana Kowalczyk", (Work("Baltic Grid", current=True),))


def test_only_the_representative_card_counts(look: Look, site: FakeSite) -> None:
    other = '<p class="h-card"><a class="p-name u-url" href="https://other.example/">Otto Other</a></p>'
    assert look(other) == []
    assert [found.profile.name for found in look(other + CARD)] == ["Jana Kowalczyk"]
    me = '<a rel="me" href="https://other.example/">me elsewhere</a>'
    assert [found.profile.name for found in look(other + other.replace("Otto", "Ute") + me)] == ["Otto Other"]


def test_formats_are_united_unless_they_speak_of_different_people(profile: Read) -> None:
    both = profile(CARD, json='{"@type": "Person", "name": "J. Kowalczyk", "email": "work@baltic.example"}')
    assert both.name == "J. Kowalczyk" and both.headline == "Analyst"
    assert both.emails == ("work@baltic.example", "jana@kowalczyk.example")
    apart = profile(CARD, json='{"@type": "Person", "name": "Otto Maler", "email": "otto@maler.example"}')
    assert apart.name == "Otto Maler" and apart.emails == ("otto@maler.example",) and apart.work == ()


def test_a_career_told_twice_is_one_career(profile: Read) -> None:
    """JSON-LD says what is now, the resume below it since when, and what was before."""
    ld = """{"@type": "Person", "name": "Jana Kowalczyk", "jobTitle": "Analyst", "worksFor": "Baltic Grid",
    "alumniOf": [{"@type": "School", "name": "Polytechnic"}, "Night School"]}"""
    resume = RESUME.replace('<time class="dt-end" datetime="2019-07-01">2019</time>', "")
    got, date = profile(resume, json=ld), PartialDate
    assert got.work == (
        Work("Baltic Grid", "Analyst", date("2015-02"), current=True),
        Work("Mill", "Intern", date("2012")),
    )
    assert got.education == (Education("Polytechnic", "BSc", end=date("2014")), Education("Night School"))


def test_a_card_dates_itself(look: Look) -> None:
    (found,) = look(CARD.replace("</div>", '<time class="dt-rev" datetime="2024-02-01">then</time></div>'))
    assert found.observed_at == 1_706_745_600_000_000


def test_links_start_from_the_base_element(profile: Read, site: FakeSite) -> None:
    got = profile('<base href="/people/"><a rel="me" href="elsewhere">x</a>' + JANA)
    assert f"{site.url}/people/elsewhere" in [link.url for link in got.links]


def test_rel_me_links_are_the_persons(profile: Read) -> None:
    me = """<link rel="me" href="https://mastodon.example/@jana"><a rel="nofollow ME" href="/cv">cv</a>
    <a rel="me" href="mailto:x@y.example">mail</a><a rel="friend" href="https://friend.example">f</a>"""
    urls = [link.url for link in profile(JANA + me).links]
    assert urls[1] == "https://mastodon.example/@jana" and urls[2].endswith("/cv")
    assert not any("mailto" in url or "friend" in url for url in urls)


def test_open_graph_profiles_are_read_and_other_types_are_not(look: Look) -> None:
    graph = """<meta property="og:type" content="%s"><meta property="og:title" content="Jana's place">
    <meta property="profile:first_name" content="Jana"><meta property="profile:last_name" content="Kowalczyk">
    <meta property="og:description" content="Analyst in Warsaw">"""
    (found,) = look(graph % "profile")
    assert (found.profile.name, found.profile.summary) == ("Jana Kowalczyk", "Analyst in Warsaw")
    assert look(graph % "website") == []


# --- the page as a record ---


def test_the_key_is_the_canonical_address_on_the_same_host(
    look: Look, site: FakeSite, other_site: FakeSite
) -> None:
    (found,) = look(JANA, path="/jana?ref=1")
    assert found.key == found.url == f"{site.url}/jana?ref=1"
    (found,) = look(JANA + '<link rel="canonical" href="/people/jana#top">')
    assert found.key == f"{site.url}/people/jana"
    (found,) = look(JANA + f'<link rel="canonical" href="{other_site.url}/victim">')
    assert found.key == f"{site.url}/jana"


def test_the_page_that_answered_after_a_redirect_is_the_one(look: Look, site: FakeSite) -> None:
    site.replies["/jana"] = Reply(JANA)
    (found,) = look(path="/old", status=301, headers={"Location": "/jana"})
    assert found.key == f"{site.url}/jana"


@pytest.mark.parametrize(
    ("date", "observed"),
    [
        ("2024-02-01T10:00:00Z", 1_706_781_600_000_000),
        ("2024-02-01T10:00:00+01:00", 1_706_778_000_000_000),
        ("2024-02-01", 1_706_745_600_000_000),
        ("2024-02", 1_706_745_600_000_000),
        ("2999-01-01", None),
        ("lately", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_profile_page_dates_its_record(look: Look, date: str, observed: int | None) -> None:
    (found,) = look(json=f'{{"@type": "ProfilePage", "dateModified": "{date}", "mainEntity": {PLAIN}}}')
    assert found.observed_at == observed


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        ('<meta name="robots" content="noindex">', {}),
        ('<meta name="ROBOTS" content="nofollow, NoIndex">', {}),
        ('<meta name="robots" content="none">', {}),
        ('<meta name="onefold" content="noindex">', {}),
        ("", {"X-Robots-Tag": "noindex, nofollow"}),
        ("", {"X-Robots-Tag": "onefold: noindex"}),
    ],
)
def test_a_page_that_asks_not_to_be_kept_is_not(look: Look, page: str, headers: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"^tested: the page asks robots not to keep it \(noindex\)$"):
        look(page + JANA, headers=headers)


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        ('<meta name="robots" content="nofollow, index">', {}),
        ('<meta name="googlebot" content="noindex">', {}),
        ("", {"X-Robots-Tag": "otherbot: noindex"}),
        ("", {"X-Robots-Tag": "unavailable_after: 25 Jun 2030 15:00:00 GMT"}),
    ],
)
def test_what_is_said_to_other_robots_is_not_for_us(look: Look, page: str, headers: dict[str, str]) -> None:
    assert len(look(page + JANA, headers=headers)) == 1


def test_accounts_on_networks_are_not_asked_as_pages(http: Http, site: FakeSite) -> None:
    page = PersonalPage(PageOptions(), http)
    for url in ("https://www.linkedin.com/in/jana-kowalczyk-9", "https://github.com/janakow", ""):
        assert list(page.lookup(Ask(url=url, name="Jana Kowalczyk"))) == []
    assert site.asked == []


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        (JANA.replace("Jana", "Żana").encode("iso-8859-2"), "text/html; charset=ISO-8859-2"),
        (("<meta charset='windows-1250'>" + JANA.replace("Jana", "Żana")).encode("cp1250"), "text/html"),
        (JANA.replace("Jana", "Żana").encode("utf-8"), "text/html"),
        (b"\xef\xbb\xbf" + JANA.replace("Jana", "Żana").encode("utf-8"), "text/html; charset=latin-1"),
        (JANA.replace("Jana", "Żana").encode("utf-16"), "text/html"),
        (
            ('<?xml version="1.0" encoding="utf-8"?>' + JANA.replace("Jana", "Żana")).encode(),
            "application/xhtml+xml",
        ),
        (JANA.replace("Jana", "Żana").encode("utf-8"), "text/html; charset=punycode"),
        (JANA.replace("Jana", "Żana").encode("utf-8"), 'text/html; charset="no such thing"'),
    ],
)
def test_pages_are_decoded_as_they_say(look: Look, encoded: bytes, content_type: str, site: FakeSite) -> None:
    site.replies["/jana"] = Reply(encoded, content_type)
    (found,) = look(path="/moved", status=302, headers={"Location": "/jana"})
    assert found.profile.name == "Żana Kowalczyk"


# --- articles ---

ARTICLE = """{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Baltic Grid names new chief",
"datePublished": "2026-03-02T08:00:00+01:00", "description": "A change at the top.",
"publisher": {"@type": "Organization", "name": "Energy Weekly"},
"author": [{"@type": "Person", "name": "Rita Reporter", "url": "https://rita.example/"}, {"@type": "Person", "name": "No Page"}],
"about": [{"@type": "Person", "name": "Ewa Maj", "jobTitle": "CEO", "worksFor": {"@type": "Organization", "name": "Baltic Grid"},
  "sameAs": "https://www.linkedin.com/in/ewa-maj"}, {"@type": "Organization", "name": "Baltic Grid"}, "Energy"],
"mentions": {"@type": "Person", "name": "Jan Żuk"}}"""


def test_an_article_gives_a_record_per_person_it_is_about(look: Look, site: FakeSite) -> None:
    found = {each.key: each for each in look(json=ARTICLE)}
    url = f"{site.url}/jana"
    assert list(found) == [f"{url}#about-ewa-maj", f"{url}#about-jan-zuk", f"{url}#author-rita-reporter"]
    ewa, rita = found[f"{url}#about-ewa-maj"], found[f"{url}#author-rita-reporter"]
    item = Item(
        "article",
        "Baltic Grid names new chief",
        PartialDate("2026-03-02"),
        url,
        "Energy Weekly",
        "A change at the top.",
        about=True,
    )
    assert ewa.profile == Profile(
        name="Ewa Maj",
        headline="CEO",
        links=(Link("https://www.linkedin.com/in/ewa-maj", "linkedin", "ewa-maj"),),
        work=(Work("Baltic Grid", "CEO", current=True),),
        items=(item,),
    )
    assert [(i.kind, i.about) for i in rita.profile.items] == [("article", False)]
    assert ewa.observed_at == 1_772_434_800_000_000 and ewa.url == url


def test_a_blog_posting_is_its_authors_post_and_an_article_about_others(look: Look) -> None:
    graph = f'{{"@graph": [{ARTICLE.replace("NewsArticle", "BlogPosting")}, {PLAIN}]}}'
    kinds = {found.profile.name: found.profile.items[0].kind for found in look(json=graph)}
    assert kinds == {"Ewa Maj": "article", "Jan Żuk": "article", "Rita Reporter": "post"}


def test_namesakes_on_one_article_are_one_record_and_crowds_are_bounded(look: Look) -> None:
    people = [f'{{"@type": "Person", "name": "Person {n // 2}"}}' for n in range(100)]
    found = look(json=f'{{"@type": "Article", "headline": "Crowd", "mentions": [{",".join(people)}]}}')
    assert len(found) == 10 and len({each.key for each in found}) == 10


def test_an_article_about_nobody_is_nothing(look: Look) -> None:
    assert look(json='{"@type": "Article", "headline": "Weather", "about": "rain"}') == []


@pytest.mark.parametrize(
    "page",
    [
        "",
        "   ",
        "<!-- -->",
        "\x00\x01",
        "<div>" * 30_000 + '<p class="h-card">x',
        '<i class="vcard">' + '<b class="fn">' * 240,
    ],
)
def test_odd_pages_are_no_crash(look: Look, page: str) -> None:
    try:
        assert look(page) == []
    except Refused as refused:
        assert refused.reason == "an empty page"


def test_health_needs_a_page_to_try(http: Http) -> None:
    assert PersonalPage(PageOptions(), http).health().state == "unknown"

"""Feeds in every dialect: who writes, whom it is about, and what is not read twice."""

from __future__ import annotations

import json
from typing import ClassVar

import pytest

from connectors.feed import Feed, FeedOptions
from connectors.kit.answers import Answer, ChangedAnswer
from connectors.kit.http import Http
from connectors.readers.entries import Author
from connectors.readers.feeds import read_feed
from connectors.testing import ConnectorContract, FakeSite, Reply
from enrich.errors import Refused, SourceDown
from enrich.model import Found, Item, Link, PartialDate, Profile
from enrich.ports import NextCursor

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Grid notes</title>
<id>urn:x</id><updated>2026-03-02T00:00:00Z</updated><entry><title>On &lt;b&gt;substations&lt;/b&gt;</title><id>1</id>
<link href="{site}/posts/1"/><published>2026-02-27T23:30:00-05:00</published><updated>2026-03-01T10:00:00Z</updated>
<author><name>Jana Kowalczyk</name><uri>{site}/jana</uri><email>jana@kowalczyk.example</email></author>
<summary type="html">&lt;p&gt;Short &amp;amp; sweet.&lt;/p&gt;</summary></entry>
<entry><title>A new chief for Baltic Grid</title><id>2</id><link href="{site}/posts/2"/>
<updated>2026-03-02T10:00:00Z</updated><author><name>Piotr Lis</name></author></entry></feed>"""
ARTICLE = """<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"A new chief",
"datePublished":"2026-03-02","author":{"@type":"Person","name":"Piotr Lis","url":"/piotr"},
"about":{"@type":"Person","name":"Ewa Maj","jobTitle":"CEO","worksFor":"Baltic Grid"}}</script>"""
XML = "application/atom+xml"


class TestFeedContract(ConnectorContract):
    connector = Feed
    options: ClassVar[dict[str, object]] = {"urls": ["{site}/feed"], "follow_articles": True}
    replies: ClassVar[dict[str, Reply]] = {
        "/feed": Reply(ATOM, XML),
        "/posts/1": Reply("<p>x</p>"),
        "/posts/2": Reply(ARTICLE),
    }


def feed(http: Http, *urls: str, **options: object) -> Feed:
    return Feed(FeedOptions(urls=urls, **options), http)  # type: ignore[arg-type]


def pulled(connector: Feed, cursor: str = "") -> tuple[list[Found], str]:
    """The records of a pull and the last cursor it gave."""
    told = list(connector.pull(cursor))
    cursors = [step.cursor for step in told if isinstance(step, NextCursor)]
    return [step for step in told if isinstance(step, Found)], (cursors or [cursor])[-1]


def names(found: list[Found]) -> list[str]:
    return [each.profile.name for each in found]


# --- what is read ---


def test_an_author_is_a_record_with_their_posts(http: Http, site: FakeSite) -> None:
    site.replies = {"/feed": Reply(ATOM, XML)}
    url = f"{site.url}/feed"
    found, _ = pulled(feed(http, url))
    assert [each.key for each in found] == [f"{url}#piotr-lis", f"{url}#{site.url}/jana"]
    posts = Item(
        "post",
        "On substations",
        PartialDate("2026-02-28"),
        f"{site.url}/posts/1",
        "Grid notes",
        "Short & sweet.",
    )
    assert found[1].profile == Profile(
        name="Jana Kowalczyk",
        emails=("jana@kowalczyk.example",),
        links=(Link(f"{site.url}/jana"),),
        items=(posts,),
    )


RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Grid</title><link>{site}/</link>
<item><title>One</title><link>/p/1</link><pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate>
<description>Text &eacute;t&eacute; &nbsp; here</description><dc:creator>Jana Kowalczyk</dc:creator></item>
<item><title>Two</title><link>/p/2</link><author>piotr@lis.example (Piotr Lis)</author></item>
<item><title>Three</title><link>/p/3</link><dc:creator>admin</dc:creator></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Grid</title></channel><item><title>One</title>
<link>{site}/p/1</link><dc:creator>Jana Kowalczyk</dc:creator><dc:date>2026-03-02T09:00:00Z</dc:date></item></rdf:RDF>"""


def test_rss_with_its_many_ways_to_name_an_author(http: Http, site: FakeSite) -> None:
    site.replies = {"/feed": Reply(RSS, "text/xml")}
    found, _ = pulled(feed(http, f"{site.url}/feed"))
    assert names(found) == ["Jana Kowalczyk", "Piotr Lis"]
    item = found[0].profile.items[0]
    assert (item.url, item.date, item.summary) == (f"{site.url}/p/1", "2026-03-02", "Text été here")
    assert found[1].profile.emails == ("piotr@lis.example",)


def test_the_home_of_a_feed_is_its_only_authors(http: Http, site: FakeSite) -> None:
    alone = RSS.replace("<author>piotr@lis.example (Piotr Lis)</author>", "")
    for body, links in ((alone, [f"{site.url}"]), (RSS, [])):
        site.replies = {"/feed": Reply(body, "text/xml")}
        (jana, *_), _ = pulled(feed(http, f"{site.url}/feed"))
        assert [link.url for link in jana.profile.links] == links
    home = json.dumps({**JSON_FEED, "home_page_url": "/blog", "items": [{"title": "x"}]})
    site.replies = {"/feed": Reply(home, "application/json")}
    ((jana,), _) = pulled(feed(http, f"{site.url}/feed"))
    assert [link.url for link in jana.profile.links] == ["https://jana.example", f"{site.url}/blog"]


def test_rdf_and_broken_xml_are_read(http: Http, site: FakeSite) -> None:
    broken = RSS.replace("</description>", " & more<br/></description>").replace("</channel></rss>", "")
    for body in (RDF, broken):
        site.replies = {"/feed": Reply(body, "application/xml")}
        found, _ = pulled(feed(http, f"{site.url}/feed"))
        assert names(found)[0] == "Jana Kowalczyk" and found[0].profile.items[0].date == "2026-03-02"


JSON_FEED: dict[str, object] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Grid",
    "authors": [{"name": "Jana Kowalczyk", "url": "https://jana.example"}],
    "items": [
        {
            "id": "1",
            "url": "/p/1",
            "title": "One",
            "content_html": "<p>Hi</p>",
            "date_published": "2026-03-02T10:00:00+01:00",
        },
        {
            "id": "2",
            "external_url": "https://x.example/2",
            "content_text": "Bare",
            "author": {"name": "Piotr Lis"},
        },
        {"id": 3, "title": 7, "date_published": "soon", "authors": ["nobody", {"name": None}], "url": []},
        "no item",
    ],
}


def test_json_feed(http: Http, site: FakeSite) -> None:
    site.replies = {"/feed": Reply(json.dumps(JSON_FEED), "application/feed+json")}
    found, _ = pulled(feed(http, f"{site.url}/feed"))
    jana, piotr = found
    assert (jana.profile.name, jana.key) == ("Jana Kowalczyk", f"{site.url}/feed#https://jana.example")
    assert jana.profile.items[0] == Item(
        "post", "One", PartialDate("2026-03-02"), f"{site.url}/p/1", "Grid", "Hi"
    )
    assert piotr.profile.items[0].title == "Bare"


def test_namesakes_with_pages_of_their_own_stay_apart(http: Http, site: FakeSite) -> None:
    entry = '<entry><title>T</title><link href="/{n}"/><author><name>Jan Nowak</name>{uri}</author></entry>'
    uris = ["<uri>https://a.example/</uri>", "<uri>https://b.example/</uri>", ""]
    entries = "".join(entry.replace("{n}", str(n)).replace("{uri}", uri) for n, uri in enumerate(uris))
    site.replies = {"/feed": Reply(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>', XML)}
    found, _ = pulled(feed(http, f"{site.url}/feed"))
    assert [each.key.partition("#")[2] for each in found] == [
        "https://a.example/",
        "https://b.example/",
        "jan-nowak",
    ]
    site.replies = {"/feed": Reply(ATOM.replace("<uri>{site}/jana</uri>", "") + "", XML)}
    assert len(pulled(feed(http, f"{site.url}/feed"))[0]) == 2


def test_the_newest_two_hundred_entries_count(http: Http, site: FakeSite) -> None:
    entry = (
        "<item><title>{n}</title><pubDate>{n} Jan 2020</pubDate><author>a@b.example (Ann Bee)</author></item>"
    )
    days = [
        f"{day} {month} {year}"
        for year in (2001, 2002)
        for month in ("Jan", "Feb", "Mar", "Apr", "May")
        for day in range(1, 29)
    ]
    items = "".join(entry.replace("{n} Jan 2020", day).replace("{n}", day) for day in days)
    site.replies = {"/feed": Reply(f'<rss version="2.0"><channel>{items}</channel></rss>', "text/xml")}
    (found,), _ = pulled(feed(http, f"{site.url}/feed"))
    assert len(found.profile.items) == 200
    assert found.profile.items[0].title == "28 May 2002" and found.profile.items[-1].title == "25 Mar 2001"


# --- what is not read twice ---


def test_an_unchanged_feed_says_nothing(http: Http, site: FakeSite) -> None:
    site.replies = {"/feed": Reply(ATOM, XML)}
    connector = feed(http, f"{site.url}/feed")
    _, cursor = pulled(connector)
    assert list(connector.pull(cursor)) == []
    assert "If-None-Match" in site.asked[-1].headers
    assert "kowalczyk" not in cursor.lower() and "lis" not in cursor.lower()


def test_only_authors_with_something_new_are_told_again(http: Http, site: FakeSite) -> None:
    site.replies = {"/feed": Reply(ATOM, XML)}
    connector = feed(http, f"{site.url}/feed")
    _, cursor = pulled(connector)
    extra = "<entry><title>More</title><author><name>Piotr Lis</name></author></entry></feed>"
    site.replies = {"/feed": Reply(ATOM.replace("</feed>", extra), XML)}
    found, cursor = pulled(connector, cursor)
    assert names(found) == ["Piotr Lis"] and len(found[0].profile.items) == 2
    site.replies = {"/feed": Reply(ATOM.replace("</feed>", extra).replace("substations", "cables"), XML)}
    assert names(pulled(connector, cursor)[0]) == ["Jana Kowalczyk"]


def test_articles_are_followed_once_and_authors_are_not_repeated(http: Http, site: FakeSite) -> None:
    site.replies = TestFeedContract.replies | {}
    connector = feed(http, f"{site.url}/feed", follow_articles=True)
    found, cursor = pulled(connector)
    assert names(found) == ["Piotr Lis", "Jana Kowalczyk", "Ewa Maj"]
    assert found[2].key == f"{site.url}/posts/2#about-ewa-maj"
    assert found[2].profile.items[0].about
    assert site.paths() == ["/feed", "/posts/1", "/posts/2"]
    assert pulled(connector, cursor)[0] == [] and site.paths()[3:] == ["/feed"]


def test_a_bounded_pull_goes_on_where_it_stopped(http: Http, site: FakeSite) -> None:
    entry = (
        '<entry><title>{n}</title><link href="{site}/a{n}"/><updated>2026-01-0{n}T00:00:00Z</updated></entry>'
    )
    entries = "".join(entry.replace("{n}", str(n)) for n in range(1, 8))
    site.replies = {"/feed": Reply(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>', XML)}
    site.replies |= {f"/a{n}": Reply(ARTICLE.replace("Ewa Maj", f"Person {n}")) for n in range(1, 8)}
    connector = feed(http, f"{site.url}/feed", follow_articles=True, max_articles=3)
    seen, cursor = [], ""
    for _ in range(4):
        found, cursor = pulled(connector, cursor)
        seen.append(names(found))
    assert seen == [
        ["Person 1", "Person 2", "Person 3"],
        ["Person 4", "Person 5", "Person 6"],
        ["Person 7"],
        [],
    ]


def test_an_article_that_is_down_is_left_for_the_next_pull(http: Http, site: FakeSite) -> None:
    site.replies = {**TestFeedContract.replies, "/posts/1": Reply("oops", status=500)}
    connector = feed(http, f"{site.url}/feed", follow_articles=True)
    found, cursor = pulled(connector)
    assert names(found) == ["Piotr Lis", "Jana Kowalczyk"]
    assert site.paths() == ["/feed", "/posts/1", "/posts/1"]
    site.replies = TestFeedContract.replies | {}
    assert "Ewa Maj" in names(pulled(connector, cursor)[0])


@pytest.mark.parametrize(
    "reply",
    [
        Reply("x", "application/pdf"),
        Reply("x", status=403),
        Reply("<meta name=robots content=noindex>" + ARTICLE),
    ],
)
def test_an_article_that_may_not_be_had_is_passed_over(http: Http, site: FakeSite, reply: Reply) -> None:
    site.replies = {**TestFeedContract.replies, "/posts/1": reply}
    connector = feed(http, f"{site.url}/feed", follow_articles=True)
    found, cursor = pulled(connector)
    assert "Ewa Maj" in names(found)
    assert list(connector.pull(cursor)) == []


def test_robots_txt_holds_for_articles_and_not_for_feeds(http: Http, site: FakeSite) -> None:
    robots = Reply("User-agent: *\nDisallow: /", "text/plain")
    site.replies = {**TestFeedContract.replies, "/robots.txt": robots}
    found, _ = pulled(feed(http, f"{site.url}/feed", follow_articles=True))
    assert names(found) == ["Piotr Lis", "Jana Kowalczyk"] and site.paths() == ["/feed"]


def test_a_news_site_can_be_read_for_its_subjects_alone(http: Http, site: FakeSite) -> None:
    site.replies = TestFeedContract.replies | {}
    found, _ = pulled(feed(http, f"{site.url}/feed", authors=False, follow_articles=True))
    assert names(found) == ["Ewa Maj"]


# --- several feeds, bad feeds ---


def test_one_bad_feed_does_not_stop_the_others(http: Http, site: FakeSite) -> None:
    site.replies = {
        "/bad": Reply("oops", status=500),
        "/feed": Reply(ATOM, XML),
        "/rss": Reply(RSS, "text/xml"),
    }
    connector = feed(http, *(f"{site.url}/{name}" for name in ("feed", "bad", "rss")))
    told: list[Found | NextCursor] = []
    with pytest.raises(SourceDown):
        told.extend(connector.pull(""))
    assert len([step for step in told if isinstance(step, Found)]) == 4
    last = [step.cursor for step in told if isinstance(step, NextCursor)][-1]
    site.replies["/bad"] = Reply(RDF, "text/xml")
    found, _ = pulled(connector, last)
    assert [each.key.partition("#")[0] for each in found] == [f"{site.url}/bad"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "plain words",
        "<html><body>moved</body></html>",
        "<" * 100_000,
        '{"version": "2"}',
        '{"version": ',
        "{" * 100_000,
        '{"version": "https://jsonfeed.org/version/1"',
    ],
)
def test_what_is_no_feed_is_kept_for_a_person(http: Http, site: FakeSite, body: str) -> None:
    site.replies = {"/feed": Reply(body, "text/xml")}
    with pytest.raises(ChangedAnswer) as caught:
        pulled(feed(http, f"{site.url}/feed"))
    assert caught.value.payload == body.encode()[:100_000]


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&a;</title></channel></rss>',
        "<rss version='2.0'><channel><title>" + "<b>" * 100_000,
        "<rss version='2.0'><channel><item a='1' a='2'><title>x</title></item>",
    ],
)
def test_hostile_xml_gives_nothing_away(body: str) -> None:
    document = read_feed(
        Answer("tested", "http://x.example/feed", 200, {"content-type": "text/xml"}, body.encode())
    )
    assert "root:" not in document.title and "haha" not in document.title


def test_a_foreign_cursor_is_refused_with_one_clear_line(http: Http, site: FakeSite) -> None:
    for cursor in ("2026-01-01", '{"x": 1}', "[]"):
        with pytest.raises(Refused, match=r"^tested: the stored cursor is not a feed's: forget it$"):
            list(feed(http, f"{site.url}/feed").pull(cursor))


def test_authors_are_read_as_they_are_written() -> None:
    body = ATOM.replace("{site}", "http://x.example").encode()
    document = read_feed(Answer("tested", "http://x.example/feed", 200, {}, body))
    assert document.entries[0].authors == (
        Author("Jana Kowalczyk", "http://x.example/jana", "jana@kowalczyk.example"),
    )
    assert [entry.stamp for entry in document.entries] == ["2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"]

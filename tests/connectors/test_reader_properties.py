"""Whatever strangers put into their pages and feeds, the readers give well-formed records or refuse."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.answers import Answer
from connectors.readers.feeds import read_feed
from connectors.readers.people import people_on
from enrich.errors import Refused
from enrich.model import Found

TYPES = [
    "Person",
    "ProfilePage",
    "Article",
    "BlogPosting",
    "Organization",
    "Role",
    "OrganizationRole",
    "PostalAddress",
    7,
]
KEYS = ["@id", "@type", "@graph", "@list", "@value", "name", "givenName", "jobTitle", "worksFor", "alumniOf", "sameAs", "url",
        "about", "mentions", "author", "mainEntity", "address", "homeLocation", "addressCountry", "hasOccupation", "email",
        "hasCredential", "credentialCategory", "startDate", "endDate", "datePublished", "dateModified", "birthDate",
        "identifier", "propertyID", "value", "knowsAbout", "knowsLanguage", "roleName", "headline", "publisher"]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        [
            "#a",
            "#b",
            "Jana Kowalczyk",
            "2024-02-30",
            "2024-02",
            "http://[",
            "http://x.example/p",
            "//",
            "US",
            "x@y.example",
        ]
    ),
    st.text(max_size=20),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)


def node(children: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keyed = st.dictionaries(st.sampled_from(KEYS), children, max_size=8)
    typed = st.builds(lambda kind, rest: {"name": "N", **rest, "@type": kind}, st.sampled_from(TYPES), keyed)
    return st.one_of(keyed, typed, st.lists(children, max_size=4))


DOCUMENTS = st.recursive(LEAVES, node, max_leaves=25)


def answer(body: str, kind: str = "text/html") -> Answer:
    return Answer(
        "tested", "http://x.example/p", 200, {"content-type": kind}, body.encode("utf-8", "replace")
    )


def well_formed(found: tuple[Found, ...]) -> bool:
    return all(
        each.key.startswith("http://x.example/")
        and each.profile.name
        and msgspec.json.decode(msgspec.json.encode(each), type=Found) == each
        for each in found
    ) and len({each.key for each in found}) == len(found)


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
def test_any_json_ld_gives_well_formed_records(document: object) -> None:
    page = f'<script type="application/ld+json">{json.dumps(document)}</script>'
    found = people_on(answer(page))
    assert well_formed(found)
    assert found == people_on(answer(page))


TAGS = st.sampled_from(["<a rel=me href=//[>", "<div class=h-card>", "<b class='p-name u-url' href=/>", "</div>", "<base href=//:0>",
                        "<link rel=canonical href='http://x.example:99999/'>", "<meta property=og:type content=profile>",
                        "<meta property=og:title content=J>", "<div class='vcard h-resume'>", "<i class='fn org p-experience h-event'>",
                        "<time class=dt-start datetime=2024-99-99>", "<a class=u-url href='http://[::1'>"])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(TAGS, st.text(max_size=10)), max_size=25))
def test_any_markup_gives_well_formed_records(parts: list[str]) -> None:
    try:
        assert well_formed(people_on(answer("".join(parts))))
    except Refused as refused:
        assert refused.reason == "an empty page"


XML = st.sampled_from(["<rss>", "<channel>", "<item>", "</item>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<link href='//['/>",
                       "<link>/x</link>", "<author>a@b.example (Ann)</author>", "<author><name>Ann</name><uri>//[</uri></author>", "&nbsp;",
                       "<pubDate>Mon, 99 Foo 2026 10:00:00 +9999</pubDate>", "<updated>9999-12-31T23:59:59-23:59</updated>", "<![CDATA[",
                       "<!DOCTYPE x [", "<title type='html'>&lt;b", "</title>", "<guid>http://x.example:x/</guid>", "<entry xml:base='http://['>"])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.lists(st.one_of(XML, st.text(max_size=8)), max_size=25).map("".join), DOCUMENTS.map(json.dumps)
    )
)
def test_anything_is_a_feed_or_refused(body: str) -> None:
    try:
        feed = read_feed(answer(body, "text/xml"))
    except Refused:
        return
    for entry in feed.entries:
        assert all(isinstance(value, str) for value in entry[:5])
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        assert all(author.name for author in entry.authors)


@settings(max_examples=200, deadline=None)
@given(
    DOCUMENTS,
    DOCUMENTS,
    DOCUMENTS,
)
def test_any_json_feed_is_read(authors: object, item: object, version: object) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "authors": authors,
        "items": [item, {"authors": authors, "title": version}],
    }
    assert len(read_feed(answer(json.dumps(feed))).entries) >= 1

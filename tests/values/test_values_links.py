"""Addresses of pages and the accounts they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.model import Link
from enrich.values.contacts import clean_url, link_key, link_of

PIECES = [
    "https://", "http://", "www.", "m.", "de.", "linkedin.com", "github.com", "x.com", "facebook.com", "/in/", "/pub/", "/", "Jane-Doe",
    "?id=7", "?utm_source=x", "#top", "@jane", "profile.php", "youtube.com", "/channel/UCx", "müller.de", "%20", "%2F", ":80", ":8080", " ", ".", "[", "(",
    "medium.com", "scholar.google.de", "/citations?user=AbC", "orcid.org/0000-0002-1825-0097", "1/2/3", "mastodon.social", "//",
]  # fmt: skip
url_like = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("jane-doe.de", "https://jane-doe.de"),
        ("http://www.Jane-Doe.de:80/About/#x", "http://www.jane-doe.de/About"),
        ("HTTPS://Jane.dev:8443//a//b/", "https://jane.dev:8443/a/b"),
        ("<https://a.com/x?utm_source=1&b=2&fbclid=3>", "https://a.com/x?b=2"),
        ("[PORTFOLIO:https://a.com/x]", "https://a.com/x"),
        ("[my page](https://a.com/x)", "https://a.com/x"),
        ("Website: https://a.com", "https://a.com"),
        ("https://müller.de/über", "https://xn--mller-kva.de/%C3%BCber"),
        ("https://user:secret@a.com/x", "https://a.com/x"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("http://127.0.0.1:8361/people/jane", "http://127.0.0.1:8361/people/jane"),
        ("jane@doe.de", ""),
        ("mailto:jane@doe.de", ""),
        ("javascript:alert(1)", ""),
        ("ftp://a.com/x", ""),
        ("not a page", ""),
        ("https://a.com/x y", ""),
        ("node.js", ""),
        ("resume.pdf", ""),
        ("C++.net", ""),
        ("1.2", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_addresses_have_one_form(text: str, url: str) -> None:
    assert clean_url(text) == url


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linkedin.com/in/Jane-Doe-12/?originalSubdomain=de", "linkedin:jane-doe-12"),
        ("de.linkedin.com/in/jane-doe-12/de", "linkedin:jane-doe-12"),
        ("http://m.linkedin.com/in/jane-doe-12#x", "linkedin:jane-doe-12"),
        ("linkedin.com/pub/jane-doe/5/a12/b34", "linkedin:jane-doe-b34a125"),
        ("https://www.linkedin.com/in/j%C3%BCrgen-m%C3%BCller", "linkedin:jürgen-müller"),
        ("https://linkedin.com/company/acme", "linkedin.com/company/acme"),
        ("https://github.com/Jane/", "github:jane"),
        ("github.com/jane?tab=repositories", "github:jane"),
        ("https://github.com/jane/tool", "github.com/jane/tool"),
        ("https://github.com/features", "github.com/features"),
        ("https://gitlab.com/jane", "gitlab:jane"),
        ("https://twitter.com/JaneDoe", "x:janedoe"),
        ("https://mobile.x.com/@janedoe", "x:janedoe"),
        ("https://x.com/janedoe/status/123", "x:janedoe"),
        ("http://m.facebook.com/jane.doe?ref=x", "facebook:janedoe"),
        ("https://www.facebook.com/profile.php?id=1000", "facebook:1000"),
        ("https://facebook.com/people/Jane-Doe/1000/", "facebook:1000"),
        ("https://stackoverflow.com/users/123/jane-doe?tab=profile", "stackoverflow:123"),
        ("https://orcid.org/0000-0002-1825-009x", "orcid:0000-0002-1825-009X"),
        ("https://mastodon.social/@Jane", "mastodon:jane@mastodon.social"),
        ("https://mastodon.social/@jane@fosstodon.org", "mastodon:jane@fosstodon.org"),
        ("https://bsky.app/profile/jane.bsky.social", "bluesky:jane.bsky.social"),
        ("https://jane.medium.com/some-post", "medium:jane"),
        ("https://medium.com/@Jane/some-post", "medium:jane"),
        ("https://youtube.com/@Jane/videos", "youtube:jane"),
        ("https://www.youtube.com/channel/UCabcDEF", "youtube:UCabcDEF"),
        ("https://scholar.google.de/citations?hl=de&user=AbC", "googlescholar:AbC"),
        ("https://news.ycombinator.com/user?id=Pg", "hackernews:Pg"),
        ("https://xing.com/profile/Jane_Doe/cv", "xing:jane_doe"),
        ("https://uni.academia.edu/JaneDoe", "academia:uni/janedoe"),
        ("https://www.pinterest.co.uk/jane", "pinterest:jane"),
        ("https://t.me/jane", "telegram:jane"),
        ("https://vk.com/jane", "vk:jane"),
        ("http://www.jane-doe.de/About/?b=2&a=1", "jane-doe.de/about?a=1&b=2"),
        ("https://jane-doe.de/about?a=1&b=2&utm_medium=x", "jane-doe.de/about?a=1&b=2"),
        ("not a page", ""),
    ],
)
def test_one_account_or_page_has_one_key(url: str, key: str) -> None:
    assert link_key(link_of(url)) == key
    assert link_key(Link(url=url)) == key


@pytest.mark.parametrize(
    ("link", "key"),
    [
        (Link(url="", network="Twitter", username="@Jane"), "x:jane"),
        (Link(url="", network="GitHub", username="Jane"), "github:jane"),
        (Link(url="https://acme.com/~jane", network="GitHub", username="Jane"), "github:jane"),
        (Link(url="https://github.com/Jane", network="", username=""), "github:jane"),
        (Link(url="", network="github", username=""), ""),
        (Link(url=""), ""),
    ],
)
def test_a_link_that_names_its_account_needs_no_known_address(link: Link, key: str) -> None:
    assert link_key(link) == key


def test_an_account_is_shown_under_its_usual_address() -> None:
    assert link_of("de.linkedin.com/in/Jane-Doe/en") == Link(
        "https://www.linkedin.com/in/jane-doe", "linkedin", "jane-doe"
    )


@given(st.one_of(st.text(), url_like))
def test_any_text_has_a_stable_address_and_key(text: str) -> None:
    url = clean_url(text)
    assert clean_url(url) == url
    link = link_of(text)
    assert bool(link.url) == bool(url)
    assert link_of(link.url) == link
    assert link_key(link_of(link.url)) == link_key(link)
    assert link_key(link) == link_key(Link(url=url))

"""A fetched web page: its address, its links, its metadata, and whether it may be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.kit.answers import Answer
from enrich.errors import Refused

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
_SPACE = re.compile(r"\s+")
_KEEP_OUT = frozenset({"noindex", "none"})
_ROBOTS = frozenset({"robots", "onefold"})


class Page(NamedTuple):
    """`url` is the address the page gives itself (rel=canonical) where that is believable, else where it was found."""

    url: str
    tree: LexborHTMLParser


def read_page(answer: Answer) -> Page:
    """The page in an answer. Raises ChangedAnswer where it is none, Refused where its author wants it kept out of indexes."""
    if answer.content_type not in PAGE_TYPES:
        raise answer.changed("not a web page", found=answer.content_type, allowed="text/html")
    if not answer.text.strip():
        raise answer.changed("an empty page", allowed="text/html")
    page = Page(answer.url, LexborHTMLParser(answer.text))
    if _KEEP_OUT & set(_directives(page, answer)):
        raise Refused("the page asks robots not to keep it (noindex)", where=answer.source)
    return page._replace(url=_canonical(page))


def metas(page: Page) -> dict[str, str]:
    """The page's <meta> by lower-case name or property; the first of each."""
    found: dict[str, str] = {}
    for meta in page.tree.css("meta"):
        name = (_attribute(meta, "property") or _attribute(meta, "name")).lower()
        if name and (content := squeeze(_attribute(meta, "content"))):
            found.setdefault(name, content)
    return found


def rel_links(page: Page, rel: str) -> list[str]:
    """Where the page's <a> and <link> elements of a relation lead, absolute, without repeats."""
    found = [
        web_url(page.url, _attribute(element, "href"))
        for element in page.tree.css("a[rel], link[rel]")
        if rel in _attribute(element, "rel").lower().split()
    ]
    return list(dict.fromkeys(url for url in found if url))


def scripts(page: Page, kind: str) -> Iterator[str]:
    """The text of every <script> of a media type."""
    for script in page.tree.css("script[type]"):
        text = script.text()
        if _attribute(script, "type").partition(";")[0].strip().lower() == kind and text.strip():
            yield text


def web_url(base: str, reference: str) -> str:
    """An absolute http(s) URL; "" for anything else (mailto:, javascript:, nonsense)."""
    try:
        url = urljoin(base, reference.strip())
        return url if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def squeeze(text: str) -> str:
    """The text on one line, single spaces."""
    return _SPACE.sub(" ", text).strip()


def plain(markup: str) -> str:
    """The text of a piece of HTML, on one line."""
    if "<" not in markup and "&" not in markup:
        return squeeze(markup)
    body = LexborHTMLParser(markup).body
    return squeeze(body.text(separator=" ")) if body else ""


def _attribute(element: LexborNode, name: str) -> str:
    return (element.attributes.get(name) or "").strip()


def _directives(page: Page, answer: Answer) -> Iterator[str]:
    """What <meta name=robots> and X-Robots-Tag say to us, word by word."""
    said = [answer.headers.get("x-robots-tag", "")]
    said += [
        _attribute(meta, "content")
        for meta in page.tree.css("meta[name]")
        if _attribute(meta, "name").lower() in _ROBOTS
    ]
    for directive in ",".join(said).lower().split(","):
        agent, colon, rest = directive.strip().rpartition(":")
        if not colon or agent in _ROBOTS:
            yield rest.strip()


def _canonical(page: Page) -> str:
    """rel=canonical, if it stays on the page's own host: else anyone could write into anyone's record."""
    for url in rel_links(page, "canonical")[:1]:
        if _host(url) == _host(page.url):
            return urldefrag(url).url
    return urldefrag(page.url).url


def _host(url: str) -> tuple[str, int | None]:
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.port

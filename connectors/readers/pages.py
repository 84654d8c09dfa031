"""A fetched web page: its address, its links, its metadata, and whether it may be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

from connectors.kit.answers import Answer
from enrich.errors import Refused

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
_READ_CHARACTERS = 1_000_000
# What stands after these is dropped by the parser, but shown by browsers.
_CLOSERS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_KEEP_OUT = frozenset({"noindex", "none"})
_ROBOTS = frozenset({"robots", "onefold"})


class Page(NamedTuple):
    """`url` is the address the page gives itself (rel=canonical) where that is believable, else where it was found;
    `base` is where its relative links start from."""

    url: str
    base: str
    root: html.HtmlElement


def read_page(answer: Answer) -> Page:
    """The page in an answer. Raises ChangedAnswer where it is none, Refused where its author wants it kept out of indexes."""
    if answer.content_type not in PAGE_TYPES:
        raise answer.changed("not a web page", found=answer.content_type, allowed="text/html")
    if not answer.text.strip():
        raise answer.changed("an empty page", allowed="text/html")
    root = _tree(answer.text)
    page = Page(answer.url, _base(root, answer.url), root)
    if _KEEP_OUT & set(_directives(page, answer)):
        raise Refused("the page asks robots not to keep it (noindex)", where=answer.source)
    return page._replace(url=_canonical(page))


def metas(page: Page) -> dict[str, str]:
    """The page's <meta> by lower-case name or property; the first of each."""
    found: dict[str, str] = {}
    for meta in page.root.iter("meta"):
        name = (_attribute(meta, "property") or _attribute(meta, "name")).lower()
        if name and (content := squeeze(_attribute(meta, "content"))):
            found.setdefault(name, content)
    return found


def rel_links(page: Page, rel: str) -> list[str]:
    """Where the page's <a> and <link> elements of a relation lead, absolute, without repeats."""
    found = [
        web_url(page.base, _attribute(element, "href"))
        for element in page.root.iter("a", "link")
        if rel in _attribute(element, "rel").lower().split()
    ]
    return list(dict.fromkeys(url for url in found if url))


def scripts(page: Page, kind: str) -> Iterator[str]:
    """The text of every <script> of a media type."""
    for script in page.root.iter("script"):
        text = script.text or ""
        if _attribute(script, "type").partition(";")[0].strip().lower() == kind and text.strip():
            yield text


def web_url(base: str, reference: str) -> str:
    """An absolute http(s) URL; "" for anything else (nothing, mailto:, javascript:, nonsense)."""
    try:
        url = urljoin(base, reference.strip()) if reference.strip() else ""
        parts = urlsplit(url)
        # Reading the port raises for one that is none.
        sound = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        return ""
    return url if sound else ""


def squeeze(text: str) -> str:
    """The text on one line, single spaces."""
    return _SPACE.sub(" ", text).strip()


def plain(markup: str) -> str:
    """The text of a piece of HTML, on one line."""
    if "<" not in markup and "&" not in markup:
        return squeeze(markup)
    return squeeze(" ".join(_tree(markup).itertext()))


def _tree(markup: str) -> html.HtmlElement:
    """The parsed markup, of hostile markup its beginning: libxml2 stops at 256 levels, and we at a million characters,
    since one tag of a thousand attributes costs a millisecond and one of a million costs hours."""
    text = _CLOSERS.sub("", markup[:_READ_CHARACTERS])
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    return html.document_fromstring(f"<html>{text}".encode("utf-8", "replace"), parser=parser)


def _base(root: html.HtmlElement, url: str) -> str:
    """The first <base>, else the page's own address."""
    bases = [web_url(url, _attribute(base, "href")) for base in root.iter("base")]
    return next(filter(None, bases), url)


def _attribute(element: html.HtmlElement, name: str) -> str:
    return (element.get(name) or "").strip()


def _directives(page: Page, answer: Answer) -> Iterator[str]:
    """What <meta name=robots> and X-Robots-Tag say to us, word by word."""
    said = [answer.headers.get("x-robots-tag", "")]
    said += [
        _attribute(meta, "content")
        for meta in page.root.iter("meta")
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

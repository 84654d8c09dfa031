"""Atom (RFC 4287, and 0.3) and RSS (0.9 to 2.0, with Dublin Core and iTunes names), broken or not.

libxml2 mends broken XML in time that grows with its size, expands no entities here and loads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import islice

from lxml import etree

from connectors.readers.entries import (
    LONGEST_SUMMARY,
    MOST_ENTRIES,
    Author,
    Entry,
    FeedDocument,
    moment,
    people,
)
from connectors.readers.pages import plain, squeeze, web_url

_PLAIN = (
    "",
    "http://www.w3.org/2005/Atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://backend.userland.com/rss2",
)
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"

_ENTRIES = {"feed": "{*}entry", "rss": "{*}item", "RDF": "{*}item"}
_PUBLISHED = (("published", _PLAIN), ("issued", _PLAIN), ("created", _PLAIN), ("pubDate", _PLAIN), ("date", (_DC,)),
              ("issued", (_TERMS,)), ("created", (_TERMS,)))  # fmt: skip
_UPDATED = (("updated", _PLAIN), ("modified", _PLAIN), ("modified", (_TERMS,)))
_SUMMARIES = (("summary", _PLAIN), ("description", _PLAIN), ("content", _PLAIN), ("encoded", (_CONTENT,)))
# Elements whose text names a person, in an RSS item and in its channel.
_NAMES = (("author", _PLAIN), ("creator", (_DC,)), ("author", (_ITUNES,)))
_CHANNEL_NAMES = (*_NAMES, ("managingEditor", _PLAIN))

_MOST_AUTHORS, _MOST_PARTS, _LONGEST_TEXT, _LONGEST_NAME = 50, 1000, 20_000, 300
# HTML's named characters, which XML does not know.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)")
_MAILBOX = re.compile(
    r"(?P<mail>\S+@\S+)\s+\((?P<name>[^()]+)\)|(?P<first>[^<>]+?)\s*<(?P<address>[^<>\s]+@[^<>\s]+)>"
)

Wanted = tuple[tuple[str, tuple[str, ...]], ...]


def read_xml_feed(text: str, base: str) -> FeedDocument | None:
    """The feed; None for any other XML, or none. `base` is its address."""
    root = _root(_ENTITY.sub(lambda found: html5.get(found[1], ""), text))
    kind = etree.QName(root).localname if root is not None else ""
    if root is None or kind not in _ENTRIES:
        return None
    channel = root if kind == "feed" else next(root.iter("{*}channel"), root)
    shared = _authors(channel, _CHANNEL_NAMES, base)
    entries = islice(root.iter(_ENTRIES[kind]), MOST_ENTRIES)
    told = tuple(_entry(each, shared, base) for each in entries)
    return FeedDocument(_text(channel, ("title", _PLAIN)), _link(channel, base), told)


def _root(text: str) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _entry(entry: etree._Element, shared: tuple[Author, ...], base: str) -> Entry:
    published, updated = moment(_text(entry, *_PUBLISHED)), moment(_text(entry, *_UPDATED))
    return Entry(
        url=_link(entry, base),
        title=_text(entry, ("title", _PLAIN), ("title", (_DC,))),
        summary=_text(entry, *_SUMMARIES)[:LONGEST_SUMMARY],
        stamp=updated or published,
        published=published or updated,
        authors=_authors(entry, _NAMES, base) or shared,
    )


def _elements(holder: etree._Element, wanted: Wanted) -> Iterator[etree._Element]:
    """The element's children of these names, in the order of the names."""
    for name, namespaces in wanted:
        for namespace in namespaces:
            yield from holder.iterchildren(f"{{{namespace}}}{name}" if namespace else name)


def _text(holder: etree._Element, *wanted: tuple[str, tuple[str, ...]]) -> str:
    """The first text among the children of these names, on one line, its markup gone."""
    return next((text for element in _elements(holder, wanted) if (text := _shown(element))), "")


def _shown(element: etree._Element) -> str:
    """An Atom text of type "text" is text (RFC 4287, 3.1); anything else may be HTML in disguise."""
    text = "".join(str(part) for part in islice(element.itertext(), _MOST_PARTS))[:_LONGEST_TEXT]
    return squeeze(text) if element.get("type") == "text" else plain(text)


def _link(entry: etree._Element, base: str) -> str:
    """Atom's alternate link, RSS's link, or a guid that is an address."""
    for link in _elements(entry, (("link", _PLAIN),)):
        reference = link.get("href") or _shown(link)
        if reference and link.get("rel", "alternate") == "alternate":
            return web_url(_base(link, base), reference)
    guid = next(_elements(entry, (("guid", _PLAIN),)), None)
    text = "" if guid is None or guid.get("isPermaLink") == "false" else _shown(guid)
    return text if text.startswith(("http://", "https://")) else ""


def _base(element: etree._Element, base: str) -> str:
    """The address relative links start from: xml:base of the element and what it stands in."""
    for holder in reversed([element, *element.iterancestors()]):
        base = web_url(base, holder.get(_XML_BASE) or "") or base
    return base


def _authors(holder: etree._Element, names: Wanted, base: str) -> tuple[Author, ...]:
    elements = _elements(holder, (*names, ("contributor", _PLAIN)))
    return people(_author(element, base) for element in islice(elements, _MOST_AUTHORS))


def _author(element: etree._Element, base: str) -> Author:
    """An Atom person, or an RSS text such as "jane@doe.example (Jane Doe)"."""
    if len(element):
        uri = _text(element, ("uri", _PLAIN), ("url", _PLAIN))
        return Author(
            _text(element, ("name", _PLAIN)),
            web_url(_base(element, base), uri),
            _text(element, ("email", _PLAIN)),
        )
    text = squeeze((element.text or "")[:_LONGEST_NAME])
    found = _MAILBOX.fullmatch(text)
    if found is None:
        return Author("" if "@" in text else text)
    return Author(found["name"] or found["first"], email=found["mail"] or found["address"])

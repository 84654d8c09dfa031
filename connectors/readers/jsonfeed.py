"""JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

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

_VERSION = "https://jsonfeed.org/version/"
Item = dict[str, Any]


def read_json_feed(text: str, base: str) -> FeedDocument | None:
    """The feed; None for any other JSON, or none. `base` is its address."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(feed, dict) and _str(feed, "version").startswith(_VERSION)):
        return None
    shared = _authors(base, feed)
    items = [item for item in _list(feed, "items")[:MOST_ENTRIES] if isinstance(item, dict)]
    home = web_url(base, _str(feed, "home_page_url"))
    return FeedDocument(
        squeeze(_str(feed, "title")), home, tuple(_entry(base, item, shared) for item in items)
    )


def _entry(base: str, item: Item, shared: tuple[Author, ...]) -> Entry:
    published, modified = moment(_str(item, "date_published")), moment(_str(item, "date_modified"))
    text = _str(item, "summary") or _str(item, "content_text") or plain(_str(item, "content_html"))
    return Entry(
        url=web_url(base, _str(item, "url") or _str(item, "external_url")),
        title=squeeze(_str(item, "title")),
        summary=squeeze(text)[:LONGEST_SUMMARY],
        stamp=modified or published,
        published=published or modified,
        authors=_authors(base, item) or shared,
    )


def _authors(base: str, holder: Item) -> tuple[Author, ...]:
    """`authors`, or the single `author` of version 1.0."""
    found = [each for each in [*_list(holder, "authors"), holder.get("author")] if isinstance(each, dict)]
    return people(Author(squeeze(_str(each, "name")), web_url(base, _str(each, "url"))) for each in found)


def _list(holder: Item, key: str) -> list[Any]:
    value = holder.get(key)
    return value if isinstance(value, list) else []


def _str(holder: Item, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""

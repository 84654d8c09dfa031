"""Atom, RSS and JSON Feed, read into one shape."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import feedparser

from connectors.kit.answers import Answer
from connectors.readers.pages import plain, squeeze, web_url
from enrich.values.contacts import clean_email

_LONGEST_SUMMARY = 300
_JSON_FEED = "https://jsonfeed.org/version/"
_STAMP = "%Y-%m-%dT%H:%M:%SZ"
_NOBODY = frozenset({"admin", "administrator", "anonymous", "author", "editor", "editors", "guest", "newsroom", "redaktion",
                     "root", "staff", "team", "unknown", "user", "webmaster"})  # fmt: skip


class Author(NamedTuple):
    """Who wrote an entry; `uri` is their page, "" where the feed names none."""

    name: str
    uri: str = ""
    email: str = ""


class Entry(NamedTuple):
    """One entry. `stamp` is when it was last touched and `published` when it came out: UTC, "2026-11-22T10:00:00Z" or ""."""

    url: str
    title: str
    summary: str
    stamp: str
    published: str
    authors: tuple[Author, ...]


class FeedDocument(NamedTuple):
    """A feed with its entries as they stand in it."""

    title: str
    entries: tuple[Entry, ...]


def read_feed(answer: Answer) -> FeedDocument:
    """The feed in an answer. Raises ChangedAnswer where it is none."""
    if "json" in answer.content_type or answer.body.lstrip()[:1] == b"{":
        return _read_json(answer)
    # As a stream: feedparser takes a plain string for a file name or a URL to open.
    parsed = feedparser.parse(
        io.BytesIO(answer.body),
        response_headers={
            "content-type": answer.headers.get("content-type", ""),
            "content-location": answer.url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version:
        raise answer.changed("not a feed", found=answer.content_type, allowed="Atom, RSS or JSON Feed")
    shared = _authors(answer.url, parsed.feed)
    return FeedDocument(
        squeeze(parsed.feed.get("title", "")),
        tuple(_entry(answer.url, entry, shared) for entry in parsed.entries),
    )


def _entry(base: str, entry: Any, shared: tuple[Author, ...]) -> Entry:
    published, updated = _stamp(entry, "published_parsed"), _stamp(entry, "updated_parsed")
    content = [part.get("value", "") for part in entry.get("content", ())]
    return Entry(
        url=web_url(base, entry.get("link", "")),
        title=plain(entry.get("title") or ""),
        summary=plain(entry.get("summary") or "".join(content[:1]))[:_LONGEST_SUMMARY],
        stamp=updated or published,
        published=published or updated,
        authors=_authors(base, entry) or shared,
    )


def _authors(base: str, holder: Any) -> tuple[Author, ...]:
    return _people(
        Author(
            plain(author.get("name") or ""), web_url(base, author.get("href", "")), author.get("email", "")
        )
        for author in [*holder.get("authors", ()), *holder.get("contributors", ())]
    )


def _people(authors: Iterable[Author]) -> tuple[Author, ...]:
    """Those with a name of their own; "admin" and "staff" are nobody."""
    return tuple(
        dict.fromkeys(
            author._replace(email=clean_email(author.email))
            for author in authors
            if author.name and author.name.lower() not in _NOBODY
        )
    )


def _stamp(entry: Any, key: str) -> str:
    # feedparser's own `get` answers with another date, and a warning, where there is none of this kind.
    moment = dict.get(entry, key)
    return time.strftime(_STAMP, moment) if moment else ""


def _read_json(answer: Answer) -> FeedDocument:
    """JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(answer.text)
    except (ValueError, RecursionError) as error:
        raise answer.changed("this JSON cannot be read", allowed="JSON Feed") from error
    if not (isinstance(feed, dict) and str(feed.get("version", "")).startswith(_JSON_FEED)):
        raise answer.changed("not a feed", found="other JSON", allowed="Atom, RSS or JSON Feed")
    shared = _json_authors(answer.url, feed)
    items = [item for item in _list(feed.get("items")) if isinstance(item, dict)]
    return FeedDocument(
        squeeze(_str(feed, "title")), tuple(_json_entry(answer.url, item, shared) for item in items)
    )


def _json_entry(base: str, item: dict[str, Any], shared: tuple[Author, ...]) -> Entry:
    published, modified = _utc(_str(item, "date_published")), _utc(_str(item, "date_modified"))
    text = _str(item, "summary") or _str(item, "content_text") or _str(item, "content_html")
    return Entry(
        url=web_url(base, _str(item, "url") or _str(item, "external_url")),
        title=plain(_str(item, "title")),
        summary=plain(text)[:_LONGEST_SUMMARY],
        stamp=modified or published,
        published=published or modified,
        authors=_json_authors(base, item) or shared,
    )


def _json_authors(base: str, holder: dict[str, Any]) -> tuple[Author, ...]:
    """`authors`, or the single `author` of version 1.0."""
    found = [a for a in [*_list(holder.get("authors")), holder.get("author")] if isinstance(a, dict)]
    return _people(Author(squeeze(_str(a, "name")), web_url(base, _str(a, "url"))) for a in found)


def _utc(text: str) -> str:
    """An ISO 8601 moment as UTC, which it is taken for where the offset is missing; "" where it is no moment."""
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).strftime(_STAMP)
    except (ValueError, OverflowError):
        return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _str(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""

"""The entries of a feed -> one record per author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from connectors.readers.entries import Author, Entry, FeedDocument
from connectors.readers.persons import links
from enrich.model import Found, Item, Profile
from enrich.values.dates import clean_date
from enrich.values.text import fold

Byline = tuple[Author, Entry]


def authors_of(
    feed_url: str, feed: FeedDocument, entries: Sequence[Entry], new: Collection[Entry]
) -> Iterator[Found]:
    """Each author of a new entry, with all their entries (newest first, as `entries` is).

    A feed that one person writes is that person's: the page it belongs to is theirs.
    """
    written = _written(entries)
    home = feed.home if len(written) == 1 else ""
    for (name, uri), bylines in written.items():
        if any(entry in new for _, entry in bylines):
            key = f"{feed_url}#{uri or name.replace(' ', '-')}"
            profile = _profile([uri, home], feed.title, bylines)
            yield Found(key, profile, url=uri or home or feed_url)


def _written(entries: Sequence[Entry]) -> dict[tuple[str, str], list[Byline]]:
    """What each author wrote, by folded name and page; a byline without a page is of the one namesake who has one."""
    pages: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for author in entry.authors:
            pages[_name(author)] |= {author.uri} - {""}
    written: dict[tuple[str, str], list[Byline]] = defaultdict(list)
    for entry in entries:
        for author in entry.authors:
            known = pages[_name(author)]
            uri = author.uri or (min(known) if len(known) == 1 else "")
            written[_name(author), uri].append((author, entry))
    return written


def _profile(pages: Sequence[str], feed_title: str, bylines: Sequence[Byline]) -> Profile:
    return Profile(
        name=bylines[0][0].name,
        emails=tuple(dict.fromkeys(author.email for author, _ in bylines if author.email)),
        links=links("", pages),
        items=tuple(_item(feed_title, entry) for _, entry in bylines),
    )


def _item(feed_title: str, entry: Entry) -> Item:
    return Item(
        kind="post",
        title=entry.title or entry.summary,
        date=clean_date(entry.published),
        url=entry.url,
        publisher=feed_title,
        summary=entry.summary,
    )


def _name(author: Author) -> str:
    return fold(author.name) or author.name

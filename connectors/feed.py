"""Blogs and news: the people who write them, and the people they write about."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from hashlib import blake2b
from urllib.parse import urlsplit

import msgspec

from connectors.kit.answers import Answer
from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.readers.bylines import authors_of
from connectors.readers.entries import Entry
from connectors.readers.feeds import read_feed
from connectors.readers.people import people_on
from enrich.errors import Refused, RetryLater
from enrich.model import Found, Value
from enrich.ports import NextCursor, Policy

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1"
)
_NEWEST = 200
_log = logging.getLogger(__name__)


class FeedOptions(SourceOptions, frozen=True):
    """urls: the feeds. authors: tell of who writes there. follow_articles: also read the linked articles, for the people
    they are about; max_articles: at most so many in one pull, the rest in the next."""

    urls: tuple[str, ...]
    authors: bool = True
    follow_articles: bool = False
    max_articles: int = 50


class _Position(Value, frozen=True):
    """How far a feed has been read. `seen`: a digest of each of its entries that is done with."""

    etag: str = ""
    modified: str = ""
    seen: tuple[str, ...] = ()


class Feed(BaseConnector[FeedOptions]):
    """Reads Atom, RSS and JSON feeds: one record per author with their posts, and one per person an article is about."""

    name = "feed"
    directory = True
    policy = Policy(
        terms="Published feeds; of articles only title, date, link and a snippet are kept, as robots.txt allows.",
        attribution="Show the link to the post.",
    )
    options_type = FeedOptions

    def walk(self, cursor: str) -> Iterator[Found | NextCursor]:
        """Every author with new entries, then the people in new articles. One feed's failure does not stop the others."""
        positions, failures = self._positions(cursor), list[Refused | RetryLater]()
        for url in self.options.urls:
            try:
                for told in self._read(url, positions.get(url, _Position())):
                    if isinstance(told, _Position):
                        positions[url] = told
                        yield NextCursor(msgspec.json.encode(positions).decode())
                    else:
                        yield told
            except (Refused, RetryLater) as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    def check(self) -> str:
        entries = [len(read_feed(self._fetched(url, _Position())).entries) for url in self.options.urls[:1]]
        return f"{sum(entries)} entries in the first feed"

    def _positions(self, cursor: str) -> dict[str, _Position]:
        try:
            return msgspec.json.decode(cursor or "{}", type=dict[str, _Position])
        except msgspec.DecodeError as error:
            raise Refused("the stored cursor is not a feed's: forget it", where=self.http.source) from error

    def _fetched(self, url: str, position: _Position) -> Answer:
        answer = self.http.get(url, accept=FEED_TYPES, etag=position.etag, modified=position.modified)
        if answer is None:
            raise Refused("there is no feed at this address", where=self.http.source, found="HTTP 404")
        return answer

    def _read(self, url: str, position: _Position) -> Iterator[Found | _Position]:
        answer = self._fetched(url, position)
        if answer.unchanged:
            return
        feed = read_feed(answer)
        entries = sorted(feed.entries, key=lambda entry: entry.stamp, reverse=True)[:_NEWEST]
        digests = {_digest(entry): entry for entry in reversed(entries)}
        new = {digest: entry for digest, entry in digests.items() if digest not in position.seen}
        if self.options.authors:
            yield from authors_of(url, feed, entries, set(new.values()))
        done = [digest for digest in digests if digest in position.seen or not self.options.follow_articles]
        if self.options.follow_articles:
            for digest, people in self._followed(new):
                yield from people
                done.append(digest)
                yield _Position(seen=tuple(done))
        if len(done) == len(digests):
            yield _Position(
                answer.headers.get("etag", ""), answer.headers.get("last-modified", ""), tuple(done)
            )

    def _followed(self, new: dict[str, Entry]) -> Iterator[tuple[str, list[Found]]]:
        """Each entry that is done with, oldest first, and the people its article is about.

        An article that cannot be had now is left for the next pull, and so is all else on its host.
        """
        followed, down = 0, set[str]()
        for digest, entry in new.items():
            host = urlsplit(entry.url).netloc
            if host in down or followed == self.options.max_articles:
                continue
            try:
                yield digest, self._subjects(entry)
                followed += 1
            except RetryLater:
                down.add(host)

    def _subjects(self, entry: Entry) -> list[Found]:
        """The people an entry's article is about; its authors are known from the feed."""
        try:
            answer = self.http.page(entry.url) if entry.url else None
            people = people_on(answer) if answer else ()
        except Refused as refused:
            _log.info("%s: an article was passed over: %s", self.http.source, refused.reason)
            return []
        return [found for found in people if any(item.about for item in found.profile.items)]


def _digest(entry: Entry) -> str:
    return blake2b(repr(entry).encode(), digest_size=6).hexdigest()

"""Atom, RSS and JSON Feed, read into one shape."""

from __future__ import annotations

from connectors.kit.answers import Answer
from connectors.readers.entries import FeedDocument
from connectors.readers.jsonfeed import read_json_feed
from connectors.readers.xmlfeed import read_xml_feed


def read_feed(answer: Answer) -> FeedDocument:
    """The feed in an answer. Raises ChangedAnswer where it is none."""
    text = answer.text.lstrip()
    read = read_json_feed if text.startswith("{") else read_xml_feed
    feed = read(text, answer.url)
    if feed is None:
        raise answer.changed("not a feed", found=answer.content_type, allowed="Atom, RSS or JSON Feed")
    return feed

"""JSON-LD in pages (schema.org): the nodes a page describes, with their references resolved."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from connectors.readers.pages import Page, scripts, squeeze

Node = dict[str, Any]

_MEDIA_TYPE = "application/ld+json"
_DEPTH = 8
_MOST_NODES = 5000
_MOST_VALUES = 200
_LONGEST_TEXT = 5000
_NAME_KEYS = ("name", "@value", "headline")


class Graph:
    """Every JSON-LD node of a page. `tops` are those the page describes itself, in order; `broken` counts unreadable blocks."""

    def __init__(self, page: Page) -> None:
        self.tops: list[Node] = []
        self.broken = 0
        for text in scripts(page, _MEDIA_TYPE):
            try:
                self.tops += _tops(json.loads(_bare(text), strict=False))
            except (ValueError, RecursionError):
                self.broken += 1
        self._by_id: dict[str, Node] = {}
        for node in _all_nodes(self.tops):
            # A bare reference says nothing; the fullest node of an id is its description.
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self._by_id.get(name, {})):
                self._by_id[name] = node

    def things(self, node: Node, *keys: str) -> list[Node]:
        """The nodes a property leads to; plain text becomes a node with that name, a reference the node it names."""
        values = [value for key in keys for value in as_list(node.get(key))]
        return [thing for value in values[:_MOST_VALUES] if (thing := self._thing(value))]

    def text(self, node: Node, *keys: str) -> str:
        """The first non-empty text of the properties; "" when there is none."""
        return next((text for key in keys for text in self.texts(node, key)), "")

    def texts(self, node: Node, *keys: str) -> tuple[str, ...]:
        """Every text of the properties, on one line each, without repeats; a node's text is its name."""
        values = [self._text(value) for key in keys for value in as_list(node.get(key))[:_MOST_VALUES]]
        return tuple(dict.fromkeys(value for value in values if value))

    def of_type(self, *types: str) -> list[Node]:
        """The described nodes of a type, and what a described page says it is mainly about."""
        reached = [*self.tops, *(thing for top in self.tops for thing in self.things(top, "mainEntity"))]
        unique = {id(node): node for node in reached if is_a(node, *types)}
        return list(unique.values())

    def _thing(self, value: Any) -> Node:
        if isinstance(value, dict):
            name = value.get("@id")
            return self._by_id.get(name, value) if isinstance(name, str) else value
        return {"name": value} if isinstance(value, str) and value.strip() else {}

    def _text(self, value: Any) -> str:
        if isinstance(value, dict):
            thing = self._thing(value)
            value = next((thing[key] for key in _NAME_KEYS if isinstance(thing.get(key), str)), "")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return squeeze(html.unescape(str(value)))[:_LONGEST_TEXT]


def is_a(node: Node, *types: str) -> bool:
    """Whether a node has one of these types, however they are spelled ("schema:Person", "https://schema.org/Person")."""
    return any(
        isinstance(kind, str) and kind.replace("#", "/").replace(":", "/").rpartition("/")[2] in types
        for kind in as_list(node.get("@type"))
    )


def as_list(value: Any) -> list[Any]:
    """JSON-LD lets one value stand for a list of one; {"@list": ...} and {"@set": ...} are lists too."""
    if isinstance(value, dict) and ("@list" in value or "@set" in value):
        value = value.get("@list", value.get("@set"))
    return value if isinstance(value, list) else [] if value is None else [value]


def _bare(text: str) -> str:
    """Without the comment or CDATA marks that old templates put around scripts."""
    text = text.strip()
    for opening, closing in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")):
        text = text.removeprefix(opening).removesuffix(closing).strip()
    return text


def _tops(document: Any) -> list[Node]:
    nodes = [node for node in as_list(document) if isinstance(node, dict)]
    return [top for node in nodes for top in (_tops(node["@graph"]) if "@graph" in node else [node])]


def _all_nodes(tops: list[Node]) -> Iterator[Node]:
    """All nodes, outer before inner, within bounds on depth and number."""
    layer, seen = list(tops), 0
    for _ in range(_DEPTH):
        following: list[Node] = []
        for node in layer:
            yield node
            seen += 1
            if seen >= _MOST_NODES:
                return
            following += [v for value in node.values() for v in as_list(value) if isinstance(v, dict)]
        layer = following

"""XML of strangers: no entities, no DTD, no network, bounded depth."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from enrich.errors import Refused

Node = etree._Element


def parse_xml(data: bytes, reason: str, where: str, allowed: str) -> Node:
    """The root element. Raises Refused with this reason for what is not whole XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(reason, where=where, allowed=allowed) from error


def local(node: Node) -> str:
    """The name without its namespace; "" for comments and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def child(node: Node | None, *names: str) -> Node | None:
    """The first descendant along a path of local names."""
    for name in names:
        if node is None:
            return None
        node = next((c for c in node if local(c) == name), None)
    return node


def children(node: Node | None, *names: str) -> Iterator[Node]:
    """All children of the last name, below the first node along the others."""
    parent = child(node, *names[:-1])
    if parent is not None:
        yield from (c for c in parent if local(c) == names[-1])


def text(node: Node | None, *names: str) -> str:
    """The whole text below a path, with single spaces; "" where there is no such node."""
    found = child(node, *names)
    return "" if found is None else " ".join("".join(found.itertext(etree.Element)).split())

"""Where a cluster hangs by a thread. Apart from `identity`, because loading networkx takes a third of a command's start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from enrich.identity import Link
from enrich.model import RecordId


def weak_bridges(cluster: Sequence[RecordId], links: Sequence[Link], merge_at: float) -> tuple[Link, ...]:
    """The links of a cluster whose loss alone would split it, weakest first: where to look when it seems wrong."""
    inside = set(cluster)
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(cluster)
    for link in links:
        if link.a in inside and link.b in inside and link.weight >= merge_at:
            graph.add_edge(link.a, link.b, link=link)
    bridges: list[Link] = [graph.get_edge_data(a, b)["link"] for a, b in nx.bridges(graph)]
    return tuple(sorted(bridges, key=lambda link: (link.weight, link.a, link.b)))

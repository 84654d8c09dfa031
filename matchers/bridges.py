"""Edges that alone hold together what they connect (Tarjan, 1974); without networkx, which takes long to load and much room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

Neighbours = dict[int, list[tuple[int, int]]]


def bridges(left: list[int], right: list[int]) -> list[int]:
    """Positions of the edges that lie on no circle; no edge stands twice."""
    neighbours: Neighbours = defaultdict(list)
    for edge, (a, b) in enumerate(zip(left, right, strict=True)):
        neighbours[a].append((b, edge))
        neighbours[b].append((a, edge))
    order: dict[int, int] = {}
    return [edge for node in neighbours if node not in order for edge in _from(node, neighbours, order)]


def _from(root: int, neighbours: Neighbours, order: dict[int, int]) -> list[int]:
    """Those of one component. `order`: when each node was first reached."""
    found = []
    order[root] = len(order)
    least = {root: order[root]}  # the earliest node that can be reached without the edge that led here
    path: list[tuple[int, int, Iterator[tuple[int, int]]]] = [(root, -1, iter(neighbours[root]))]
    while path:
        node, came_by, rest = path[-1]
        for other, edge in rest:
            if edge == came_by:
                continue
            if other in order:
                least[node] = min(least[node], order[other])
            else:
                order[other] = least[other] = len(order)
                path.append((other, edge, iter(neighbours[other])))
                break
        else:
            path.pop()
            if path:
                before = path[-1][0]
                least[before] = min(least[before], least[node])
                if least[node] > order[before]:
                    found.append(came_by)
    return found

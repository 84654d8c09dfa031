"""Edges that alone hold a graph together, found as networkx finds them."""

from __future__ import annotations

from itertools import combinations
from typing import Any, cast

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from matchers.bridges import bridges

EDGES = st.lists(st.sampled_from(list(combinations(range(12), 2))), unique=True, max_size=30)


@given(EDGES)
def test_bridges_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    found = bridges([a for a, _ in edges], [b for _, b in edges])
    graph: nx.Graph[Any] = nx.Graph(edges)
    expected = {frozenset(edge) for edge in cast(list[tuple[int, int]], list(nx.bridges(graph)))}
    assert {frozenset(edges[place]) for place in found} == expected
    assert len(found) == len(expected)


def test_a_long_chain_is_all_bridges() -> None:
    rows = list(range(50_000))
    assert sorted(bridges(rows[:-1], rows[1:])) == rows[:-1]

"""From weighed pairs to clusters, on arrays: connected components first, then average linkage where a component is in doubt.

Two strangers with one namesake in common form a component, as do two families with one telephone. So a component whose
pairs do not all agree is built again from single records: the two clusters that agree best, on average over all their
pairs of records, join first, as long as that average speaks for one person (group-average agglomeration, Sokal and
Michener, 1958). What fits two rivals holds them not together (`rivals`). A pair that no blocking rule found counts as weak evidence against. The answer does not depend on the
order of the pairs.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from enrich.ports import Bools, Floats, Ints, Levels, Matches
from matchers.bridges import bridges
from matchers.columns import Codes
from matchers.frequencies import probability
from matchers.model import Model
from matchers.rivals import refusing
from matchers.thresholds import Estimate, estimated, queue_of
from matchers.workers import forked

UNSEEN = -2.0  # bits of a pair that no rule found
LOUDEST = 12.0  # bits; no single pair outshouts the others by more
JOIN_AT = 0.0  # the least average at which two clusters join
WEAK = 4.0  # bits above the threshold up to which a link that alone holds a cluster together is named
MOST_BRIDGES = 1000
# A source in which fewer than one record in so many has a twin has no duplicates of its own.
_TWINS = 0.005
_LEAST_LINKS = 100
_TOGETHER, _FEW = 1_000, 4  # components built at a time; times that one process does alone


class Clusters(NamedTuple):
    """`label`: cluster of every row, 0, 1 ... in order of first row. `confidence`: chance that the row is where it belongs.
    `review`: positions in matches of pairs of `review_at` bits or more that are in two clusters, strongest first, as many as
    people can look at;
    `bridges`: of weak links that alone hold a cluster together, weakest first. `precision`, `recall`: estimated, pairwise.
    `apart`: sources (codes) taken to have no duplicates of their own."""

    label: Ints
    confidence: Floats
    review: Ints
    bridges: Ints
    precision: Estimate
    recall: Estimate
    apart: tuple[int, ...] = ()


class Links(NamedTuple):
    """Pairs inside components: rows, weights, levels, and the component."""

    a: Ints
    b: Ints
    weight: Floats
    levels: Levels
    component: Ints


def cluster(
    n: int, matches: Matches, model: Model, source: Codes | None = None, workers: int = 1
) -> Clusters:
    """Clusters of n rows. `matches`: at least the pairs of `review_at` bits (a, b are rows) and, inside each component of
    pairs of `merge_at` bits, every pair that blocking found; `source`: where each row comes from, as codes. So many processes
    (0: one per core) build many doubtful components again."""
    merge_at = model.merge_at
    apart = duplicate_free(matches, source, merge_at) if source is not None else ()
    weight = matches.weight
    if source is not None and apart:
        own = (source[matches.a] == source[matches.b]) & np.isin(source[matches.a], apart)
        weight = np.where(own, np.minimum(weight, -LOUDEST), weight)
    component = components(n, matches.a, matches.b, weight >= merge_at)
    inside = component[matches.a] == component[matches.b]
    links = Links(
        matches.a[inside],
        matches.b[inside],
        weight[inside],
        matches.levels[inside],
        component[matches.a[inside]],
    )
    label = split(component, links, merge_at, workers)
    held = label[matches.a] == label[matches.b]
    waiting = np.flatnonzero(~held & (weight >= model.review_at))
    return Clusters(
        label,
        confidences(n, matches, weight, held),
        waiting[np.lexsort((matches.b[waiting], matches.a[waiting], -weight[waiting]))][: queue_of(n)],
        weak_links(matches, weight, label, held, merge_at),
        *estimated(matches, held),
        apart,
    )


def components(n: int, a: Ints, b: Ints, chosen: Bools) -> Ints:
    edges = coo_matrix((np.ones(int(chosen.sum()), np.int8), (a[chosen], b[chosen])), (n, n))
    return np.asarray(connected_components(edges, directed=False)[1], dtype=np.int64)


def duplicate_free(matches: Matches, source: Codes, merge_at: float) -> tuple[int, ...]:
    """The sources that link to others and hold next to no two records of one person."""
    sure = matches.weight >= merge_at
    own = sure & (source[matches.a] == source[matches.b])
    records = np.bincount(source)
    twins = np.bincount(source[matches.a[own]], minlength=len(records))
    across = sure & ~own
    links = sum(np.bincount(source[side[across]], minlength=len(records)) for side in (matches.a, matches.b))
    free = (links >= _LEAST_LINKS) & (twins <= _TWINS * np.minimum(records, links))
    return tuple(np.flatnonzero(free).tolist())


def split(component: Ints, links: Links, merge_at: float, workers: int = 1) -> Ints:
    """The components, those in doubt built again from single rows; labels in order of first row."""
    size = np.bincount(component)
    known = np.bincount(links.component, minlength=len(size))
    doubtful = (size > 2) & (known < size * (size - 1) // 2)
    doubtful[links.component[links.weight < merge_at]] = True
    at = np.flatnonzero(doubtful[links.component])
    at = at[np.lexsort((links.b[at], links.a[at], links.component[at]))]
    of = links.component[at]
    weight = refusing(links.a[at], links.b[at], links.weight[at], links.levels[at], of, merge_at, JOIN_AT)
    whole = known == size * (size - 1) // 2  # where every two agree, all of them join
    whole[of[weight <= JOIN_AT]] = False
    in_doubt = ~whole[of]
    at, of, weight = at[in_doubt], of[in_doubt], weight[in_doubt]
    bounds = [0, *(np.flatnonzero(of[1:] != of[:-1]) + 1).tolist(), len(of)]

    def rebuilt(part: slice) -> tuple[Ints, Ints]:
        """The rows of these components, cluster by cluster; and the size of each cluster."""
        found: list[list[int]] = []
        for start, end in pairwise(bounds[part]):
            some = at[start:end]
            found += agglomerated(
                links.a[some].tolist(), links.b[some].tolist(), weight[start:end].tolist(), merge_at
            )
        return np.array([row for members in found for row in members], np.int64), np.array(
            [len(members) for members in found], np.int64
        )

    label, fresh = component.copy(), len(size)
    parts = [slice(first, first + _TOGETHER + 1) for first in range(0, len(bounds) - 1, _TOGETHER)]
    for rows, sizes in forked(rebuilt, parts, workers if len(parts) > _FEW else 1):
        label[rows] = np.repeat(np.arange(fresh, fresh + len(sizes)), sizes)
        fresh += len(sizes)
    _, first, which = np.unique(label, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[which], dtype=np.int64)


def agglomerated(left: list[int], right: list[int], weights: list[float], merge_at: float) -> list[list[int]]:
    """Clusters of the rows of these pairs, by average linkage, each two joined by some pair of `merge_at` bits."""
    linkage = Linkage(left, right, weights, merge_at)
    while (best := linkage.best()) is not None:
        linkage.join(*best)
    return list(linkage.members.values())


class Linkage:
    """Clusters of rows, named by their least row, with the sum of the weights between every two that have pairs, the number of
    these pairs, and whether one of them is strong."""

    def __init__(self, left: list[int], right: list[int], weights: list[float], merge_at: float) -> None:
        self.members: dict[int, list[int]] = {
            row: [row] for pair in zip(left, right, strict=True) for row in pair
        }
        self._sums: dict[int, dict[int, tuple[float, int, bool]]] = {row: {} for row in self.members}
        for a, b, weight in zip(left, right, weights, strict=True):
            bounded = min(max(weight, -LOUDEST), LOUDEST)
            self._sums[a][b] = self._sums[b][a] = (bounded, 1, weight >= merge_at)
        self._queue: list[tuple[float, int, int, int]] = []
        for a, b in zip(left, right, strict=True):
            self._offer(a, b)
        heapq.heapify(self._queue)

    def best(self) -> tuple[int, int] | None:
        """The two clusters that agree best, if they do."""
        while self._queue:
            _, a, b, size = heapq.heappop(self._queue)
            if (
                a in self.members
                and b in self.members
                and len(self.members[a]) + len(self.members[b]) == size
            ):
                return a, b
        return None

    def join(self, a: int, b: int) -> None:
        """Makes b part of a, the lesser of the two."""
        a, b = min(a, b), max(a, b)
        mine, theirs = self._sums[a], self._sums.pop(b)
        del mine[b], theirs[a]
        for other, (weight, pairs, strong) in theirs.items():
            known, count, held = mine.get(other, (0.0, 0, False))
            del self._sums[other][b]
            mine[other] = self._sums[other][a] = (known + weight, count + pairs, held or strong)
        self.members[a] += self.members.pop(b)
        for other in mine:
            self._offer(a, other)

    def _offer(self, a: int, b: int) -> None:
        weight, known, strong = self._sums[a][b]
        size, other = len(self.members[a]), len(self.members[b])
        average = (weight + UNSEEN * (size * other - known)) / (size * other)
        if strong and average > JOIN_AT:
            heapq.heappush(self._queue, (-round(average, 9), min(a, b), max(a, b), size + other))


def confidences(n: int, matches: Matches, weight: Floats, held: Bools) -> Floats:
    """By row: the chance behind its strongest link inside its cluster; alone: that no link to others is right."""
    order = np.argsort(weight)
    within, beyond = (
        np.maximum(_last(n, matches.a[at], weight[at]), _last(n, matches.b[at], weight[at]))
        for at in (order[held[order]], order[~held[order]])
    )
    return np.where(within > -60.0, probability(within), 1.0 - probability(beyond))


def _last(n: int, rows: Ints, weight: Floats) -> Floats:
    """By row its last weight, which is its highest one where they ascend."""
    answer = np.full(n, -60.0)
    answer[rows] = weight
    return np.asarray(np.maximum(answer, -60.0), np.float64)


def weak_links(matches: Matches, weight: Floats, label: Ints, held: Bools, merge_at: float) -> Ints:
    """Positions of the links, weakest first, whose loss alone would split a cluster of three or more."""
    size = np.bincount(label)
    strong = held & (weight >= merge_at) & (size[label[matches.a]] > 2)
    weak = strong & (weight < merge_at + WEAK)
    doubtful = np.zeros(len(size), np.bool_)
    doubtful[label[matches.a[weak]]] = True
    at = np.flatnonzero(strong & doubtful[label[matches.a]])
    alone = at[weak[at] & ~_in_triangle(matches.a[at], matches.b[at], len(label))]
    doubtful[:] = False
    doubtful[label[matches.a[alone]]] = True
    found = _bridges(matches, at[doubtful[label[matches.a[at]]]])
    found = found[weight[found] < merge_at + WEAK]
    return found[np.lexsort((matches.b[found], matches.a[found], weight[found]))][:MOST_BRIDGES]


def _in_triangle(a: Ints, b: Ints, n: int) -> Bools:
    """Which of these edges two others go round: no bridge."""
    edges = coo_matrix((np.ones(2 * len(a), np.int32), (np.r_[a, b], np.r_[b, a])), (n, n)).tocsr()
    return np.asarray(edges[a].multiply(edges[b]).sum(axis=1)).ravel() > 0


def _bridges(matches: Matches, at: Ints) -> Ints:
    return at[np.array(bridges(matches.a[at].tolist(), matches.b[at].tolist()), dtype=np.int64)]

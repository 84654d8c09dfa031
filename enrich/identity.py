"""Who is who: from weighed pairs and judgements to clusters.

`resolve` is a pure function. Its answer depends neither on the order of its input nor on how record ids were given out:
ties are broken by the record's own key. People's judgements come first and always hold. Then pairs of at least
`merge_at` bits join clusters, strongest first, unless something speaks against it: a judgement between the two sides, two
records that contradict each other, a cluster grown too large, or the mean weight of all pairs across the two sides
(agglomeration by average linkage, Sokal and Michener, 1958: what one pair says must not join two families). Whatever is
refused so comes back as a doubt, with its reason, for a person to decide.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

from enrich.model import Judgement, RecordId

Pair = tuple[RecordId, RecordId]
Reason = Literal["unsure", "contradiction", "outvoted", "fits_two", "too_large", "people_disagree"]

REASONS: dict[Reason, str] = {
    "unsure": "the evidence is not enough to merge and too much to ignore",
    "contradiction": "they agree, but records already joined on the two sides contradict each other",
    "outvoted": "these two agree, but most of the records already joined on the two sides do not",
    "fits_two": "this record fits two persons who contradict each other",
    "too_large": "together they would be larger than any one person's records should be",
    "people_disagree": "people's judgements contradict each other",
}


UNSEEN = -2.0  # bits of a pair that nothing is known of
SURELY = 1e-6  # bits; a mean of no less is above 0 also when it is rounded
LOUDEST = 12.0  # bits; in a mean no single pair outshouts the others by more


class Link(NamedTuple):
    """A weighed pair, `a < b`; `contradicts`: some comparison speaks clearly against one person."""

    a: RecordId
    b: RecordId
    weight: float
    contradicts: bool


class Limits(NamedTuple):
    """`merge_at`, `review_at`: thresholds in bits; `margin`: how much better a record must fit one of two rival clusters."""

    merge_at: float
    review_at: float
    max_cluster: int = 40
    margin: float = 4.0


class Doubt(NamedTuple):
    """A pair, `a < b`, that a person should look at, and why; `against` names the records that stand in the way."""

    a: RecordId
    b: RecordId
    weight: float
    reason: Reason
    against: Pair | None = None


class Resolution(NamedTuple):
    """Every record in exactly one cluster (sorted, so its first record is the oldest), and what is in doubt."""

    clusters: tuple[tuple[RecordId, ...], ...]
    doubts: tuple[Doubt, ...]


class Groups:
    """Disjoint sets of records that know their members."""

    def __init__(self, records: Iterable[RecordId]) -> None:
        self._members: dict[RecordId, list[RecordId]] = {}
        self._root: dict[RecordId, RecordId] = {}
        for record in records:
            self._members[record] = [record]
            self._root[record] = record

    def of(self, record: RecordId) -> list[RecordId]:
        return self._members[self._root[record]]

    def root(self, record: RecordId) -> RecordId:
        """The record that stands for its group."""
        return self._root[record]

    def together(self, a: RecordId, b: RecordId) -> bool:
        return self._root[a] == self._root[b]

    def join(self, a: RecordId, b: RecordId) -> None:
        small, large = self._root[a], self._root[b]
        if small == large:
            return
        if len(self._members[small]) > len(self._members[large]):
            small, large = large, small
        for record in self._members[small]:
            self._root[record] = large
        self._members[large] += self._members.pop(small)

    def several(self) -> list[list[RecordId]]:
        """The sets of more than one record."""
        return [members for members in self._members.values() if len(members) > 1]

    def all(self) -> tuple[tuple[RecordId, ...], ...]:
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values()))


def resolve(
    keys: Mapping[RecordId, str], links: Sequence[Link], judgements: Sequence[Judgement], limits: Limits
) -> Resolution:
    """The clusters of these records.

    keys: record id -> the record's own key, for breaking ties; links: at least every pair of `merge_at` bits and every
    pair that contradicts, within each connected part, and the others as far as they were weighed; judgements: the active
    ones among these records.
    """
    judged = latest_by_pair(judgements)
    weights = {(link.a, link.b): link.weight for link in links}
    weights |= {pair: LOUDEST for pair, judgement in judged.items() if judgement.verdict == "same"}
    apart = {pair for pair, verdict in judged.items() if verdict.verdict == "different"}
    groups, disputes = join_judged(keys, judged, apart)
    against = apart | {
        (link.a, link.b)
        for link in links
        if link.contradicts and link.weight < limits.merge_at and not same(judged, link)
    }
    strong = [link for link in links if link.weight >= limits.merge_at and (link.a, link.b) not in judged]
    said = {record for pair, verdict in judged.items() if verdict.verdict == "same" for record in pair}
    tried = copy_of(groups, keys)
    agglomerate(tried, keys, strong, against, weights, limits)
    torn, whole = torn_records(tried, strong, against, said, limits), strong
    if torn:
        whole = [link for link in strong if link.a not in torn and link.b not in torn]
        agglomerate(groups, keys, whole, against, weights, limits)
    else:
        groups = tried
    doubts = [*disputes, *refused(groups, whole, against, limits)]
    doubts += [Doubt(k.a, k.b, k.weight, "fits_two") for k in strong if k.a in torn or k.b in torn]
    open_doubts = (doubt for doubt in doubts if not groups.together(doubt.a, doubt.b))
    return Resolution(groups.all(), tuple(sorted(open_doubts)))


def latest_by_pair(judgements: Iterable[Judgement]) -> dict[Pair, Judgement]:
    """One judgement per pair: the newest holds."""
    latest: dict[Pair, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.made_at, j.judgement_id)):
        latest[judgement.a, judgement.b] = judgement
    return latest


def same(judged: Mapping[Pair, Judgement], link: Link) -> bool:
    judgement = judged.get((link.a, link.b))
    return judgement is not None and judgement.verdict == "same"


def join_judged(
    keys: Mapping[RecordId, str], judged: Mapping[Pair, Judgement], apart: set[Pair]
) -> tuple[Groups, list[Doubt]]:
    """Clusters as people made them. Where "same" would join what others called "different", the newer "same" goes first
    and what cannot hold any more is a dispute."""
    groups, disputes = Groups(keys), []
    newest_first = sorted(judged.items(), key=lambda item: (-item[1].made_at, -item[1].judgement_id))
    for (a, b), judgement in newest_first:
        if judgement.verdict != "same" or groups.together(a, b):
            continue
        obstacle = opposed(groups.of(a), groups.of(b), apart)
        if obstacle:
            disputes.append(Doubt(a, b, 0.0, "people_disagree", obstacle))
        else:
            groups.join(a, b)
    return groups, disputes


def opposed(left: Sequence[RecordId], right: Sequence[RecordId], against: set[Pair]) -> Pair | None:
    """The first pair across the two sides that speaks against joining them."""
    if not against:
        return None
    across = ((min(a, b), max(a, b)) for a in left for b in right)
    return min((pair for pair in across if pair in against), default=None)


def agglomerate(
    groups: Groups,
    keys: Mapping[RecordId, str],
    links: Iterable[Link],
    against: set[Pair],
    weights: Mapping[Pair, float],
    limits: Limits,
) -> None:
    """Joins `groups`, those first whose records agree best on average, as long as a link of `merge_at` bits speaks for it,
    their mean does, and nothing speaks against it. Where all of a connected part agree, the order does not matter."""
    open_links: list[Link] = []
    for part in connected(groups, links):
        if all_agree(groups, part, against, weights, limits):
            for link in part:
                groups.join(link.a, link.b)
        else:
            open_links += part
    if not open_links:
        return
    linkage = Linkage(groups, keys, open_links, weights)
    while (best := linkage.best()) is not None:
        left, right = groups.of(best[0]), groups.of(best[1])
        if len(left) + len(right) <= limits.max_cluster and not opposed(left, right, against):
            linkage.join(*best)


def connected(groups: Groups, links: Iterable[Link]) -> list[list[Link]]:
    """The links of each part of the groups that they join."""
    told = [(groups.root(link.a), groups.root(link.b), link) for link in links]
    parts = Groups({root for *ends, _ in told for root in ends})
    for a, b, _ in told:
        parts.join(a, b)
    found: dict[RecordId, list[Link]] = defaultdict(list)
    for a, _, link in told:
        found[parts.root(a)].append(link)
    return list(found.values())


def all_agree(
    groups: Groups,
    links: Sequence[Link],
    against: set[Pair],
    weights: Mapping[Pair, float],
    limits: Limits,
) -> bool:
    """Whether nothing can keep the records at the ends of these links apart: no more than one person may have, none of them
    put together with others by people, and every two of them weighed, agreeing, and with nothing against them."""
    ends = sorted({end for link in links for end in link[:2]})
    if len(ends) > limits.max_cluster or any(len(groups.of(end)) > 1 for end in ends):
        return False
    return all(weights.get(pair, UNSEEN) >= SURELY and pair not in against for pair in combinations(ends, 2))


class Linkage:
    """The mean bits between every two groups that a link joins, greatest first.

    What people have put together counts as one and speaks with its best voice: a note or a correction hangs on an identity and
    says too little of its own.
    """

    def __init__(
        self,
        groups: Groups,
        keys: Mapping[RecordId, str],
        links: Iterable[Link],
        weights: Mapping[Pair, float],
    ) -> None:
        self._groups = groups
        # root -> other root -> (sum of bits, pairs of units that were weighed, whether some link would merge them)
        self._sums: dict[RecordId, dict[RecordId, tuple[float, int, bool]]] = defaultdict(dict)
        strong = {(link.a, link.b) for link in links}
        ends = {end for pair in strong for end in pair}
        for (a, b), weight in weights.items():
            if a in ends or b in ends:
                one, other = groups.root(a), groups.root(b)
                if one != other:
                    bits, _, merges = self._sums[one].get(other, (-LOUDEST, 1, False))
                    told = max(bits, min(LOUDEST, weight)), 1, merges or (a, b) in strong
                    self._sums[one][other] = self._sums[other][one] = told
        self._units = dict.fromkeys(self._sums, 1)
        # the least key of a group
        self._name = {root: min([keys[record] for record in groups.of(root)]) for root in self._sums}
        self._queue = [self._entry(a, b) for a, others in self._sums.items() for b in others if a < b]
        heapq.heapify(self._queue)

    def best(self) -> Pair | None:
        """The two groups, each once, that agree best; None when no two are left that agree."""
        while self._queue:
            mean, _, a, b, size = heapq.heappop(self._queue)
            if mean >= 0.0:
                return None
            current = a in self._sums and b in self._sums[a] and size == self._size(a, b)
            if current and self._sums[a][b][2]:
                return a, b
        return None

    def join(self, a: RecordId, b: RecordId) -> None:
        self._groups.join(a, b)
        root = self._groups.root(a)
        gone = b if root == a else a
        self._units[root] += self._units.pop(gone)
        self._name[root] = min(self._name[root], self._name.pop(gone))
        theirs = self._sums.pop(gone)
        del theirs[root], self._sums[root][gone]
        for other, told in theirs.items():
            del self._sums[other][gone]
            total, known, strong = self._sums[root].get(other, (0.0, 0, False))
            both = total + told[0], known + told[1], strong or told[2]
            self._sums[root][other] = self._sums[other][root] = both
        for other in self._sums[root]:
            heapq.heappush(self._queue, self._entry(root, other))

    def _size(self, a: RecordId, b: RecordId) -> tuple[int, int]:
        one, other = self._units[a], self._units[b]
        return (one, other) if one <= other else (other, one)

    def _entry(
        self, a: RecordId, b: RecordId
    ) -> tuple[float, tuple[str, str], RecordId, RecordId, tuple[int, int]]:
        total, known, _ = self._sums[a][b]
        pairs = self._units[a] * self._units[b]
        one, other = self._name[a], self._name[b]
        names = (one, other) if one <= other else (other, one)
        return -round((total + UNSEEN * (pairs - known)) / pairs, 9), names, a, b, self._size(a, b)


def refused(groups: Groups, strong: Iterable[Link], against: set[Pair], limits: Limits) -> Iterator[Doubt]:
    """The links that did not join their ends, each with what stood in the way."""
    for link in strong:
        if not groups.together(link.a, link.b):
            left, right = groups.of(link.a), groups.of(link.b)
            obstacle = opposed(left, right, against)
            large = len(left) + len(right) > limits.max_cluster
            reason: Reason = "contradiction" if obstacle else "too_large" if large else "outvoted"
            yield Doubt(link.a, link.b, link.weight, reason, obstacle)


def torn_records(
    groups: Groups, strong: Sequence[Link], against: set[Pair], said: set[RecordId], limits: Limits
) -> set[RecordId]:
    """Records that fit two of these clusters which contradict each other, without clearly fitting one of them better.

    Such a record must not be given to either by a hair's breadth: it is left apart until a person has looked.
    """
    opposing = [d for d in refused(groups, strong, against, limits) if d.reason == "contradiction"]
    if not opposing:
        return set()
    best: dict[RecordId, float] = {}
    for link in strong:
        if groups.together(link.a, link.b):
            best[link.a] = max(best.get(link.a, link.weight), link.weight)
            best[link.b] = max(best.get(link.b, link.weight), link.weight)
    return {
        mine
        for doubt in opposing
        for mine, other in ((doubt.a, doubt.b), (doubt.b, doubt.a))
        if mine not in said
        and mine in best
        and best[mine] - doubt.weight < limits.margin
        and not opposed([mine], groups.of(other), against)
    }


def copy_of(groups: Groups, keys: Mapping[RecordId, str]) -> Groups:
    copied = Groups(keys)
    for members in groups.several():
        for a, b in pairwise(members):
            copied.join(a, b)
    return copied

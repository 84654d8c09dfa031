"""Who is who: from weighed pairs and judgements to clusters.

`resolve` is a pure function. Its answer depends neither on the order of its input nor on how record ids were given out:
ties are broken by the record's own key. People's judgements come first and always hold. Then pairs of at least
`merge_at` bits join clusters, strongest first (agglomeration by single linkage), unless something speaks against it: a
judgement between the two sides, two records that contradict each other, or a cluster grown too large. Whatever is
refused so comes back as a doubt, with its reason, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from enrich.model import Judgement, RecordId

Pair = tuple[RecordId, RecordId]
Reason = Literal["unsure", "contradiction", "fits_two", "too_large", "people_disagree"]

REASONS: dict[Reason, str] = {
    "unsure": "the evidence is not enough to merge and too much to ignore",
    "contradiction": "they agree, but records already joined on the two sides contradict each other",
    "fits_two": "this record fits two persons who contradict each other",
    "too_large": "together they would be larger than any one person's records should be",
    "people_disagree": "people's judgements contradict each other",
}


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

    def together(self, a: RecordId, b: RecordId) -> bool:
        return self._root[a] == self._root[b]

    def join(self, a: RecordId, b: RecordId) -> None:
        small, large = sorted((self._root[a], self._root[b]), key=lambda root: len(self._members[root]))
        if small != large:
            for record in self._members[small]:
                self._root[record] = large
            self._members[large] += self._members.pop(small)

    def all(self) -> tuple[tuple[RecordId, ...], ...]:
        return tuple(sorted(tuple(sorted(members)) for members in self._members.values()))


def resolve(
    keys: Mapping[RecordId, str], links: Sequence[Link], judgements: Sequence[Judgement], limits: Limits
) -> Resolution:
    """The clusters of these records.

    keys: record id -> the record's own key, for breaking ties; links: at least every pair of `merge_at` bits and every
    pair that contradicts, within each connected part; judgements: the active ones among these records.
    """
    judged = latest_by_pair(judgements)
    apart = {pair for pair, verdict in judged.items() if verdict.verdict == "different"}
    groups, disputes = join_judged(keys, judged, apart)
    against = apart | {
        (link.a, link.b)
        for link in links
        if link.contradicts and link.weight < limits.merge_at and not same(judged, link)
    }
    strong = sorted(
        (link for link in links if link.weight >= limits.merge_at and (link.a, link.b) not in judged),
        key=lambda link: (-round(link.weight, 6), *sorted((keys[link.a], keys[link.b]))),
    )
    said = {record for pair, verdict in judged.items() if verdict.verdict == "same" for record in pair}
    torn = torn_records(copy_of(groups, keys), strong, against, said, limits)
    doubts = [
        *disputes,
        *agglomerate(groups, [k for k in strong if k.a not in torn and k.b not in torn], against, limits),
    ]
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
    across = ((min(a, b), max(a, b)) for a in left for b in right)
    return min((pair for pair in across if pair in against), default=None)


def agglomerate(groups: Groups, strong: Sequence[Link], against: set[Pair], limits: Limits) -> list[Doubt]:
    """Joins `groups` along the strong links, strongest first; what is refused comes back with its reason."""
    doubts = []
    for link in strong:
        if groups.together(link.a, link.b):
            continue
        left, right = groups.of(link.a), groups.of(link.b)
        if obstacle := opposed(left, right, against):
            doubts.append(Doubt(link.a, link.b, link.weight, "contradiction", obstacle))
        elif len(left) + len(right) > limits.max_cluster:
            doubts.append(Doubt(link.a, link.b, link.weight, "too_large"))
        else:
            groups.join(link.a, link.b)
    return doubts


def torn_records(
    groups: Groups, strong: Sequence[Link], against: set[Pair], said: set[RecordId], limits: Limits
) -> set[RecordId]:
    """Records that fit two clusters which contradict each other, without clearly fitting one of them better.

    Such a record must not be given to either by a hair's breadth: it is left apart until a person has looked.
    """
    refused = [
        doubt for doubt in agglomerate(groups, strong, against, limits) if doubt.reason == "contradiction"
    ]
    if not refused:
        return set()
    best: dict[RecordId, float] = {}
    for link in strong:
        if groups.together(link.a, link.b):
            best[link.a] = max(best.get(link.a, link.weight), link.weight)
            best[link.b] = max(best.get(link.b, link.weight), link.weight)
    return {
        mine
        for doubt in refused
        for mine, other in ((doubt.a, doubt.b), (doubt.b, doubt.a))
        if mine not in said
        and mine in best
        and best[mine] - doubt.weight < limits.margin
        and not opposed([mine], groups.of(other), against)
    }


def copy_of(groups: Groups, keys: Mapping[RecordId, str]) -> Groups:
    copied = Groups(keys)
    for members in groups.all():
        for a, b in pairwise(members):
            copied.join(a, b)
    return copied

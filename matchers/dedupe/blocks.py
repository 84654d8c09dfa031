"""Pairs worth comparing among all rows of a batch, rule by rule: the same pairs as `pairing.pairs_of` gives for their keys."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from enrich.ports import Ints, Pairs
from matchers.blocking import BLOCK_LIMIT, EMAIL, LINK, PHONE, RULES
from matchers.columns import Columns
from matchers.dedupe.terms import ANY, BatchTerms, Term, product
from matchers.pairing import people_of, spans
from matchers.scene import PeopleOfColumns

_THREADS, _SORTERS = 1, 2
_AT_A_TIME = 1 << 18  # pairs, which stay near the processor
_RULE_BITS = 6
_WORD = 63
_WHO_BITS = 31  # of a number of somebody
_PEOPLE = ("mailboxes", "phones", "links")  # terms of which `people_of_columns` counts who uses them
_AT_ONCE = 10  # rules, whose pairs are counted by all the ways in which some of them meet
_MIX = np.int64(-7046029254386353131)


class Found(NamedTuple):
    """What one rule found: pairs as low << bits | high, and what it left out because a crowd shares the key."""

    pairs: Ints
    crowds: int
    crowded: int


class Blocked(NamedTuple):
    """Pairs of rows; `found`: rule name -> pairs found; `crowds`: rule name -> (keys dropped, rows that share them)."""

    pairs: Pairs
    found: dict[str, int]
    crowds: dict[str, tuple[int, int]]
    most: int


def blocked(
    terms: BatchTerms,
    n: int,
    limits: Mapping[str, int] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Blocked:
    """All pairs of rows that share a key. `limits`: rule name -> the largest block it keeps, 0 to leave the rule out."""
    bits = max(int(n - 1).bit_length(), 1)
    chosen = {number: (limits or {}).get(rule.name, rule.limit) for number, rule in enumerate(RULES)}
    on = [(number, limit) for number, limit in chosen.items() if limit > 1]
    found: dict[int, Found] = {}
    for number, one in _found(terms, on, bits):
        found[number] = one
        if told:
            told(len(found), len(on))
    crowds = {RULES[number].name: (one.crowds, one.crowded) for number, one in found.items() if one.crowds}
    numbers = sorted(found)
    pairs = merged(found, bits)
    several = found_by(pairs)
    counts = {RULES[number].name: several[number] for number in numbers}
    degree = (
        np.bincount(pairs.a, minlength=n) + np.bincount(pairs.b, minlength=n)
        if len(pairs.a)
        else np.zeros(1, int)
    )
    return Blocked(pairs, counts, crowds, int(degree.max()))


def _found(terms: BatchTerms, rules: list[tuple[int, int]], bits: int) -> Iterator[tuple[int, Found]]:
    """What each rule (number, limit) finds: its keys are made here while the pairs of the rule before are found beside."""
    waiting: deque[tuple[int, Future[Found]]] = deque()
    needed = [{RULES[number].left, RULES[number].right} for number, _ in rules]
    with ThreadPoolExecutor(_THREADS) as pool:
        for place, (number, limit) in enumerate(rules):
            waiting.append((number, pool.submit(pairs_of_term, key_of(terms, number), limit, bits)))
            terms.forget(needed[place].difference(_PEOPLE, *needed[place + 1 :]))
            if len(waiting) > 1:
                before, task = waiting.popleft()
                yield before, task.result()
        for last, task in waiting:
            yield last, task.result()


def key_of(terms: BatchTerms, number: int) -> Term:
    """The keys of all rows under a rule."""
    rule = RULES[number]
    left: Term = getattr(terms, rule.left)
    return product(left, getattr(terms, rule.right)) if rule.right else left


def pairs_of_term(term: Term, limit: int, bits: int) -> Found:
    """Every two rows of every block of at most `limit` rows."""
    value = term.value
    if bits + max(term.space - 1, 1).bit_length() > _WORD:
        value = (value * _MIX) >> np.int64(bits + 1) & np.int64((1 << (_WORD - bits)) - 1)
    packed = np.sort(value << np.int64(bits) | term.row)
    if len(packed) > 1:
        packed = packed[np.r_[True, packed[1:] != packed[:-1]]]
    key = packed >> np.int64(bits)
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(key)))
    crowd = sizes > limit
    kept = (sizes > 1) & ~crowd
    record = packed & np.int64((1 << bits) - 1)
    return Found(_within(record, starts[kept], sizes[kept], bits), int(crowd.sum()), int(sizes[crowd].sum()))


def _within(record: Ints, starts: Ints, sizes: Ints, bits: int) -> Ints:
    """Every two rows of every block, as low << bits | high; blocks are stretches of `record`."""
    ends = np.cumsum(sizes * (sizes - 1) // 2)
    found = np.empty(ends[-1] if len(ends) else 0, np.int64)
    cuts = np.searchsorted(ends, np.arange(_AT_A_TIME, len(found), _AT_A_TIME)).tolist()
    for first, last in pairwise([0, *cuts, len(ends)]):
        size = sizes[first:last]
        row = spans(starts[first:last], size)
        after = np.repeat(starts[first:last] + size, size) - row - 1
        right = record[spans(row + 1, after)]
        end = int(ends[last - 1]) if last else 0
        found[end - len(right) : end] = np.repeat(record[row] << np.int64(bits), after) | right
    return found


def merged(found: dict[int, Found], bits: int) -> Pairs:
    """Pairs found by several rules become one, with a bit for each rule; sorted by (a, b). Empties `found`: a table of
    millions has no room for its pairs twice."""
    every = np.empty(sum(len(one.pairs) for one in found.values()), np.int64)
    end = 0
    while found:
        number, one = found.popitem()
        start, end = end, end + len(one.pairs)
        np.left_shift(one.pairs, _RULE_BITS, out=every[start:end])
        every[start:end] |= number
    with ThreadPoolExecutor(_SORTERS) as pool:
        if half := len(every) // 2:
            every.partition(half)
            list(pool.map(np.ndarray.sort, (every[:half], every[half:])))
        cuts = np.unique(np.searchsorted(every, every[::_AT_A_TIME] >> _RULE_BITS << _RULE_BITS))
        parts = np.split(every, cuts[1:])
        ends = np.cumsum([0, *pool.map(lambda part: len(_fresh(part)), parts)])
        a, b, rules = (np.empty(ends[-1], np.int64) for _ in range(3))

        def write(part: Ints, end: int) -> None:
            fresh = _fresh(part)
            into = slice(end, end + len(fresh))
            code = part[fresh] >> _RULE_BITS
            np.right_shift(code, bits, out=a[into])
            np.bitwise_and(code, (1 << bits) - 1, out=b[into])
            rules[into] = np.bitwise_or.reduceat(np.int64(1) << (part & ((1 << _RULE_BITS) - 1)), fresh)

        list(pool.map(write, parts, ends.tolist()))
    return Pairs(a, b, rules)


def _fresh(part: Ints) -> Ints:
    """Where another pair begins, among sorted ones."""
    code = part >> _RULE_BITS
    return np.flatnonzero(np.r_[len(code) > 0, code[1:] != code[:-1]])


def found_by(pairs: Pairs) -> list[int]:
    """How many pairs each rule found; two rows that share two keys of one rule are one pair."""
    found = [0] * len(RULES)
    for first in range(0, len(RULES), _AT_ONCE):
        some = np.bincount(pairs.rules >> first & (1 << _AT_ONCE) - 1, minlength=1 << _AT_ONCE)
        for number in range(first, min(first + _AT_ONCE, len(RULES))):
            found[number] = int(some[np.arange(1 << _AT_ONCE) >> (number - first) & 1 > 0].sum())
    return found


def useful(pairs: Pairs, limits: Mapping[str, int]) -> Pairs:
    """The pairs that some rule found which these limits leave on."""
    on = sum(1 << number for number, rule in enumerate(RULES) if limits.get(rule.name, rule.limit))
    kept = (pairs.rules & on) != 0
    return pairs if kept.all() else Pairs(pairs.a[kept], pairs.b[kept], pairs.rules[kept])


def people_of_columns(columns: Columns, terms: BatchTerms) -> PeopleOfColumns:
    """How many people use each mailbox, telephone and page of the batch."""
    counts = {}
    for rule, column, term in (
        (EMAIL, "email", terms.mailboxes),
        (PHONE, "phone", terms.phones),
        (LINK, "link", terms.links),
    ):
        codes = columns.many[column].code
        first = int(codes.min(initial=len(columns.words)))
        people = np.ones(max(len(columns.words) - first, 1), np.int64)
        if len(codes):
            people[codes - first] = people_of_values(term, terms.first_family[term.row])
        counts[rule] = (first, people)
    return PeopleOfColumns(counts)


def people_of_values(term: Term, who: Ints) -> Ints:
    """`pairing.people_of`; values that are codes are counted by tables of all codes, which is quicker than sorting them."""
    if term.space == ANY or int(who.max(initial=0)) >> _WHO_BITS or int(who.min(initial=0)) < 0:
        return people_of(term.value, who)
    known = np.sort(term.value[who > 0] << np.int64(_WHO_BITS) | who[who > 0])
    fresh = np.r_[True, known[1:] != known[:-1]] if len(known) else np.empty(0, np.bool_)
    people = np.bincount(known[fresh] >> _WHO_BITS, minlength=term.space)
    records = np.bincount(term.value, minlength=term.space)
    people = np.maximum(np.where(records > BLOCK_LIMIT, np.maximum(records, people), people), 1)
    return np.asarray(people[term.value])

"""Keys -> pairs, and how many people share a value: array code over whole key tables."""

from __future__ import annotations

import numpy as np

from enrich.ports import Bools, Ints, KeyTable, Pairs
from matchers.blocking import BLOCK_LIMIT, RULES
from matchers.columns import Codes

_LIMITS = np.array([rule.limit for rule in RULES], dtype=np.int64)
FEW = 16  # records
_FEW_ROWS = 5_000
NOBODY: Ints = np.zeros(0, np.int64)
_SPREAD = np.int64(-7046029254386353131)  # 2^64 / golden ratio: keeps equal values of two rules apart


def pairs_of(keys: KeyTable, focus: Ints | None = None, limits: Ints | None = None) -> Pairs:
    """The pairs of `keys`, each once, sorted by (a, b); with `focus`, only those with one of these records in them.

    limits: rule -> the largest block it keeps, 0 to leave the rule out; by default as the rules say.
    """
    if focus is not None and len(focus) <= FEW and len(keys.record) <= _FEW_ROWS:
        return pairs_of_few(keys, focus, _LIMITS if limits is None else limits)
    code = keys.value + keys.rule * _SPREAD
    if focus is not None:
        near = among(code, code[among(keys.record, focus)])
        if not near.all():
            keys, code = rows(keys, near), code[near]
    ids, position = np.unique(keys.record, return_inverse=True)
    left, right, rule = expanded(code, position, keys.rule, _LIMITS if limits is None else limits)
    if focus is not None:
        chosen = among(ids, focus)
        wanted = chosen[left] | chosen[right]
        left, right, rule = left[wanted], right[wanted], rule[wanted]
    return merged(ids, left, right, rule)


def pairs_of_few(keys: KeyTable, focus: Ints, limits: Ints) -> Pairs:
    """The same for a few records among a few rows, looked up one by one."""
    blocks: dict[tuple[int, int], list[int]] = {}
    for record, rule, value in zip(
        keys.record.tolist(), keys.rule.tolist(), keys.value.tolist(), strict=True
    ):
        blocks.setdefault((rule, value), []).append(record)
    most, chosen = limits.tolist(), set(focus.tolist())
    found: dict[tuple[int, int], int] = {}
    for (rule, _), block in blocks.items():
        if 1 < len(block) <= most[rule]:
            for one in chosen.intersection(block):
                for other in block:
                    pair = (one, other) if one < other else (other, one)
                    found[pair] = found.get(pair, 0) | 1 << rule
    ordered = sorted(pair for pair in found if pair[0] != pair[1])
    a, b = (np.array(side, np.int64) for side in zip(*ordered, strict=True)) if ordered else (NOBODY, NOBODY)
    return Pairs(a, b, np.array([found[pair] for pair in ordered], np.int64))


def among(values: Ints, some: Ints) -> Bools:
    """Which values are among some, of which there are often only a few."""
    if len(some) <= FEW:
        return np.asarray((values[:, None] == some).any(axis=1))
    return np.isin(values, some)


def rows(keys: KeyTable, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> KeyTable:
    return KeyTable(keys.record[chosen], keys.rule[chosen], keys.value[chosen], keys.who[chosen])


def expanded(code: Ints, position: Ints, rule: Ints, limits: Ints) -> tuple[Ints, Ints, Ints]:
    """Every two different rows of every block that is within its rule's limit: (left, right, rule)."""
    order = np.argsort(code, kind="stable")
    code, position, rule = code[order], position[order], rule[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(code)))
    kept = (sizes > 1) & (sizes <= limits[rule[starts]])
    row = spans(starts[kept], sizes[kept])
    after = np.repeat(starts[kept] + sizes[kept], sizes[kept]) - row - 1
    left = np.repeat(row, after)
    right = spans(row + 1, after)
    return position[left], position[right], rule[left]


def spans(starts: Ints, sizes: Ints) -> Ints:
    """start, start + 1, ... start + size - 1 for every span, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)


def merged(ids: Ints, left: Ints, right: Ints, rule: Ints) -> Pairs:
    """Pairs found by several rules become one, with a bit for each rule."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    other = low != high
    code = low[other] * np.int64(max(len(ids), 1)) + high[other]
    order = np.argsort(code, kind="stable")
    code, bit = code[order], np.left_shift(np.int64(1), rule[other][order])
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.empty(0, np.int64)
    mask = np.bitwise_or.reduceat(bit, starts) if len(starts) else np.empty(0, np.int64)
    a, b = np.divmod(code[starts], np.int64(max(len(ids), 1)))
    return Pairs(ids[a], ids[b], mask)


def sharers(keys: KeyTable, rule: int) -> dict[int, int]:
    """value -> how many different people (`who`) use it under this rule; values of one person are left out.

    Of a block above BLOCK_LIMIT not all rows may be at hand: its value counts as used by that many people.
    """
    mine = keys.rule == rule
    value, who = keys.value[mine], keys.who[mine]
    if len(value) <= BLOCK_LIMIT:  # so few that none of them is the value of a crowd
        people: dict[int, set[int]] = {}
        for one, somebody in zip(value.tolist(), who.tolist(), strict=True):
            people.setdefault(one, set()).add(somebody)
        return {one: n for one, told in people.items() if (n := len(told - {0})) > 1}
    order = np.lexsort((who, value))
    value, who = value[order], who[order]
    fresh = np.r_[True, (value[1:] != value[:-1]) | (who[1:] != who[:-1])] & (who != 0)
    starts = np.flatnonzero(np.r_[True, value[1:] != value[:-1]])
    counted = np.add.reduceat(fresh.astype(np.int64), starts)
    records = np.diff(np.append(starts, len(value)))
    counted = np.where(records > BLOCK_LIMIT, np.maximum(records, counted), counted)
    several = counted > 1
    return dict(zip(value[starts[several]].tolist(), counted[several].tolist(), strict=True))


def people_of(value: Ints, who: Ints | Codes) -> Ints:
    """How many different people (`who`, 0 for nobody known) share each entry's value, counted as `sharers` does."""
    order = np.lexsort((who, value))
    value, who = value[order], who[order]
    changes = np.r_[True, value[1:] != value[:-1]] if len(value) else np.empty(0, np.bool_)
    fresh = (changes | np.r_[True, who[1:] != who[:-1]]) & (who != 0) if len(value) else changes
    starts = np.flatnonzero(changes)
    people = np.add.reduceat(fresh.astype(np.int64), starts) if len(starts) else np.empty(0, np.int64)
    records = np.diff(np.append(starts, len(value)))
    people = np.maximum(np.where(records > BLOCK_LIMIT, np.maximum(records, people), people), 1)
    answer = np.empty(len(value), np.int64)
    answer[order] = np.repeat(people, records)
    return answer


def crowded(keys: KeyTable) -> dict[str, tuple[int, int]]:
    """rule name -> (blocks dropped because a crowd shares the key, records in them)."""
    code = keys.value + keys.rule * _SPREAD
    order = np.argsort(code, kind="stable")
    code, rule = code[order], keys.rule[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]]) if len(code) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(code)))
    dropped = sizes > _LIMITS[rule[starts]]
    report = {}
    for number in np.unique(rule[starts][dropped]).tolist():
        mine = dropped & (rule[starts] == number)
        report[RULES[number].name] = (int(mine.sum()), int(sizes[mine].sum()))
    return report

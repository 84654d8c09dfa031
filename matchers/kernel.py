"""The array code under every comparison: all value pairs of a pair, the best of them, and text compared once.

A judge is given two arrays of positions in ragged columns, one per value pair, and answers with a level and bits each.
The best value pair speaks for its pair of records: most bits, then the first level. So the answer does not depend on
the order of values, of the two records, or of the pairs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler, Postfix, Prefix

from enrich.ports import Bools, Floats, Ints, Levels
from matchers.columns import NONE, Codes, Ragged

MISSING = -1
_FEW = 100
NEVER = -1e9  # bits of a value pair that may not speak for its pair

Judge = Callable[[Ints, Ints], tuple[Levels, Floats]]


class Outcome(NamedTuple):
    """What a comparison says of n pairs: level (MISSING where a side is silent), bits, and codes of what was compared."""

    level: Levels
    bits: Floats
    left: Codes
    right: Codes

    def at(self, where: Bools | Ints | Codes) -> Outcome:
        """The outcome of some of the pairs."""
        return Outcome(self.level[where], self.bits[where], self.left[where], self.right[where])


def silent(n: int) -> Outcome:
    """Nothing to say of any of n pairs."""
    level = np.empty(n, np.int8)
    level.fill(MISSING)
    return Outcome(level, np.zeros(n), np.zeros(n, np.int32), np.zeros(n, np.int32))


def compare_many(left: Ragged, right: Ragged, a: Ints, b: Ints, judge: Judge) -> Outcome:
    """The best value pair of each pair of records, of `left` values of a and `right` values of b."""
    outcome = silent(len(a))
    if not len(left.code) or not len(right.code):
        return outcome
    if len(a) < _FEW:  # a few are judged all at once
        _judge_all(outcome, left, right, a, b, (left.size[a] * right.size[b]).nonzero()[0], judge)
        return outcome
    i, j = left.only[a], right.only[b]
    said = (i != NONE) & (j != NONE)
    one = ((i >= 0) & (j >= 0)).nonzero()[0]
    if len(one):
        i_one, j_one = i[one], j[one]
        _tell(outcome, one, left, right, i_one, j_one, judge(i_one, j_one))
        said &= (i < 0) | (j < 0)
    _judge_all(outcome, left, right, a, b, said.nonzero()[0], judge)
    return outcome


def _judge_all(
    outcome: Outcome, left: Ragged, right: Ragged, a: Ints, b: Ints, at: Ints, judge: Judge
) -> None:
    """Judges every value pair of the pairs `at`, all of which have some, and writes what the best of each says."""
    if not len(at):
        return
    if len(at) < len(a):
        a, b = a[at], b[at]
    i, j, starts = value_pairs(left.start[a], left.size[a], right.start[b], right.size[b])
    level, bits = judge(i, j)
    if len(starts) < len(level):
        best = best_of(level, bits, starts)
        i, j, level, bits = i[best], j[best], level[best], bits[best]
    _tell(outcome, at, left, right, i, j, (level, bits))


def _tell(
    outcome: Outcome,
    at: Ints,
    left: Ragged,
    right: Ragged,
    i: Ints,
    j: Ints,
    judged: tuple[Levels, Floats],
) -> None:
    """Writes what was judged of one value pair each into the outcomes of these pairs of records."""
    level, bits = judged
    heard = bits > NEVER
    if not heard.all():
        at, i, j, level, bits = at[heard], i[heard], j[heard], level[heard], bits[heard]
    outcome.level[at], outcome.bits[at] = level, bits
    outcome.left[at], outcome.right[at] = left.code[i], right.code[j]


def value_pairs(start_a: Ints, n_a: Ints, start_b: Ints, n_b: Ints) -> tuple[Ints, Ints, Ints]:
    """(position in a's values, position in b's values, start of each pair's stretch) for all value pairs."""
    count = n_a * n_b
    ends = count.cumsum()
    starts = ends - count
    if len(count) == ends[-1]:
        return start_a, start_b, starts
    within = np.arange(ends[-1], dtype=np.int64) - starts.repeat(count)
    in_a, in_b = np.divmod(within, n_b.repeat(count))
    return start_a.repeat(count) + in_a, start_b.repeat(count) + in_b, starts


def best_of(level: Levels, bits: Floats, starts: Ints) -> Ints:
    """Position of the best value pair of each stretch."""
    n = len(bits)
    if len(starts) == n:
        return starts
    size = np.empty(len(starts), np.int64)
    size[:-1], size[-1] = starts[1:] - starts[:-1], n - starts[-1]
    top = bits == np.maximum.reduceat(bits, starts).repeat(size)
    lowest = np.minimum.reduceat(np.where(top, level, 127), starts)
    chosen = top & (level == lowest.repeat(size))
    return np.minimum.reduceat(np.where(chosen, np.arange(n), n), starts)


# --- text: every two distinct words are compared once ---

DIFFERENT, SIMILAR, CLIPPED, TYPO, EQUAL = 0, 1, 2, 3, 4
Classes = npt.NDArray[np.int8]
Likeness = Callable[[list[str], list[str]], Classes]


def likeness(words: list[str], left: Codes, right: Codes, classes: Likeness) -> Classes:
    """The class of every word pair; equal codes are EQUAL, the rest is asked once per distinct unordered pair."""
    answer = np.full(len(left), EQUAL, np.int8)
    unequal = (left != right).nonzero()[0]
    if not len(unequal):
        return answer
    x, y = left[unequal], right[unequal]
    if len(unequal) < _FEW:
        answer[unequal] = read(words, x, y, classes)
        return answer
    low, high = np.minimum(x, y).astype(np.int64), np.maximum(x, y).astype(np.int64)
    distinct, which = distinct_of(low << 32 | high)
    answer[unequal] = read(words, distinct >> 32, distinct & 0xFFFFFFFF, classes)[which]
    return answer


def read(words: list[str], x: Ints | Codes, y: Ints | Codes, classes: Likeness) -> Classes:
    """The class of every pair of words. They are given in alphabetical order: the metrics of rapidfuzz need not be symmetric,
    and codes depend on the call."""
    left, right = [words[code] for code in x.tolist()], [words[code] for code in y.tolist()]
    swapped = [at for at, (one, two) in enumerate(zip(left, right, strict=True)) if one > two]
    for at in swapped:
        left[at], right[at] = right[at], left[at]
    return classes(left, right) if len(left) >= _FEW else _recalled(left, right, classes)


_REMEMBERED = 1 << 15  # word pairs of one likeness
_known: dict[Likeness, dict[tuple[str, str], int]] = {}


def _recalled(left: list[str], right: list[str], classes: Likeness) -> Classes:
    """The same for a few pairs: words come again from call to call, and reading them costs more than looking them up."""
    known = _known.setdefault(classes, {})
    pairs = list(zip(left, right, strict=True))
    missing = [pair for pair in pairs if pair not in known]
    found = (
        dict(zip(missing, classes(*map(list, zip(*missing, strict=True))).tolist(), strict=True))
        if missing
        else {}
    )
    answer = np.array([found[pair] if pair in found else known[pair] for pair in pairs], np.int8)
    if len(known) + len(found) > _REMEMBERED:
        _known[classes] = found
    else:
        known.update(found)
    return answer


def distinct_of(codes: Ints) -> tuple[Ints, Ints]:
    """The distinct codes, and where each code is among them. So few that sorting does not pay are left as they are."""
    if len(codes) < _FEW:
        return codes, np.arange(len(codes))
    distinct, which = np.unique(codes, return_inverse=True)
    return distinct, which


def name_likeness(left: list[str], right: list[str]) -> Classes:
    """TYPO for one slip of the finger (two in long words), CLIPPED where one word is the beginning or the end of the
    other, SIMILAR for words alike in spelling."""
    answer = _slips(left, right, least=4, two_from=7, similar=0.86)
    shorter = np.minimum(lengths(left), lengths(right))
    begins = process.cpdist(left, right, scorer=Prefix.similarity, dtype=np.int32) == shorter
    ends = process.cpdist(left, right, scorer=Postfix.similarity, dtype=np.int32) == shorter
    clipped = begins & (shorter > 1) | ends & (shorter > 2)
    answer[clipped & (answer < CLIPPED)] = CLIPPED
    return answer


def text_likeness(left: list[str], right: list[str]) -> Classes:
    """The same for longer text such as a street or a city."""
    return _slips(left, right, least=5, two_from=9, similar=0.92)


def _slips(left: list[str], right: list[str], least: int, two_from: int, similar: float) -> Classes:
    alike = process.cpdist(left, right, scorer=JaroWinkler.similarity, score_cutoff=0.75, dtype=np.float32)
    answer = (alike >= similar).astype(np.int8)
    near = (alike > 0).nonzero()[0]
    if not len(near):
        return answer
    places = near.tolist()
    close_left, close_right = [left[i] for i in places], [right[i] for i in places]
    edits = process.cpdist(close_left, close_right, scorer=OSA.distance, score_cutoff=3, dtype=np.int32)
    shorter = np.minimum(lengths(close_left), lengths(close_right))
    slip = ((edits == 1) & (shorter >= least)) | ((edits == 2) & (shorter >= two_from))
    answer[near[slip]] = TYPO
    return answer


def lengths(words: list[str]) -> Ints:
    return np.fromiter(map(len, words), np.int64, len(words))

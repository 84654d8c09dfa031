"""Where names come from: given names, family names and cities that go together, found in the records themselves.

Somebody called Park is more often called Hyun-woo, and more often lives in Seoul, than people are at large. So agreement on
all three tells less than the three would tell apart. Records are taken for a mixture of a few origins, in each of which
names and places are independent (latent class analysis, Lazarsfeld and Henry, 1968); expectation-maximisation from a
spectral start (Dhillon, 2001) finds them. A word's affinity to an origin is the share of that origin among the bearers of
the word over its share among all; words that are not listed have affinity 1 to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, eigsh

from enrich.ports import Floats, Ints
from matchers.columns import FIRST, WHOLE, Codes, Columns, Ragged

MOST_ORIGINS, _FOR_ONE = 16, 800  # different combinations for every origin that is looked for
COLUMNS = ("family", "given", "city")
ROWS = 80_000  # records looked at: those with the lowest marks
_FEWEST = 3_000  # fewer tell too little
_LEAST, _MOST = 6, 4_000  # combinations with a word, so that it is listed; words listed of each column
_BELIEF = 6.0  # combinations' worth of belief that a word is of all origins alike
_ROUNDS, _STEPS = 12, 6
_TOLERANCE = 1e-6  # relative error of the squares of singular values
_MIX = np.uint64(0x9E3779B97F4A7C15)

Affinity = dict[str, dict[str, list[float]]]


def origins_of(columns: Columns) -> Affinity:
    """Shares of the origins (under "" of column "") and by column and word the affinity to each; {} where that is not known."""
    combinations = _combinations(columns)
    if len(combinations) < _FEWEST:
        return {}
    texts, numbered = _listed(columns.words, combinations)
    if min(len(words) for words in texts[:2]) < MOST_ORIGINS:
        return {}
    starts = np.cumsum([0, *(len(words) for words in texts)])
    told = np.stack(
        [np.where(n >= 0, n + start, -1) for n, start in zip(numbered.T, starts, strict=False)], axis=1
    )
    told = told[(told >= 0).sum(axis=1) > 1]
    if len(told) < _FEWEST:
        return {}
    origins = min(max(len(told) // _FOR_ONE, 2), MOST_ORIGINS)
    share, affinity = _mixture(_incidence(told, int(starts[-1])), origins)
    answer: Affinity = {"": {"": np.round(share, 4).tolist()}}
    for column, words, start in zip(COLUMNS, texts, starts, strict=False):
        mine = np.round(affinity[start : start + len(words)], 2).tolist()
        answer[column] = dict(zip(words, mine, strict=True))
    return answer


def row_marks(records: Ints) -> npt.NDArray[np.uint64]:
    """A mark by which records are chosen, the same wherever a record stands."""
    mixed = (records.astype(np.uint64) + np.uint64(1)) * _MIX
    return np.asarray(mixed ^ mixed >> np.uint64(29))


def _combinations(columns: Columns) -> npt.NDArray[np.int32]:
    """Different combinations of family name, given name and city, in the order of their words."""
    values = [
        first_of(columns.many["family"], WHOLE),
        first_of(columns.many["given"], FIRST),
        columns.one["city"],
    ]
    rows = np.arange(len(columns.records))
    if len(rows) > ROWS:
        rows = np.argpartition(row_marks(columns.records), ROWS)[:ROWS]
    rows = rows[(values[0][rows] > 0) & (values[1][rows] > 0)]
    ranks = [_ranked(columns.words, value[rows]) for value in values]
    packed = (ranks[0] << 42) | (ranks[1] << 21) | ranks[2]
    first = np.unique(packed, return_index=True)[1]
    return np.stack([value[rows[first]] for value in values], axis=1)


def _ranked(words: list[str], codes: Codes) -> Ints:
    """The place of each word in alphabetical order."""
    distinct, which = np.unique(codes, return_inverse=True)
    order = sorted(range(len(distinct)), key=lambda at: words[distinct[at]])
    place = np.empty(len(distinct), np.int64)
    place[order] = np.arange(len(distinct))
    return place[which]


def first_of(values: Ragged, flag: int) -> Codes:
    """The first value of every row, where it has this flag; else 0."""
    said = values.size > 0
    answer = np.zeros(len(said), np.int32)
    at = values.start[:-1][said]
    answer[said] = np.where(values.flag[at] == flag, values.code[at], 0)
    return answer


def _listed(words: list[str], combinations: npt.NDArray[np.int32]) -> tuple[list[list[str]], Ints]:
    """The words of each column that many combinations hold, in alphabetical order, and their numbers (-1: not listed)."""
    texts, numbers = [], []
    for column in range(len(COLUMNS)):
        code, which, count = np.unique(combinations[:, column], return_inverse=True, return_counts=True)
        at = np.flatnonzero((count >= _LEAST) & (code > 0))
        ranked = sorted(at.tolist(), key=lambda place: (-int(count[place]), words[code[place]]))[:_MOST]
        ranked.sort(key=lambda place: words[code[place]])
        number = np.full(len(code), -1, np.int64)
        number[ranked] = np.arange(len(ranked))
        texts.append([words[code[place]] for place in ranked])
        numbers.append(number[which.reshape(-1)])
    return texts, np.stack(numbers, axis=1)


def _incidence(told: Ints, size: int) -> Any:
    """Which combination holds which words, as a sparse matrix of ones."""
    row, column = np.nonzero(told >= 0)
    return csr_matrix((np.ones(len(row)), (row, told[row, column])), (len(told), size))


def _mixture(holds: Any, origins: int) -> tuple[Floats, Floats]:
    """(share of each origin, affinity of each word to each origin)."""
    belongs = _start(holds, origins)
    count = np.asarray(holds.sum(axis=0)).reshape(-1)
    for _ in range(_ROUNDS):
        share = (belongs.sum(axis=0) + 1.0) / (len(belongs) + origins)
        affinity = (holds.T @ belongs + _BELIEF * share) / (count + _BELIEF)[:, None] / share
        fit = holds @ np.log(affinity) + np.log(share)
        fit = np.exp(fit - fit.max(axis=1, keepdims=True))
        belongs = fit / fit.sum(axis=1, keepdims=True)
    return share, affinity


def _start(holds: Any, origins: int) -> Floats:
    """A first guess of the origins: nearest of origins means among the directions of the leading singular vectors."""
    count = np.asarray(holds.sum(axis=0)).reshape(-1)
    scaled = holds.multiply(1.0 / np.sqrt(np.maximum(count, 1.0))).tocsr()
    point = _leading(scaled, origins)
    point = point / np.maximum(np.linalg.norm(point, axis=1, keepdims=True), 1e-9)
    mean = _spread_points(point, origins)
    for _ in range(_STEPS):
        nearest = np.argmax(point @ mean.T, axis=1)
        total = (
            csr_matrix((np.ones(len(nearest)), (nearest, np.arange(len(nearest)))), (origins, len(point)))
            @ point
        )
        mean = total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9)
    return np.asarray(np.eye(origins)[np.argmax(point @ mean.T, axis=1)] * 0.9 + 0.1 / origins)


def _leading(rows: Any, size: int) -> Floats:
    """The rows in as many dimensions, as a singular value decomposition gives them but for a rotation, which leaves all angles
    and distances as they are."""
    turned = rows.T.tocsr()
    square = LinearOperator((rows.shape[1],) * 2, matvec=lambda x: turned @ (rows @ x), dtype=np.float64)
    return np.asarray(rows @ eigsh(square, k=size, v0=np.ones(rows.shape[1]), tol=_TOLERANCE)[1])


def _spread_points(point: Floats, origins: int) -> Floats:
    """Points far from one another, each drawn with a chance that grows with the distance from those before (k-means++)."""
    generator = np.random.default_rng(1)
    chosen = [0]
    nearest = point @ point[0]
    for _ in range(origins - 1):
        far = np.cumsum(np.maximum(1.0 - nearest, 0.0) ** 2)
        chosen.append(int(np.searchsorted(far, generator.random() * far[-1])))
        nearest = np.maximum(nearest, point @ point[min(chosen[-1], len(point) - 1)])
    return point[np.minimum(chosen, len(point) - 1)]


class Kinship:
    """Affinities as arrays: `share` of each origin; of each column the numbers of its listed words and their affinities,
    row 0 for words that are not listed."""

    def __init__(self, told: Mapping[str, Mapping[str, list[float]]]) -> None:
        self.share = np.array(told[""][""]) if told else np.ones(1)
        self.share = self.share / self.share.sum()
        neutral = [[1.0] * len(self.share)]
        self.number = {
            column: {word: k + 1 for k, word in enumerate(told.get(column, {}))} for column in COLUMNS
        }
        given = {column: np.array(neutral + list(told.get(column, {}).values())) for column in COLUMNS}
        self.affinity = {column: each / (each @ self.share)[:, None] for column, each in given.items()}
        self.known = bool(told)


NO_KINSHIP = Kinship({})

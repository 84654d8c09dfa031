"""Weights of a linear chain that make labelled documents likeliest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.optimize
import scipy.sparse
from numpy.typing import NDArray

from parsers.chain import LABELS, Weights
from parsers.described import Described

FEWEST = 8
COST, ROUNDS = 0.3, 70
DIGITS, LEAST = 3, 0.01
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A document with the numbers of its pieces' labels in parsers.chain.LABELS."""

    document: Described
    labels: list[int]


@dataclass(frozen=True)
class Data:
    """All pieces of all documents, a row of signs each. `at[t]` are the rows of the documents' pieces number t, longest
    document first, so that those of `at[t + 1]` go on with the first ones of `at[t]`."""

    signs: scipy.sparse.csr_matrix
    at: list[NDArray[np.int64]]
    labels: NDArray[np.int64]
    pairs: Floats


def fitted(
    some: Sequence[Example], *, fewest: int = FEWEST, cost: float = COST, rounds: int = ROUNDS
) -> Weights:
    """Weights of the chain that make the labels likeliest, with `cost` times their squares against them (L-BFGS)."""
    names = _common(some, fewest)
    data = _data(some, names)
    size, labels = len(names), len(LABELS)
    found = scipy.optimize.minimize(
        _loss,
        np.zeros(size * labels + labels * labels),
        (data, cost),
        "L-BFGS-B",
        jac=True,
        options={"maxiter": rounds},
    ).x
    rows = np.round(found[: size * labels].reshape(size, labels), DIGITS)
    moves = np.round(found[size * labels :].reshape(labels, labels), DIGITS)
    return Weights(
        {
            name: tuple(row.tolist())
            for name, row in zip(names, rows, strict=True)
            if np.abs(row).max() > LEAST
        },
        tuple(tuple(row) for row in moves.tolist()),
        {
            "documents": str(len(some)),
            "pieces": str(len(data.labels)),
            "cost": str(cost),
            "fewest": str(fewest),
        },
    )


def _common(some: Sequence[Example], fewest: int) -> list[str]:
    seen: Counter[str] = Counter()
    for one in some:
        seen.update({s for i in range(len(one.document.pieces)) for s in one.document.signs(i)})
    return sorted(sign for sign, documents in seen.items() if documents >= fewest)


def _data(some: Sequence[Example], names: list[str]) -> Data:
    some = sorted((s for s in some if s.labels), key=lambda s: -len(s.labels))
    number = {name: i for i, name in enumerate(names)}
    columns, ends = [], [0]
    for one in some:
        for i in range(len(one.document.pieces)):
            columns += sorted({number[s] for s in one.document.signs(i) if s in number})
            ends.append(len(columns))
    starts = np.cumsum([0, *(len(s.labels) for s in some)])
    labels = np.concatenate([np.asarray(s.labels) for s in some])
    at = [
        np.asarray([starts[d] + t for d in range(len(some)) if len(some[d].labels) > t])
        for t in range(len(some[0].labels))
    ]
    pairs = np.zeros((len(LABELS), len(LABELS)))
    for before, after in pairwise(at):
        np.add.at(pairs, (labels[before[: len(after)]], labels[after]), 1)
    shape = (len(ends) - 1, len(names))
    signs = scipy.sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape)
    return Data(signs, at, labels, pairs)


def _loss(found: Floats, data: Data, cost: float) -> tuple[float, Floats]:
    """Minus the log of the labels' chance, plus the cost; and its gradient."""
    labels = len(LABELS)
    rows = found[: -labels * labels].reshape(-1, labels)
    moves = found[-labels * labels :].reshape(labels, labels)
    scores = np.asarray(data.signs @ rows)
    top = scores.max(axis=1, keepdims=True)
    chances, pairs, log_all = _forward_backward(np.exp(scores - top), np.exp(moves), data.at)
    log_all += float(top.sum())
    told = float(scores[np.arange(len(scores)), data.labels].sum() + (moves * data.pairs).sum())
    chances[np.arange(len(scores)), data.labels] -= 1
    slope = np.concatenate([np.asarray(data.signs.T @ chances).ravel(), (pairs - data.pairs).ravel()])
    return log_all - told + cost * float(found @ found), slope + 2 * cost * found


def _forward_backward(
    each: Floats, steps: Floats, at: list[NDArray[np.int64]]
) -> tuple[Floats, Floats, float]:
    """(chance of each label per row, expected number of each pair of labels, log of the sum over all sequences)."""
    forward, scale = np.empty_like(each), np.empty(len(each))
    forward[at[0]] = each[at[0]]
    for t, rows in enumerate(at):
        if t:
            forward[rows] = (forward[at[t - 1][: len(rows)]] @ steps) * each[rows]
        scale[rows] = forward[rows].sum(axis=1)
        forward[rows] /= scale[rows, None]
    backward, pairs = np.ones_like(each), np.zeros_like(steps)
    for before, rows in zip(reversed(at[:-1]), reversed(at[1:]), strict=True):
        ahead = each[rows] * backward[rows] / scale[rows, None]
        backward[before[: len(rows)]] = ahead @ steps.T
        pairs += steps * (forward[before[: len(rows)]].T @ ahead)
    return forward * backward, pairs, float(np.log(scale).sum())

"""A linear chain (conditional random field) over a document's pieces: which of them name a job, a firm, the time there.

Lafferty, McCallum, Pereira: Conditional Random Fields (ICML 2001). Weights are learned by benchmarks/resumes/training.py
and shipped in data/work_chain.json.gz; reading needs nothing but additions and multiplications.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from math import exp

import msgspec

from parsers.described import Described, Signs

LABELS = ("O", "T", "t", "E", "e", "D")
"""Nothing; a job's first piece, its further ones; a firm's; dates of a job."""

Row = list[float]


class Weights(msgspec.Struct, frozen=True):
    """`signs`: per sign what it adds to each label's score; `moves`: per label what each next label gets."""

    signs: dict[str, tuple[float, ...]]
    moves: tuple[tuple[float, ...], ...]
    about: dict[str, str] = {}


class Tagged(msgspec.Struct, frozen=True):
    """Per piece the likeliest label, how sure that is, and how sure it names nothing (0 to 1)."""

    labels: tuple[str, ...]
    sure: tuple[float, ...]
    nothing: tuple[float, ...]


@cache
def shipped() -> Weights:
    """The weights of this package."""
    packed = files("parsers").joinpath("data/work_chain.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=Weights)


def tag(document: Described, weights: Weights) -> Tagged:
    """The labels of the whole document's pieces."""
    scores = _scores(document, weights)
    if not scores:
        return Tagged((), (), ())
    chances = _chances(scores, weights.moves)
    path = _likeliest(scores, weights.moves)
    return Tagged(
        tuple(LABELS[y] for y in path),
        tuple(row[y] for row, y in zip(chances, path, strict=True)),
        tuple(row[0] for row in chances),
    )


def _scores(document: Described, weights: Weights) -> list[Row]:
    lines = [_sum(signs, weights) for signs in document.about_line]
    runs = [_sum(signs, weights) for signs in document.about_run]
    nothing = [0.0] * len(LABELS)
    found = []
    for i, piece in enumerate(document.pieces):
        run = runs[document.run[i]] if document.run[i] >= 0 else nothing
        own = _sum(document.own[i], weights)
        found.append([a + b + c for a, b, c in zip(lines[piece.line], run, own, strict=True)])
    return found


def _sum(signs: Signs, weights: Weights) -> Row:
    known = [row for sign in signs if (row := weights.signs.get(sign)) is not None]
    return [sum(column) for column in zip(*known, strict=True)] if known else [0.0] * len(LABELS)


def _likeliest(scores: list[Row], moves: tuple[tuple[float, ...], ...]) -> list[int]:
    """Viterbi: the one sequence of labels with the highest score."""
    every = range(len(LABELS))
    best = scores[0]
    back: list[list[int]] = []
    for row in scores[1:]:
        came = [max(every, key=lambda x, y=y: best[x] + moves[x][y]) for y in every]  # type: ignore[misc]
        best = [best[x] + moves[x][y] + row[y] for y, x in enumerate(came)]
        back.append(came)
    path = [max(every, key=best.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _chances(scores: list[Row], moves: tuple[tuple[float, ...], ...]) -> list[Row]:
    """Forward and backward: per piece the chance of each label."""
    steps = [[exp(w) for w in row] for row in moves]
    columns = list(zip(*steps, strict=True))
    each = [[exp(s - max(row)) for s in row] for row in scores]
    forward = [_share(each[0])]
    for row in each[1:]:
        last = forward[-1]
        forward.append(
            _share([e * sum(map(float.__mul__, last, c)) for e, c in zip(row, columns, strict=True)])
        )
    backward = [[1.0] * len(LABELS)]
    for row in each[:0:-1]:
        ahead = [e * b for e, b in zip(row, backward[-1], strict=True)]
        backward.append(_share([sum(map(float.__mul__, ahead, s)) for s in steps]))
    return [
        _share([f * b for f, b in zip(fs, bs, strict=True)])
        for fs, bs in zip(forward, reversed(backward), strict=True)
    ]


def _share(row: Row) -> Row:
    whole = sum(row) or 1.0
    return [x / whole for x in row]

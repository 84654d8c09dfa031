"""A small convolutional network over a document's pieces: which of them name the person, a job, a firm, a school, a degree, and when.

Per piece it adds up what its word means, the signs of parsers/signs.py and what the rules took it for; gated convolutions
with growing steps then let each piece see some forty around it (Strubell et al.: Fast and Accurate Entity Recognition with Iterated
Dilated Convolutions, EMNLP 2017; the gates of Dauphin et al., ICML 2017). Weights are learned by benchmarks/resumes/training.py and
shipped in data/tagger.npz. Shapes: n items, h numbers for each, l labels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from parsers.described import Described
from parsers.pieces import TOLD
from parsers.wordpieces import WordPieces

LABELS = ("O", "T", "t", "E", "e", "D", "S", "s", "G", "g", "Y", "N", "n")
"""Nothing; the first piece of a job, its further ones; a firm; dates of a job; a school; a degree; dates of studies; the person."""
FOLLOWERS = {label: label.upper() for label in LABELS if label.islower()}

WORD, LINE, SPAN, DAY, LONG = range(5)
"""Kinds of items: a word or mark; the start of a line; dates from and to; one date; a long line in one."""
MOST_PIECES = 6
IMPOSSIBLE, EPSILON = -1e4, 1e-5
NO_SIGN = 0
AT_ONCE = 2048
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Layer:
    """`taps` (3, h, 2h): what the item `step` before, the item itself and the one `step` behind give; `gain`, `shift` (h) of the
    normalisation after it."""

    step: int
    taps: Floats
    bias: Floats
    gain: Floats
    shift: Floats


@dataclass(frozen=True)
class Weights:
    """`words` (vocabulary, h) in 127ths of `scales`; `signs` (signs, h) and `direct` (signs, l), row 0 for none; `kinds` (5, h)."""

    vocabulary: tuple[str, ...]
    sign_names: tuple[str, ...]
    words: NDArray[np.int8]
    scales: Floats
    word_bias: Floats
    signs: Floats
    direct: Floats
    kinds: Floats
    gain: Floats
    shift: Floats
    layers: tuple[Layer, ...]
    out: Floats
    out_bias: Floats
    about: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> WordPieces:
        return WordPieces(self.vocabulary)

    @cached_property
    def sign_number(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.sign_names, start=1)}


@dataclass(frozen=True)
class Tagged:
    """Per piece its label in the likeliest sequence, and how sure it is of each label (pieces, l)."""

    labels: tuple[str, ...]
    chances: Floats


@dataclass(frozen=True)
class Items:
    """What the network sees, item by item: its kind, its word's pieces, its signs, and the document's piece (-1 for a line's start)."""

    kinds: list[int]
    words: list[tuple[int, ...]]
    signs: list[list[int]]
    piece: list[int]


@cache
def shipped() -> Weights:
    """The weights of this package."""
    return loaded(files("parsers").joinpath("data/tagger.npz").read_bytes())


def loaded(data: bytes) -> Weights:
    """Weights as `benchmarks/resumes/training.py` wrote them."""
    with np.load(io.BytesIO(data), allow_pickle=False) as kept:
        names = json.loads(bytes(kept["names"]).decode())
        f = {name: kept[name].astype(np.float32) for name in kept.files if name not in ("names", "words")}
        layers = tuple(
            Layer(step, f[f"taps{i}"], f[f"bias{i}"], f[f"gain{i}"], f[f"shift{i}"])
            for i, step in enumerate(names["steps"])
        )
        return Weights(
            tuple(names["vocabulary"]), tuple(names["signs"]), kept["words"], f["scales"], f["word_bias"], f["signs"],
            f["direct"], f["kinds"], f["gain"], f["shift"], layers, f["out"], f["out_bias"], names["about"],
        )  # fmt: skip


def items_of(document: Described, said: Sequence[str], weights: Weights) -> Items:
    """`said`: per piece the label that the rules give it."""
    found = Items([], [], [], [])
    number = weights.sign_number
    last = -1
    for i, (piece, label) in enumerate(zip(document.pieces, said, strict=True)):
        if piece.line != last:
            last = piece.line
            _add(found, LINE, (), [number[s] for s in document.about_line[last] if s in number], -1)
        signs = [
            number[s] for s in (*document.about_run_of(i), *document.own[i], f"r:{label}") if s in number
        ]
        if piece.dates is not None:
            _add(found, DAY if piece.dates.lone else SPAN, (), signs, i)
        elif piece.text == TOLD:
            _add(found, LONG, (), signs, i)
        else:
            _add(found, WORD, weights.pieces.of(piece.text)[:MOST_PIECES], signs, i)
    return found


def _add(items: Items, kind: int, words: tuple[int, ...], signs: list[int], piece: int) -> None:
    items.kinds.append(kind)
    items.words.append(words)
    items.signs.append(signs)
    items.piece.append(piece)


def tag(document: Described, said: Sequence[str], weights: Weights) -> Tagged:
    """The labels of the whole document's pieces."""
    if not document.pieces:
        return Tagged((), np.zeros((0, len(LABELS)), np.float32))
    items = items_of(document, said, weights)
    scores = network(items, weights)[np.asarray(items.piece) >= 0]
    logs = scores - np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
    logs -= scores.max(axis=1, keepdims=True)
    return Tagged(tuple(LABELS[y] for y in likeliest(logs)), np.exp(logs))


def network(items: Items, weights: Weights) -> Floats:
    """(n, l) scores."""
    kinds = np.asarray(items.kinds)
    x = weights.kinds[kinds] + _sums(weights.signs, items.signs)
    is_word = np.flatnonzero(kinds == WORD)
    if len(is_word):
        x[is_word] += _meanings([items.words[i] for i in is_word], weights)
    x = _normed(x, weights.gain, weights.shift)
    for layer in weights.layers:
        x = _normed(x + _gated(x, layer), layer.gain, layer.shift)
    return x @ weights.out + weights.out_bias + _sums(weights.direct, items.signs)


def _sums(rows: Floats, lists: Sequence[Sequence[int]]) -> Floats:
    """The sum of each list's rows, some lists at a time: their rows together would fill the memory."""
    parts: list[Floats] = []
    for at in range(0, len(lists), AT_ONCE):
        numbers, starts = _joined([[NO_SIGN, *some] for some in lists[at : at + AT_ONCE]])
        parts.append(np.add.reduceat(rows[numbers], starts))
    return np.concatenate(parts)


def _joined(lists: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """All numbers, and where each list starts among them."""
    sizes = np.fromiter((len(some) for some in lists), np.int64, len(lists))
    return np.fromiter(chain.from_iterable(lists), np.int64), np.cumsum(sizes) - sizes


def _meanings(words: Sequence[tuple[int, ...]], weights: Weights) -> Floats:
    """(words, h): the mean of each word's pieces."""
    pieces, starts = _joined(words)
    rows = weights.words[pieces] * (weights.scales[pieces, None] / np.float32(127))
    sizes = np.diff(np.append(starts, len(pieces))).astype(np.float32)
    return (np.add.reduceat(rows, starts) / sizes[:, None] + weights.word_bias).astype(np.float32)


def _gated(x: Floats, layer: Layer) -> Floats:
    y = x @ layer.taps[1] + layer.bias
    if len(x) > layer.step:
        y[layer.step :] += x[: -layer.step] @ layer.taps[0]
        y[: -layer.step] += x[layer.step :] @ layer.taps[2]
    values, gates = np.split(y, 2, axis=1)
    found: Floats = values / (1 + np.exp(-gates))
    return found


def _normed(x: Floats, gain: Floats, shift: Floats) -> Floats:
    """Layer normalisation: Ba, Kiros, Hinton, 2016."""
    centred = x - x.mean(axis=1, keepdims=True)
    found: Floats = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON) * gain + shift
    return found


@cache
def _moves() -> Floats:
    """What each label gets after each other one: only a first piece or a further one goes on."""
    found = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for after, first in FOLLOWERS.items():
        for before in LABELS:
            if before not in (after, first):
                found[LABELS.index(before), LABELS.index(after)] = IMPOSSIBLE
    return found


def likeliest(logs: Floats) -> list[int]:
    """The sequence of labels with the greatest sum (Viterbi) that opens nothing in its middle."""
    moves = _moves()
    score = logs[0] + moves[0]
    back: list[Numbers] = []
    every = np.arange(len(LABELS))
    for row in logs[1:]:
        ways = score[:, None] + moves
        best = ways.argmax(axis=0)
        back.append(best)
        score = ways[best, every] + row
    path = [int(score.argmax())]
    for best in reversed(back):
        path.append(int(best[path[-1]]))
    return path[::-1]

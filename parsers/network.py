"""A small neural network over the items of a document: what each item may be.

Per item it adds up what its word means, what that means among its neighbours (parsers/encoder.py), and its signs; gated convolutions
with growing steps, computed with numpy, then let each item see some forty around it (Strubell et al.: Fast and Accurate Entity
Recognition with Iterated Dilated Convolutions, EMNLP 2017; the gates of Dauphin et al., ICML 2017), and between them each item looks
at the lines of the whole document that are like those it asks for (Vaswani et al.: Attention Is All You Need, NeurIPS 2017). Shapes:
n items, h numbers for each, m numbers for each meaning, l labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from parsers.encoder import Encoder, encoded

WORD, LINE, SPAN, DAY, LONG = range(5)
"""Kinds of items: a word or mark; the start of a line; dates from and to; one date; a long line in one."""
EPSILON = 1e-5
NO_SIGN = 0
AT_ONCE = 2048
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Items:
    """What the network sees, item by item: its kind, its word's pieces, its signs, and the document's piece (-1 for a line's start)."""

    kinds: list[int]
    words: list[tuple[int, ...]]
    signs: list[list[int]]
    piece: list[int]


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
class Attention:
    """What each item asks (`queries`), what the starts of lines answer to (`keys`) and with (`values`), and what becomes of the answers
    (`out`): each (h, h), in `heads` parts side by side; `gain`, `shift` (h) of the normalisation after it."""

    heads: int
    queries: Floats
    keys: Floats
    values: Floats
    out: Floats
    bias: Floats
    gain: Floats
    shift: Floats


@dataclass(frozen=True)
class Network:
    """`words` and `context` (m, h): what a word's meaning gives by itself and among its neighbours; `signs` (signs, h) and `direct`
    (signs, l), row 0 for none; `kinds` (5, h); the layers before and after the look at the lines."""

    encoder: Encoder
    words: Floats
    context: Floats
    bias: Floats
    signs: Floats
    direct: Floats
    kinds: Floats
    gain: Floats
    shift: Floats
    before: tuple[Layer, ...]
    attention: Attention
    after: tuple[Layer, ...]
    out: Floats
    out_bias: Floats


def scores(items: Items, network: Network) -> Floats:
    """(n, l): how much speaks for each label."""
    kinds = np.asarray(items.kinds)
    alone, among = encoded(items.words, kinds == LINE, network.encoder)
    x = network.kinds[kinds] + _sums(network.signs, items.signs) + among @ network.context + network.bias
    x += (alone @ network.words) * (kinds == WORD)[:, None]
    x = _normed(x, network.gain, network.shift)
    for layer in network.before:
        x = _normed(x + _gated(x, layer), layer.gain, layer.shift)
    look = network.attention
    x = _normed(x + _attended(x, x[kinds == LINE], look), look.gain, look.shift)
    for layer in network.after:
        x = _normed(x + _gated(x, layer), layer.gain, layer.shift)
    return x @ network.out + network.out_bias + _sums(network.direct, items.signs)


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


def _gated(x: Floats, layer: Layer) -> Floats:
    y = x @ layer.taps[1] + layer.bias
    if len(x) > layer.step:
        y[layer.step :] += x[: -layer.step] @ layer.taps[0]
        y[: -layer.step] += x[layer.step :] @ layer.taps[2]
    values, gates = np.split(y, 2, axis=1)
    found: Floats = values / (1 + np.exp(-gates))
    return found


def _attended(x: Floats, lines: Floats, look: Attention) -> Floats:
    """(n, h): what the starts of lines say to each item, some items at a time: all their questions together would fill the memory."""
    if not len(lines):
        return np.zeros_like(x)
    keys, values = lines @ look.keys, lines @ look.values
    parts = [
        _answers(x[at : at + AT_ONCE] @ look.queries, keys, values, look) for at in range(0, len(x), AT_ONCE)
    ]
    return np.concatenate(parts)


def _answers(queries: Floats, keys: Floats, values: Floats, look: Attention) -> Floats:
    own: list[Floats] = []
    for head in np.split(np.arange(queries.shape[1]), look.heads):
        alike = queries[:, head] @ keys[:, head].T / np.sqrt(np.float32(len(head)))
        shares = np.exp(alike - alike.max(axis=1, keepdims=True))
        own.append(shares / shares.sum(axis=1, keepdims=True) @ values[:, head])
    return np.concatenate(own, axis=1) @ look.out + look.bias


def _normed(x: Floats, gain: Floats, shift: Floats) -> Floats:
    """Layer normalisation: Ba, Kiros, Hinton, 2016."""
    centred = x - x.mean(axis=1, keepdims=True)
    found: Floats = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + EPSILON) * gain + shift
    return found

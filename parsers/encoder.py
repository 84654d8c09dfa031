"""What each word means, and what it means among the words around it: word pieces with their numbers, and the first layers of a language
model over some lines at a time (Devlin et al.: BERT, NAACL 2019; MiniLM: Wang et al., NeurIPS 2020), computed by onnxruntime in
whole numbers of eight bits. Shapes: n items, m numbers for each meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

import numpy as np
import onnxruntime
from numpy.typing import NDArray

LONGEST = 128  # word pieces of a window, with its opening
AT_ONCE = 16  # windows
STEPS = 7  # of a number with four bits, to each side
_AWAY = -1e4
Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Encoder:
    """`meanings` (vocabulary, m / 2): two numbers a byte, in sevenths of `scales` (vocabulary), 8 for zero; `places` (LONGEST, m): what each
    place of a window adds; `layers`: an ONNX graph (x (windows, places, m), mask (windows, 1, 1, places) -> y like x), or no bytes
    for none; `opening`: the piece that a window starts with."""

    meanings: NDArray[np.uint8]
    scales: Floats
    places: Floats
    layers: NDArray[np.uint8]
    opening: int

    def of(self, pieces: Numbers) -> Floats:
        """(pieces, m): what each piece means by itself."""
        packed = self.meanings[pieces]
        parts = np.stack((packed & 15, packed >> 4), axis=-1).reshape(len(pieces), -1).astype(np.float32)
        found: Floats = (parts - (STEPS + 1)) * (self.scales[pieces, None] / np.float32(STEPS))
        return found

    @cached_property
    def session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        return onnxruntime.InferenceSession(
            self.layers.tobytes(), options, providers=["CPUExecutionProvider"]
        )


def packed_meanings(meanings: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """`meanings` and `scales` of an `Encoder`."""
    scales = np.abs(meanings).max(axis=1).clip(1e-6).astype(np.float16).astype(np.float32)
    steps = np.round(meanings / scales[:, None] * STEPS).clip(-STEPS, STEPS).astype(np.int8) + (STEPS + 1)
    return (steps[:, ::2] | steps[:, 1::2] << 4).astype(np.uint8), scales


def encoded(
    words: Sequence[tuple[int, ...]], opens: Sequence[bool], encoder: Encoder
) -> tuple[Floats, Floats]:
    """What each item's pieces mean by themselves and among the others, both (n, m), their mean. `words`: at least one piece each;
    `opens`: which items start a line. Some windows at a time: all pieces together would fill the memory."""
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    pieces = np.fromiter(chain.from_iterable(words), np.int64)
    items = np.repeat(np.arange(len(words)), sizes)
    shape = len(words), encoder.places.shape[1]
    alone, among = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    spans = [*windows(sizes, np.asarray(opens))]
    for at in range(0, len(spans), AT_ONCE):
        some = spans[at : at + AT_ONCE]
        first, behind = some[0][0], some[-1][1]
        own = items[first:behind]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        rows = encoder.of(pieces[first:behind])
        alone[own[starts]] += np.add.reduceat(rows, starts)
        rows = _encode(rows, [(a - first, b - first) for a, b in some], encoder)
        among[own[starts]] += np.add.reduceat(rows, starts)
    counts = sizes[:, None].astype(np.float32)
    return alone / counts, among / counts


def windows(sizes: Numbers, opens: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """From which to which piece each window goes: whole lines, unless one is too long. `sizes`: how many pieces each item has."""
    bounds = np.unique(np.r_[0, (np.cumsum(sizes) - sizes)[opens], sizes.sum()]).tolist()
    start, most = 0, LONGEST - 1
    for line, behind in pairwise(bounds):
        if behind - start > most and line > start:
            yield start, line
            start = line
        while behind - start > most:
            yield start, start + most
            start += most
    if bounds[-1] > start:
        yield start, bounds[-1]


def _encode(alone: Floats, spans: Sequence[tuple[int, int]], encoder: Encoder) -> Floats:
    """What pieces mean among the others of their window; `spans`: the windows, one behind the other."""
    longest = 1 + max(b - a for a, b in spans)
    x = np.zeros((len(spans), longest, alone.shape[1]), np.float32)
    mask = np.full((len(spans), 1, 1, longest), _AWAY, np.float32)
    x[:, 0] = encoder.of(np.array([encoder.opening]))
    for row, (a, b) in enumerate(spans):
        x[row, 1 : 1 + b - a] = alone[a:b]
        mask[row, ..., : 1 + b - a] = 0
    x += encoder.places[:longest]
    y = encoder.session.run(None, {"x": x, "mask": mask})[0] if len(encoder.layers) else x
    found: Floats = np.concatenate([y[row, 1 : 1 + b - a] for row, (a, b) in enumerate(spans)])
    return found

"""Which pieces of a document name the person, a job, a firm, a school, a degree, and when: as a trained network (parsers/network.py)
sees it.

It knows what each piece's word means, the signs of parsers/signs.py and what the rules took it for. Weights are learned by
benchmarks/resumes/training.py and shipped in data/tagger.npz. Shapes: l labels.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from parsers.described import Described
from parsers.encoder import Encoder
from parsers.network import (
    DAY,
    LINE,
    LONG,
    SPAN,
    WORD,
    Attention,
    Floats,
    Items,
    Layer,
    Network,
    Numbers,
    scores,
)
from parsers.pieces import TOLD, Piece
from parsers.wordpieces import WordPieces

LABELS = ("O", "T", "t", "E", "e", "D", "S", "s", "G", "g", "Y", "N", "n")
"""Nothing; the first piece of a job, its further ones; a firm; dates of a job; a school; a degree; dates of studies; the person."""
FOLLOWERS = {label: label.upper() for label in LABELS if label.islower()}

MOST_PIECES = 6
NO_WORD = {LINE: "[SEP]", SPAN: "2015", DAY: "2015", LONG: "[UNK]"}
"""The word pieces that stand for items that are no words."""
IMPOSSIBLE, GOES_ON = -1e4, 1.4  # natural logarithms

P = TypeVar("P", Layer, Attention, Encoder)


@dataclass(frozen=True)
class Weights:
    """A network, with the word pieces (those of `NO_WORD` among them) and the signs that it knows."""

    vocabulary: tuple[str, ...]
    sign_names: tuple[str, ...]
    network: Network
    about: dict[str, str] = field(default_factory=dict)

    @cached_property
    def pieces(self) -> WordPieces:
        return WordPieces(self.vocabulary)

    @cached_property
    def no_word(self) -> dict[int, tuple[int, ...]]:
        return {kind: (self.vocabulary.index(piece),) for kind, piece in NO_WORD.items()}

    @cached_property
    def sign_number(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.sign_names, start=1)}


@dataclass(frozen=True)
class Tagged:
    """Per piece its label in the likeliest sequence, and how sure it is of each label (pieces, l)."""

    labels: tuple[str, ...]
    chances: Floats


@cache
def shipped() -> Weights:
    """The weights of this package."""
    return loaded(files("parsers").joinpath("data/tagger.npz").read_bytes())


def loaded(data: bytes) -> Weights:
    """Weights as `benchmarks/resumes/training.py` wrote them."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        names = json.loads(bytes(file["names"]).decode())
        kept = {name: _value(file[name]) for name in file.files if name != "names"}
    return Weights(
        tuple(names["vocabulary"]), tuple(names["signs"]), _network(kept, names["layers"]), names["about"]
    )


def _value(kept: NDArray[Any]) -> NDArray[Any] | int:
    if kept.ndim == 0:
        return int(kept)
    return kept.astype(np.float32) if kept.dtype == np.float16 else kept


def _network(kept: dict[str, Any], layers: dict[str, int]) -> Network:
    parts: dict[str, Any] = {
        when: tuple(_part(Layer, kept, f"{when}{i}.") for i in range(count)) for when, count in layers.items()
    }
    parts["attention"] = _part(Attention, kept, "attention.")
    parts["encoder"] = _part(Encoder, kept, "encoder.")
    return Network(**parts, **{f.name: kept[f.name] for f in fields(Network) if f.name not in parts})


def _part(kind: type[P], kept: dict[str, Any], place: str) -> P:
    return kind(**{f.name: kept[place + f.name] for f in fields(kind)})


def items_of(document: Described, said: Sequence[str], weights: Weights) -> Items:
    """`said`: per piece the label that the rules give it."""
    found = Items([], [], [], [])
    number = weights.sign_number
    last = -1
    for i, (piece, label) in enumerate(zip(document.pieces, said, strict=True)):
        if piece.line != last:
            last = piece.line
            of_line = [number[s] for s in document.about_line[last] if s in number]
            _add(found, LINE, weights.no_word[LINE], of_line, -1)
        signs = [
            number[s] for s in (*document.about_run_of(i), *document.own[i], f"r:{label}") if s in number
        ]
        kind = _kind(piece)
        own = weights.pieces.of(piece.text)[:MOST_PIECES] if kind == WORD else weights.no_word[kind]
        _add(found, kind, own, signs, i)
    return found


def _kind(piece: Piece) -> int:
    if piece.dates is not None:
        return DAY if piece.dates.lone else SPAN
    return LONG if piece.text == TOLD else WORD


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
    own = np.asarray(items.piece) >= 0
    logs = _logs(scores(items, weights.network)[own])
    return Tagged(tuple(LABELS[y] for y in likeliest(logs)), np.exp(logs))


def _logs(found: Floats) -> Floats:
    """Logarithms of chances that sum to one."""
    least = found - found.max(axis=1, keepdims=True)
    logs: Floats = least - np.log(np.exp(least).sum(axis=1, keepdims=True))
    return logs


@cache
def _moves() -> Floats:
    """What each label gets after each other one: only a first piece or a further one goes on, and going on is favoured: a name that
    lacks its last word is as wrong as one that was not seen."""
    found = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for after, first in FOLLOWERS.items():
        for before in LABELS:
            fits = before in (after, first)
            found[LABELS.index(before), LABELS.index(after)] = GOES_ON if fits else IMPOSSIBLE
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

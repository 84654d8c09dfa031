"""The word pieces that the network knows, and what each means: taken over from published models, never from the resumes.

Latin letters: the word pieces of a small language model, whose first layers are learned on as well (MiniLM: Wang et al., NeurIPS
2020; a folder with its model.safetensors and vocab.txt). Cyrillic ones: the commonest Russian words with their vectors (navec; a .tar of its own format, Project Natasha). Han
characters: those of a tagger for Chinese (LAC: Jiao et al., 2018; a folder with its word.dic and model_baseline/word_emb). What a
single letter, syllable or character of other scripts than Latin means is learned on top.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from parsers.wordpieces import GOES_ON, folded
from parsers.words import WordKind, tokens, words

EMBEDDINGS = "embeddings.word_embeddings.weight"
UNUSED = "[unused"
COMMONEST, CLOSEST = 8_000, 6_000
_OF_WORK: tuple[WordKind, ...] = ("titles", "organisations", "schools", "degrees", "skill_groups")
_LETTERS = (
    (0x370, 0x400),
    (0x400, 0x530),
    (0x531, 0x588),
    (0x5D0, 0x5EB),
    (0x620, 0x700),
    (0xE01, 0xE4F),
    (0x10D0, 0x1100),
)
_SIGNS = ((0x3041, 0x3100, "utf-8", 3), (0xAC00, 0xD7A4, "euc_kr", 2))
"""Kana, and syllables that a Korean encoding has a code for: from, to, the encoding, bytes."""
_HAN = {"gb2312": (b"\xb0", b"\xd8"), "shift_jis": (b"\x88", b"\x99"), "big5": (b"\xa4", b"\xc7")}
"""Encodings whose characters in everyday use stand between two first bytes."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Vocabulary:
    """Word pieces; what each means (pieces, numbers), the language model's `size` numbers first; the numbers of those whose meaning is
    learned on top; and the language model's weights by their names."""

    pieces: tuple[str, ...]
    meanings: Floats
    size: int
    learned: NDArray[np.int64]
    model: dict[str, Floats]

    @classmethod
    def of(cls, model: Path, russian: Path | None = None, chinese: Path | None = None) -> Vocabulary:
        """Of the models' files. Each model's numbers stand beside the others', as large on average as the first one's."""
        weights = load_file(model / "model.safetensors")
        every = [_word_pieces(model, weights)]
        every += [_russian_words(russian)] if russian else []
        every += [_han_characters(chinese)] if chinese else []
        singles = _singles()
        pieces = tuple(dict.fromkeys([*(piece for names, _ in every for piece in names), *singles]))
        number = {piece: i for i, piece in enumerate(pieces)}
        meanings = np.zeros((len(pieces), sum(vectors.shape[1] for _, vectors in every)), np.float32)
        at, size = 0, every[0][1].std()
        for names, vectors in every:
            rows = [number[name] for name in names]
            meanings[rows] = 0  # the later model knows a character of another script better
            meanings[rows, at : at + vectors.shape[1]] = vectors * (size / vectors.std())
            at += vectors.shape[1]
        learned = np.array([number[one] for one in singles], np.int64)
        return cls(pieces, meanings, every[0][1].shape[1], learned, weights)


def _word_pieces(folder: Path, weights: Mapping[str, Floats]) -> tuple[list[str], Floats]:
    meanings = weights[EMBEDDINGS].astype(np.float32)
    names = (folder / "vocab.txt").read_text("utf-8").split("\n")[: len(meanings)]
    kept = [i for i, name in enumerate(names) if not name.startswith(UNUSED)]
    return [names[i] for i in kept], meanings[kept]


def _russian_words(file: Path) -> tuple[list[str], Floats]:
    """The commonest words in Cyrillic letters, and those closest to what the shipped lists of words say of jobs and schools. A vector is put
    together from one of 256 parts in each of its places (product quantisation: Jégou et al., 2011)."""
    with tarfile.open(file) as archive:
        kept = (archive.extractfile(name) for name in ("vocab.bin", "pq.bin"))
        told, packed = (one.read() if one else b"" for one in kept)
    told = gzip.decompress(told)
    (count,) = struct.unpack_from("<I", told)
    often = np.frombuffer(told, "<u4", count, 4).astype(np.int64)
    names = told[4 + 4 * count :].decode().splitlines()
    rows, size, places, choices = struct.unpack_from("<4I", packed)
    chosen = np.frombuffer(packed, np.uint8, rows * places, 16).reshape(rows, places)
    codes = np.frombuffer(packed, "<f4", places * choices * (size // places), 16 + rows * places)
    codes = codes.reshape(places, choices, size // places)
    number: dict[str, int] = {}
    for i in np.argsort(-often, kind="stable"):
        if names[i].isalpha() and "\u0400" <= names[i][0] < "\u0530":
            number.setdefault(folded(names[i]), int(i))
    vectors = (
        codes[np.arange(places), chosen[[*number.values()]]].reshape(len(number), size).astype(np.float32)
    )
    close = np.argsort(-_likeness([*number], vectors), kind="stable")[:CLOSEST]
    found = np.union1d(np.arange(COMMONEST), close)
    every = [*number]
    return [every[i] for i in found], vectors[found]


def _likeness(names: list[str], vectors: Floats) -> Floats:
    """Of each word, the greatest cosine to a word of work."""
    told = {word for kind in _OF_WORK for phrase in words(kind).spaced for word in tokens(phrase)}
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    own = unit[[i for i, name in enumerate(names) if name in told]]
    found: Floats = np.max(unit @ own.T, axis=1)
    return found


def _han_characters(folder: Path) -> tuple[list[str], Floats]:
    """Kana and the characters in everyday use."""
    lines = (line.split("\t") for line in (folder / "word.dic").read_text("utf-8").split("\n") if line)
    known = {word: int(number) for number, word in lines if len(word) == 1}
    kept = {one: number for one, number in known.items() if _is_everyday(one)}
    raw = (folder / "model_baseline" / "word_emb").read_bytes()
    vectors = np.frombuffer(raw, "<f4", offset=len(raw) % (4 * 128)).reshape(-1, 128)
    if len(vectors) <= max(known.values()):
        raise ValueError(f"{folder} has {len(vectors)} vectors, too few for its characters")
    return [*kept], vectors[[*kept.values()]]


def _is_everyday(one: str) -> bool:
    if "\u3041" <= one <= "\u30ff":
        return folded(one) == one
    return "\u4e00" <= one <= "\u9fff" and any(
        first <= one.encode(encoding, "replace")[:1] < last for encoding, (first, last) in _HAN.items()
    )


def _singles() -> list[str]:
    """Letters, alone and within a word; syllables and characters."""
    letters = [chr(c) for a, b in _LETTERS for c in range(a, b)]
    letters = [c for c in letters if c.isalpha() and unicodedata.category(c) != "Mn" and folded(c) == c]
    signs = [c for a, b, code, size in _SIGNS for c in map(chr, range(a, b)) if len(c.encode(code)) == size]
    han = [c for c in map(chr, range(0x4E00, 0xA000)) if _is_everyday(c)]
    return [*letters, *(GOES_ON + c for c in letters), *(c for c in signs if folded(c) == c), *han]

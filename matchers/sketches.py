"""Words' letters as bits: most pairs of words can be told to be unlike without reading them.

A word is counted by letter, up to two of each, so 64 bits hold it, and one instruction tells how many letters two words do
not share at least. What each kind of likeness asks for at least follows from its formula; a test holds that no likeness is
lost. Spaces count as letters.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from enrich.ports import Bools, Ints
from matchers.columns import Codes, distinct_codes
from matchers.kernel import DIFFERENT, EQUAL, Classes, Likeness, likeness, read

_CLASSES = 32
_CLASS_OF = np.full(256, _CLASSES - 1, np.int64)
_CLASS_OF[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8)] = np.arange(26)
_CLASS_OF[np.frombuffer(b"0123456789", np.uint8)] = np.array([26, 27, 28, 29, 30, 26, 27, 28, 29, 30])
_ONCE, _TWICE = np.uint64(0xFFFFFFFF), np.uint64(0xFFFFFFFFFFFFFFFF)  # which bits of a sketch
_WORDS = 1 << 16  # words at a time
_MANY = 500  # pairs; fewer are simply read
_SLOT_BITS = 18  # at most
_MIX = np.int64(-7046029254386353131)
Lengths = npt.NDArray[np.float32]
Counts = npt.NDArray[np.uint8]


class Sketch(Protocol):
    """Made of the words at some codes, each once."""

    def __init__(self, words: list[str], codes: Codes) -> None: ...

    def may(self, x: Codes, y: Codes) -> Bools:
        """Whether the words of each pair may be alike."""
        ...


class _Letters:
    """Of words, by code: their letters as bits, their length, first and last letter; zero for words that are not asked for."""

    def __init__(self, words: list[str], codes: Codes) -> None:
        most = int(codes.max(initial=0)) + 1
        at = codes[codes > 0].astype(np.int64)
        self.letters, self.length = np.zeros(most, np.uint64), np.zeros(most, np.float32)
        self.first, self.last = np.zeros(most, np.uint8), np.zeros(most, np.uint8)
        for start in range(0, len(at), _WORDS):
            self._add(words, at[start : start + _WORDS])

    def _add(self, words: list[str], at: Ints) -> None:
        chosen = [words[code] for code in at.tolist()]
        length = np.fromiter(map(len, chosen), np.int64, len(chosen))
        letters = np.frombuffer("".join(chosen).encode("ascii", "replace"), np.uint8)
        place = np.repeat(np.arange(len(chosen)) * _CLASSES, length) + _CLASS_OF[letters]
        count = np.bincount(place, minlength=len(chosen) * _CLASSES).reshape(-1, _CLASSES)
        bits = np.packbits(np.concatenate([count > 0, count > 1], axis=1), axis=1)  # the low half: once
        ends = np.cumsum(length)
        self.letters[at] = bits.view("<u8")[:, 0]
        self.length[at] = length
        self.first[at], self.last[at] = letters[ends - length], letters[ends - 1]

    def apart(self, x: Codes, y: Codes) -> Counts:
        return np.asarray(np.bitwise_count(self.letters[x] ^ self.letters[y]), np.uint8)

    def held(self, answer: Bools, at: Ints, x: Codes, y: Codes, looked_at: np.uint64) -> None:
        """Sets the answer at those places where all letters of one word are among the other's."""
        one, two = self.letters[x[at]] & looked_at, self.letters[y[at]] & looked_at
        both = one & two
        answer[at[(both == one) | (both == two)]] = True


def _alike(apart: Counts, one: Lengths, two: Lengths, least: Lengths) -> Bools:
    """Whether m letters may match so that m / one + m / two >= least, as Jaro's similarity counts them."""
    total = one + two
    return np.asarray((total - apart) * total >= 2.0 * least * one * two)


class NameSketch(_Letters):
    """What `kernel.name_likeness` asks for at least. Jaro-Winkler of .86 is, for words of lengths p and q that begin with
    different letters, m / p + m / q + 1 >= 3 * .86; with four letters in common at the start .767 will do."""

    def may(self, x: Codes, y: Codes) -> Bools:
        apart, one, two = self.apart(x, y), self.length[x], self.length[y]
        first = self.first[x] == self.first[y]
        answer = _alike(apart, one, two, np.where(first, np.float32(1.299), np.float32(1.579)))
        shorter = np.minimum(one, two)
        answer |= (apart <= np.where(shorter < 7, 2, 4)) & (shorter > 3)
        self.held(answer, np.flatnonzero(~answer & (first | (self.last[x] == self.last[y]))), x, y, _TWICE)
        return answer


class TextSketch(_Letters):
    """What `kernel.text_likeness` asks for at least: Jaro-Winkler of .92, or two slips."""

    def may(self, x: Codes, y: Codes) -> Bools:
        apart, one, two = self.apart(x, y), self.length[x], self.length[y]
        first = self.first[x] == self.first[y]
        answer = _alike(apart, one, two, np.where(first, np.float32(1.599), np.float32(1.759)))
        return np.asarray(answer | (apart <= 4) & (np.minimum(one, two) > 4))


_LONG = 45.0  # letters; longer phrases may be alike by what they share although neither holds the other


class PhraseSketch(_Letters):
    """What `career.phrase_likeness` asks for at least: few letters apart, or the letters of one are among the other's, however
    often: a phrase may say a word twice."""

    def may(self, x: Codes, y: Codes) -> Bools:
        apart, one, two = self.apart(x, y), self.length[x], self.length[y]
        answer = (apart <= np.float32(0.1601) * (one + two)) | (np.minimum(one, two) > _LONG)
        self.held(answer, np.flatnonzero(~answer), x, y, _ONCE)
        return answer


class PostcodeSketch(_Letters):
    """What `circumstances.postcode_likeness` asks for at least: one letter is different or two are swapped, or all but the
    last three are the same."""

    def may(self, x: Codes, y: Codes) -> Bools:
        apart = self.apart(x, y)
        return np.asarray((apart <= 2) | (apart <= 6) & (self.first[x] == self.first[y]))


_DIGITS = 9
_LOWEST = np.int64(sum(1 << 4 * place for place in range(_DIGITS)))


class DigitSketch:
    """What `contacts.digit_likeness` asks for at least of up to nine digits: one place is different, or two are swapped, or
    one number is longer than the other."""

    def __init__(self, words: list[str], codes: Codes) -> None:
        chosen = np.array([words[code] for code in codes.tolist()], f"U{_DIGITS}")
        signs = chosen.view(np.uint32).reshape(len(chosen), _DIGITS)
        most = int(codes.max(initial=0)) + 1
        self.digits, self.length = np.zeros(most, np.int64), np.zeros(most, np.int8)
        packed = np.zeros(len(chosen), np.int64)
        for place in range(_DIGITS):
            packed = packed << 4 | (signs[:, place] & 15)
        self.digits[codes], self.length[codes] = packed, (signs > 0).sum(axis=1)

    def may(self, x: Codes, y: Codes) -> Bools:
        apart = self.digits[x] ^ self.digits[y]
        apart |= apart >> 2
        apart |= apart >> 1
        return np.asarray((np.bitwise_count(apart & _LOWEST) < 3) | (self.length[x] != self.length[y]))


class Alikeness:
    """How alike words of one list are, for many pairs: most are told apart by their sketches, the rest are read once and
    remembered. `codes`: the words that may be asked for; `sketch`: of what `classes` asks for at least. The answers are
    those of `kernel.likeness`."""

    def __init__(self, words: list[str], codes: Codes, classes: Likeness, sketch: type[Sketch]) -> None:
        self._words, self._codes, self._classes, self._kind = words, codes, classes, sketch

    @cached_property
    def _slots(self) -> Ints:
        bits = min(_SLOT_BITS, len(self._codes).bit_length() + 3)
        return np.full(1 << bits, -1, np.int64)

    @cached_property
    def _sketch(self) -> Sketch:
        return self._kind(self._words, distinct_codes(self._codes))

    def of(self, left: Codes, right: Codes) -> Classes:
        """The class of every word pair."""
        if len(left) < _MANY:
            return likeness(self._words, left, right, self._classes)
        answer = np.full(len(left), EQUAL, np.int8)
        unequal = np.flatnonzero(left != right)
        answer[unequal] = DIFFERENT
        x, y = left[unequal], right[unequal]
        near = np.flatnonzero(self._sketch.may(x, y))
        if len(near):
            answer[unequal[near]] = self._remembered(x[near], y[near])
        return answer

    def _remembered(self, x: Codes, y: Codes) -> Classes:
        """One slot holds word pair and class in one number, so that threads may read and write it at any time."""
        pair = np.minimum(x, y).astype(np.int64) << 30 | np.maximum(x, y)
        slot = (pair * _MIX).view(np.uint64) >> np.uint64(65 - len(self._slots).bit_length())
        held = self._slots[slot]
        answer: Classes = (held & 7).astype(np.int8)
        strange = np.flatnonzero(held >> 3 != pair)
        if len(strange):
            new, which = np.unique(pair[strange], return_inverse=True)
            one, two = (new >> 30).astype(np.int32), (new & ((1 << 30) - 1)).astype(np.int32)
            found = read(self._words, one, two, self._classes)
            answer[strange] = found[which]
            self._slots[slot[strange]] = pair[strange] << 3 | answer[strange]
        return answer

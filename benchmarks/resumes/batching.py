"""Documents as flat arrays, and the batches that a network learns from: some words hidden, some names given other words."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from parsers.described import Described
from parsers.encoder import windows
from parsers.network import LINE, WORD, Items
from parsers.tagger import FOLLOWERS, LABELS, Weights, items_of

NO_LABEL, NO_KIND = -100, 5
FEWEST_LINES = 6
Numbers = NDArray[np.int64]
_GOES_ON = {LABELS.index(first): LABELS.index(after) for after, first in FOLLOWERS.items()}


@dataclass(frozen=True)
class Lists:
    """Lists of numbers, one behind the other, and how long each is."""

    numbers: Numbers
    sizes: Numbers

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Lists:
        return cls(
            np.array([n for one in lists for n in one], np.int64), np.array([*map(len, lists)], np.int64)
        )

    @classmethod
    def joined(cls, some: Sequence[Lists]) -> Lists:
        return cls(np.concatenate([one.numbers for one in some]), np.concatenate([one.sizes for one in some]))

    def part(self, start: int, end: int) -> Lists:
        """The lists from one to before another."""
        first = int(self.sizes[:start].sum())
        return Lists(self.numbers[first : first + int(self.sizes[start:end].sum())], self.sizes[start:end])

    def each_as(self, chosen: NDArray[np.bool_], number: int) -> Lists:
        """With the chosen lists holding one number alone."""
        starts = np.cumsum(self.sizes) - self.sizes
        kept = np.repeat(~chosen, self.sizes)
        kept[starts[chosen]] = True
        numbers = self.numbers.copy()
        numbers[starts[chosen]] = number
        return Lists(numbers[kept], np.where(chosen, 1, self.sizes))

    def tensors(self) -> tuple[Tensor, Tensor]:
        """The numbers, and where each list starts."""
        return torch.from_numpy(self.numbers), torch.from_numpy(np.cumsum(self.sizes) - self.sizes)


@dataclass(frozen=True)
class Name:
    """The true label of its first item, and where it stands."""

    label: int
    start: int
    end: int


@dataclass(frozen=True)
class Learnt:
    """A document's items with their labels; `unsaid`: their signs without what the rules say."""

    kinds: Numbers
    words: Lists
    signs: Lists
    unsaid: Lists
    labels: Numbers
    names: list[Name]

    @classmethod
    def of(cls, document: Described, said: Sequence[str], labels: Sequence[int], known: Weights) -> Learnt:
        items = items_of(document, said, known)
        own = np.array([labels[p] if p >= 0 else NO_LABEL for p in items.piece], np.int64)
        return cls(
            np.array(items.kinds, np.int64), Lists.of(items.words), Lists.of(items.signs),
            Lists.of(items_of(document, [""] * len(said), known).signs), own, list(_names(items, own)),
        )  # fmt: skip

    def part(self, start: int, end: int) -> Learnt:
        """The items from one to before another."""
        names = [
            Name(n.label, n.start - start, n.end - start)
            for n in self.names
            if start <= n.start and n.end <= end
        ]
        lists = (some.part(start, end) for some in (self.words, self.signs, self.unsaid))
        return Learnt(self.kinds[start:end], *lists, self.labels[start:end], names)


def _names(items: Items, labels: Numbers) -> Iterator[Name]:
    """Those that consist of words on one line."""
    for start in np.flatnonzero(np.isin(labels, [*_GOES_ON])):
        end = int(start) + 1
        while end < len(labels) and labels[end] == _GOES_ON[int(labels[start])]:
            end += 1
        if all(kind == WORD for kind in items.kinds[start:end]):
            yield Name(int(labels[start]), int(start), end)


class Batches:
    """Documents of about one size together, in any order, each time a little different."""

    def __init__(
        self,
        some: Sequence[Learnt],
        seed: int,
        *,
        size: int,
        special: Special,
        hidden: float,
        unsaid: float,
        swapped: float,
        cut: float,
    ) -> None:
        self._some, self._size, self._special = some, size, special
        self._hidden, self._unsaid, self._swapped, self._cut = hidden, unsaid, swapped, cut
        self._chance, self._order = np.random.default_rng(seed), random.Random(seed)
        self._words: dict[tuple[int, int], list[Lists]] = defaultdict(list)
        for one in some:
            for name in one.names:
                self._words[name.label, name.end - name.start].append(one.words.part(name.start, name.end))

    def __iter__(self) -> Iterator[Batch]:
        order = [*range(len(self._some))]
        self._order.shuffle(order)
        found: list[list[int]] = []
        for at in range(0, len(order), 8 * self._size):
            near = sorted(order[at : at + 8 * self._size], key=lambda i: len(self._some[i].kinds))
            found += [near[i : i + self._size] for i in range(0, len(near), self._size)]
        self._order.shuffle(found)
        for rows in found:
            yield Batch.of([self._changed(self._some[i]) for i in rows], self._special)

    def _changed(self, one: Learnt) -> Learnt:
        one = self._some_lines(one) if self._chance.random() < self._cut else one
        words = self._renamed(one) if self._swapped else one.words
        hidden = (self._chance.random(len(one.kinds)) < self._hidden) & (one.kinds == WORD)
        signs = one.unsaid if self._chance.random() < self._unsaid else one.signs
        return replace(one, words=words.each_as(hidden, self._special.unknown), signs=signs)

    def _some_lines(self, one: Learnt) -> Learnt:
        """Lines that follow each other: short resumes are to be read too."""
        starts = [*np.flatnonzero(one.kinds == LINE), len(one.kinds)]
        if len(starts) - 1 <= FEWEST_LINES:
            return one
        count = int(self._chance.integers(FEWEST_LINES, len(starts)))
        first = int(self._chance.integers(len(starts) - count))
        return one.part(int(starts[first]), int(starts[first + count]))

    def _renamed(self, one: Learnt) -> Lists:
        """Some names with the words of others of their kind and length: what a name is shows in what stands around it."""
        parts, at = [], 0
        for name in one.names:
            if self._chance.random() < self._swapped:
                others = self._words[name.label, name.end - name.start]
                parts += [one.words.part(at, name.start), others[int(self._chance.integers(len(others)))]]
                at = name.end
        return Lists.joined([*parts, one.words.part(at, len(one.kinds))])


@dataclass(frozen=True)
class Windows:
    """The word pieces of documents in the windows of parsers/encoder.py: `pieces`, `there` (windows, longest); of each piece, one behind
    the other, where it stands in them and its item; and how many pieces each item has (items, 1), at least 1."""

    pieces: Tensor
    there: Tensor
    places: Tensor
    items: Tensor
    sizes: Tensor

    @classmethod
    def of(cls, some: Sequence[Learnt], longest: int, opening: int) -> Windows:
        """`longest`: items of a document, filled up."""
        parts: list[tuple[Numbers, Numbers]] = []
        sizes = np.ones((len(some), longest), np.int64)
        for row, one in enumerate(some):
            words = one.words
            items = np.repeat(np.arange(len(one.kinds)) + row * longest, words.sizes)
            spans = windows(words.sizes, one.kinds == LINE)
            parts += [(words.numbers[a:b], items[a:b]) for a, b in spans]
            sizes[row, : len(one.kinds)] = words.sizes
        width = 1 + max(len(pieces) for pieces, _ in parts)
        pieces = np.zeros((len(parts), width), np.int64)
        there = np.zeros((len(parts), width), np.bool_)
        pieces[:, 0], there[:, 0] = opening, True
        for row, (own, _) in enumerate(parts):
            pieces[row, 1 : 1 + len(own)] = own
            there[row, 1 : 1 + len(own)] = True
        places = np.concatenate([row * width + 1 + np.arange(len(own)) for row, (own, _) in enumerate(parts)])
        items = np.concatenate([items for _, items in parts])
        told = (pieces, there, places, items, sizes.reshape(-1, 1))
        return cls(*(torch.from_numpy(one) for one in told))

    def mean(self, x: Tensor) -> Tensor:
        """(items, m): the mean of each item's pieces. `x`: (windows, longest, m)."""
        rows = x.flatten(0, 1)[self.places]
        return torch.zeros(len(self.sizes), x.shape[-1]).index_add(0, self.items, rows) / self.sizes


@dataclass(frozen=True)
class Special:
    """The numbers of the piece for an unknown word, and of that which opens a window."""

    unknown: int
    opening: int


@dataclass(frozen=True)
class Batch:
    """Documents side by side, filled up with items of `NO_KIND`; lists of signs one behind the other."""

    kinds: Tensor
    words: Windows
    signs: Tensor
    sign_starts: Tensor
    labels: Tensor

    @classmethod
    def of(cls, some: Sequence[Learnt], special: Special) -> Batch:
        longest = max(len(one.kinds) for one in some)
        none: NDArray[Any] = np.array([], np.int64)
        signs = []
        for one in some:
            signs += [one.signs, Lists(none, np.zeros(longest - len(one.kinds), np.int64))]
        kinds = np.stack(
            [np.pad(one.kinds, (0, longest - len(one.kinds)), constant_values=NO_KIND) for one in some]
        )
        labels = np.stack(
            [np.pad(one.labels, (0, longest - len(one.labels)), constant_values=NO_LABEL) for one in some]
        )
        words = Windows.of(some, longest, special.opening)
        return cls(torch.from_numpy(kinds), words, *Lists.joined(signs).tensors(), torch.from_numpy(labels))

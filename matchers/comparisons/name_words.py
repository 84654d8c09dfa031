"""Words that names are made of: what is known of each, whatever the weights, and how rare each is."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from enrich.ports import Bools, Ints
from enrich.values.names import nickname_roots
from enrich.values.nicknames import are_two, lookalikes
from enrich.values.romanisation import family_roots, given_roots, given_roots_of, heard_of
from matchers.columns import Codes, Vocabulary, distinct_codes
from matchers.frequencies import LETTERS, listed_names
from matchers.kernel import DIFFERENT, EQUAL, SIMILAR, TYPO, Classes, name_likeness
from matchers.phonetics import sound
from matchers.scene import Scene, spread
from matchers.sketches import Alikeness, NameSketch

_MOST_ROOTS = 8
_GARBLED = 0.4  # of the letters
_FEW_WORDS = 1_000  # fewer are looked up one by one, and remembered
_FEW = 100  # pairs; fewer are looked up one by one ...
_MANY = 10_000  # ... among fewer words than this


class Roots:
    """What each of some words may stand for; two words may be one name where that meets. `found`: of each of these codes."""

    def __init__(self, codes: Codes, found: list[frozenset[str]]) -> None:
        self._codes, self._found, self._many = codes, found, len(codes) >= _MANY
        if self._many:  # sets of so many words are large, and slow to send from process to process
            self._table = _tabled(codes, found)
            self._found = []

    def meet(self, left: Codes, right: Codes) -> Bools:
        """Whether two words may stand for the same."""
        if len(left) < _FEW and not self._many:
            of, pairs = self._by_code, zip(left.tolist(), right.tolist(), strict=True)
            return np.array([x == y or not of[x].isdisjoint(of[y]) for x, y in pairs], np.bool_)
        answer = np.asarray(left == right)
        roots, rooted = self._table
        at = (rooted[left] & rooted[right] & ~answer).nonzero()[0]
        if not len(at):
            return answer
        a, b = roots[left[at]][:, :, None], roots[right[at]][:, None, :]
        answer[at] = ((a == b) & (a >= 0)).any(axis=(1, 2))
        return answer

    @cached_property
    def _by_code(self) -> dict[int, frozenset[str]]:
        return dict(zip(self._codes.tolist(), self._found, strict=True))

    @cached_property
    def _table(self) -> tuple[Codes, Bools]:
        return _tabled(self._codes, self._found)


def _tabled(codes: Codes, found: list[frozenset[str]]) -> tuple[Codes, Bools]:
    """By code: numbers of what the word may stand for, filled up with -1; whether another word may stand for one of them."""
    formal = Vocabulary()
    size = np.array(list(map(len, found)), np.int64)
    root = np.array([formal[root] for roots in found for root in roots], np.int32)
    place = np.arange(len(root)) - np.repeat(size.cumsum() - size, size)
    code = np.repeat(codes, size)
    most = int(codes.max(initial=0)) + 1
    roots, rooted = np.full((most, int(size.max(initial=0))), -1, np.int32), np.zeros(most, np.bool_)
    roots[code, place] = root
    rooted[code[np.bincount(root, minlength=1)[root] > 1]] = True
    return roots, rooted


def garbled(one: str, other: str) -> bool:
    """Whether no more than two letters in five are others."""
    return OSA.normalized_distance(one, other) <= _GARBLED


def holds(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _used(scene: Scene, *columns: str) -> Codes:
    """The codes of the words in these columns."""
    return distinct_codes(np.concatenate([scene.columns.many[name].code for name in columns]))


@lru_cache(maxsize=1 << 15)
def roots_of_given(word: str) -> frozenset[str]:
    return first_roots(given_roots(word))


def _roots_of(words: list[str], given: Bools) -> list[frozenset[str]]:
    """What each word may stand for as a given name; those that nobody bears as one are but themselves or short forms."""
    if len(words) < _FEW_WORDS:
        told = zip(words, given.tolist(), strict=True)
        return [roots_of_given(word) if borne else first_roots(nickname_roots(word)) for word, borne in told]
    found = iter(given_roots_of([word for word, borne in zip(words, given.tolist(), strict=True) if borne]))
    told = zip(words, given.tolist(), strict=True)
    return [first_roots(next(found) if borne else nickname_roots(word)) for word, borne in told]


def _roots_of_family(word: str, heard: str) -> frozenset[str]:
    return first_roots(family_roots(word, heard))


roots_of_family = lru_cache(maxsize=1 << 15)(_roots_of_family)


def first_roots(roots: frozenset[str]) -> frozenset[str]:
    return roots if len(roots) <= _MOST_ROOTS else frozenset(sorted(roots)[:_MOST_ROOTS])


def _pairs_known(code: dict[str, int]) -> Ints:
    """Every two of these words that are known to be two given names."""
    both = [
        (code[one], code[other])
        for one, others in lookalikes().items()
        if one in code
        for other in others
        if other in code
    ]
    left, right = np.array(both, np.int32).reshape(-1, 2).T
    return _unordered(left, right)


def _unordered(left: Codes, right: Codes) -> Ints:
    """One number for two words, whichever comes first."""
    return np.minimum(left, right).astype(np.int64) << 32 | np.maximum(left, right)


class NameWords:
    """Of each word that is part of a name, whatever the weights: whether it is a listed name, initials, length, what it may
    stand for as a given name and as a family name."""

    of_records = True

    def __init__(self, scene: Scene) -> None:
        columns = scene.columns
        codes = _used(scene, "family", "given", "further")
        known = listed_names()
        self.words, self.codes = columns.words, codes
        words = self.texts()
        self.listed = spread(columns, codes, [word in known for word in words])
        self.letter = spread(columns, codes, [ord(word[0]) for word in words])
        self.length = spread(columns, codes, list(map(len, words)))
        self.short = self.length == 1
        self.alikeness = Alikeness(columns.words, codes, name_likeness, NameSketch)
        self.two = _pairs_known(dict(zip(words, codes.tolist(), strict=True)))
        self.given_roots = Roots(codes, _roots_of(words, np.isin(codes, _used(scene, "given", "further"))))
        family = _used(scene, "family")
        words = list(map(columns.words.__getitem__, family.tolist()))
        # two usual names that sound alike are two names: Reed and Reid
        known = self.listed[family].tolist()
        heard = ["" if usual else sound for usual, sound in zip(known, heard_of(words), strict=True)]
        roots = roots_of_family if len(words) < _FEW_WORDS else _roots_of_family
        self.family_roots = Roots(family, list(map(roots, words, heard)))

    def texts(self) -> list[str]:
        """The words, in the order of their codes."""
        return list(map(self.words.__getitem__, self.codes.tolist()))


class NameTable:
    """The same with the rarity of each word."""

    def __init__(self, scene: Scene) -> None:
        columns, weights, known = scene.columns, scene.weights, scene.table(NameWords)
        texts = known.texts()
        family, given = weights.family, weights.given
        most, least = weights.unlisted_family, weights.unlisted_given
        self.words, self.listed, self.short, self.letter = (
            known.words,
            known.listed,
            known.short,
            known.letter,
        )
        self.length, self._given_roots, self._family_roots = (
            known.length,
            known.given_roots,
            known.family_roots,
        )
        self._alikeness, self._two = known.alikeness, known.two
        self.family_rarity = spread(
            columns, known.codes, [min(family.get(word, most), most) for word in texts]
        )
        self.given_rarity = spread(
            columns, known.codes, [min(given.get(word, least), least) for word in texts]
        )
        self.family_letter = weights.letters["family"][self.letter % LETTERS]
        self.given_letter = weights.letters["given"][self.letter % LETTERS]

    def one_given(self, left: Codes, right: Codes) -> Bools:
        """Whether two given names may be short for the same, or spellings of one."""
        return self._given_roots.meet(left, right)

    def two_given(self, left: Codes, right: Codes, like: Classes) -> Bools:
        """Whether two given names that look alike are known to be two."""
        answer = np.zeros(len(left), np.bool_)
        at = ((like > DIFFERENT) & (like < EQUAL)).nonzero()[0]
        left, right = left[at], right[at]
        if len(at) < _FEW:
            pairs = zip(left.tolist(), right.tolist(), strict=True)
            answer[at] = [are_two(self.words[x], self.words[y]) for x, y in pairs]
        else:
            answer[at] = np.isin(_unordered(left, right), self._two, kind="sort")
        return answer

    def one_family(self, left: Codes, right: Codes) -> Bools:
        """Whether two family names may be spellings of one."""
        return self._family_roots.meet(left, right)

    def sound_alike(self, left: Codes, right: Codes) -> Bools:
        """Whether the words sound alike."""
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([sound(self.words[x]) == sound(self.words[y]) for x, y in pairs], np.bool_)

    def may_be_garbled(self, left: Codes, right: Codes) -> Bools:
        """Whether one of the words may be the other, badly written."""
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([garbled(self.words[x], self.words[y]) for x, y in pairs], np.bool_)

    def may_be_short(self, left: Codes, right: Codes) -> Bools:
        """Whether the letters of one word stand in the other, in their order (Rbt and Robert)."""
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([holds(*sorted((self.words[x], self.words[y]), key=len)) for x, y in pairs], np.bool_)

    def initials(self, left: Codes, right: Codes) -> tuple[Bools, Bools]:
        """(one side is an initial, and the letters agree)."""
        return self.short[left] | self.short[right], self.letter[left] == self.letter[right]

    def like(self, left: Codes, right: Codes) -> Classes:
        """How alike the words are; a slip between two listed names counts as SIMILAR only."""
        alike = self._alikeness.of(left, right)
        alike[(alike == TYPO) & self.listed[left] & self.listed[right]] = SIMILAR
        return alike

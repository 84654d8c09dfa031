"""The words of whole columns of names: their tokens, and what each can mean (`plain_names.word_signs`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from enrich.ports import Bools, Ints
from enrich.values.family_first import EAST_ASIAN
from enrich.values.plain_names import (
    LONGEST_WORD,
    NOT_SLAVIC,
    PATRONYMICS,
    SHORTEST_SLAVIC,
    SLAVIC_ENDINGS,
    SURE_ENDINGS,
    Sign,
    either,
    has,
    listed_words,
    word_signs,
)
from matchers.columns import Codes, Ragged, Vocabulary
from matchers.dedupe.folding import folded
from matchers.dedupe.ragged import kept, ragged, taken
from matchers.dedupe.reading import distinct

# Latin letters that are letters to everybody, and words of them.
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_WORD = f"^{_LETTER}+(?:[-'\u2019.]{_LETTER}+)*\\.?$"
_LISTED = listed_words()
_NO_SLAVS, _EAST_ASIAN = sorted(NOT_SLAVIC), sorted(EAST_ASIAN)


@dataclass(frozen=True)
class NameWords:
    """Words of many names, each with its tokens (codes) and signs; `start`: where each name's words begin. `text`: of the
    words by code."""

    start: Ints
    word: Codes
    tokens: Ragged
    signs: Codes
    text: pl.Series

    @property
    def size(self) -> Ints:
        return np.diff(self.start)

    @property
    def name(self) -> Ints:
        """The name that each word belongs to."""
        return np.repeat(np.arange(len(self.start) - 1), self.size)

    def of(self, word: Bools) -> Ragged:
        """The tokens of some of the words, by name."""
        of_words = taken(self.tokens, self.word)
        size = np.bincount(self.name[word], weights=of_words.size[word], minlength=len(self.start) - 1)
        chosen = kept(of_words, np.repeat(word, of_words.size))
        return ragged(size.astype(np.int64), chosen.code)

    def any(self, sign: int) -> Bools:
        """The names of which some word has this sign."""
        return np.bincount(self.name[has(self.signs, sign)], minlength=len(self.start) - 1) > 0

    def first(self, sign: int) -> Bools:
        """The names of which the first word has this sign."""
        answer = np.zeros(len(self.start) - 1, np.bool_)
        said = self.size > 0
        answer[said] = has(self.signs[self.start[:-1][said]], sign)
        return answer


def words_of(columns: list[pl.Series], vocabulary: Vocabulary) -> list[NameWords]:
    """The words of each column."""
    lists = [column.str.split(" ") for column in columns]
    flat = [words.explode(empty_as_null=True).rename("") for words in lists]
    sizes = [words.list.len().to_numpy().astype(np.int64) for words in lists]
    code, text = distinct(pl.concat(flat))
    tokens, signs = signs_of(text, vocabulary)
    answer = []
    ends = np.cumsum([len(words) for words in flat])
    for size, end in zip(sizes, ends, strict=True):
        mine = code[end - int(size.sum()) : end]
        said = mine > 0
        row = np.repeat(np.arange(len(size)), size)[said]
        start = np.zeros(len(size) + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=len(size)), out=start[1:])
        answer.append(NameWords(start, mine[said], tokens, signs[mine[said]], text))
    return answer


def signs_of(text: pl.Series, vocabulary: Vocabulary) -> tuple[Ragged, Codes]:
    """Tokens and signs of every one of these words."""
    latin = (text.str.contains(_WORD) & (text.str.len_chars() <= LONGEST_WORD)).to_numpy().copy()
    spelt = folded(text.filter(pl.Series(latin)))
    latin[latin] = (spelt != "").to_numpy()
    plain, lists = text.filter(pl.Series(latin)), spelt.filter(spelt != "").str.split(" ")
    quick = _signs(plain, lists)
    others = [word_signs(word) for word in text.filter(pl.Series(~latin)).to_list()]
    signs = np.zeros(len(text), np.int32)
    signs[latin], signs[~latin] = quick, [word.signs for word in others]
    size = np.zeros(len(text), np.int64)
    size[latin] = lists.list.len().to_numpy()
    size[~latin] = [len(word.tokens) for word in others]
    row = np.repeat(np.arange(len(text)), size)
    code = np.empty(len(row), np.int32)
    which, known = distinct(lists.explode(empty_as_null=True))
    code[latin[row]] = np.array([vocabulary[word] for word in known.to_list()], np.int32)[which]
    code[~latin[row]] = [vocabulary[token] for word in others for token in word.tokens]
    return ragged(size, code), signs


def _signs(text: pl.Series, tokens: pl.Series) -> npt.NDArray[np.int32]:
    """What `word_signs` finds for words of Latin letters; `tokens`: their folded tokens."""
    whole = tokens.list.join(" ")
    answer = _listed(whole) | _listed(whole.str.replace_all(" ", "", literal=True))
    size = tokens.list.len().to_numpy().astype(np.int64)
    start = np.zeros(len(size) + 1, np.int64)
    np.cumsum(size, out=start[1:])
    answer |= either(_listed(tokens.explode(empty_as_null=True)), start)
    capitals = text.str.contains(r"\p{Lu}") & ~text.str.contains(r"\p{Ll}|\p{Lt}")
    answer[(capitals & (whole.str.len_bytes() > 2)).to_numpy()] |= int(Sign.CAPITALS)
    slavic = whole.str.contains(_ending(SLAVIC_ENDINGS)) & (text.str.len_bytes() != text.str.len_chars())
    answer[slavic.to_numpy()] |= int(Sign.SLAVIC_ENDING)
    surely = whole.str.contains(_ending(SURE_ENDINGS)) & (whole.str.len_bytes() >= SHORTEST_SLAVIC)
    answer[(surely & ~whole.is_in(_NO_SLAVS)).to_numpy()] |= int(Sign.SLAVIC)
    two = text.str.contains("^[A-Z]{2}$") & ~whole.is_in(_EAST_ASIAN)
    answer[two.to_numpy()] |= int(Sign.INITIALS)
    answer[(whole.str.len_bytes() == 1).to_numpy()] |= int(Sign.INITIAL)
    answer[whole.str.contains(_ending(PATRONYMICS)).to_numpy()] |= int(Sign.PATRONYMIC)
    return answer


def _listed(words: pl.Series) -> npt.NDArray[np.int32]:
    return words.replace_strict(_LISTED, default=0, return_dtype=pl.Int32).to_numpy().copy()


def _ending(endings: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, endings))})$"

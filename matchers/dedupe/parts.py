"""A table's parts, cleaned one by one, as one again: the same values, and each word once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from matchers.columns import Codes, Ragged
from matchers.dedupe.contacts import Coded
from matchers.dedupe.features import Cleaned
from matchers.dedupe.ragged import ragged
from matchers.dedupe.reading import distinct


class _Vocabulary(NamedTuple):
    """The words of several parts: `codes[k][c]` is the code of what part k calls c."""

    codes: list[Codes]
    words: pl.Series


def as_one(parts: Sequence[Cleaned]) -> Cleaned:
    """The rows of the parts, one part's behind the other's."""
    if len(parts) == 1:
        return parts[0]
    names = _vocabulary([part.names for part in parts])
    return Cleaned(
        names.words,
        {name: _stacked([part.of_names[name] for part in parts], names.codes) for name in parts[0].of_names},
        _coded([part.suffix for part in parts], names.codes),
        {name: _singles([part.places[name] for part in parts]) for name in parts[0].places},
        {name: _several([part.attributes[name] for part in parts]) for name in parts[0].attributes},
        np.concatenate([part.birth for part in parts]),
        _singles([part.source for part in parts]),
    )


def _vocabulary(words: list[pl.Series]) -> _Vocabulary:
    code, known = distinct(pl.concat([some.rename("") for some in words]))
    return _Vocabulary(np.split(code, np.cumsum([len(some) for some in words])[:-1]), known)


def _coded(parts: list[Codes], codes: list[Codes]) -> Codes:
    return np.concatenate([known[part] for part, known in zip(parts, codes, strict=True)])


def _singles(parts: list[tuple[Codes, pl.Series]]) -> tuple[Codes, pl.Series]:
    codes, words = _vocabulary([words for _, words in parts])
    return _coded([code for code, _ in parts], codes), words


def _several(parts: list[Coded]) -> Coded:
    codes, words = _vocabulary([part.words for part in parts])
    return Coded(_stacked([part.values for part in parts], codes), words)


def _stacked(parts: list[Ragged], codes: list[Codes]) -> Ragged:
    return ragged(
        np.concatenate([part.size for part in parts]),
        _coded([part.code for part in parts], codes),
        np.concatenate([part.flag for part in parts]),
        np.concatenate([part.number for part in parts]),
    )

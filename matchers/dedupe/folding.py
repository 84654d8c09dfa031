"""`fold` for whole columns: letter by letter, so that every distinct letter is transliterated once."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from enrich.values.streets import ENDINGS, STREET_WORDS
from enrich.values.text import fold, spelt_in_ascii

_GREEK = "[\u0370-\u03ff]"


def cleaned(text: pl.Series, quick: pl.Series, slow: Callable[[str], str]) -> pl.Series:
    """`quick`, and what `slow` makes of the texts where quick is null."""
    at = quick.is_null().arg_true()
    if not len(at):
        return quick
    return quick.scatter(at, pl.Series([slow(one) for one in text.gather(at).to_list()], dtype=pl.String))


def folded(text: pl.Series) -> pl.Series:
    """What `fold` makes of every text."""
    plain = ascii_only(text)
    quick = (
        plain.str.to_lowercase()
        .str.replace_all("['`]", "")
        .str.replace_all("[^a-z0-9]+", " ")
        .str.strip_chars(" ")
    )
    return cleaned(text, quick, fold)


def streets(text: pl.Series) -> pl.Series:
    """What `fold_street` makes of every text."""
    spaced = (" " + folded(text).str.replace_all(" ", "  ", literal=True) + " ").str.replace_many(
        [f" {word} " for word in STREET_WORDS], [f" {meant} " for meant in STREET_WORDS.values()]
    )
    for ending, change in ENDINGS:
        spaced = spaced.str.replace_all(ending, change)
    return spaced.str.replace_all(" +", " ").str.strip_chars(" ")


def ascii_only(text: pl.Series) -> pl.Series:
    """The texts in ASCII; null where letters are not spelled one by one (Greek)."""
    at = (text.str.len_bytes() != text.str.len_chars()).arg_true()
    if not len(at):
        return text
    strange = text.gather(at)
    letters = sorted(set("".join(strange.to_list())) - _ASCII)
    spelt = strange.str.replace_many(letters, [spelt_in_ascii(letter) for letter in letters])
    greek = strange.str.contains(_GREEK)
    return text.clone().scatter(at, pl.select(pl.when(~greek).then(spelt)).to_series())


_ASCII = {chr(code) for code in range(128)}

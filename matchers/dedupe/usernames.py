"""How far the user parts of mailboxes follow from the names beside them: `features.how_made` for whole columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from enrich.ports import Ints
from enrich.values.names import NameParts, nickname_roots
from matchers.columns import Codes, Flags, Ragged, Vocabulary, distinct_codes
from matchers.dedupe.names import Names
from matchers.dedupe.ragged import joined, once, ragged, rows_of, taken
from matchers.features import NAMED, NUMBERED, OWN, how_made, spoken_words

_MOST_WORDS = 8  # names of more are looked at one by one
_A = ord("a")


def made_of(
    user: pl.Series, box: Codes, name: Codes, names: Names, read: Callable[[int], tuple[NameParts, ...]]
) -> Flags:
    """For each mailbox (a code of `user`) beside a name (its number in `names`): NAMED, NUMBERED or OWN.

    Names that are not plain are read by `read`.
    """
    if not len(box):
        return np.zeros(0, np.int8)
    pair = name.astype(np.int64) << 32 | box
    order = np.argsort(pair)
    fresh = np.r_[True, pair[order[1:]] != pair[order[:-1]]]
    distinct = pair[order[fresh]]
    known = _of_pairs(user, distinct & 0xFFFFFFFF, distinct >> 32, names, read)
    answer = np.empty(len(pair), np.int8)
    answer[order] = known[np.cumsum(fresh) - 1]
    return answer


def _of_pairs(
    user: pl.Series, box: Ints, name: Ints, names: Names, read: Callable[[int], tuple[NameParts, ...]]
) -> Flags:
    words, vocabulary = name_words(names)
    spelt = pl.Series(vocabulary, dtype=pl.String)
    plain_user = (user.str.len_bytes() == user.str.len_chars()).to_numpy()
    quick = names.plain[name] & plain_user[box] & (words.size[name] <= _MOST_WORDS)
    answer = np.empty(len(box), np.int8)
    at = np.flatnonzero(quick)
    answer[at] = _quick(user.gather(box[at]), taken(words, name[at]), spelt)
    slow = np.flatnonzero(~quick)
    texts = user.gather(box[slow]).to_list()
    answer[slow] = [
        how_made(text, spoken_words(read(one))) for text, one in zip(texts, name[slow].tolist(), strict=True)
    ]
    return answer


def name_words(names: Names) -> tuple[Ragged, list[str]]:
    """The words a user name may be built of, for every plain name, longest first; and what their codes mean."""
    vocabulary = Vocabulary({word: code for code, word in enumerate(names.words)})
    given = names.given
    first = np.zeros(len(given.start) - 1, np.int32)
    said = given.size > 0
    first[said] = given.code[given.start[:-1][said]]
    roots = _roots(names.words, first, vocabulary)
    words = list(vocabulary)
    spelt = pl.DataFrame({"word": words})
    ranked = spelt.select(pl.arg_sort_by(-pl.col("word").str.len_chars().cast(pl.Int64), "word")).to_series()
    rank = np.empty(len(words), np.int64)
    rank[ranked.to_numpy()] = np.arange(len(words))
    every = once(joined([given, names.family, roots]), 1 << 30)
    order = np.argsort(rows_of(every) << 32 | rank[every.code])
    return ragged(every.size, every.code[order]), words


def _roots(words: list[str], first: Codes, vocabulary: Vocabulary) -> Ragged:
    """The names that each row's first given name may be short for."""
    codes = distinct_codes(first)
    lists = [sorted(nickname_roots(words[code])) if code else [] for code in codes.tolist()]
    table = ragged(
        np.array([len(names) for names in lists], np.int64),
        np.array([vocabulary[name] for names in lists for name in names], np.int32),
    )
    return taken(table, np.searchsorted(codes, first))


def _quick(user: pl.Series, words: Ragged, spelt: pl.Series) -> Flags:
    rest = user.str.replace_all("[^a-z]", " ").to_frame("rest")["rest"]
    long = spelt.str.len_bytes().to_numpy() > 1
    for place in range(int(words.size.max(initial=0))):
        at = np.flatnonzero(words.size > place)
        code = words.code[words.start[:-1][at] + place]
        useful = long[code]
        at, code = at[useful], code[useful]
        rest = _without(rest, at, spelt.gather(code))
    leftover = rest.str.replace_all(" +", "")
    too_long = rest.str.contains("[a-z]{3}").to_numpy()
    strange = _letters(leftover) & ~_initials(words, spelt) != 0
    digits = user.str.contains("[0-9]").to_numpy()
    return np.where(too_long | strange, OWN, np.where(digits, NUMBERED, NAMED)).astype(np.int8)


def _without(rest: pl.Series, at: Ints, word: pl.Series) -> pl.Series:
    """The texts, those at these places without the first stand of the word beside them."""
    frame = pl.DataFrame({"at": at, "rest": rest.gather(at), "word": word})
    frame = frame.with_columns(place=pl.col("rest").str.find(pl.col("word"), literal=True)).drop_nulls(
        "place"
    )
    cut = frame.select(
        "at",
        text=pl.col("rest").str.slice(0, pl.col("place"))
        + " "
        + pl.col("rest").str.slice(pl.col("place") + pl.col("word").str.len_bytes()),
    )
    return rest.scatter(cut["at"], cut["text"]) if len(cut) else rest


def _letters(text: pl.Series) -> npt.NDArray[np.uint32]:
    """The letters of each text as bits."""
    size = text.str.len_bytes().to_numpy().astype(np.int64)
    signs = np.frombuffer("".join(text.to_list()).encode(), np.uint8)
    bits = np.left_shift(np.uint32(1), (signs - _A).astype(np.uint32))
    answer = np.zeros(len(size), np.uint32)
    said = size > 0
    if said.any():
        answer[said] = np.bitwise_or.reduceat(bits, (np.cumsum(size) - size)[said])
    return answer


def _initials(words: Ragged, spelt: pl.Series) -> npt.NDArray[np.uint32]:
    """The first letters of each row's words as bits."""
    first = np.array(
        [ord(word[0]) - _A if word and "a" <= word[0] <= "z" else 31 for word in spelt.to_list()], np.uint32
    )
    bits = np.left_shift(np.uint32(1), first)[words.code]
    answer = np.zeros(len(words.start) - 1, np.uint32)
    said = words.size > 0
    if said.any():
        answer[said] = np.bitwise_or.reduceat(bits, words.start[:-1][said])
    return answer

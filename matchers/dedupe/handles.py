"""What user names tell of names, for whole columns: `handles.told_more` at the rows where it may add something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.ports import Bools, Ints
from enrich.values.names import nickname_roots
from matchers.columns import FIRST, FURTHER, JOINED, PART, WHOLE, Codes, Ragged, Vocabulary, distinct_codes
from matchers.dedupe.contacts import Coded
from matchers.dedupe.ragged import joined, kept, ragged, rows_of, taken
from matchers.features import OWN
from matchers.handles import NamesTold, handles_of, told_more


class _Changed(NamedTuple):
    row: int
    words: tuple[str, ...]


def with_handles(
    names: Mapping[str, Ragged], words: list[str], emails: Coded, links: Coded
) -> dict[str, Ragged]:
    """The columns of family and given names with what mailboxes and pages add; new words go to the end of `words`."""
    vocabulary = Vocabulary({word: code for code, word in enumerate(words)})
    rows = np.flatnonzero(_may_tell(names, vocabulary, words, emails, links))
    family: list[_Changed] = []
    given: list[_Changed] = []
    for row, told, boxes, pages in zip(
        rows.tolist(), _told(names, words, rows), _boxes(emails, rows), _pages(links, rows), strict=True
    ):
        more = told_more(told, handles_of(boxes, pages))
        if more.family != told.family:
            family.append(_Changed(row, more.family))
        if more.given != told.given:
            given.append(_Changed(row, more.given))
    return {
        "family": _with(names["family"], WHOLE, family, vocabulary, words),
        "given": _with(names["given"], FIRST, given, vocabulary, words),
    }


def _may_tell(
    names: Mapping[str, Ragged], vocabulary: Vocabulary, words: list[str], emails: Coded, links: Coded
) -> Bools:
    """Rows with a user name that may add something: beside an initial any, else a strange one of two words, of which one is
    a given name of the row and the other none of its names."""
    family, given = _first(names["family"], WHOLE), _first(names["given"], FIRST)
    short = pl.Series(words, dtype=pl.String).str.len_chars().to_numpy() == 1
    told = (emails.values.size > 0) | (links.values.size > 0)
    answer = (short[family] | short[given]) & told
    every = Vocabulary(vocabulary)
    called = joined([names["given"], _roots(given, every, words)])
    own = kept(emails.values, emails.values.flag == OWN)
    boxes, pages = _chosen(own, emails.words, r"@.*$"), _chosen(links.values, links.words, r"^[^:]*:")
    one, two = _pair(pl.concat([boxes.texts, pages.texts]), every)
    given_names, family_names = _keys(called), _keys(names["family"])
    for users, first in ((boxes, 0), (pages, len(boxes.texts))):
        place = users.place + first
        adding = _Users(users.row, one[place], two[place]).adding(given_names, family_names)
        answer[adding] = True
    return np.asarray(answer & (family > 0) & (given > 0))


class _Chosen(NamedTuple):
    """The user names of some values: the row of each value, and the place of its user name among all `texts`."""

    row: Ints
    place: Codes
    texts: pl.Series


def _chosen(values: Ragged, words: pl.Series, rest: str) -> _Chosen:
    """User names are what is left of words without the `rest`."""
    codes = distinct_codes(values.code)
    number = np.zeros(len(words), np.int32)
    number[codes] = np.arange(len(codes))
    return _Chosen(rows_of(values), number[values.code], words.gather(codes).str.replace(rest, ""))


def _roots(given: Codes, vocabulary: Vocabulary, words: list[str]) -> Ragged:
    """The names that each row's first given name may be short for."""
    codes, at = np.unique(given, return_inverse=True)
    lists = [
        [vocabulary[root] for root in sorted(nickname_roots(words[code]))] if code else []
        for code in codes.tolist()
    ]
    size = np.array([len(found) for found in lists], np.int64)
    return taken(ragged(size, np.array([code for found in lists for code in found], np.int32)), at)


class _Users(NamedTuple):
    """User names of two words, by row: the words' codes, 0 for a word that no name of the table has."""

    row: Ints
    one: Codes
    two: Codes

    def adding(self, given: Ints, known: Ints) -> Ints:
        """The rows where one word is a given name and the other none of the names; of both the keys are told."""
        at = np.flatnonzero((self.one > 0) | (self.two > 0))
        row, one, two = self.row[at], self.one[at], self.two[at]
        first, second = _among(given, row, one), _among(given, row, two)
        adds = (first & ~second & ~_among(known, row, two)) | (second & ~first & ~_among(known, row, one))
        return np.asarray(row[adds])


def _pair(users: pl.Series, vocabulary: Vocabulary) -> tuple[Codes, Codes]:
    """The codes of the two words of these user names; 0 where one has more or fewer words."""
    cut = users.str.replace_all(r"[-._]+", "  ").str.replace_all(r"([a-z]{3,})\d{1,4}", "$1")
    pieces = (" " + cut + " ").str.extract_all(" [a-z]{2,} ")
    two = pieces.list.len() == 2
    words = pieces.filter(two).explode(empty_as_null=True).str.strip_chars(" ")
    known = pl.DataFrame(
        {"word": list(vocabulary), "code": range(len(vocabulary))}, schema_overrides={"code": pl.Int32}
    )
    code = words.to_frame("word").join(known, on="word", how="left", maintain_order="left")["code"]
    answer = np.zeros((len(users), 2), np.int32)
    answer[two.to_numpy()] = code.fill_null(0).to_numpy().reshape(-1, 2)
    return answer[:, 0], answer[:, 1]


def _keys(values: Ragged) -> Ints:
    return np.sort(rows_of(values) << 32 | values.code)


def _among(keys: Ints, row: Ints, code: Codes) -> Bools:
    """Which of these rows have the value beside them."""
    wanted = row << 32 | code
    at = np.searchsorted(keys, wanted)
    return (
        np.asarray(keys[np.minimum(at, len(keys) - 1)] == wanted)
        if len(keys)
        else np.zeros(len(row), np.bool_)
    )


def _first(values: Ragged, flag: int) -> Codes:
    """The first value with this flag of every row, 0 where there is none."""
    chosen = kept(values, values.flag == flag)
    said = chosen.size > 0
    answer = np.zeros(len(said), np.int32)
    answer[said] = chosen.code[chosen.start[:-1][said]]
    return answer


def _told(names: Mapping[str, Ragged], words: list[str], rows: Ints) -> Iterator[NamesTold]:
    """The names of these rows, one by one."""
    family, given = taken(names["family"], rows), taken(names["given"], rows)

    def of(values: Ragged, flag: int) -> Iterator[tuple[str, ...]]:
        return _texts(kept(values, values.flag == flag), words.__getitem__)

    parts = of(family, WHOLE), of(family, PART), of(given, FIRST), of(given, JOINED), of(given, FURTHER)
    return (NamesTold(*told, suffix="") for told in zip(*parts, strict=True))


def _boxes(emails: Coded, rows: Ints) -> Iterator[zip[tuple[str, bool]]]:
    """The mailboxes of these rows, each with whether it is strange."""
    values = taken(emails.values, rows)
    strange = (values.flag == OWN).tolist()
    for boxes, start in zip(_pages(emails, rows), values.start[:-1].tolist(), strict=True):
        yield zip(boxes, strange[start : start + len(boxes)], strict=True)


def _pages(found: Coded, rows: Ints) -> Iterator[tuple[str, ...]]:
    values = taken(found.values, rows)
    codes, at = np.unique(values.code, return_inverse=True)
    known = found.words.gather(codes).to_list()
    return _texts(ragged(values.size, at.astype(np.int32)), known.__getitem__)


def _texts(values: Ragged, word: Callable[[int], str]) -> Iterator[tuple[str, ...]]:
    """The words of every row."""
    texts, bounds = list(map(word, values.code.tolist())), values.start.tolist()
    return (tuple(texts[start:end]) for start, end in pairwise(bounds))


def _with(
    values: Ragged, flag: int, changed: list[_Changed], vocabulary: Vocabulary, words: list[str]
) -> Ragged:
    """The column with other values of this flag in some rows."""
    if not changed:
        return values
    n = len(values.start) - 1
    rows: Ints = np.array([one.row for one in changed], np.int64)
    size = np.zeros(n, np.int64)
    size[rows] = [len(one.words) for one in changed]
    code = np.array([_code(vocabulary, words, word) for one in changed for word in one.words], np.int32)
    touched = np.zeros(n, np.bool_)
    touched[rows] = True
    stays = kept(values, ~((values.flag == flag) & touched[rows_of(values)]))
    leading, behind = kept(stays, stays.flag == flag), kept(stays, stays.flag != flag)
    return joined([leading, ragged(size, code, flag), behind])


def _code(vocabulary: Vocabulary, words: list[str], word: str) -> int:
    if word not in vocabulary:
        vocabulary[word] = len(words)
        words.append(word)
    return vocabulary[word]

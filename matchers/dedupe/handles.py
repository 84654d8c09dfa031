"""What user names tell of names, for whole columns: `handles.told_more` at the rows where it may add something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from enrich.ports import Bools, Ints
from matchers.columns import FIRST, FURTHER, JOINED, PART, WHOLE, Codes, Ragged, Vocabulary
from matchers.dedupe.contacts import Coded
from matchers.dedupe.ragged import joined, kept, ragged, rows_of
from matchers.features import OWN
from matchers.handles import NamesTold, handles_of, told_more

# An account of the given and the family name, and nothing else but a number.
_TWO = r"^[^:]*:([a-z]{2,})[-._]([a-z]{2,})(?:-[0-9]*)?$"


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
    box, link = emails.words.to_list() if len(rows) else [], links.words.to_list() if len(rows) else []
    for row in rows.tolist():
        told = _told(names, words, row)
        at, to = emails.values.start[row], emails.values.start[row + 1]
        own = (emails.values.flag[at:to] == OWN).tolist()
        boxes = zip([box[code] for code in emails.values.code[at:to].tolist()], own, strict=True)
        pages = [link[code] for code in _of(links.values, row)]
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
    """Rows with a user name that may add something: beside an initial any, else one that is not built from the name."""
    family, given = _first(names["family"], WHOLE), _first(names["given"], FIRST)
    short = np.zeros(len(words), np.bool_)
    for codes in (family, given):
        used = np.unique(codes)
        short[used] = [len(words[code]) == 1 for code in used.tolist()]
    told = (emails.values.size > 0) | (links.values.size > 0)
    answer = (short[family] | short[given]) & told
    answer[rows_of(emails.values)[emails.values.flag == OWN]] = True
    row = rows_of(links.values)
    one, two = _account_words(links.words, vocabulary)
    first, last = one[links.values.code], two[links.values.code]
    plain = (first == given[row]) & (last == family[row]) & (first > 0)
    cut = links.words.str.contains(r":.*[-._]").to_numpy()[links.values.code]
    answer[row[cut & ~plain]] = True
    return np.asarray(answer & (family > 0) & (given > 0))


def _account_words(links: pl.Series, vocabulary: Vocabulary) -> tuple[Codes, Codes]:
    """Codes of the two words that each account is made of, 0 where it is not or no name says them."""
    found = links.str.extract_groups(_TWO).struct.unnest()
    one, two = (
        np.array([vocabulary.get(word, 0) if word else 0 for word in found.to_series(k).to_list()], np.int32)
        for k in (0, 1)
    )
    return one, two


def _first(values: Ragged, flag: int) -> Codes:
    """The first value with this flag of every row, 0 where there is none."""
    chosen = kept(values, values.flag == flag)
    said = chosen.size > 0
    answer = np.zeros(len(said), np.int32)
    answer[said] = chosen.code[chosen.start[:-1][said]]
    return answer


def _of(values: Ragged, row: int) -> list[int]:
    answer: list[int] = values.code[values.start[row] : values.start[row + 1]].tolist()
    return answer


def _told(names: Mapping[str, Ragged], words: list[str], row: int) -> NamesTold:
    family, given = names["family"], names["given"]
    parts: dict[tuple[str, int], list[str]] = {}
    for column, values in (("family", family), ("given", given)):
        at, to = values.start[row], values.start[row + 1]
        for code, flag in zip(values.code[at:to].tolist(), values.flag[at:to].tolist(), strict=True):
            parts.setdefault((column, flag), []).append(words[code])
    whole, part, first, together, further = (
        tuple(parts.get(key, ()))
        for key in (
            ("family", WHOLE),
            ("family", PART),
            ("given", FIRST),
            ("given", JOINED),
            ("given", FURTHER),
        )
    )
    return NamesTold(whole, part, first, together, further, "")


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
